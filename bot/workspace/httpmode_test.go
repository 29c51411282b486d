package workspace_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"kurzwahl/bot/workspace"
	"kurzwahl/bot/workspace/workspacetest"
)

const secret = "8f742231b10e8888abcd99yyyzzz85a5"

// signed gives a handler that checks the signature as apps do and hands the body on.
func signed(t *testing.T, handle func(w http.ResponseWriter, r *http.Request, body []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		verifier, err := slack.NewSecretsVerifier(r.Header, secret)
		if err != nil {
			t.Errorf("signature: %v", err)
			return
		}
		body, err := io.ReadAll(io.TeeReader(r.Body, &verifier))
		if err == nil {
			err = verifier.Ensure()
		}
		if err != nil {
			t.Errorf("signature: %v", err)
			return
		}
		handle(w, r, body)
	}
}

func TestHTTPModeSignsItsRequests(t *testing.T) {
	t.Parallel()
	events := make(chan slackevents.EventsAPIEvent, 10)
	mux := http.NewServeMux()
	mux.HandleFunc("/events", signed(t, func(_ http.ResponseWriter, _ *http.Request, body []byte) {
		e, err := slackevents.ParseEvent(body, slackevents.OptionNoVerifyToken())
		if err != nil {
			t.Errorf("event: %v", err)
		}
		events <- e
	}))
	mux.HandleFunc("/commands", signed(t, func(w http.ResponseWriter, _ *http.Request, _ []byte) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(object{"text": "an answer", "response_type": "ephemeral"})
	}))
	clicked := make(chan slack.InteractionCallback, 1)
	mux.HandleFunc("/interactions", signed(t, func(w http.ResponseWriter, r *http.Request, body []byte) {
		values, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "/?"+string(body), nil)
		if err != nil {
			t.Error(err)
			return
		}
		var callback slack.InteractionCallback
		if err := json.Unmarshal([]byte(values.FormValue("payload")), &callback); err != nil {
			t.Errorf("interaction: %v", err)
		}
		clicked <- callback
		w.WriteHeader(http.StatusOK)
	}))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	w := workspacetest.Start(t, workspace.Config{Requests: &workspace.Requests{
		Events: server.URL + "/events", Commands: server.URL + "/commands", Interactions: server.URL + "/interactions", SigningSecret: secret,
	}})
	ctx := workspacetest.Context(t)
	say(t, w, "hello")
	if e := <-events; e.InnerEvent.Type != "message" {
		t.Errorf("got %+v", e)
	}
	if err := w.Command(ctx, workspace.Mia, workspace.Inbox, "/sms help"); err != nil {
		t.Fatal(err)
	}
	if got := w.Ephemerals(workspace.Mia); len(got) != 1 || got[0].Text != "an answer" {
		t.Errorf("answer to the command: got %+v", got)
	}
	if err := w.Shortcut(ctx, workspace.Mia, "send_sms", "", ""); err != nil {
		t.Fatal(err)
	}
	if got := <-clicked; got.Type != slack.InteractionTypeShortcut || got.CallbackID != "send_sms" {
		t.Errorf("shortcut: got %+v", got)
	}
	if got := post(t, w, "apps.connections.open", "xapp-1", nil); got["error"] != "not_allowed" {
		t.Errorf("Socket Mode beside HTTP mode: got %v", got)
	}
}

func TestHTTPModeVerifiesTheAddress(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(signed(t, func(w http.ResponseWriter, _ *http.Request, body []byte) {
		var asked struct {
			Challenge string `json:"challenge"`
		}
		if err := json.Unmarshal(body, &asked); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, asked.Challenge)
	}))
	t.Cleanup(server.Close)
	w := workspacetest.Start(t, workspace.Config{Requests: &workspace.Requests{Events: server.URL, SigningSecret: secret}})
	if err := w.VerifyURL(workspacetest.Context(t)); err != nil {
		t.Error(err)
	}
}

func TestHTTPModeRetriesUntilToldNotTo(t *testing.T) {
	t.Parallel()
	tries := make(chan string, 10)
	server := httptest.NewServer(signed(t, func(w http.ResponseWriter, r *http.Request, _ []byte) {
		tries <- r.Header.Get("X-Slack-Retry-Num")
		if r.Header.Get("X-Slack-Retry-Num") == "1" {
			w.Header().Set("X-Slack-No-Retry", "1")
		}
		w.WriteHeader(http.StatusInternalServerError)
	}))
	t.Cleanup(server.Close)
	w, wire := movableWith(t, workspace.Config{Requests: &workspace.Requests{Events: server.URL, SigningSecret: secret}})
	say(t, w, "poison")
	if first := <-tries; first != "" {
		t.Errorf("first try: retry number %q", first)
	}
	wire.Advance(workspacetest.Patience)
	if second := <-tries; second != "1" {
		t.Errorf("second try: retry number %q", second)
	}
	wire.Advance(workspacetest.Patience)
	say(t, w, "another")
	if third := <-tries; third != "" {
		t.Errorf("third request: retry number %q, want a new event", third)
	}
}
