package workspace

import (
	"context"
	"encoding/json"
	"strings"
)

// Command has user type a slash command such as "/sms inbox open" into channel, and waits until the app has
// acknowledged. An answer that comes with the acknowledgement is shown to the user, or to all when it says so.
//
// Errors: ErrNotThere, also for a command that the app has not registered; ErrNotConnected, ErrNotAcknowledged,
// or ctx's.
func (s *Server) Command(ctx context.Context, user, channel, typed string) error {
	s.mu.Lock()
	payload, to, err := s.commandPayload(user, channel, typed)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	answer, err := s.ask(ctx, kindCommand, typed, payload)
	if err != nil || len(answer) == 0 || string(answer) == "null" {
		return err
	}
	a := args{}
	if json.Unmarshal(answer, &a) != nil || !a.has("text") && !a.has("blocks") {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.reply(&to, a); err != nil {
		s.notice("error", "The app's answer to "+typed+" was refused: "+err.Error())
	}
	return nil
}

// commandPayload gives the payload of a slash command, and what its response_url answers to.
func (s *Server) commandPayload(user, channel, typed string) (Object, response, error) {
	u, r, err := s.place(user, channel)
	if err != nil {
		return nil, response{}, err
	}
	name, rest, _ := strings.Cut(strings.TrimSpace(typed), " ")
	for _, c := range s.config.Commands {
		if c.Command != name {
			continue
		}
		to := response{room: r, user: user}
		return Object{
			"token": "local", "team_id": s.config.Team.ID, "team_domain": s.config.Team.Domain, "channel_id": r.ID,
			"channel_name": r.commandName(), "user_id": u.ID, "user_name": u.Name, "command": name,
			"text": strings.TrimSpace(rest), "api_app_id": s.config.AppID, "is_enterprise_install": "false",
			"response_url": s.newResponse(to), "trigger_id": s.newTrigger(user, ""),
		}, to, nil
	}
	return nil, response{}, notThere("command", name)
}

// Shortcut has user start one of the app's shortcuts: a global one, or with channel and ts one on a message. It
// waits until the app has acknowledged.
//
// Errors: ErrNotThere, ErrNotConnected, ErrNotAcknowledged, or ctx's.
func (s *Server) Shortcut(ctx context.Context, user, callbackID, channel, ts string) error {
	s.mu.Lock()
	payload, err := s.shortcutPayload(user, callbackID, channel, ts)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	_, err = s.ask(ctx, kindInteraction, "shortcut "+callbackID, payload)
	return err
}

// shortcutPayload gives the payload of a shortcut or a message_action.
func (s *Server) shortcutPayload(user, callbackID, channel, ts string) (Object, error) {
	want := "global"
	if ts != "" {
		want = "message"
	}
	known := false
	for _, c := range s.config.Shortcuts {
		known = known || c.CallbackID == callbackID && c.Type == want
	}
	u, ok := s.user(user)
	if !known || !ok {
		return nil, notThere("shortcut", callbackID)
	}
	payload := s.interactionBase("shortcut", u)
	payload["callback_id"], payload["action_ts"] = callbackID, s.now()
	if want == "global" {
		payload["trigger_id"] = s.newTrigger(user, "")
		return payload, nil
	}
	_, r, err := s.place(user, channel)
	if err != nil {
		return nil, err
	}
	m, ok := r.find(ts)
	if !ok {
		return nil, notThere("message", ts)
	}
	payload["type"], payload["message_ts"], payload["message"] = "message_action", m.TS, m.event()
	payload["channel"] = Object{"id": r.ID, "name": r.commandName()}
	payload["response_url"] = s.newResponse(response{room: r, user: user, ts: m.TS, thread: m.ThreadTS})
	payload["trigger_id"] = s.newTrigger(user, "")
	return payload, nil
}
