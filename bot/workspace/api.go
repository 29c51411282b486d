package workspace

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strconv"
	"strings"
)

// call is one Web API call.
type call struct {
	args
	request *http.Request
}

// refusal is an error as Slack's Web API reports it.
type refusal struct {
	code     string
	messages []string // for response_metadata.messages
}

// Error gives Slack's name of the error.
func (r *refusal) Error() string { return r.code }

// refuse gives a refusal; messages say more about it.
func refuse(code string, messages ...string) error { return &refusal{code: code, messages: messages} }

// method is one method of the Web API.
type method struct {
	do   func(s *Server, c *call) (Object, error)
	tier tier
	// app methods take an app-level token, all others a bot token.
	app bool
}

// methods gives the Web API by name.
func methods() map[string]method {
	return map[string]method{
		"api.test":                       {do: (*Server).apiTest, tier: tier4},
		"auth.test":                      {do: (*Server).authTest, tier: tierSpecial},
		"apps.connections.open":          {do: (*Server).openConnection, tier: tier1, app: true},
		"team.info":                      {do: (*Server).teamInfo, tier: tier3},
		"bots.info":                      {do: (*Server).botInfo, tier: tier3},
		"chat.postMessage":               {do: (*Server).postMessage, tier: tierPost},
		"chat.update":                    {do: (*Server).updateMessage, tier: tier3},
		"chat.delete":                    {do: (*Server).deleteMessage, tier: tier3},
		"chat.postEphemeral":             {do: (*Server).postEphemeral, tier: tier4},
		"chat.getPermalink":              {do: (*Server).permalink, tier: tierSpecial},
		"reactions.add":                  {do: (*Server).addReaction, tier: tier3},
		"reactions.remove":               {do: (*Server).removeReaction, tier: tier2},
		"views.open":                     {do: (*Server).openView, tier: tier4},
		"views.push":                     {do: (*Server).pushView, tier: tier4},
		"views.update":                   {do: (*Server).updateView, tier: tier4},
		"views.publish":                  {do: (*Server).publishView, tier: tier4},
		"conversations.info":             {do: (*Server).conversationInfo, tier: tier3},
		"conversations.list":             {do: (*Server).conversationList, tier: tier2},
		"conversations.members":          {do: (*Server).conversationMembers, tier: tier4},
		"conversations.history":          {do: (*Server).history, tier: tier3},
		"conversations.replies":          {do: (*Server).replies, tier: tier3},
		"conversations.open":             {do: (*Server).openConversation, tier: tier3},
		"conversations.join":             {do: (*Server).joinConversation, tier: tier3},
		"users.info":                     {do: (*Server).userInfo, tier: tier4},
		"users.list":                     {do: (*Server).userList, tier: tier2},
		"usergroups.list":                {do: (*Server).groupList, tier: tier2},
		"usergroups.users.list":          {do: (*Server).groupUsers, tier: tier2},
		"files.getUploadURLExternal":     {do: (*Server).uploadURL, tier: tier4},
		"files.completeUploadExternal":   {do: (*Server).completeUpload, tier: tier4},
		"files.info":                     {do: (*Server).fileInfo, tier: tier4},
		"users.conversations":            {do: (*Server).conversationList, tier: tier3},
		"apps.event.authorizations.list": {do: (*Server).authorizations, tier: tier4, app: true},
	}
}

// serveAPI answers one Web API call.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	a, err := readArgs(w, r)
	if err != nil {
		s.answer(w, name, nil, err)
		return
	}
	m, err := s.admit(w, r, name, a)
	s.record("in", "web_api", name, a.visible())
	if err != nil {
		s.answer(w, name, nil, err)
		return
	}
	s.mu.Lock()
	s.reached = s.base(r)
	result, err := m.do(s, &call{args: a, request: r})
	s.mu.Unlock()
	if s.faults.take("lost_response", name) {
		panic(http.ErrAbortHandler) // the connection ends without an answer
	}
	if s.faults.take("slow", name) {
		_ = s.config.Wire.Until(r.Context(), s.wire().Add(slowBy)) // an early end means that nobody waits any more
	}
	s.answer(w, name, result, err)
}

// admit gives the method of a call that may go ahead: its name and token are right, and no limit or fault is in
// its way.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, name string, a args) (method, error) {
	m, ok := methods()[name]
	if !ok {
		return m, refuse("unknown_method")
	}
	if err := s.authorize(r, a, m.app); err != nil {
		return m, err
	}
	if wait := s.limited(name, m.tier, a.text("channel")); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())))
		return m, refuse("ratelimited")
	}
	if s.faults.take("error", name) {
		return m, refuse("internal_error")
	}
	return m, nil
}

// authorize checks the call's token, from its header or its arguments.
func (s *Server) authorize(r *http.Request, a args, app bool) error {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if token == "" {
		token = a.text("token")
	}
	want, prefix := s.config.BotToken, "xoxb-"
	if app {
		want, prefix = s.config.AppToken, "xapp-"
	}
	switch {
	case token == "":
		return refuse("not_authed")
	case s.revoked.Load():
		return refuse("token_revoked")
	case want != "" && token == want:
		return nil
	case strings.HasPrefix(token, "xoxb-") && app, strings.HasPrefix(token, "xapp-") && !app:
		return refuse("not_allowed_token_type")
	case want != "" || !strings.HasPrefix(token, prefix):
		return refuse("invalid_auth")
	default:
		return nil
	}
}

// answer writes a result or an error as Slack does. It needs no lock.
func (s *Server) answer(w http.ResponseWriter, name string, result Object, err error) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if err == nil {
		body := Object{"ok": true}
		maps.Copy(body, result)
		_ = json.NewEncoder(w).Encode(body) // the peer may be gone
		return
	}
	r, ok := errors.AsType[*refusal](err)
	if !ok {
		r = &refusal{code: "invalid_arguments", messages: []string{"[ERROR] " + err.Error()}}
	}
	body := Object{"ok": false, "error": r.code}
	if len(r.messages) > 0 {
		body["errors"], body["response_metadata"] = trimmed(r.messages), Object{"messages": r.messages}
	}
	s.record("out", "web_api", name+": "+r.code, body)
	if r.code == "ratelimited" {
		w.WriteHeader(http.StatusTooManyRequests)
	}
	_ = json.NewEncoder(w).Encode(body) // the peer may be gone
}

// trimmed gives messages without the mark at their beginning, as the field "errors" has them.
func trimmed(messages []string) []string {
	short := make([]string, len(messages))
	for i, m := range messages {
		short[i] = strings.TrimPrefix(m, "[ERROR] ")
	}
	return short
}
