package workspace

import "slices"

// SetUser changes a person, or adds one, and tells the app (user_change). Deactivate somebody by Deleted.
func (s *Server) SetUser(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	users := slices.DeleteFunc(slices.Clone(s.users), func(old User) bool { return old.ID == u.ID })
	s.users = append(users, u)
	s.tell(Object{"type": "user_change", "user": u.slack(s.config.Team), "event_ts": s.now()}, "user_change")
	s.feed.change()
}

// SetGroup changes a user group, or adds one, and tells the app (subteam_members_changed).
func (s *Server) SetGroup(g Group) {
	s.mu.Lock()
	defer s.mu.Unlock()
	groups := slices.DeleteFunc(slices.Clone(s.groups), func(old Group) bool { return old.ID == g.ID })
	s.groups = append(groups, g)
	s.tell(Object{
		"type": "subteam_members_changed", "subteam_id": g.ID, "team_id": s.config.Team.ID, "event_ts": s.now(),
		"added_users": g.Users, "removed_users": []string{},
	}, "subteam_members_changed")
	s.feed.change()
}

// Join has user join a channel, and tells the app (member_joined_channel).
//
// Errors: ErrNotThere.
func (s *Server) Join(user, channel string) error { return s.move(user, channel, true) }

// Leave has user leave a channel, and tells the app (member_left_channel). When the bot is the one, the app hears
// no more of the channel.
//
// Errors: ErrNotThere.
func (s *Server) Leave(user, channel string) error { return s.move(user, channel, false) }

// move changes the members of a channel. It takes mu itself.
func (s *Server) move(user, channel string, in bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.room(channel)
	if _, known := s.user(user); !ok || !known || r.IM {
		return notThere("channel or user", channel)
	}
	if r.has(user) == in {
		return nil
	}
	kind, members := "member_left_channel", slices.DeleteFunc(slices.Clone(r.Members), func(m string) bool { return m == user })
	if in {
		kind, members = "member_joined_channel", append(members, user)
	}
	r.Members = members
	s.tell(Object{
		"type": kind, "user": user, "channel": r.ID, "channel_type": r.kind()[:1], "team": s.config.Team.ID, "event_ts": s.now(),
	}, kind)
	s.feed.change()
	return nil
}

// Archive archives a channel and tells the app (channel_archive or group_archive).
//
// Errors: ErrNotThere.
func (s *Server) Archive(user, channel string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, r, err := s.place(user, channel)
	if err != nil {
		return err
	}
	r.Archived = true
	kind := r.kind() + "_archive"
	s.tell(Object{"type": kind, "channel": r.ID, "user": user, "is_moved": 0, "event_ts": s.now()}, kind)
	s.feed.change()
	return nil
}

// Uninstall takes the app away: it is told (tokens_revoked, app_uninstalled), and from then on its tokens are
// refused until Reset.
func (s *Server) Uninstall() {
	s.mu.Lock()
	defer s.mu.Unlock()
	bot := s.bot().ID
	s.tell(Object{"type": "tokens_revoked", "tokens": Object{"oauth": []string{}, "bot": []string{bot}}, "event_ts": s.now()}, "tokens_revoked")
	s.tell(Object{"type": "app_uninstalled", "event_ts": s.now()}, "app_uninstalled")
	s.revoked.Store(true)
	s.feed.change()
}

// Deliver sends the app an envelope of any kind with any payload, to see how it takes what it does not know. It is
// not retried.
func (s *Server) Deliver(kind string, payload Object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.send(&envelope{kind: kind, name: kind, payload: payload, once: true})
}
