package blockkit

import (
	"fmt"
	"unicode/utf8"
)

// MaxMessageText is how many characters all blocks of a message may have together.
const MaxMessageText = 13_200

// maxCharts is how many charts a message may have.
const maxCharts = 2

// CheckMessage holds the blocks of a message to Slack's rules and gives what is wrong, nil when nothing is.
// Pointers begin with "/blocks".
func CheckMessage(blocks []Object) []Problem {
	c := &checker{surface: onMessage, book: rules()}
	c.checkBlocks(blocks, 50)
	counts := map[string]int{}
	for i, b := range blocks {
		kind, _ := b["type"].(string)
		counts[kind]++
		if kind == "data_visualization" && counts[kind] > maxCharts {
			c.report(fmt.Sprintf("/blocks/%d", i), "no more than %d data_visualization blocks allowed", maxCharts)
		}
		if kind == "table" && counts[kind] > 1 {
			c.report(fmt.Sprintf("/blocks/%d", i), "only one table allowed")
		}
	}
	return c.problems
}

// CheckView holds a modal or a Home tab to Slack's rules and gives what is wrong, nil when nothing is. Pointers
// begin at the view: "/title/text".
func CheckView(view Object) []Problem {
	c := &checker{surface: onModal, book: rules()}
	fields := []field{
		must("type", enum("modal", "home")), must("blocks", anything), may("private_metadata", str(0, 3000)),
		may("callback_id", str(0, 255)), may("external_id", str(0, 255)),
	}
	switch view["type"] {
	case "modal":
		fields = append(fields, must("title", plain(24)), may("close", plain(24)), may("submit", plain(24)),
			may("clear_on_close", boolean), may("notify_on_close", boolean), may("submit_disabled", boolean))
	case "home":
		c.surface = onHome
		// Modal fields are ignored in a Home tab; slack-go sends some of them.
		fields = append(fields, may("title", anything), may("close", anything), may("submit", anything),
			may("clear_on_close", anything), may("notify_on_close", anything))
	}
	object(fields...)(c, "", view)
	list, ok := view["blocks"].([]any)
	if !ok && view["blocks"] != nil {
		c.report("/blocks", "must provide an array")
	}
	var blocks []Object
	for i, item := range list {
		b, ok := item.(Object)
		if !ok {
			c.report(fmt.Sprintf("/blocks/%d", i), "must provide an object")
			return c.problems
		}
		blocks = append(blocks, b)
	}
	c.checkBlocks(blocks, 100)
	c.checkSubmit(view, blocks)
	return c.problems
}

// checkSubmit wants a modal with inputs to have a submit button.
func (c *checker) checkSubmit(view Object, blocks []Object) {
	for _, b := range blocks {
		if b["type"] == "input" && view["submit"] == nil && c.surface == onModal {
			c.report("", "must define `submit` to use an `input` block in modals")
			return
		}
	}
}

// checkBlocks holds each block to its rule and all together to theirs: how many there are, and ids that differ.
func (c *checker) checkBlocks(blocks []Object, most int) {
	if len(blocks) > most {
		c.report("/blocks", "no more than %d items allowed", most)
		return
	}
	seen := map[string]bool{}
	focused := 0
	for i, b := range blocks {
		at := fmt.Sprintf("/blocks/%d", i)
		block()(c, at, b)
		if id, _ := b["block_id"].(string); id != "" {
			if seen[id] {
				c.report(at+"/block_id", "block_id must be unique: %s", id)
			}
			seen[id] = true
		}
		actions, twice := map[string]bool{}, ""
		Elements([]Object{b}, func(_, element Object) {
			id, _ := element["action_id"].(string)
			if id != "" && actions[id] {
				twice = id
			}
			actions[id] = true
			if element["focus_on_load"] == true {
				focused++
			}
		})
		if twice != "" {
			c.report(at, "action_id must be unique in a block: %s", twice)
		}
	}
	if focused > 1 {
		c.report("/blocks", "only one element may have focus_on_load")
	}
}

// Characters counts the text that blocks hold, for MaxMessageText.
func Characters(blocks []Object) int {
	n := 0
	for _, b := range blocks {
		n += characters(b)
	}
	return n
}

// characters counts the values under "text" in v, at any depth.
func characters(v any) int {
	n := 0
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			n += characters(item)
		}
	case Object:
		for name, value := range v {
			if text, ok := value.(string); ok && name == "text" {
				n += utf8.RuneCountInString(text)
				continue
			}
			n += characters(value)
		}
	}
	return n
}
