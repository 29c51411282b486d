package blockkit

// richText gives the rules of what a rich_text block holds (docs.slack.dev, Rich text block).
func richText() family {
	inline := list(0, 1000, in("inline"))
	border := may("border", integer(0, 1))
	item := in("rich", "rich_text_section", "rich_text_quote", "rich_text_preformatted")
	return family{
		"rich_text_section": object(must("type", anything), must("elements", inline)),
		"rich_text_list": object(
			must("type", anything), must("style", enum("bullet", "ordered")), must("elements", list(0, 1000, item)),
			may("indent", integer(0, 8)), may("offset", integer(0, 100_000)), border,
		),
		"rich_text_preformatted": object(
			must("type", anything), must("elements", list(0, 1000, in("inline", "text", "link"))), may("language", str(1, 50)), border,
		),
		"rich_text_quote": object(must("type", anything), must("elements", inline), border),
	}
}

// richInline gives the rules of what stands in a line of rich text.
func richInline() family {
	look := may("style", object(
		may("bold", boolean), may("italic", boolean), may("strike", boolean), may("code", boolean), may("underline", boolean),
		may("highlight", boolean), may("client_highlight", boolean), may("unlink", boolean),
	))
	id := str(1, 255)
	inline := func(fields ...field) rule {
		return object(append([]field{must("type", anything), look}, fields...)...)
	}
	return family{
		"text":      inline(must("text", str(1, 12_000))),
		"link":      inline(must("url", str(1, 3000)), may("text", str(0, 3000)), may("unsafe", boolean)),
		"emoji":     inline(must("name", str(1, 255)), may("unicode", str(1, 100)), may("url", str(1, 3000)), may("skin_tone", integer(1, 6))),
		"user":      inline(must("user_id", id)),
		"usergroup": inline(must("usergroup_id", id)),
		"channel":   inline(must("channel_id", id)),
		"team":      inline(must("team_id", id)),
		"broadcast": inline(must("range", enum("here", "channel", "everyone"))),
		"color":     inline(must("value", str(1, 50))),
		"date": inline(must("timestamp", integer(0, 253_402_300_799)), must("format", str(1, 3000)), may("url", str(1, 3000)),
			may("fallback", str(0, 3000))),
	}
}
