package bot

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// naming gives the name of a user or a channel for its id.
type naming func(id string) string

// smsText turns a message that somebody wrote in Slack into the text of an SMS: what they see, without markup. It
// reads the message's rich text where there is one, which is exact, and else its escaped text.
func smsText(m chatMessage, name naming) string {
	var b strings.Builder
	for _, raw := range m.Blocks {
		var block richElement
		if json.Unmarshal(raw, &block) != nil || block.Type != "rich_text" {
			return tidy(unescape(m.Text, name))
		}
		for i, e := range block.Elements {
			if i > 0 {
				b.WriteByte('\n')
			}
			e.write(&b, name, "")
		}
	}
	if b.Len() == 0 {
		return tidy(unescape(m.Text, name))
	}
	return tidy(b.String())
}

// tidy trims and takes out what an SMS cannot show.
func tidy(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.TrimSpace(strings.ReplaceAll(text, "\x00", ""))
}

// richElement is any part of a rich_text block.
type richElement struct {
	Type        string        `json:"type"`
	Elements    []richElement `json:"elements"`
	Text        string        `json:"text"`
	URL         string        `json:"url"`
	UserID      string        `json:"user_id"`
	ChannelID   string        `json:"channel_id"`
	UsergroupID string        `json:"usergroup_id"`
	Range       string        `json:"range"`
	Name        string        `json:"name"`
	Unicode     string        `json:"unicode"`
	Fallback    string        `json:"fallback"`
	Style       any           `json:"style"` // of a list "ordered" or "bullet"; of text an object
}

// write appends what a reader of the element sees; lists put mark in front of each item.
func (e richElement) write(b *strings.Builder, name naming, mark string) {
	b.WriteString(mark)
	switch e.Type {
	case "text":
		b.WriteString(e.Text)
	case "link":
		b.WriteString(linkText(e.URL, e.Text))
	case "user":
		b.WriteString("@" + name(e.UserID))
	case "channel":
		b.WriteString("#" + name(e.ChannelID))
	case "usergroup":
		b.WriteString("@" + name(e.UsergroupID))
	case "broadcast":
		b.WriteString("@" + e.Range)
	case "emoji":
		b.WriteString(emoji(e.Name, e.Unicode))
	case "date":
		b.WriteString(e.Fallback)
	case "rich_text_list":
		for i, item := range e.Elements {
			if i > 0 {
				b.WriteByte('\n')
			}
			bullet := "- "
			if e.Style == "ordered" {
				bullet = strconv.Itoa(i+1) + ". "
			}
			item.write(b, name, bullet)
		}
	default:
		for _, part := range e.Elements {
			part.write(b, name, "")
		}
	}
}

// linkText shows a link as text: its address, with the label in front where that says something else.
func linkText(url, label string) string {
	url = strings.TrimPrefix(strings.TrimPrefix(url, "mailto:"), "tel:")
	bare := func(s string) string {
		return strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://"), "/")
	}
	if label == "" || bare(label) == bare(url) {
		return url
	}
	return label + " " + url
}

// angled is what Slack writes in angle brackets: a mention, a channel, a command or a link.
var angled = regexp.MustCompile(`<(?:[@#!]|[a-zA-Z][a-zA-Z0-9+.-]*:)[^<>]*>`)

// colons is an emoji by its name.
var colons = regexp.MustCompile(`:([a-z0-9_+-]+):(?::skin-tone-[2-6]:)?`)

// unescape turns Slack's escaped text into plain text.
func unescape(text string, name naming) string {
	text = angled.ReplaceAllStringFunc(text, func(found string) string {
		inside, label, _ := strings.Cut(found[1:len(found)-1], "|")
		switch {
		case strings.HasPrefix(inside, "@"):
			return "@" + fallback(label, name(inside[1:]))
		case strings.HasPrefix(inside, "#"):
			return "#" + fallback(label, name(inside[1:]))
		case strings.HasPrefix(inside, "!date^"), strings.HasPrefix(inside, "!subteam^"):
			return label
		case strings.HasPrefix(inside, "!"):
			return "@" + inside[1:]
		default:
			return linkText(inside, label)
		}
	})
	text = colons.ReplaceAllStringFunc(text, func(found string) string {
		short, _, _ := strings.Cut(found[1:], ":")
		return emoji(short, "")
	})
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
}

// emoji gives the character for an emoji: from its code points ("1f44d-1f3fd") where Slack says them, else from the
// most used names. One that has no character stays as it was typed.
func emoji(name, points string) string {
	if points != "" {
		var b strings.Builder
		for point := range strings.SplitSeq(points, "-") {
			n, err := strconv.ParseUint(point, 16, 32)
			if err != nil {
				return ":" + name + ":"
			}
			b.WriteRune(rune(n)) //nolint:gosec // 32 bits by ParseUint
		}
		return b.String()
	}
	if known := strings.Index(emojiNames, " "+name+"="); known >= 0 {
		rest := emojiNames[known+len(name)+2:]
		return strings.Fields(rest)[0]
	}
	return ":" + name + ":"
}

// emojiNames are Slack's names of the emoji that people use most. Source: the short names of the Unicode emoji data
// set that Slack's picker shows.
const emojiNames = ` +1=👍 thumbsup=👍 -1=👎 thumbsdown=👎 smile=😄 smiley=😃 grinning=😀 grin=😁 joy=😂 blush=😊 slightly_smiling_face=🙂 wink=😉
 heart=❤️ heart_eyes=😍 thinking_face=🤔 pray=🙏 clap=👏 wave=👋 tada=🎉 fire=🔥 rocket=🚀 star=⭐ sparkles=✨ sunny=☀️ bike=🚲 package=📦 truck=🚚
 white_check_mark=✅ heavy_check_mark=✔️ x=❌ warning=⚠️ point_right=👉 ok_hand=👌 muscle=💪 cry=😢 sob=😭 disappointed=😞 confused=😕 sweat_smile=😅
 gift=🎁 moneybag=💰 phone=☎️ email=📧 calendar=📅 clock3=🕒 hourglass=⌛ rainbow=🌈 bouquet=💐 four_leaf_clover=🍀 christmas_tree=🎄 100=💯 eyes=👀 `
