package workspace

import (
	"encoding/base64"
	"slices"
	"strings"
)

// readable finds the channel that a call names by id and that the bot may read.
func (s *Server) readable(c *call) (*room, error) {
	r, ok := s.room(c.text("channel"))
	switch {
	case !ok, r.Private && !r.has(s.bot().ID):
		return nil, refuse("channel_not_found")
	case !r.has(s.bot().ID):
		return nil, refuse("not_in_channel")
	}
	return r, nil
}

// conversationInfo answers conversations.info.
func (s *Server) conversationInfo(c *call) (Object, error) {
	r, ok := s.room(c.text("channel"))
	if !ok || r.Private && !r.has(s.bot().ID) {
		return nil, refuse("channel_not_found")
	}
	o := r.slack(s.config.Team, s.bot().ID)
	if c.truth("include_num_members") {
		o["num_members"] = len(r.Members)
	}
	return Object{"channel": o}, nil
}

// conversationList answers conversations.list, and users.conversations for the bot.
func (s *Server) conversationList(c *call) (Object, error) {
	types := c.list("types")
	if len(types) == 0 {
		types = []string{"public_channel"}
	}
	mine := strings.HasSuffix(c.request.URL.Path, "users.conversations")
	var all []Object
	for _, r := range s.rooms {
		kind := map[string]string{"channel": "public_channel", "group": "private_channel", "im": "im"}[r.kind()]
		hidden := (r.Private || mine) && !r.has(s.bot().ID) || c.truth("exclude_archived") && r.Archived
		if slices.Contains(types, kind) && !hidden {
			all = append(all, r.slack(s.config.Team, s.bot().ID))
		}
	}
	page, next, err := paged(all, c, 1000)
	if page == nil {
		page = []Object{}
	}
	return Object{"channels": page, "response_metadata": Object{"next_cursor": next}}, err
}

// conversationMembers answers conversations.members.
func (s *Server) conversationMembers(c *call) (Object, error) {
	r, err := s.readable(c)
	if err != nil {
		return nil, err
	}
	page, next, err := paged(r.Members, c, 1000)
	return Object{"members": page, "response_metadata": Object{"next_cursor": next}}, err
}

// openConversation answers conversations.open for one user.
func (s *Server) openConversation(c *call) (Object, error) {
	if id := c.text("channel"); id != "" {
		if r, ok := s.room(id); ok && r.IM {
			return Object{"channel": r.slack(s.config.Team, s.bot().ID)}, nil
		}
		return nil, refuse("channel_not_found")
	}
	users := c.list("users")
	if len(users) != 1 {
		return nil, refuse("users_list_not_supplied")
	}
	if u, ok := s.user(users[0]); !ok || u.IsBot || u.Deleted {
		return nil, refuse("user_not_found")
	}
	known := len(s.rooms)
	r := s.direct(users[0])
	o := Object{"channel": Object{"id": r.ID}, "no_op": len(s.rooms) == known, "already_open": len(s.rooms) == known}
	if c.truth("return_im") {
		o["channel"] = r.slack(s.config.Team, s.bot().ID)
	}
	return o, nil
}

// joinConversation answers conversations.join.
func (s *Server) joinConversation(c *call) (Object, error) {
	r, ok := s.room(c.text("channel"))
	switch {
	case !ok:
		return nil, refuse("channel_not_found")
	case r.Private || r.IM:
		return nil, refuse("method_not_supported_for_channel_type")
	case r.Archived:
		return nil, refuse("is_archived")
	}
	o := Object{}
	if r.has(s.bot().ID) {
		o["warning"], o["response_metadata"] = "already_in_channel", Object{"warnings": []string{"already_in_channel"}}
	} else {
		r.Members = append(slices.Clone(r.Members), s.bot().ID)
		s.post(r, Message{Subtype: "channel_join", User: s.bot().ID, Text: "<@" + s.bot().ID + "> has joined the channel"})
	}
	o["channel"] = r.slack(s.config.Team, s.bot().ID)
	return o, nil
}

// history answers conversations.history: what stands in the channel itself, newest first.
func (s *Server) history(c *call) (Object, error) {
	r, err := s.readable(c)
	if err != nil {
		return nil, err
	}
	var all []Message
	for _, m := range slices.Backward(r.messages) {
		if m.inChannel() && c.within(m.TS) {
			all = append(all, c.shown(m))
		}
	}
	return pageOfMessages(all, c, false)
}

// replies answers conversations.replies: a thread, oldest first, its head always with it.
func (s *Server) replies(c *call) (Object, error) {
	r, err := s.readable(c)
	if err != nil {
		return nil, err
	}
	head, ok := r.find(c.text("ts"))
	if !ok {
		return nil, refuse("thread_not_found")
	}
	if head.isReply() {
		head, _ = r.find(head.ThreadTS)
	}
	var all []Message
	for _, m := range r.thread(head.TS) {
		if m.TS == head.TS || c.within(m.TS) {
			all = append(all, c.shown(m))
		}
	}
	return pageOfMessages(all, c, true)
}

// within tells whether ts lies between the call's oldest and latest, which count when inclusive is set.
func (c *call) within(ts string) bool {
	oldest, latest, inclusive := c.text("oldest"), c.text("latest"), c.truth("inclusive")
	switch {
	case inclusive && (ts == oldest || ts == latest):
		return true
	case oldest != "" && oldest != "0" && ts <= oldest:
		return false
	default:
		return latest == "" || latest == "now" || ts < latest
	}
}

// shown gives m as the call sees it: with metadata only when it asks for it.
func (c *call) shown(m Message) Message {
	if !c.truth("include_all_metadata") {
		m.Metadata = nil
	}
	return m
}

// pageOfMessages cuts one page out of all. Its cursor names the message that comes next, so that new messages do
// not shift the pages.
func pageOfMessages(all []Message, c *call, ascending bool) (Object, error) {
	if cursor := c.text("cursor"); cursor != "" {
		data, err := base64.StdEncoding.DecodeString(cursor)
		from, ok := strings.CutPrefix(string(data), "next_ts:")
		if err != nil || !ok {
			return nil, refuse("invalid_cursor")
		}
		all = slices.DeleteFunc(all, func(m Message) bool { return ascending && m.TS < from || !ascending && m.TS > from })
	}
	limit := c.number("limit", 100)
	if limit <= 0 || limit > 999 {
		limit = 999
	}
	o := Object{"messages": all[:min(limit, len(all))], "has_more": len(all) > limit, "pin_count": 0}
	if all == nil {
		o["messages"] = []Message{}
	}
	if len(all) > limit {
		next := base64.StdEncoding.EncodeToString([]byte("next_ts:" + all[limit].TS))
		o["response_metadata"] = Object{"next_cursor": next}
	}
	return o, nil
}
