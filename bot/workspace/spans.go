package workspace

import (
	"regexp"
	"strings"
)

// span is a stretch of what a user typed: plain, or a link of some kind.
type span struct {
	kind string // "text", "user", "channel", "link", "emoji" or "broadcast"
	// value is the text, the id, the address or the range.
	value string
	label string // of a channel
}

// spans are what a user typed, in order.
type spans []span

// linkable finds what Slack's clients turn into elements: addresses, @names, #channels, :emoji:.
var linkable = regexp.MustCompile(`https?://[^\s<>"]+[^\s<>".,;:!?)]|@[a-z0-9][a-z0-9._-]*|#[a-z0-9][a-z0-9_-]*|:[a-z0-9_+-]+:`)

// spans cuts what a user typed into plain stretches and links.
func (s *Server) spans(typed string) spans {
	typed = named(typed)
	var all spans
	plain := func(t string) {
		if t != "" {
			all = append(all, span{kind: "text", value: t})
		}
	}
	rest := 0
	for _, at := range linkable.FindAllStringIndex(typed, -1) {
		one, ok := s.linked(typed[at[0]:at[1]])
		inWord := at[0] > 0 && !strings.ContainsRune(" \n(:", rune(typed[at[0]-1]))
		if !ok || inWord && one.kind != "emoji" {
			continue
		}
		plain(typed[rest:at[0]])
		all = append(all, one)
		rest = at[1]
	}
	plain(typed[rest:])
	return all
}

// linked gives the link that a word stands for.
func (s *Server) linked(word string) (span, bool) {
	name := word[1:]
	switch {
	case word[0] == ':':
		name = strings.Trim(word, ":")
		_, known := unicodeOf(name)
		return span{kind: "emoji", value: name}, known
	case strings.HasPrefix(word, "http"):
		return span{kind: "link", value: word}, true
	case word[0] == '#':
		for _, r := range s.rooms {
			if !r.IM && r.Name == name {
				return span{kind: "channel", value: r.ID, label: name}, true
			}
		}
	case name == "here" || name == "channel" || name == "everyone":
		return span{kind: "broadcast", value: name}, true
	default:
		for _, u := range s.users {
			if u.Name == name {
				return span{kind: "user", value: u.ID}, true
			}
		}
	}
	return span{}, false
}

// escape writes the three characters that Slack escapes as entities.
func escape(t string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(t)
}

// text writes the spans as a message's text.
func (all spans) text() string {
	var b strings.Builder
	for _, one := range all {
		switch one.kind {
		case "user":
			b.WriteString("<@" + one.value + ">")
		case "channel":
			b.WriteString("<#" + one.value + "|" + one.label + ">")
		case "broadcast":
			b.WriteString("<!" + one.value + ">")
		case "emoji":
			b.WriteString(":" + one.value + ":")
		case "link":
			b.WriteString("<" + escape(one.value) + ">")
		default:
			b.WriteString(escape(one.value))
		}
	}
	return b.String()
}

// blocks writes the spans as the rich_text block that Slack's clients send along.
func (all spans) blocks() []Object {
	elements := []any{}
	for _, one := range all {
		e := Object{"type": one.kind}
		switch one.kind {
		case "user":
			e["user_id"] = one.value
		case "channel":
			e["channel_id"] = one.value
		case "broadcast":
			e["range"] = one.value
		case "emoji":
			e["name"] = one.value
			e["unicode"], _ = unicodeOf(one.value)
		case "link":
			e["url"] = one.value
		default:
			e["text"] = one.value
		}
		elements = append(elements, e)
	}
	section := Object{"type": "rich_text_section", "elements": elements}
	return []Object{{"type": "rich_text", "block_id": newID("")[:5], "elements": []any{section}}}
}
