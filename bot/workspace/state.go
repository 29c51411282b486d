package workspace

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxShown is how many messages of a channel the page gets.
const maxShown = 500

// serveState gives the page all that a user sees.
func (s *Server) serveState(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	u, ok := s.user(r.URL.Query().Get("user"))
	if !ok || u.IsBot {
		u = s.users[0]
	}
	data := mustJSON(s.state(u.ID)) // under the lock; the network must not hold it up
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = io.WriteString(w, data)
}

// state gives all that user sees.
func (s *Server) state(user string) Object {
	users, channels, messages := []Object{}, []Object{}, map[string][]Message{}
	for _, u := range s.users {
		users = append(users, u.page())
	}
	s.direct(user)
	for _, r := range s.rooms {
		if !r.has(user) {
			continue
		}
		channels = append(channels, r.page(r.unread(user)))
		messages[r.ID] = append([]Message{}, r.messages[max(0, len(r.messages)-maxShown):]...)
	}
	whispers, views := []Message{}, []*View{}
	for _, m := range s.ephemeral {
		if m.viewer == user {
			whispers = append(whispers, m)
		}
	}
	views = append(views, s.modals[user]...)
	return Object{
		"team": s.config.Team, "me": user, "users": users, "channels": channels, "messages": messages,
		"ephemerals": whispers, "views": views, "home": s.homes[user], "commands": s.config.Commands,
		"shortcuts": s.config.Shortcuts, "connections": len(s.sockets), "bot": s.bot().ID,
	}
}

// serveEvents sends the page what happens, as Server-Sent Events, until it goes away.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	user := r.URL.Query().Get("user")
	l := s.feed.listen(user)
	defer s.feed.hush(l)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(w)
	_, _ = fmt.Fprint(w, ": hello\n\n")
	_ = flush.Flush()
	alive := time.NewTicker(20 * time.Second)
	defer alive.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case n, ok := <-l.news:
			if !ok {
				return
			}
			data, err := json.Marshal(n)
			if err != nil {
				return
			}
			_, _ = fmt.Fprintf(w, "data: %s\n\n", data)
		case <-alive.C:
			_, _ = fmt.Fprint(w, ": still here\n\n")
		}
		if flush.Flush() != nil {
			return
		}
	}
}
