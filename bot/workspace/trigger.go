package workspace

import (
	"fmt"
	"time"
)

// triggerLife is how long a trigger_id opens a modal.
const triggerLife = 3 * time.Second

// trigger is the right to open one modal for a user, given with an interaction.
type trigger struct {
	user    string
	view    string // the modal in which the interaction happened, empty elsewhere
	expires time.Time
	used    bool
}

// newTrigger gives user's interaction a trigger_id.
func (s *Server) newTrigger(user, view string) string {
	now := s.wire()
	for id, t := range s.triggers {
		if now.Sub(t.expires) > time.Minute {
			delete(s.triggers, id)
		}
	}
	id := fmt.Sprintf("%d.%d.%s", now.UnixMilli(), now.UnixMicro()%1_000_000, newSecret())
	t := &trigger{user: user, view: view, expires: now.Add(triggerLife)}
	if s.faults.take("expired_trigger", "") {
		t.expires = now.Add(-time.Millisecond)
	}
	s.triggers[id] = t
	return id
}

// exchange uses up a trigger.
func (s *Server) exchange(id string) (*trigger, error) {
	t, ok := s.triggers[id]
	switch {
	case !ok:
		return nil, refuse("invalid_trigger_id")
	case t.used:
		return nil, refuse("exchanged_trigger_id")
	case !s.wire().Before(t.expires):
		return nil, refuse("expired_trigger_id")
	}
	t.used = true
	return t, nil
}
