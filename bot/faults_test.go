package bot_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"

	"kurzwahl/bot"
	"kurzwahl/bot/workspace"
	"kurzwahl/clock"
)

// fail has something go wrong in the workspace.
func (d *desk) fail(kind string, count int, method string) {
	d.t.Helper()
	if err := d.Fail(workspace.Fault{Kind: kind, Count: count, Method: method}); err != nil {
		d.t.Fatal(err)
	}
}

// hurries moves the clock on until a message fits.
func (d *desk) hurries(what string, fits func(workspace.Message) bool) (m workspace.Message) {
	d.t.Helper()
	d.hurried(func() { m = d.inbox(what, fits) })
	return m
}

// hurried moves the clock on while something is waited for.
func (d *desk) hurried(wait func()) {
	d.t.Helper()
	ctx, cancel := context.WithCancel(d.ctx())
	defer cancel()
	moved := make(chan struct{})
	go func() {
		defer close(moved)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				d.clock.Advance(time.Second)
			case <-ctx.Done():
				return
			}
		}
	}()
	defer func() { cancel(); <-moved }()
	wait()
}

func isCard(m workspace.Message) bool { return hasAction(m, "case.claim") }

// cards gives the cards that stand in the inbox.
func (d *desk) cards() (n int) {
	for _, m := range d.Messages(workspace.Inbox) {
		if m.BotID != "" && m.ThreadTS == "" || m.BotID != "" && m.ThreadTS == m.TS {
			n++
		}
	}
	return n
}

func TestRateLimitIsWaitedFor(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.fail("429", 3, "chat.postMessage")
	d.text(customer, "Was kostet der Versand nach Oslo?")
	d.hurries("the card", isCard)
	d.settled()
	if n := d.cards(); n != 1 {
		t.Errorf("cards: got %d, want 1", n)
	}
}

func TestLostAnswerPostsOnce(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.fail("lost_response", 1, "chat.postMessage")
	d.text(customer, "Was kostet der Versand nach Oslo?")
	card := d.inbox("the card", isCard)
	// Somebody acts on a card of which the bot does not know yet that it stands.
	d.clicks(workspace.Mia, card, "case.claim")
	d.hurries("the claimed card", func(m workspace.Message) bool { return m.TS == card.TS && hasAction(m, "case.close") })
	d.fail("lost_response", 1, "chat.postMessage")
	d.text(customer, "Und nach Bergen?")
	d.hurries("the text", func(m workspace.Message) bool {
		return m.ThreadTS == card.TS && m.TS != card.TS && strings.Contains(everything(m), "Bergen")
	})
	d.text(customer, "Hallo?!")
	d.hurries("the last text", func(m workspace.Message) bool {
		return m.ThreadTS == card.TS && strings.Contains(everything(m), "Hallo?!")
	})
	d.settled()
	n := 0
	for _, m := range d.Thread(workspace.Inbox, card.TS) {
		if m.TS != card.TS && strings.Contains(everything(m), "Bergen") {
			n++
		}
	}
	if d.cards() != 1 || n != 1 {
		t.Errorf("got %d cards and %d times the text, want one each", d.cards(), n)
	}
}

func TestUncertainPostThatIsNotThereIsPosted(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.fail("error", 1, "chat.postMessage")
	d.text(customer, "Was kostet der Versand nach Oslo?")
	d.hurries("the card", isCard)
	d.settled()
	if n := d.cards(); n != 1 {
		t.Errorf("cards: got %d, want 1", n)
	}
}

func TestReplyIsNotLostWhileTheCardIsUncertain(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.fail("lost_response", 1, "chat.postMessage")
	d.text(customer, "Was kostet der Versand nach Oslo?")
	card := d.inbox("the card", isCard)
	d.clicks(workspace.Mia, card, "case.claim")
	d.says(workspace.Mia, card, "Zehn Euro")
	d.hurries("the hourglass", func(m workspace.Message) bool { return m.User == workspace.Mia && len(m.Reactions) > 0 })
	d.sent("Zehn Euro")
}

func TestWhatWaitedIsShownInOrderAfterADowntime(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	stop := d.run(d.bot.Run)
	d.connected(2)
	stop()
	for _, words := range []string{"Was kostet der Versand nach Oslo?", "Und nach Bergen?", "Und nach Bodø?"} {
		d.text(customer, words)
	}
	d.run(d.bot.Run)
	card := d.inbox("the card", isCard)
	d.inbox("the last text", func(m workspace.Message) bool {
		return m.ThreadTS == card.TS && strings.Contains(everything(m), "Bodø")
	})
	var order []string
	for _, m := range d.Thread(workspace.Inbox, card.TS) {
		for _, place := range []string{"Oslo", "Bergen", "Bodø"} {
			if strings.Contains(everything(m), place) {
				order = append(order, place)
			}
		}
	}
	if strings.Join(order, " ") != "Oslo Bergen Bodø" {
		t.Errorf("order: got %v", order)
	}
}

func TestTwoProcessesPostOnce(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	twin := d.twin()
	d.run(twin.Run)
	d.connected(4)
	card := d.asked()
	for range 4 { // whichever connection a click comes over
		card = d.claimed(card)
		d.clicks(workspace.Mia, card, "case.release")
		card = d.inbox("the released card", func(m workspace.Message) bool { return m.TS == card.TS && isCard(m) })
	}
	d.settled()
	if n := d.cards(); n != 1 {
		t.Errorf("cards: got %d, want 1", n)
	}
}

func TestExpiredTriggerIsExplained(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.asked()
	d.fail("expired_trigger", 1, "")
	d.chooses(workspace.Mia, card, "case.more", find(t, card, "case.more", "modal.spam"))
	d.hinted(workspace.Mia, "Click again")
	d.fail("expired_trigger", 1, "")
	d.command(workspace.Mia, "/sms campaign new")
	d.hinted(workspace.Mia, "did not work just now")
}

func TestDeletedCardIsPostedAnew(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.asked()
	d.settled()
	d.deletes(card)
	d.text(customer, "STOP")
	d.inbox("the new card", func(m workspace.Message) bool { return m.TS != card.TS && isCard(m) })
}

func TestClicksSurviveReconnects(t *testing.T) {
	t.Parallel()
	d := deskOn(t, workspace.Config{Wire: clock.System{}}, nil)
	d.run(d.bot.Run)
	d.connected(2)
	card := d.asked()
	d.fail("duplicate", 4, "")
	for range 3 {
		d.fail("disconnect", 1, "")
		d.insists(workspace.Mia, card, "case.claim")
		card = d.inbox("the claimed card", func(m workspace.Message) bool { return m.TS == card.TS && hasAction(m, "case.release") })
		d.insists(workspace.Mia, card, "case.release")
		card = d.inbox("the released card", func(m workspace.Message) bool { return m.TS == card.TS && isCard(m) })
	}
	if s := d.bot.State(); !s.Ready() || s.Wanted != 2 {
		t.Errorf("state: got %+v", s)
	}
}

// insists clicks until the click gets through: one that falls into the moment of a disconnect is shown as failed.
func (d *desk) insists(user string, m workspace.Message, action string) {
	d.t.Helper()
	click := workspace.Click{User: user, Channel: workspace.Inbox, MessageTS: m.TS, ActionID: action}
	for {
		err := d.Click(d.ctx(), click)
		if err == nil {
			return
		}
		if !errors.Is(err, workspace.ErrNotAcknowledged) {
			d.t.Fatalf("click %s: %v", action, err)
		}
	}
}

func TestRedeliveredReplyIsSentOnce(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.claimed(d.asked())
	d.fail("duplicate", 10, "")
	d.says(workspace.Mia, card, "Genau einmal")
	d.settled()
	d.sent("Genau einmal")
}

func TestUnknownEnvelopesAreAcknowledged(t *testing.T) {
	t.Parallel()
	odd := []string{
		`{"envelope_id":"e1","type":"events_api","payload":{"event_id":"Ev1","event":{"type":"made_up_tomorrow","x":[1]}}}`,
		`{"envelope_id":"e2","type":"interactive","payload":{"type":"view_submission","trigger_id":"t","user":{"id":"U0MIA00001"},"view":{"id":"V1","callback_id":"nobody","state":{"values":[]}}}}`,
		`{"envelope_id":"e3","type":"brand_new","payload":{}}`,
		`{"envelope_id":"e4","type":"events_api","payload":"a string"}`,
		`{"envelope_id":"e5","type":"interactive","payload":null}`,
		`{"envelope_id":"e6","type":"slash_commands","payload":{"command":"/sms","text":"help","user_id":"U0MIA00001","trigger_id":"t2"}}`,
	}
	acks := make(chan string, 2*len(odd))
	server := oddSlack(t, odd, acks)
	d := newDesk(t, func(c *bot.Config) { c.APIURL, c.Connections = server+"/api/", 1 })
	d.run(d.bot.Run)
	got := map[string]bool{}
	for len(got) < len(odd) {
		select {
		case id := <-acks:
			got[id] = true
		case <-d.ctx().Done():
			t.Fatalf("acknowledged only %v", got)
		}
	}
}

// oddSlack is a Slack that sends the given frames to whoever connects, and hands on what is acknowledged.
func oddSlack(t *testing.T, frames []string, acks chan<- string) (address string) {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	mux.HandleFunc("/api/apps.connections.open", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"ok":true,"url":"ws%s/ws"}`, strings.TrimPrefix(server.URL, "http"))
	})
	mux.HandleFunc("/api/", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, `{"ok":false,"error":"not_here"}`) })
	mux.HandleFunc("/ws", func(w http.ResponseWriter, r *http.Request) {
		upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		for _, frame := range append([]string{`{"type":"hello","num_connections":1}`}, frames...) {
			if conn.WriteMessage(websocket.TextMessage, []byte(frame)) != nil {
				return
			}
		}
		for {
			var ack struct {
				ID string `json:"envelope_id"`
			}
			if conn.ReadJSON(&ack) != nil {
				return
			}
			acks <- ack.ID
		}
	})
	return server.URL
}

func TestHTTPModeWorksWithSignedRequests(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	d := deskOn(t, workspace.Config{Wire: clock.System{}, Requests: &workspace.Requests{
		Events: server.URL + "/events", Commands: server.URL + "/commands", Interactions: server.URL + "/interactions", SigningSecret: "secret",
	}}, func(c *bot.Config) { c.Mode, c.SigningSecret = bot.HTTP, "secret" })
	mux.Handle("/events", d.bot.Events())
	mux.Handle("/commands", d.bot.Commands())
	mux.Handle("/interactions", d.bot.Interactions())
	d.run(d.bot.Run)
	card := d.claimed(d.asked())
	d.says(workspace.Mia, card, "Über HTTP")
	d.sent("Über HTTP")
	if err := d.Command(d.ctx(), workspace.Mia, workspace.General, "/sms campaign new"); err != nil {
		t.Fatal(err)
	}
	v := d.view(workspace.Mia, "campaign.build")
	answer, err := d.Submit(d.ctx(), workspace.Mia, v.ID, map[string]map[string]any{"name": {"name": "Herbst"}, "audience": {"audience": "tag:"}})
	if err != nil || answer.Errors["audience"] == "" || answer.Errors["text_de"] == "" {
		t.Errorf("errors: got %+v, %v", answer.Errors, err)
	}
}

func TestHTTPModeChecksTheSignature(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(c *bot.Config) { c.Mode, c.SigningSecret = bot.HTTP, "secret" })
	for name, h := range map[string]http.Handler{"events": d.bot.Events(), "commands": d.bot.Commands(), "interactions": d.bot.Interactions()} {
		r := httptest.NewRequest(http.MethodPost, "/slack", strings.NewReader(`{"type":"url_verification","challenge":"c"}`))
		r.Header.Set("X-Slack-Request-Timestamp", strconv.FormatInt(time.Now().Unix(), 10))
		r.Header.Set("X-Slack-Signature", "v0=00")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusUnauthorized {
			t.Errorf("%s: got status %d, want 401", name, w.Code)
		}
	}
}

// deletes takes a message of the bot's away, as an admin can.
func (d *desk) deletes(m workspace.Message) {
	d.t.Helper()
	if _, _, err := slack.New("xoxb-test", slack.OptionAPIURL(d.API())).DeleteMessageContext(d.ctx(), workspace.Inbox, m.TS); err != nil {
		d.t.Fatal(err)
	}
}
