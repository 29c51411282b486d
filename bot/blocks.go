package bot

import (
	"strings"

	"github.com/slack-go/slack"
)

// The limits of Slack that our texts may come near (characters).
const (
	sectionLimit = 3000
	fieldLimit   = 2000
	headerLimit  = 150
	optionLimit  = 75
	quoteLimit   = 3000
)

// cut shortens text to n characters, the last of them an ellipsis.
func cut(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return text
}

// escape takes the meaning from what Slack would read as markup: links, mentions, entities.
func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// plain is text in which Slack parses nothing. Empty text, which Slack refuses, becomes a dash.
func plain(text string, limit int) *slack.TextBlockObject {
	if strings.TrimSpace(text) == "" {
		text = "–"
	}
	return slack.NewTextBlockObject(slack.PlainTextType, cut(text, limit), false, false)
}

func header(text string) slack.Block { return slack.NewHeaderBlock(plain(text, headerLimit)) }

// plainSection is a paragraph in which nothing is parsed.
func plainSection(text string) slack.Block {
	return slack.NewSectionBlock(plain(text, sectionLimit), nil, nil)
}

// contextLine is small print of pieces in which nothing is parsed.
func contextLine(pieces ...string) slack.Block {
	elements := make([]slack.MixedElement, 0, len(pieces))
	for _, piece := range pieces {
		if piece != "" {
			elements = append(elements, plain(piece, fieldLimit))
		}
	}
	return slack.NewContextBlock("", elements...)
}

// fact is a name and a value.
type fact struct{ name, value string }

// facts shows names and values in two columns; those without a value are left out.
func facts(all ...fact) slack.Block {
	fields := make([]*slack.TextBlockObject, 0, len(all))
	for _, f := range all {
		if f.value != "" {
			fields = append(fields, plain(f.name+"\n"+f.value, fieldLimit))
		}
	}
	return slack.NewSectionBlock(nil, fields[:min(len(fields), 10)], nil)
}

// quote shows somebody's words as a quotation in which nothing is parsed.
func quote(text string) slack.Block {
	return slack.NewRichTextBlock("", &slack.RichTextQuote{Type: slack.RTEQuote, Elements: words(text, nil)})
}

// verbatim shows a text exactly as it is, in a box.
func verbatim(text string) slack.Block {
	return slack.NewRichTextBlock("", &slack.RichTextPreformatted{Type: slack.RTEPreformatted, Elements: words(text, nil)})
}

// titled is a line with a bold title, and somebody's words in it, in which nothing is parsed.
func titled(title, text string) slack.Block {
	elements := words(title, &slack.RichTextSectionTextStyle{Bold: true})
	if text != "" {
		elements = append(elements, words(" "+text, nil)...)
	}
	return slack.NewRichTextBlock("", slack.NewRichTextSection(elements...))
}

func words(text string, style *slack.RichTextSectionTextStyle) []slack.RichTextSectionElement {
	if text == "" {
		text = " "
	}
	return []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(cut(text, quoteLimit), style)}
}

func button(action, value, text string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, value, plain(text, optionLimit))
}

func option(value, text string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, plain(text, optionLimit), nil)
}

// ask has a click confirmed first.
func ask(title, text, yes, no string) *slack.ConfirmationBlockObject {
	return slack.NewConfirmationBlockObject(plain(title, 100), plain(text, 300), plain(yes, 30), plain(no, 30))
}
