package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

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
}

// ErrNotThere says that a user acts on something that is not there for them: a channel, a message, a view, a button.
var ErrNotThere = errors.New("not there")

// notThere says what is not there.
func notThere(what, id string) error { return fmt.Errorf("%s %q: %w", what, id, ErrNotThere) }

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
	block, element, ok := find(m.Blocks, c.BlockID, c.ActionID)
	if !ok {
		return nil, notThere("action", c.ActionID)
	}
	action, value, err := act(element, c.Value)
	if err != nil {
		return nil, err
	}
	state := blockkit.State(m.Blocks, nil)
	if value != nil {
		state[text(block, "block_id")][c.ActionID] = value
	}
	container := Object{"type": "message", "message_ts": m.TS, "channel_id": r.ID, "is_ephemeral": m.IsEphemeral}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	payload["container"], payload["trigger_id"] = container, s.newTrigger(c.User, "")
	payload["channel"], payload["state"] = Object{"id": r.ID, "name": r.commandName()}, Object{"values": state}
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
	if value != nil {
		v.set(text(block, "block_id"), c.ActionID, value)
	}
	payload["container"], payload["trigger_id"] = Object{"type": "view", "view_id": v.ID}, s.newTrigger(c.User, v.ID)
	payload["view"], payload["actions"] = toObject(v), []Object{s.stamped(action, block)}
	return payload, nil
}

// interactionBase gives the fields that all interaction payloads have.
func (s *Server) interactionBase(kind string, user User) Object {
	return Object{
		"type": kind, "token": "local", "api_app_id": s.config.AppID, "is_enterprise_install": false, "enterprise": nil,
		"team": Object{"id": s.config.Team.ID, "domain": s.config.Team.Domain},
		"user": Object{"id": user.ID, "username": user.Name, "name": user.Name, "team_id": s.config.Team.ID},
	}
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

// find gives the element with actionID, and its block; an empty blockID fits any.
func find(blocks []Object, blockID, actionID string) (block, element Object, ok bool) {
	blockkit.Elements(blocks, func(b, e Object) {
		if !ok && text(e, "action_id") == actionID && (blockID == "" || text(b, "block_id") == blockID) {
			block, element, ok = b, e, true
		}
	})
	return block, element, ok
}

// text gives a text field of o, empty when it has none.
func text(o Object, field string) string {
	t, _ := o[field].(string)
	return t
}

// act gives the action that a user's choice makes of an element, and the element's new state, nil for one without.
func act(element Object, chosen any) (action, state Object, err error) {
	kind := text(element, "type")
	action = Object{"type": kind, "action_id": element["action_id"]}
	for _, field := range []string{"text", "value", "style", "url", "placeholder", "confirm"} {
		if v, ok := element[field]; ok {
			action[field] = v
		}
	}
	field, ok := blockkit.StateField(kind)
	if kind == "overflow" {
		option, err := choose(element, "selected_option", chosen)
		action["selected_option"] = option
		return action, nil, err
	}
	if !ok {
		return action, nil, nil
	}
	value, err := choose(element, field, chosen)
	if err != nil {
		return nil, nil, err
	}
	action[field] = value
	for name, v := range element {
		if strings.HasPrefix(name, "initial_") {
			action[name] = v
		}
	}
	return action, Object{"type": kind, field: value}, nil
}

// choose turns what a user chose into what the element's state holds: options are looked up by their value.
func choose(element Object, field string, chosen any) (any, error) {
	switch {
	case chosen == nil:
		return nil, nil //nolint:nilnil // a cleared element
	case field == "selected_option":
		return option(element, chosen)
	case field == "selected_options":
		list := []any{}
		for _, one := range asList(chosen) {
			o, err := option(element, one)
			if err != nil {
				return nil, err
			}
			list = append(list, o)
		}
		return list, nil
	default:
		return chosen, nil
	}
}

// asList gives a list as it is and one value as a list of one.
func asList(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case []string:
		list := make([]any, len(v))
		for i, s := range v {
			list[i] = s
		}
		return list
	default:
		return []any{v}
	}
}

// option finds the option that chosen names by its value or is itself.
func option(element Object, chosen any) (Object, error) {
	if o, ok := chosen.(Object); ok {
		if strings.Contains(text(element, "type"), "external") {
			return o, nil
		}
		chosen = o["value"]
	}
	for _, o := range options(element) {
		if o["value"] == chosen {
			return o, nil
		}
	}
	return nil, notThere("option", fmt.Sprint(chosen))
}

// options gives the options of an element, those in groups too.
func options(element Object) []Object {
	var all []Object
	list, _ := element["options"].([]any)
	groups, _ := element["option_groups"].([]any)
	for _, g := range groups {
		if group, ok := g.(Object); ok {
			in, _ := group["options"].([]any)
			list = append(list, in...)
		}
	}
	for _, o := range list {
		if o, ok := o.(Object); ok {
			all = append(all, o)
		}
	}
	return all
}

// stamped gives the action the block it stands in and its time.
func (s *Server) stamped(action, block Object) Object {
	action["block_id"], action["action_ts"] = block["block_id"], s.now()
	return action
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
