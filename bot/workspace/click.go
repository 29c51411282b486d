package workspace

import (
	"context"

	"kurzwahl/bot/workspace/blockkit"
)

// Click is a user's action on an element of a message, a modal or a Home tab.
type Click struct {
	User string `json:"user"`
	// Channel and MessageTS name the message; both are empty when ViewID names a view instead.
	Channel   string `json:"channel"`
	MessageTS string `json:"message_ts"`
	ViewID    string `json:"view_id"`
	// BlockID may be empty where ActionID occurs once only.
	BlockID  string `json:"block_id"`
	ActionID string `json:"action_id"`
	// Value is what the user chose, as the element's state holds it: a text or an option's value for a select, a
	// list for a multi-select, a date. Buttons need none.
	Value any `json:"-"`
	// Values is what else the user has entered in the message or view so far, as for Submit; it goes into the
	// state that the app is told. What does not fit is passed over.
	Values map[string]map[string]any `json:"values"`
}

// Click acts on an element and waits until the app has acknowledged.
//
// Errors: ErrNotThere, ErrNotConnected, ErrNotAcknowledged, or ctx's.
func (s *Server) Click(ctx context.Context, c Click) error {
	s.mu.Lock()
	payload, err := s.clickPayload(c)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	_, err = s.ask(ctx, kindInteraction, "block_actions "+c.ActionID, payload)
	return err
}

// clickPayload gives the block_actions payload of a click.
func (s *Server) clickPayload(c Click) (Object, error) {
	user, ok := s.user(c.User)
	if !ok {
		return nil, notThere("user", c.User)
	}
	payload := s.interactionBase("block_actions", user)
	if c.ViewID != "" {
		return s.clickInView(c, payload)
	}
	r, ok := s.room(c.Channel)
	if !ok || !r.has(c.User) {
		return nil, notThere("channel", c.Channel)
	}
	m, ok := s.visible(r, c.User, c.MessageTS)
	if !ok {
		return nil, notThere("message", c.MessageTS)
	}
	return s.clickInMessage(c, r, m, payload)
}

// clickInMessage adds to payload what a click in a message brings.
func (s *Server) clickInMessage(c Click, r *room, m Message, payload Object) (Object, error) {
	block, element, ok := find(m.allBlocks(), c.BlockID, c.ActionID)
	if !ok {
		return nil, notThere("action", c.ActionID)
	}
	action, value, err := act(element, c.Value)
	if err != nil {
		return nil, err
	}
	state := ViewState{Values: blockkit.State(m.allBlocks(), nil)}
	_ = state.fill(m.allBlocks(), c.Values) // what does not fit is passed over, as Click says
	if value != nil {
		state.set(text(block, "block_id"), c.ActionID, value)
	}
	container := Object{"type": "message", "message_ts": m.TS, "channel_id": r.ID, "is_ephemeral": m.IsEphemeral}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	if _, _, inMessage := find(m.Blocks, c.BlockID, c.ActionID); !inMessage {
		container["type"], container["attachment_id"], container["is_app_unfurl"] = "message_attachment", 1, false
	}
	payload["container"], payload["trigger_id"] = container, s.newTrigger(c.User, "")
	payload["channel"], payload["state"] = Object{"id": r.ID, "name": r.commandName()}, state
	payload["response_url"] = s.newResponse(response{room: r, user: c.User, ts: m.TS, ephemeral: m.IsEphemeral, thread: m.ThreadTS})
	if !m.IsEphemeral {
		payload["message"] = m.event()
	}
	payload["actions"] = []Object{s.stamped(action, block)}
	return payload, nil
}

// clickInView adds to payload what a click in a view brings.
func (s *Server) clickInView(c Click, payload Object) (Object, error) {
	v, ok := s.view(c.ViewID)
	if !ok || v.user != c.User {
		return nil, notThere("view", c.ViewID)
	}
	block, element, ok := find(v.Blocks, c.BlockID, c.ActionID)
	if !ok {
		return nil, notThere("action", c.ActionID)
	}
	action, value, err := act(element, c.Value)
	if err != nil {
		return nil, err
	}
	_ = v.State.fill(v.Blocks, c.Values) // as in a message
	if value != nil {
		v.State.set(text(block, "block_id"), c.ActionID, value)
	}
	payload["container"], payload["trigger_id"] = Object{"type": "view", "view_id": v.ID}, s.newTrigger(c.User, v.ID)
	payload["view"], payload["actions"] = toObject(v), []Object{s.stamped(action, block)}
	return payload, nil
}

// visible finds the message with ts that user sees in r, an ephemeral one too.
func (s *Server) visible(r *room, user, ts string) (Message, bool) {
	if m, ok := r.find(ts); ok {
		return m, true
	}
	for _, m := range s.ephemeral {
		if m.TS == ts && m.Channel == r.ID && m.viewer == user {
			return m, true
		}
	}
	return Message{}, false
}

// stamped gives the action the block it stands in and its time.
func (s *Server) stamped(action, block Object) Object {
	action["block_id"], action["action_ts"] = block["block_id"], s.now()
	return action
}
