package blockkit

import "maps"

// block allows a block of one of the kinds, of any where there are none.
func block(kinds ...string) rule { return in("block", kinds...) }

// layout gives a block's rule: its own fields and those that all blocks have.
func layout(fields ...field) rule {
	return object(append([]field{must("type", anything), may("block_id", str(0, 255))}, fields...)...)
}

// choices gives the elements that a section, an actions block and an input may hold alike.
func choices(more ...string) []string {
	return append(more,
		"checkboxes", "datepicker", "radio_buttons", "timepicker",
		"static_select", "external_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select",
	)
}

// actionElements gives what an actions block may hold.
func actionElements() []string {
	return choices("button", "overflow", "workflow_button", "datetimepicker", "rich_text_input")
}

// accessories gives what may stand beside a section's text.
func accessories() []string { return choices("button", "overflow", "workflow_button", "image") }

// inputElements gives what an input block may hold.
func inputElements() []string {
	return choices("datetimepicker", "rich_text_input", "plain_text_input", "number_input", "email_text_input", "url_text_input", "file_input")
}

// blocks gives the rules of all blocks by type (docs.slack.dev, Blocks).
func blocks() family {
	known := family{
		"actions":   layout(must("elements", list(1, 25, in("element", actionElements()...)))),
		"context":   layout(must("elements", list(1, 10, contextElement()))),
		"divider":   layout(),
		"header":    layout(must("text", plain(150)), may("level", integer(1, 6))),
		"image":     image(may("block_id", str(0, 255)), may("title", plain(2000))),
		"input":     all(input(), inputInModal),
		"markdown":  layout(must("text", str(1, 12_000))),
		"rich_text": layout(must("elements", list(0, 1000, in("rich")))),
		"section":   all(section(), textOrFields),
		"file":      layout(must("external_id", str(1, 255)), must("source", enum("remote"))),
		"video":     video(),
		"call":      layout(must("call_id", str(1, 255)), may("api_decoration_available", boolean), may("call", anything)),
		"alert":     layout(must("text", anyText(3000)), may("level", enum("default", "info", "warning", "error", "success"))),
	}
	for _, more := range []family{containers(), data()} {
		maps.Copy(known, more)
	}
	return known
}

func section() rule {
	return layout(
		may("text", anyText(3000)), may("fields", list(1, 10, anyText(2000))), may("expand", boolean),
		may("accessory", in("element", accessories()...)),
	)
}

// textOrFields wants a section to show something.
func textOrFields(c *checker, at string, v any) {
	if o, ok := v.(Object); ok && o["text"] == nil && o["fields"] == nil {
		c.report(at, "missing required field: text")
	}
}

func input() rule {
	return layout(
		must("label", plain(2000)), must("element", in("element", inputElements()...)), may("hint", plain(2000)),
		may("optional", boolean), may("dispatch_action", boolean),
	)
}

// inputInModal keeps file inputs to modals.
func inputInModal(c *checker, at string, v any) {
	o, _ := v.(Object)
	e, _ := o["element"].(Object)
	if e["type"] == "file_input" && c.surface != onModal {
		c.report(at+"/element/type", "unsupported type: file_input")
	}
}

func video() rule {
	return layout(
		must("title", plain(200)), must("video_url", str(1, 3000)), must("thumbnail_url", str(1, 3000)), must("alt_text", str(1, 2000)),
		may("title_url", str(1, 3000)), may("author_name", str(1, 50)), may("provider_name", str(1, 255)),
		may("provider_icon_url", str(1, 3000)), may("description", plain(200)),
	)
}

// contextElement allows an image or a text.
func contextElement() rule {
	f := texts(2000)
	f["image"] = image()
	return of(f)
}

// containers gives the rules of blocks that hold others.
func containers() family {
	feedback := in("element", "feedback_buttons", "icon_button")
	title := mrkdwn(150)
	card := layout(
		may("hero_image", in("element", "image")), may("icon", in("element", "image")), may("title", title), may("subtitle", title),
		may("body", mrkdwn(200)), may("actions", list(1, 25, in("element", "button"))),
	)
	inner := block("actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section", "table", "video")
	task := layout(
		must("task_id", str(1, 255)), must("title", str(1, 3000)), may("details", block("rich_text")), may("output", block("rich_text")),
		may("sources", list(0, 100, object(must("type", enum("url")), must("url", str(1, 3000)), must("text", str(1, 3000))))),
		must("status", enum("pending", "in_progress", "complete", "error")),
	)
	return family{
		"context_actions": onMessages(layout(must("elements", list(1, 5, feedback)))),
		"card":            card,
		"carousel":        onMessages(layout(must("elements", list(1, 10, block("card"))))),
		"container": layout(
			may("title", plain(150)), may("rich_text_title", block("rich_text")), may("subtitle", anyText(150)),
			must("child_blocks", list(1, 10, inner)), may("width", enum("narrow", "standard", "wide", "full")),
			may("icon", in("element", "image")), may("is_collapsible", boolean), may("default_collapsed", boolean), may("has_header_divider", boolean),
		),
		"task_card": onMessages(task),
		"plan":      onMessages(layout(must("title", str(1, 3000)), may("tasks", list(0, 100, block("task_card"))))),
	}
}

// onMessages keeps a block to messages.
func onMessages(r rule) rule {
	return func(c *checker, at string, v any) {
		if c.surface != onMessage {
			o, _ := v.(Object)
			c.report(at+"/type", "unsupported type: %v", o["type"])
			return
		}
		r(c, at, v)
	}
}
