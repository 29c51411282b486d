package workspace

import (
	"path"
	"slices"
)

// place finds a channel in which user may act.
func (s *Server) place(user, channel string) (User, *room, error) {
	u, ok := s.user(user)
	if !ok || u.Deleted {
		return User{}, nil, notThere("user", user)
	}
	r, ok := s.room(channel)
	if !ok && channel == s.bot().ID {
		r, ok = s.direct(user), true
	}
	if !ok || !r.has(user) || r.Archived {
		return User{}, nil, notThere("channel", channel)
	}
	return u, r, nil
}

// Say posts what user types into channel, or into the thread whose first message is thread when that is not empty,
// and gives the message's ts. In text, @name, #channel and addresses become links as in Slack's own clients. The
// channel may be the bot's id for direct messages.
//
// Errors: ErrNotThere.
func (s *Server) Say(user, channel, typed, thread string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, r, err := s.place(user, channel)
	if err != nil {
		return "", err
	}
	if thread != "" {
		if _, ok := r.find(thread); !ok {
			return "", notThere("message", thread)
		}
	}
	spans := s.spans(typed)
	m := s.post(r, Message{User: user, Text: spans.text(), Blocks: spans.blocks(), ClientMsgID: newUUID(), ThreadTS: thread})
	return m.TS, nil
}

// theirs finds a message that user has written.
func (s *Server) theirs(user, channel, ts string) (*room, Message, error) {
	_, r, err := s.place(user, channel)
	if err != nil {
		return nil, Message{}, err
	}
	m, ok := r.find(ts)
	if !ok || m.User != user {
		return nil, m, notThere("own message", ts)
	}
	return r, m, nil
}

// Edit changes what user said before.
//
// Errors: ErrNotThere.
func (s *Server) Edit(user, channel, ts, typed string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, before, err := s.theirs(user, channel, ts)
	if err != nil {
		return err
	}
	after, spans := before, s.spans(typed)
	after.Text, after.Blocks, after.Edited = spans.text(), spans.blocks(), &Edited{User: user, TS: s.now()}
	s.change(r, before, after)
	return nil
}

// Delete takes back what user said before.
//
// Errors: ErrNotThere.
func (s *Server) Delete(user, channel, ts string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, m, err := s.theirs(user, channel, ts)
	if err != nil {
		return err
	}
	s.erase(r, m)
	return nil
}

// React puts an emoji, by its name without colons, under a message, or takes it back. Doing so twice does nothing.
//
// Errors: ErrNotThere.
func (s *Server) React(user, channel, ts, name string, remove bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, r, err := s.place(user, channel)
	if err != nil {
		return err
	}
	m, ok := r.find(ts)
	if !ok {
		return notThere("message", ts)
	}
	if !emojiName.MatchString(name) {
		return notThere("emoji", name)
	}
	s.react(r, m, user, name, remove)
	return nil
}

// Upload shares a file in a channel or a thread and gives the message's ts.
//
// Errors: ErrNotThere.
func (s *Server) Upload(user, channel, thread, name string, data []byte) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, r, err := s.place(user, channel)
	if err != nil {
		return "", err
	}
	f := s.newFile(path.Base(name), user)
	f.data, f.Size, f.shared = slices.Clone(data), int64(len(data)), true
	m := s.post(r, Message{Subtype: "file_share", User: user, Upload: true, Files: []File{f.File}, ThreadTS: thread})
	return m.TS, nil
}

// OpenHome has user open the app's Home tab, on which the app is told.
//
// Errors: ErrNotThere.
func (s *Server) OpenHome(user string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.user(user); !ok {
		return notThere("user", user)
	}
	event := Object{
		"type": "app_home_opened", "user": user, "channel": s.direct(user).ID, "tab": "home", "event_ts": s.now(),
	}
	if v, ok := s.homes[user]; ok {
		event["view"] = toObject(v)
	}
	s.tell(event, "app_home_opened")
	return nil
}

// Read notes that user has seen all of a channel.
//
// Errors: ErrNotThere.
func (s *Server) Read(user, channel string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, r, err := s.place(user, channel)
	if err != nil {
		return err
	}
	r.read[user] = stamp(r.last)
	return nil
}
