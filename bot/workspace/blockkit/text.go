package blockkit

// texts gives the rules of text objects whose text has at most most characters
// (docs.slack.dev, Text object).
func texts(most int) family {
	return family{
		"plain_text": object(must("type", anything), must("text", str(1, most)), may("emoji", boolean)),
		"mrkdwn":     object(must("type", anything), must("text", str(1, most)), may("verbatim", boolean)),
	}
}

// plain allows a plain_text object.
func plain(most int) rule { return of(texts(most), "plain_text") }

// mrkdwn allows an mrkdwn object.
func mrkdwn(most int) rule { return of(texts(most), "mrkdwn") }

// anyText allows either.
func anyText(most int) rule { return of(texts(most)) }

// options gives the rule of an option list: at most most of them. Only radio buttons and checkboxes may have
// mrkdwn, only overflow menus a url (docs.slack.dev, Option object).
func options(most int, text rule, more ...field) rule {
	return list(1, most, option(text, more...))
}

func option(text rule, more ...field) rule {
	return object(append([]field{
		must("text", text), must("value", str(0, 150)), may("description", text),
	}, more...)...)
}

// confirm allows a confirmation dialog (docs.slack.dev, Confirmation dialog object).
func confirm() rule {
	return object(
		must("title", plain(100)), must("text", anyText(300)), must("confirm", plain(30)), must("deny", plain(30)),
		may("style", enum("primary", "danger")),
	)
}

// conversationFilter allows the filter of a conversations select.
func conversationFilter() rule {
	return object(
		may("include", list(1, 4, enum("im", "mpim", "private", "public"))),
		may("exclude_external_shared_channels", boolean), may("exclude_bot_users", boolean),
	)
}

// slackFile allows a reference to a file at Slack.
func slackFile() rule { return object(may("id", str(1, 255)), may("url", str(1, 3000))) }

// image gives the fields that image blocks and image elements share.
func image(more ...field) rule {
	fields := append([]field{
		must("type", anything), must("alt_text", str(1, 2000)), may("image_url", str(1, 3000)), may("slack_file", slackFile()),
	}, more...)
	return all(object(fields...), func(c *checker, at string, v any) {
		if o, ok := v.(Object); ok && (o["image_url"] == nil) == (o["slack_file"] == nil) {
			c.report(at, "must provide either image_url or slack_file")
		}
	})
}
