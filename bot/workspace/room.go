package workspace

import (
	"slices"
	"strings"
)

// room is a channel with what was said in it.
type room struct {
	Channel
	messages []Message         // in the order of their TS
	last     int64             // the latest TS given out, in microseconds
	read     map[string]string // the latest TS that each user has seen
}

func newRoom(c Channel) *room {
	c.Members = slices.Clone(c.Members)
	return &room{Channel: c, read: map[string]string{}}
}

// nextTS gives a TS at or after micros that no message of the room has.
func (r *room) nextTS(micros int64) string {
	r.last = max(micros, r.last+1)
	return stamp(r.last)
}

// index finds the message with ts; TS of equal length sort as text.
func (r *room) index(ts string) (int, bool) {
	return slices.BinarySearchFunc(r.messages, ts, func(m Message, ts string) int { return strings.Compare(m.TS, ts) })
}

// find gives the message with ts.
func (r *room) find(ts string) (Message, bool) {
	if i, ok := r.index(ts); ok {
		return r.messages[i], true
	}
	return Message{}, false
}

// replace puts m in the place of the message with its TS.
func (r *room) replace(m Message) {
	if i, ok := r.index(m.TS); ok {
		r.messages[i] = m
	}
}

// remove takes the message with ts out.
func (r *room) remove(ts string) {
	if i, ok := r.index(ts); ok {
		r.messages = slices.Delete(r.messages, i, i+1)
	}
}

// thread gives the message with ts and its replies, oldest first.
func (r *room) thread(ts string) []Message {
	var found []Message
	for _, m := range r.messages {
		if m.TS == ts || m.ThreadTS == ts {
			found = append(found, m)
		}
	}
	return found
}

// recount sets the reply figures of the thread's first message and gives it; false when it is gone.
func (r *room) recount(ts string) (Message, bool) {
	head, ok := r.find(ts)
	if !ok {
		return Message{}, false
	}
	head.ThreadTS, head.ReplyCount, head.ReplyUsers, head.LatestReply = "", 0, nil, ""
	for _, m := range r.messages {
		if m.ThreadTS != ts || m.TS == ts {
			continue
		}
		head.ReplyCount++
		head.ThreadTS, head.LatestReply = ts, m.TS
		if !slices.Contains(head.ReplyUsers, m.User) {
			head.ReplyUsers = append(head.ReplyUsers, m.User)
		}
	}
	head.ReplyUsersCount = len(head.ReplyUsers)
	r.replace(head)
	return head, true
}

// unread counts what came since user last looked.
func (r *room) unread(user string) int {
	n := 0
	for _, m := range r.messages {
		if m.TS > r.read[user] && m.User != user && m.inChannel() {
			n++
		}
	}
	return n
}

// room finds a channel by its id.
func (s *Server) room(id string) (*room, bool) {
	for _, r := range s.rooms {
		if r.ID == id {
			return r, true
		}
	}
	return nil, false
}

// direct gives the direct messages between the bot and user, opening them when they are new.
func (s *Server) direct(user string) *room {
	for _, r := range s.rooms {
		if r.IM && r.User == user {
			return r
		}
	}
	r := newRoom(Channel{ID: newID("D"), IM: true, User: user, Members: []string{user, s.bot().ID}})
	s.rooms = append(s.rooms, r)
	return r
}
