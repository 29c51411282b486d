package workspace

import (
	"context"
	"slices"
)

// Messages gives all that was said in a channel, threads included, oldest first; nil for an unknown channel.
func (s *Server) Messages(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r, ok := s.room(channel); ok {
		return slices.Clone(r.messages)
	}
	return nil
}

// Thread gives the message with ts and its replies, oldest first.
func (s *Server) Thread(channel, ts string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r, ok := s.room(channel); ok {
		return r.thread(ts)
	}
	return nil
}

// Ephemerals gives the messages that only user sees, oldest first.
func (s *Server) Ephemerals(user string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var theirs []Message
	for _, m := range s.ephemeral {
		if m.viewer == user {
			theirs = append(theirs, m)
		}
	}
	return theirs
}

// Views gives the modals that user has open, the one on top last.
func (s *Server) Views(user string) []View {
	s.mu.Lock()
	defer s.mu.Unlock()
	var open []View
	for _, v := range s.modals[user] {
		open = append(open, *v)
	}
	return open
}

// Home gives user's Home tab; false when the app has not published one.
func (s *Server) Home(user string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.homes[user]; ok {
		return *v, true
	}
	return View{}, false
}

// Direct gives the id of the direct messages between user and the bot, opening them when they are new.
func (s *Server) Direct(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.direct(user).ID
}

// WaitMessage blocks until a message in channel fits and gives the first that does, or until ctx ends, whose error
// it then returns.
func (s *Server) WaitMessage(ctx context.Context, channel string, fits func(Message) bool) (Message, error) {
	return waitFor(ctx, s, func() []Message { return s.Messages(channel) }, fits)
}

// WaitEphemeral blocks until a message that only user sees fits and gives the first that does, or until ctx ends.
func (s *Server) WaitEphemeral(ctx context.Context, user string, fits func(Message) bool) (Message, error) {
	return waitFor(ctx, s, func() []Message { return s.Ephemerals(user) }, fits)
}

// WaitView blocks until a modal of user's fits and gives the lowest that does, or until ctx ends.
func (s *Server) WaitView(ctx context.Context, user string, fits func(View) bool) (View, error) {
	return waitFor(ctx, s, func() []View { return s.Views(user) }, fits)
}

// waitFor blocks until one of all fits.
func waitFor[T any](ctx context.Context, s *Server, all func() []T, fits func(T) bool) (T, error) {
	var found T
	err := s.Wait(ctx, func() bool {
		now := all()
		i := slices.IndexFunc(now, fits)
		if i >= 0 {
			found = now[i]
		}
		return i >= 0
	})
	return found, err
}
