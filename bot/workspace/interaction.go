package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrNotThere says that a user acts on something that is not there for them: a channel, a message, a view, a button.
var ErrNotThere = errors.New("not there")

// notThere says what is not there.
func notThere(what, id string) error { return fmt.Errorf("%s %q: %w", what, id, ErrNotThere) }

// interactionBase gives the fields that all interaction payloads have.
func (s *Server) interactionBase(kind string, user User) Object {
	return Object{
		"type": kind, "token": "local", "api_app_id": s.config.AppID, "is_enterprise_install": false, "enterprise": nil,
		"team": Object{"id": s.config.Team.ID, "domain": s.config.Team.Domain},
		"user": Object{"id": user.ID, "username": user.Name, "name": user.Name, "team_id": s.config.Team.ID},
	}
}

// ask sends the app something to which it has to answer, and waits for the answer. It takes mu itself.
func (s *Server) ask(ctx context.Context, kind, name string, payload Object) (json.RawMessage, error) {
	reply := make(chan ack, 1)
	s.mu.Lock()
	s.send(&envelope{kind: kind, name: name, payload: payload, reply: reply})
	s.mu.Unlock()
	select {
	case a := <-reply:
		return a.payload, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
