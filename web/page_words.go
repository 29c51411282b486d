package web

import (
	"fmt"
	"io/fs"
	"net/http"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"

	"kurzwahl/message"
)

// tongue is a language that the pages are written in.
type tongue struct {
	Code message.Language
	Name string // as its speakers call it
}

// tongues gives the languages of the pages, in the order in which they are offered.
func tongues() []tongue {
	return []tongue{{message.German, "Deutsch"}, {message.English, "English"}, {message.Polish, "Polski"}}
}

// words holds the texts of the pages by language and key.
type words map[message.Language]map[string]string

// loadWords reads the texts of all languages; informal takes the informal German ones.
func loadWords(files fs.FS, informal bool) (words, error) {
	all := words{}
	for _, t := range tongues() {
		names := []string{"pages/" + string(t.Code) + ".toml"}
		if t.Code == message.German && informal {
			names = append(names, "pages/de_du.toml")
		}
		texts := map[string]string{}
		for _, name := range names {
			raw, err := fs.ReadFile(files, name)
			if err != nil {
				return nil, fmt.Errorf("read texts of the pages: %w", err)
			}
			if err := toml.Unmarshal(raw, &texts); err != nil {
				return nil, fmt.Errorf("read texts of the pages: %s: %w", name, err)
			}
		}
		all[t.Code] = texts
	}
	return all, nil
}

// newMatcher makes what finds the language that a browser prefers.
func newMatcher() language.Matcher {
	var tags []language.Tag
	for _, t := range tongues() {
		tags = append(tags, language.Make(string(t.Code)))
	}
	return language.NewMatcher(tags)
}

// spoken gives the language that somebody asks for: the first of the wishes that the pages are written in, else what
// the browser prefers, else the shop's.
func (p *Pages) spoken(r *http.Request, wishes ...message.Language) message.Language {
	for _, wish := range wishes {
		if _, ok := p.words[wish]; ok {
			return wish
		}
	}
	preferred, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(preferred) == 0 {
		return p.c.Language
	}
	_, at, confidence := p.matcher.Match(preferred...)
	if confidence == language.No {
		return p.c.Language
	}
	return tongues()[at].Code
}

// asked is the language of the address, "?lang=de"; it may be anything.
func asked(r *http.Request) message.Language { return message.Language(r.URL.Query().Get("lang")) }
