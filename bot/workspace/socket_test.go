package workspace_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kurzwahl/bot/workspace"
	"kurzwahl/bot/workspace/workspacetest"
	"kurzwahl/clock"
)

// post calls a Web API method with a JSON body and gives the answer.
func post(t *testing.T, w *workspacetest.Workspace, method, token string, body any) map[string]any {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(workspacetest.Context(t), http.MethodPost, w.API()+method, strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var o map[string]any
	if err = json.NewDecoder(answer.Body).Decode(&o); err != nil {
		t.Fatal(err)
	}
	return o
}

// dial opens one Socket Mode connection by hand and reads its hello.
func dial(t *testing.T, w *workspacetest.Workspace) (conn *websocket.Conn, hello envelope) {
	t.Helper()
	url, _ := post(t, w, "apps.connections.open", "xapp-1", nil)["url"].(string)
	conn, answer, err := websocket.DefaultDialer.DialContext(workspacetest.Context(t), url, nil)
	if err != nil {
		t.Fatalf("dial %s: %v", url, err)
	}
	_ = answer.Body.Close()
	t.Cleanup(func() { _ = conn.Close() })
	return conn, receive(t, conn)
}

// envelope is a frame as an app reads it.
type envelope struct {
	Type           string `json:"type"`
	Reason         string `json:"reason"`
	NumConnections int    `json:"num_connections"`
	EnvelopeID     string `json:"envelope_id"`
	RetryAttempt   int    `json:"retry_attempt"`
	Accepts        bool   `json:"accepts_response_payload"`
	Payload        struct {
		EventID string         `json:"event_id"`
		Event   map[string]any `json:"event"`
		Type    string         `json:"type"`
	} `json:"payload"`
}

func receive(t *testing.T, conn *websocket.Conn) envelope {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(workspacetest.Patience))
	var e envelope
	if err := conn.ReadJSON(&e); err != nil {
		t.Fatalf("read: %v", err)
	}
	return e
}

// movable gives a workspace whose protocol's time the test moves.
func movable(t *testing.T) (*workspacetest.Workspace, *clock.Movable) {
	t.Helper()
	return movableWith(t, workspace.Config{})
}

func movableWith(t *testing.T, config workspace.Config) (*workspacetest.Workspace, *clock.Movable) {
	t.Helper()
	wire := clock.NewMovable(time.Now())
	config.Wire = wire
	return workspacetest.Start(t, config), wire
}

func say(t *testing.T, w *workspacetest.Workspace, text string) string {
	t.Helper()
	ts, err := w.Say(workspace.Mia, workspace.Inbox, text, "")
	if err != nil {
		t.Fatal(err)
	}
	return ts
}

func TestUnacknowledgedEventComesAgain(t *testing.T) {
	t.Parallel()
	w, wire := movable(t)
	conn, _ := dial(t, w)
	say(t, w, "hello")
	first := receive(t, conn)
	for attempt, wait := range []time.Duration{3 * time.Second, time.Minute, 5 * time.Minute} {
		wire.Advance(wait)
		again := receive(t, conn)
		if again.RetryAttempt != attempt+1 || again.Payload.EventID != first.Payload.EventID || again.EnvelopeID == first.EnvelopeID {
			t.Fatalf("attempt %d: got %+v, want the event %s in a new envelope", attempt+1, again, first.Payload.EventID)
		}
		wire.Advance(3 * time.Second)
	}
	say(t, w, "after")
	if next := receive(t, conn); next.Payload.Event["text"] != "after" {
		t.Errorf("after three retries: got %+v, want the next event", next)
	}
}

func TestAcknowledgedEventDoesNotComeAgain(t *testing.T) {
	t.Parallel()
	w, wire := movable(t)
	conn, _ := dial(t, w)
	say(t, w, "one")
	first := receive(t, conn)
	if err := conn.WriteJSON(map[string]string{"envelope_id": first.EnvelopeID}); err != nil {
		t.Fatal(err)
	}
	if err := w.Wait(workspacetest.Context(t), func() bool {
		log := w.Log()
		return log[len(log)-1].Kind == "ack"
	}); err != nil {
		t.Fatal(err)
	}
	wire.Advance(time.Hour)
	say(t, w, "two")
	if next := receive(t, conn); next.Payload.Event["text"] != "two" {
		t.Errorf("got %+v, want the second message", next)
	}
}

func TestEventWithoutAConnectionComesLater(t *testing.T) {
	t.Parallel()
	w, wire := movable(t)
	say(t, w, "early")
	conn, _ := dial(t, w)
	wire.Advance(3 * time.Second)
	if got := receive(t, conn); got.Payload.Event["text"] != "early" || got.RetryAttempt != 1 {
		t.Errorf("got %+v, want the early message as a retry", got)
	}
}

func TestInteractionIsNotRetried(t *testing.T) {
	t.Parallel()
	w, wire := movable(t)
	ctx := workspacetest.Context(t)
	if err := w.Command(ctx, workspace.Mia, workspace.Inbox, "/sms"); !errors.Is(err, workspace.ErrNotConnected) {
		t.Errorf("no app: got %v, want ErrNotConnected", err)
	}
	conn, _ := dial(t, w)
	failed := make(chan error, 1)
	go func() { failed <- w.Command(ctx, workspace.Mia, workspace.Inbox, "/sms") }()
	if got := receive(t, conn); got.Type != "slash_commands" || !got.Accepts {
		t.Fatalf("got %+v, want the command", got)
	}
	wire.Advance(3 * time.Second)
	if err := <-failed; !errors.Is(err, workspace.ErrNotAcknowledged) {
		t.Errorf("silent app: got %v, want ErrNotAcknowledged", err)
	}
	say(t, w, "next")
	if got := receive(t, conn); got.Type != "events_api" {
		t.Errorf("got %+v, want the next message and no second command", got)
	}
}

func TestTicketOpensOneConnection(t *testing.T) {
	t.Parallel()
	w, wire := movable(t)
	ctx := workspacetest.Context(t)
	url, _ := post(t, w, "apps.connections.open", "xapp-1", nil)["url"].(string)
	conn, answer, err := websocket.DefaultDialer.DialContext(ctx, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	defer func() { _ = conn.Close() }()
	late, _ := post(t, w, "apps.connections.open", "xapp-1", nil)["url"].(string)
	wire.Advance(time.Minute)
	for name, url := range map[string]string{"used": url, "late": late} {
		again, refused, err := websocket.DefaultDialer.DialContext(ctx, url, nil)
		if err == nil {
			_ = again.Close()
			t.Errorf("%s ticket: got a connection", name)
			continue
		}
		_ = refused.Body.Close()
		if refused.StatusCode != http.StatusForbidden {
			t.Errorf("%s ticket: got status %d, want 403", name, refused.StatusCode)
		}
	}
}

func TestPayloadsGoToOneConnectionEach(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	one, _ := dial(t, w)
	two, hello := dial(t, w)
	if hello.Type != "hello" || hello.NumConnections != 2 {
		t.Errorf("hello: got %+v, want 2 connections", hello)
	}
	say(t, w, "a")
	say(t, w, "b")
	if a, b := receive(t, one), receive(t, two); a.Payload.EventID == b.Payload.EventID {
		t.Errorf("both connections got event %s", a.Payload.EventID)
	}
}

func TestEleventhConnectionIsSentAway(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	for range 10 {
		dial(t, w)
	}
	conn, last := dial(t, w)
	if last.Type != "disconnect" || last.Reason != "too_many_websockets" {
		t.Errorf("got %+v, want too_many_websockets", last)
	}
	if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Errorf("then: got %v, want the connection closed", err)
	}
	if got := w.Connections(); got != 10 {
		t.Errorf("got %d connections, want 10", got)
	}
}

func TestEndOfTheWorkspaceEndsItsConnections(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s, err := workspace.New(workspace.Config{BaseURL: "http://" + l.Addr().String() + "/workspace"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	conn, _ := dial(t, &workspacetest.Workspace{Server: s, URL: "http://" + l.Addr().String() + "/workspace"})
	cancel()
	if _, _, err = conn.ReadMessage(); err == nil {
		t.Error("the connection is still open")
	}
	if err = <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Serve: got %v, want context.Canceled", err)
	}
	if got := s.Connections(); got != 0 {
		t.Errorf("%d connections are left", got)
	}
}

func TestDisconnectWarnsThenRefreshes(t *testing.T) {
	t.Parallel()
	w, wire := movable(t)
	conn, _ := dial(t, w)
	if err := w.Fail(workspace.Fault{Kind: "disconnect"}); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, conn); got.Reason != "warning" {
		t.Errorf("got %+v, want a warning", got)
	}
	wire.Advance(10 * time.Second)
	if got := receive(t, conn); got.Reason != "refresh_requested" {
		t.Errorf("got %+v, want refresh_requested", got)
	}
	if _, _, err := conn.ReadMessage(); err == nil {
		t.Error("the connection is still open")
	}
}

func TestPingsKeepComing(t *testing.T) {
	t.Parallel()
	w, wire := movable(t)
	conn, _ := dial(t, w)
	pings := make(chan string, 10)
	conn.SetPingHandler(func(data string) error { pings <- data; return nil })
	go func() { _, _, _ = conn.ReadMessage() }()
	for range 3 {
		wire.Advance(10 * time.Second)
		select {
		case <-pings:
		case <-workspacetest.Context(t).Done():
			t.Fatal("no ping in 10 s")
		}
	}
}

func TestOversizedAcknowledgementIsDropped(t *testing.T) {
	t.Parallel()
	w, wire := movable(t)
	conn, _ := dial(t, w)
	say(t, w, "hello")
	first := receive(t, conn)
	if err := conn.WriteJSON(map[string]any{"envelope_id": first.EnvelopeID, "payload": strings.Repeat("x", 20*1024)}); err != nil {
		t.Fatal(err)
	}
	wire.Advance(3 * time.Second)
	if again := receive(t, conn); again.Payload.EventID != first.Payload.EventID {
		t.Errorf("got %+v, want the event again", again)
	}
}

func TestHostileFramesAreIgnored(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	conn, _ := dial(t, w)
	for _, frame := range []string{"", "{", "[]", `{"envelope_id":7}`, `{"envelope_id":"unknown","payload":{"text":"x"}}`, "\x00\xff"} {
		if err := conn.WriteMessage(websocket.BinaryMessage, []byte(frame)); err != nil {
			t.Fatal(err)
		}
	}
	say(t, w, "still here")
	if got := receive(t, conn); got.Payload.Event["text"] != "still here" {
		t.Errorf("got %+v", got)
	}
}

func TestDuplicateFaultSendsTheEventTwice(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	conn, _ := dial(t, w)
	if err := w.Fail(workspace.Fault{Kind: "duplicate"}); err != nil {
		t.Fatal(err)
	}
	say(t, w, "once said")
	a, b := receive(t, conn), receive(t, conn)
	if a.Payload.EventID != b.Payload.EventID || a.EnvelopeID == b.EnvelopeID {
		t.Errorf("got %+v and %+v, want one event in two envelopes", a, b)
	}
}
