package workspace

import (
	"errors"
	"net/http"
	"time"
)

const (
	// responseLife is how long a response_url can be used.
	responseLife = 30 * time.Minute
	// responseUses is how often it can be used.
	responseUses = 5
)

// response is what a response_url answers to.
type response struct {
	room      *room
	user      string
	ts        string // the message that was acted on; empty for a command
	thread    string
	ephemeral bool // whether that message is one
	uses      int
	expires   time.Time
}

// newResponse gives an interaction its response_url.
func (s *Server) newResponse(r response) string {
	now := s.wire()
	for id, old := range s.responses {
		if now.Sub(old.expires) > responseLife {
			delete(s.responses, id)
		}
	}
	r.expires = now.Add(responseLife)
	id := newSecret()
	s.responses[id] = &r
	return s.address() + "/response/" + id
}

// serveResponse takes what the app posts to a response_url.
func (s *Server) serveResponse(w http.ResponseWriter, r *http.Request) {
	a, err := readArgs(w, r)
	if err == nil {
		s.record("in", "response_url", a.text("response_type"), a.visible())
		s.mu.Lock()
		err = s.respond(r.PathValue("id"), a)
		s.mu.Unlock()
	}
	if refused, ok := errors.AsType[*refusal](err); ok && (refused.code == "expired_url" || refused.code == "used_url") {
		w.WriteHeader(http.StatusNotFound)
	}
	s.answer(w, "response_url", nil, err)
}

// respond does what a post to a response_url asks for.
func (s *Server) respond(id string, a args) error {
	to, ok := s.responses[id]
	switch {
	case !ok || !s.wire().Before(to.expires):
		return refuse("expired_url")
	case to.uses >= responseUses:
		return refuse("used_url")
	}
	to.uses++
	return s.reply(to, a)
}

// reply shows a message that the app answered with: in place of the one that was acted on, to the user alone, or
// to the whole channel.
func (s *Server) reply(to *response, a args) error {
	if a.truth("delete_original") && to.ts != "" {
		s.removeOriginal(to)
		return nil
	}
	m, err := s.content(a)
	if err != nil {
		return err
	}
	switch {
	case a.truth("replace_original") && to.ts != "":
		return s.replaceOriginal(to, m)
	case a.text("response_type") == "in_channel":
		m.ThreadTS = a.text("thread_ts")
		s.post(to.room, m)
	default:
		if m.ThreadTS = a.text("thread_ts"); m.ThreadTS == "" {
			m.ThreadTS = to.thread
		}
		s.whisper(to.room, to.user, m)
	}
	return nil
}

// replaceOriginal gives the message that was acted on a new content.
func (s *Server) replaceOriginal(to *response, fresh Message) error {
	before, ok := s.visible(to.room, to.user, to.ts)
	if !ok {
		return refuse("message_not_found")
	}
	after := before
	after.Text, after.Blocks, after.Attachments = fresh.Text, fresh.Blocks, fresh.Attachments
	if !to.ephemeral {
		after.Edited = &Edited{User: before.User, TS: s.now()}
		s.change(to.room, before, after)
		return nil
	}
	for i := range s.ephemeral {
		if s.ephemeral[i].TS == to.ts && s.ephemeral[i].Channel == to.room.ID {
			s.ephemeral[i] = after
		}
	}
	s.publish(news{Type: "ephemeral", Channel: to.room.ID, Message: &after, user: to.user})
	return nil
}

// removeOriginal takes the message that was acted on away.
func (s *Server) removeOriginal(to *response) {
	if !to.ephemeral {
		if m, ok := to.room.find(to.ts); ok {
			s.erase(to.room, m)
		}
		return
	}
	kept := s.ephemeral[:0:0]
	for _, m := range s.ephemeral {
		if m.TS != to.ts || m.Channel != to.room.ID {
			kept = append(kept, m)
		}
	}
	s.ephemeral = kept
	s.publish(news{Type: "message_deleted", Channel: to.room.ID, TS: to.ts, user: to.user})
}
