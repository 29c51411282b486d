package campaigns

import (
	"kurzwahl/message"
	"kurzwahl/sms"
)

// templates are those of a content, by language.
type templates struct {
	content  Content
	fallback message.Language
	policy   sms.Policy
	parsed   map[string]Template
}

func newTemplates(c Content, config Config) (templates, error) {
	t := templates{content: c, fallback: config.Language, policy: config.policy(), parsed: make(map[string]Template, len(c.Texts))}
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

// written is a text as it leaves.
type written struct {
	text     string
	raw      string // before smart replacement
	replaced []sms.Replacement
}

// write makes the text for a reader of this language, or returns ErrNoValue, wrapped.
func (t templates) write(language message.Language, values Values) (written, error) {
	raw, err := t.of(language).Fill(values)
	if err != nil {
		return written{}, err
	}
	w := written{raw: raw}
	w.text, w.replaced = sms.Replace(raw, t.policy)
	return w, nil
}
