package workspace

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// scope gives the ending of the event subscription that covers the channel: "channels", "groups" or "im".
func (c Channel) scope() string {
	if c.IM {
		return "im"
	}
	return c.kind() + "s"
}

// event gives m as events carry it: without metadata, which an app reads from the history.
func (m Message) event() Object {
	m.Metadata = nil
	return toObject(m)
}

// toObject turns a value into the JSON object it marshals to.
func toObject(v any) Object {
	var o Object
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, &o)
	}
	if err != nil {
		panic("workspace: a value of ours does not marshal to an object: " + err.Error())
	}
	return o
}

// tellMessage sends a new message to the app, and again as a mention when it names the bot.
func (s *Server) tellMessage(r *room, m Message) {
	if !r.has(s.bot().ID) {
		return
	}
	event := m.event()
	event["channel"], event["channel_type"], event["event_ts"] = r.ID, r.kind(), m.TS
	s.tell(event, "message."+r.scope())
	if m.Subtype == "" && m.BotID == "" && !r.IM && strings.Contains(m.Text, "<@"+s.bot().ID+">") {
		mention := maps.Clone(event)
		mention["type"] = "app_mention"
		delete(mention, "channel_type")
		s.tell(mention, "app_mention")
	}
}

// tell sends an event to the app when it has subscribed to it and is in the channel that the event is about.
func (s *Server) tell(event Object, subscription string) {
	if !slices.Contains(s.config.Events, subscription) {
		return
	}
	if id, ok := event["channel"].(string); ok && subscription != "app_home_opened" {
		if r, found := s.room(id); found && !r.has(s.bot().ID) {
			return
		}
	}
	team, bot := s.config.Team.ID, s.bot().ID
	payload := Object{
		"token": "local", "team_id": team, "context_team_id": team, "context_enterprise_id": nil, "api_app_id": s.config.AppID,
		"event": event, "type": "event_callback", "event_id": newID("Ev"), "event_time": s.config.Clock.Now().Unix(),
		"authorizations": []Object{{
			"enterprise_id": nil, "team_id": team, "user_id": bot, "is_bot": true, "is_enterprise_install": false,
		}},
		"is_ext_shared_channel": s.isShared(event["channel"]), "event_context": "4-" + newSecret(),
	}
	s.send(&envelope{kind: kindEvent, payload: payload, name: subscription})
	if s.faults.take("duplicate", subscription) {
		s.send(&envelope{kind: kindEvent, payload: payload, name: subscription, attempt: 1, reason: "timeout"})
	}
}

// isShared tells whether the channel belongs to two companies.
func (s *Server) isShared(channel any) bool {
	id, _ := channel.(string)
	r, ok := s.room(id)
	return ok && r.Shared
}
