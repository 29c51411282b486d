package conversations

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"kurzwahl/message"
	"kurzwahl/sms"
)

//go:embed phrases/*.toml
var builtinPhrases embed.FS

// MaxSegments is how many segments an automatic reply has at most.
const MaxSegments = 2

// Phrasebook holds what the bot says, in every language. It never changes after LoadPhrases.
type Phrasebook struct {
	texts map[message.Language]map[string]string
}

// phraseFile is one language's file: texts by key, and those that differ in informal German.
type phraseFile struct {
	texts    map[string]string
	informal map[string]string
}

// LoadPhrases reads the built-in phrasebook and puts a shop's own words over it. Overrides holds files de.toml,
// en.toml and pl.toml with the keys that differ; nil or a missing file changes nothing. Informal takes the
// informal German texts. All that is wrong with the overrides comes back in one error: unknown keys, unknown or
// lost placeholders, texts that are too long.
func LoadPhrases(overrides fs.FS, informal bool) (*Phrasebook, error) {
	book := &Phrasebook{texts: map[message.Language]map[string]string{}}
	var wrong []error
	for _, language := range []message.Language{message.German, message.English, message.Polish} {
		name := string(language) + ".toml"
		builtin, err := readPhrases(builtinPhrases, "phrases/"+name)
		if err != nil {
			return nil, err
		}
		own := phraseFile{}
		if overrides != nil {
			own, err = readPhrases(overrides, name)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				wrong = append(wrong, err)
				continue
			}
		}
		texts := builtin.chosen(informal)
		wrong = append(wrong, override(texts, own.chosen(informal), name)...)
		book.texts[language] = texts
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("phrasebook: %w", errors.Join(wrong...))
	}
	if err := book.check(); err != nil {
		return nil, fmt.Errorf("phrasebook: %w", err)
	}
	return book, nil
}

// readPhrases reads one file. The table [du] is for informal texts.
func readPhrases(files fs.FS, name string) (phraseFile, error) {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return phraseFile{}, err
	}
	var content map[string]any
	if err := toml.Unmarshal(raw, &content); err != nil {
		return phraseFile{}, fmt.Errorf("%s: %w", name, err)
	}
	file := phraseFile{texts: map[string]string{}, informal: map[string]string{}}
	for key, value := range content {
		switch v := value.(type) {
		case string:
			file.texts[key] = v
		case map[string]any:
			for inner, text := range v {
				s, ok := text.(string)
				if !ok || key != "du" {
					return file, fmt.Errorf(`%s: %s.%s: keys are written "with.dots" in quotation marks, and values are texts`, name, key, inner)
				}
				file.informal[inner] = s
			}
		default:
			return file, fmt.Errorf("%s: %s is no text", name, key)
		}
	}
	return file, nil
}

func (f phraseFile) chosen(informal bool) map[string]string {
	texts := maps.Clone(f.texts)
	if informal {
		maps.Copy(texts, f.informal)
	}
	return texts
}

var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

// placeholders lists what a text has filled in, each once, sorted.
func placeholders(text string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// override puts a shop's own texts over the built-in ones and says what is wrong with them.
func override(texts, own map[string]string, file string) []error {
	var wrong []error
	for _, key := range slices.Sorted(maps.Keys(own)) {
		builtin, known := texts[key]
		if !known {
			wrong = append(wrong, fmt.Errorf("%s: there is no text %q", file, key))
			continue
		}
		want, got := placeholders(builtin), placeholders(own[key])
		for _, name := range got {
			if !slices.Contains(want, name) {
				wrong = append(wrong, fmt.Errorf("%s: %q cannot fill in {%s}, only %v", file, key, name, want))
			}
		}
		for _, name := range want {
			if name != "shop" && !slices.Contains(got, name) {
				wrong = append(wrong, fmt.Errorf("%s: %q has lost {%s}", file, key, name))
			}
		}
		texts[key] = own[key]
	}
	return wrong
}

// longest holds, for each placeholder, a value as long as it gets in practice.
var longest = map[string]string{
	"shop": "Fahrradhaus Musterstadt", "order": "DE-2026-0047110", "date": "21.11.2026", "day": "21.11.2026", "time": "09:00",
	"carrier": " mit Deutsche Post", "expected": " Ankunft voraussichtlich am 21.11.2026.", "link": " Sendung: https://shop.example/l/Ab3dE9x",
	"amount": ": 1.234,50 EUR", "contact": " Kontakt: service@fahrradhaus.example", "orders": "DE-2026-0047110, DE-2026-0047111",
	"coupon": "DANKE-2026-AB12CD34", "score": "10", "min": "0", "max": "10", "best": "10", "terms": "https://shop.example/l/Ab3dE9x",
	"ask": "Na ile prawdopodobne jest, że po zamówieniu DE-2026-0047110 polecisz nas innym?", "how": "Bitte antworten Sie mit einer Schulnote von 1 bis 6 (1 ist am besten).",
	"pool": "thanks", "n": "20", "contest": "Adventskalender 2026", "prize": ": einen Gutschein ueber 100 EUR", "hours": "720", "place": "10",
	"question": "Wie viele Speichen hat das Vorderrad unseres neuen Tourenrads? A: 28, B: 32 oder C: 36?", "answers": "A, B oder C",
	"case": "R1234567", "state": "wartet auf Ihre Antwort", "product": "Kinderrad Moewe 16 Zoll, blau..", "price": "1.234,50 EUR", "target": "1.234,50 EUR", "lowest": "1.234,50 EUR", "currency": "EUR", "page": " https://shop.example/Ab3dE9x",
	"options": "A: Kinderrad Moewe 16 Zoll, blau.., B: Kinderrad Moewe 16 Zoll, blau.., C: Kinderrad Moewe 16 Zoll, blau.., D: Kinderrad Moewe 16 Zoll, blau..",
	"first":   "Bestellung ändern oder stornieren", "second": "Bestellung ändern oder stornieren", "topic": "lista oczekujących", "when": "in der Regel innerhalb einer Stunde",
}

// forDesk says whether only people at the desk read the text.
func forDesk(key string) bool {
	kind, _, _ := strings.Cut(key, ".")
	return slices.Contains([]string{"reason", "remark", "hint", "ago"}, kind)
}

// check measures every text that customers get, in its longest case. Polish letters count without their marks.
func (b *Phrasebook) check() error {
	var wrong []error
	for language, texts := range b.texts {
		for key, text := range texts {
			if forDesk(key) || key == "order.news" {
				continue
			}
			if strings.HasPrefix(key, "state.") {
				text = strings.ReplaceAll(texts["order.news"], "{text}", text)
			}
			plain, _ := sms.Replace(fill(text, longest), sms.Policy{Polish: true})
			size := sms.Measure(plain)
			if size.Segments > MaxSegments {
				wrong = append(wrong, fmt.Errorf("%s: %q can take %d segments, more than %d", language, key, size.Segments, MaxSegments))
			}
			if size.Alphabet != sms.GSM7 {
				wrong = append(wrong, fmt.Errorf("%s: %q has characters outside GSM 03.38, which doubles its price", language, key))
			}
		}
	}
	return errors.Join(wrong...)
}

// say gives a text with its placeholders filled in.
func (b *Phrasebook) say(language message.Language, key string, fields map[string]string) string {
	text, ok := b.texts[language][key]
	if !ok {
		text = b.texts[message.English][key]
	}
	return fill(text, fields)
}

// has says whether there is a text of that key.
func (b *Phrasebook) has(key string) bool {
	_, ok := b.texts[message.English][key]
	return ok
}

// fill puts values in place of {names}. A value is never looked at again, so braces in it stay.
func fill(text string, fields map[string]string) string {
	return placeholder.ReplaceAllStringFunc(text, func(name string) string {
		if value, ok := fields[name[1:len(name)-1]]; ok {
			return value
		}
		return name
	})
}
