package blockkit

import "crypto/rand"

// Complete gives each block a block_id, each interactive element an action_id, and each text its defaults, as
// Slack does with what an app leaves out. It writes into blocks.
func Complete(blocks []Object) {
	for _, block := range blocks {
		if id, _ := block["block_id"].(string); id == "" {
			block["block_id"] = rand.Text()[:5]
		}
		completeTexts(block)
		for _, field := range []string{"element", "accessory"} {
			completeElement(block[field])
		}
		for _, field := range []string{"elements", "actions"} {
			list, _ := block[field].([]any)
			for _, item := range list {
				completeElement(item)
			}
		}
	}
}

// interactive tells whether elements of that type send an action.
func interactive(elementType string) bool {
	_, ok := states()[elementType]
	switch elementType {
	case "button", "overflow", "workflow_button", "feedback_buttons", "icon_button":
		return true
	}
	return ok
}

// completeElement gives an interactive element its action_id.
func completeElement(v any) {
	element, ok := v.(Object)
	if !ok {
		return
	}
	kind, _ := element["type"].(string)
	if id, _ := element["action_id"].(string); id == "" && interactive(kind) {
		element["action_id"] = rand.Text()[:5]
	}
}

// completeTexts gives the text objects in v the defaults of emoji and verbatim.
func completeTexts(v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			completeTexts(item)
		}
	case Object:
		if _, isText := v["text"].(string); isText {
			setDefault(v, "plain_text", "emoji", true)
			setDefault(v, "mrkdwn", "verbatim", false)
		}
		for _, item := range v {
			completeTexts(item)
		}
	}
}

// setDefault sets a field of objects of one type that do not have it.
func setDefault(o Object, kind, field string, value any) {
	if _, has := o[field]; !has && o["type"] == kind {
		o[field] = value
	}
}
