package blockkit

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
)

var (
	dateForm   = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)
	timeForm   = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
	numberForm = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
)

// element gives an element's rule: its own fields and those that most elements have.
func element(fields ...field) rule {
	return object(append([]field{must("type", anything), may("action_id", str(1, 255))}, fields...)...)
}

// Fields that many elements share.
func placeholder() field { return may("placeholder", plain(150)) }
func focus() field       { return may("focus_on_load", boolean) }
func confirmed() field   { return may("confirm", confirm()) }
func style() field       { return may("style", enum("primary", "danger")) }
func label() field       { return may("accessibility_label", str(1, 75)) }
func maxItems() field    { return may("max_selected_items", integer(1, 100)) }
func dispatch() field {
	return may("dispatch_action_config", object(
		must("trigger_actions_on", list(1, 2, enum("on_enter_pressed", "on_character_entered"))),
	))
}

// elements gives the rules of all elements by type (docs.slack.dev, Block elements).
func elements() family {
	known := buttons()
	for _, more := range []family{inputs(), selects(), pickers()} {
		maps.Copy(known, more)
	}
	known["image"] = image()
	return known
}

// buttons gives the rules of elements that are clicked and hold no state.
func buttons() family {
	feedback := object(must("text", plain(75)), must("value", str(1, 2000)), label())
	return family{
		"button": element(must("text", plain(75)), may("value", str(0, 2000)), may("url", str(1, 3000)), style(), confirmed(), label(),
			may("visible_to_user_ids", list(0, 100, str(1, 255)))),
		"overflow":         element(must("options", options(5, plain(75), may("url", str(1, 3000)))), confirmed()),
		"workflow_button":  element(must("text", plain(75)), must("workflow", anything), style(), confirmed(), label()),
		"feedback_buttons": element(must("positive_button", feedback), must("negative_button", feedback)),
		"icon_button": element(must("icon", str(1, 255)), must("text", plain(75)), may("value", str(0, 2000)), confirmed(), label(),
			may("visible_to_user_ids", list(0, 100, str(1, 255)))),
	}
}

// inputs gives the rules of elements that take text and files.
func inputs() family {
	return family{
		"plain_text_input": element(may("initial_value", str(0, 3000)), may("multiline", boolean), may("min_length", integer(0, 3000)),
			may("max_length", integer(1, 3000)), dispatch(), focus(), placeholder()),
		"number_input": element(must("is_decimal_allowed", boolean), may("initial_value", decimal()), may("min_value", decimal()),
			may("max_value", decimal()), dispatch(), focus(), placeholder()),
		"email_text_input": element(may("initial_value", str(0, 3000)), dispatch(), focus(), placeholder()),
		"url_text_input":   element(may("initial_value", str(0, 3000)), dispatch(), focus(), placeholder()),
		"rich_text_input": element(may("initial_value", block("rich_text")), may("min_lines", integer(1, 100)),
			may("max_lines", integer(1, 100)), dispatch(), focus(), placeholder()),
		"file_input": element(may("filetypes", list(1, 100, str(1, 20))), may("max_files", integer(1, 10))),
	}
}

func decimal() rule { return pattern(numberForm, "a number written as text") }

// pickers gives the rules of date, time and choice elements.
func pickers() family {
	return family{
		"datepicker": element(may("initial_date", pattern(dateForm, "in the format YYYY-MM-DD")), placeholder(), focus(), confirmed()),
		"timepicker": element(may("initial_time", pattern(timeForm, "in the format HH:mm")), may("timezone", str(1, 100)),
			placeholder(), focus(), confirmed()),
		"datetimepicker": element(may("initial_date_time", integer(1_000_000_000, 9_999_999_999)), focus(), confirmed()),
		"radio_buttons": all(element(must("options", options(10, anyText(75))), may("initial_option", option(anyText(75))),
			focus(), confirmed()), initialAmongOptions),
		"checkboxes": all(element(must("options", options(10, anyText(75))), may("initial_options", options(10, anyText(75))),
			focus(), confirmed()), initialAmongOptions),
	}
}

// selects gives the rules of select menus, single and multiple.
func selects() family {
	group := object(must("label", plain(75)), must("options", options(100, plain(75))))
	fixed := []field{may("options", options(100, plain(75))), may("option_groups", list(1, 100, group)), placeholder(), focus(), confirmed()}
	external := []field{may("min_query_length", integer(0, 100)), placeholder(), focus(), confirmed()}
	conversations := []field{may("default_to_current_conversation", boolean), may("filter", conversationFilter()), placeholder(), focus(), confirmed()}
	simple := []field{placeholder(), focus(), confirmed()}
	id, ids := str(1, 255), list(1, 100, str(1, 255))
	one, several := option(plain(75)), options(100, plain(75))
	response := may("response_url_enabled", boolean)
	with := func(base []field, more ...field) rule { return element(append(slices.Clone(base), more...)...) }
	return family{
		"static_select":              all(with(fixed, may("initial_option", one)), eitherOptions, initialAmongOptions),
		"multi_static_select":        all(with(fixed, may("initial_options", several), maxItems()), eitherOptions, initialAmongOptions),
		"external_select":            with(external, may("initial_option", one)),
		"multi_external_select":      with(external, may("initial_options", several), maxItems()),
		"users_select":               with(simple, may("initial_user", id)),
		"multi_users_select":         with(simple, may("initial_users", ids), maxItems()),
		"conversations_select":       with(conversations, may("initial_conversation", id), response),
		"multi_conversations_select": with(conversations, may("initial_conversations", ids), maxItems()),
		"channels_select":            with(simple, may("initial_channel", id), response),
		"multi_channels_select":      with(simple, may("initial_channels", ids), maxItems()),
	}
}

// eitherOptions wants exactly one of options and option_groups.
func eitherOptions(c *checker, at string, v any) {
	if o, ok := v.(Object); ok && (o["options"] == nil) == (o["option_groups"] == nil) {
		c.report(at, "must provide either options or option_groups")
	}
}

// initialAmongOptions wants what is chosen at the start to be one of the options, in every field.
func initialAmongOptions(c *checker, at string, v any) {
	o, ok := v.(Object)
	if !ok {
		return
	}
	var known []any
	known = append(known, items(o["options"])...)
	for _, g := range items(o["option_groups"]) {
		if group, ok := g.(Object); ok {
			known = append(known, items(group["options"])...)
		}
	}
	among := func(at string, chosen any) {
		if !slices.ContainsFunc(known, func(k any) bool { return sameOption(k, chosen) }) {
			c.report(at, "initial_option must match one of the options")
		}
	}
	if one := o["initial_option"]; one != nil {
		among(at+"/initial_option", one)
	}
	for _, one := range items(o["initial_options"]) {
		among(at+"/initial_options", one)
	}
}

// items gives the entries of an array, none for anything else.
func items(v any) []any {
	list, _ := v.([]any)
	return list
}

// sameOption tells whether two options have the same text and value.
func sameOption(a, b any) bool {
	x, ok := a.(Object)
	y, ok2 := b.(Object)
	if !ok || !ok2 {
		return false
	}
	xt, _ := x["text"].(Object)
	yt, _ := y["text"].(Object)
	return reflect.DeepEqual(x["value"], y["value"]) && xt != nil && reflect.DeepEqual(xt["text"], yt["text"]) && reflect.DeepEqual(xt["type"], yt["type"])
}
