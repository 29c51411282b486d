package workspace

import "slices"

// post puts m into the room under a fresh TS, tells the page and the app, and gives the message as stored. A reply
// to a message that is gone lands in the channel, as it does at Slack.
func (s *Server) post(r *room, m Message) Message {
	m.Type, m.Team = "message", s.config.Team.ID
	m.TS = r.nextTS(s.config.Clock.Now().UnixMicro())
	head, inThread := Message{}, false
	if m.ThreadTS != "" {
		if head, inThread = r.find(m.ThreadTS); inThread && head.isReply() {
			head, inThread = r.find(head.ThreadTS)
		}
		m.ThreadTS = ""
	}
	if inThread {
		m.ThreadTS, m.ParentUserID = head.TS, head.User
		if m.Subtype == "thread_broadcast" {
			m.Root = &head
		}
	}
	r.messages = append(r.messages, m)
	r.read[m.User] = m.TS
	s.publish(news{Type: "message", Channel: r.ID, Message: &m, members: r.Members})
	if inThread {
		s.announceHead(r, head.TS)
	}
	s.tellMessage(r, m)
	return m
}

// announceHead recounts a thread and shows its head on the page; apps hear nothing of it, as at Slack. A tombstone
// goes with its last reply.
func (s *Server) announceHead(r *room, ts string) {
	head, ok := r.recount(ts)
	switch {
	case ok && head.Subtype == "tombstone" && head.ReplyCount == 0:
		r.remove(ts)
		s.publish(news{Type: "message_deleted", Channel: r.ID, TS: ts, members: r.Members})
	case ok:
		s.publish(news{Type: "message_changed", Channel: r.ID, Message: &head, members: r.Members})
	}
}

// change replaces a message by its new form and tells the page and the app.
func (s *Server) change(r *room, before, after Message) {
	r.replace(after)
	s.publish(news{Type: "message_changed", Channel: r.ID, Message: &after, members: r.Members})
	ts := r.nextTS(s.config.Clock.Now().UnixMicro())
	s.tell(Object{
		"type": "message", "subtype": "message_changed", "hidden": true, "channel": r.ID, "channel_type": r.kind(),
		"message": after.event(), "previous_message": before.event(), "ts": ts, "event_ts": ts,
	}, "message."+r.scope())
}

// erase takes a message out. The head of a thread that has replies leaves a tombstone, as at Slack.
func (s *Server) erase(r *room, m Message) {
	if m.ReplyCount > 0 && !m.isReply() {
		after := m
		after.Subtype, after.Hidden, after.User, after.Text = "tombstone", true, "USLACKBOT", "This message was deleted."
		after.Blocks, after.Files, after.Attachments, after.Reactions, after.Metadata = nil, nil, nil, nil, nil
		after.BotID, after.AppID, after.BotProfile, after.Username = "", "", nil, ""
		s.change(r, m, after)
		return
	}
	r.remove(m.TS)
	s.publish(news{Type: "message_deleted", Channel: r.ID, TS: m.TS, members: r.Members})
	if m.isReply() {
		s.announceHead(r, m.ThreadTS)
	}
	ts := r.nextTS(s.config.Clock.Now().UnixMicro())
	s.tell(Object{
		"type": "message", "subtype": "message_deleted", "hidden": true, "channel": r.ID, "channel_type": r.kind(),
		"deleted_ts": m.TS, "previous_message": m.event(), "ts": ts, "event_ts": ts,
	}, "message."+r.scope())
}

// react puts a reaction under a message or takes it back, and tells the page and the app. It reports false when
// there was nothing to do.
func (s *Server) react(r *room, m Message, user, name string, remove bool) bool {
	if m.reacted(user, name) != remove {
		return false
	}
	kind, after := "reaction_added", m
	if remove {
		kind, after = "reaction_removed", m.withoutReaction(user, name)
	} else {
		after = m.withReaction(user, name)
	}
	r.replace(after)
	s.publish(news{Type: "message_changed", Channel: r.ID, Message: &after, members: r.Members})
	s.tell(Object{
		"type": kind, "user": user, "reaction": name, "item_user": m.User, "event_ts": s.now(),
		"item": Object{"type": "message", "channel": r.ID, "ts": m.TS},
	}, kind)
	return true
}

// whisper shows m to one user only.
func (s *Server) whisper(r *room, user string, m Message) Message {
	m.Type, m.Team, m.Channel, m.viewer, m.IsEphemeral = "message", s.config.Team.ID, r.ID, user, true
	m.TS = r.nextTS(s.config.Clock.Now().UnixMicro())
	s.ephemeral = append(s.ephemeral, m)
	if len(s.ephemeral) > maxShown {
		s.ephemeral = slices.Clone(s.ephemeral[len(s.ephemeral)-maxShown:])
	}
	s.publish(news{Type: "ephemeral", Channel: r.ID, Message: &m, user: user})
	return m
}
