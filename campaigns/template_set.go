package campaigns

import "kurzwahl/message"

// templates are those of a content, by language.
type templates struct {
	content  Content
	fallback message.Language
	parsed   map[string]Template
}

func newTemplates(c Content, fallback message.Language) (templates, error) {
	t := templates{content: c, fallback: fallback, parsed: make(map[string]Template, len(c.Texts))}
	for _, text := range c.Texts {
		parsed, err := ParseTemplate(text)
		if err != nil {
			return templates{}, err
		}
		t.parsed[text] = parsed
	}
	return t, nil
}

// of gives the template that a reader of this language gets.
func (t templates) of(language message.Language) Template {
	return t.parsed[t.content.Text(language, t.fallback)]
}
