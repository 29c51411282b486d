package workspace

import (
	"fmt"
	"strings"

	"kurzwahl/bot/workspace/blockkit"
)

// find gives the element with actionID, and its block; an empty blockID fits any.
func find(blocks []Object, blockID, actionID string) (block, element Object, ok bool) {
	blockkit.Elements(blocks, func(b, e Object) {
		if !ok && text(e, "action_id") == actionID && (blockID == "" || text(b, "block_id") == blockID) {
			block, element, ok = b, e, true
		}
	})
	return block, element, ok
}

// text gives a text field of o, empty when it has none.
func text(o Object, field string) string {
	t, _ := o[field].(string)
	return t
}

// act gives the action that a user's choice makes of an element, and the element's new state, nil for one without.
func act(element Object, chosen any) (action, state Object, err error) {
	kind := text(element, "type")
	action = Object{"type": kind, "action_id": element["action_id"]}
	for _, field := range []string{"text", "value", "style", "url", "placeholder", "confirm"} {
		if v, ok := element[field]; ok {
			action[field] = v
		}
	}
	field, ok := blockkit.StateField(kind)
	if kind == "overflow" {
		option, err := choose(element, "selected_option", chosen)
		action["selected_option"] = option
		return action, nil, err
	}
	if !ok {
		return action, nil, nil
	}
	value, err := choose(element, field, chosen)
	if err != nil {
		return nil, nil, err
	}
	action[field] = value
	for name, v := range element {
		if strings.HasPrefix(name, "initial_") {
			action[name] = v
		}
	}
	return action, Object{"type": kind, field: value}, nil
}

// choose turns what a user chose into what the element's state holds: options are looked up by their value.
func choose(element Object, field string, chosen any) (any, error) {
	switch {
	case chosen == nil && strings.HasSuffix(field, "s"):
		return []any{}, nil
	case chosen == nil, chosen == "":
		return nil, nil //nolint:nilnil // a cleared element holds null
	case field == "selected_option":
		return option(element, chosen)
	case field == "selected_options":
		list := []any{}
		for _, one := range asList(chosen) {
			o, err := option(element, one)
			if err != nil {
				return nil, err
			}
			list = append(list, o)
		}
		return list, nil
	default:
		return chosen, nil
	}
}

// asList gives a list as it is and one value as a list of one.
func asList(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case []string:
		list := make([]any, len(v))
		for i, s := range v {
			list[i] = s
		}
		return list
	default:
		return []any{v}
	}
}

// option finds the option that chosen names by its value or is itself.
func option(element Object, chosen any) (Object, error) {
	if o, ok := chosen.(Object); ok {
		if strings.Contains(text(element, "type"), "external") {
			return o, nil
		}
		chosen = o["value"]
	}
	for _, o := range options(element) {
		if o["value"] == chosen {
			return o, nil
		}
	}
	return nil, notThere("option", fmt.Sprint(chosen))
}

// options gives the options of an element, those in groups too.
func options(element Object) []Object {
	var all []Object
	list, _ := element["options"].([]any)
	groups, _ := element["option_groups"].([]any)
	for _, g := range groups {
		if group, ok := g.(Object); ok {
			in, _ := group["options"].([]any)
			list = append(list, in...)
		}
	}
	for _, o := range list {
		if o, ok := o.(Object); ok {
			all = append(all, o)
		}
	}
	return all
}
