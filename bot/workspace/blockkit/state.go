package blockkit

// stateful tells what an element's state is called, what an untouched one holds, and which field of the element
// holds its initial value.
type stateful struct {
	field   string
	initial string
	many    bool // untouched, it is an empty list and not null
}

// states gives the elements that have a state, by type.
func states() map[string]stateful {
	return map[string]stateful{
		"plain_text_input":           {field: "value", initial: "initial_value"},
		"number_input":               {field: "value", initial: "initial_value"},
		"email_text_input":           {field: "value", initial: "initial_value"},
		"url_text_input":             {field: "value", initial: "initial_value"},
		"rich_text_input":            {field: "rich_text_value", initial: "initial_value"},
		"file_input":                 {field: "files", many: true},
		"static_select":              {field: "selected_option", initial: "initial_option"},
		"external_select":            {field: "selected_option", initial: "initial_option"},
		"users_select":               {field: "selected_user", initial: "initial_user"},
		"conversations_select":       {field: "selected_conversation", initial: "initial_conversation"},
		"channels_select":            {field: "selected_channel", initial: "initial_channel"},
		"multi_static_select":        {field: "selected_options", initial: "initial_options", many: true},
		"multi_external_select":      {field: "selected_options", initial: "initial_options", many: true},
		"multi_users_select":         {field: "selected_users", initial: "initial_users", many: true},
		"multi_conversations_select": {field: "selected_conversations", initial: "initial_conversations", many: true},
		"multi_channels_select":      {field: "selected_channels", initial: "initial_channels", many: true},
		"radio_buttons":              {field: "selected_option", initial: "initial_option"},
		"checkboxes":                 {field: "selected_options", initial: "initial_options", many: true},
		"datepicker":                 {field: "selected_date", initial: "initial_date"},
		"timepicker":                 {field: "selected_time", initial: "initial_time"},
		"datetimepicker":             {field: "selected_date_time", initial: "initial_date_time"},
	}
}

// StateField gives the name under which the state of an element of that type stands, "selected_option" for
// example; false for elements without a state, such as buttons.
func StateField(elementType string) (string, bool) {
	s, ok := states()[elementType]
	return s.field, ok
}

// State gives what the elements of blocks hold, by block_id and action_id: what old has for an element of the same
// ids and type, else the element's initial value, else nothing (null, or an empty list). The blocks must have
// their ids (Complete).
func State(blocks []Object, old map[string]map[string]Object) map[string]map[string]Object {
	values := map[string]map[string]Object{}
	Elements(blocks, func(block, element Object) {
		kind, _ := element["type"].(string)
		state, ok := states()[kind]
		if !ok {
			return
		}
		blockID, _ := block["block_id"].(string)
		actionID, _ := element["action_id"].(string)
		if values[blockID] == nil {
			values[blockID] = map[string]Object{}
		}
		value := state.untouched(kind, element)
		if before, ok := old[blockID][actionID]; ok && before["type"] == kind {
			value = before
		}
		values[blockID][actionID] = value
	})
	return values
}

// untouched gives the state of an element that nobody has touched.
func (s stateful) untouched(kind string, element Object) Object {
	value := Object{"type": kind, s.field: nil}
	if s.many {
		value[s.field] = []any{}
	}
	if initial, ok := element[s.initial]; ok && s.initial != "" {
		value[s.field] = initial
	}
	return value
}

// Elements calls do with each element that a user can act on, and the block that it stands in.
func Elements(blocks []Object, do func(block, element Object)) {
	for _, block := range blocks {
		for _, field := range []string{"element", "accessory"} {
			if element, ok := block[field].(Object); ok {
				do(block, element)
			}
		}
		for _, field := range []string{"elements", "actions"} {
			list, _ := block[field].([]any)
			for _, item := range list {
				if element, ok := item.(Object); ok && element["action_id"] != nil {
					do(block, element)
				}
			}
		}
	}
}
