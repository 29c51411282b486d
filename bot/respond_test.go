package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// takes is a response_url that refuses what holds a word; it gives the address and what it took.
func takes(t *testing.T, refuses string) (address string, taken chan string) {
	t.Helper()
	taken = make(chan string, 4)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || refuses != "" && strings.Contains(string(body), refuses) {
			_, _ = fmt.Fprint(w, `{"ok":false,"error":"invalid_blocks"}`)
			return
		}
		taken <- string(body)
		_, _ = fmt.Fprint(w, "ok")
	}))
	t.Cleanup(server.Close)
	return server.URL, taken
}

func TestAnswerThatNoAcknowledgementHoldsGoesOverTheResponseURL(t *testing.T) {
	t.Parallel()
	b := &Bot{log: slog.New(slog.DiscardHandler)}
	for name, c := range map[string]struct {
		answer  content
		refuses string
		want    string // over the response_url; "" where the acknowledgement has it
	}{
		"short":   {content{text: "short"}, "", ""},
		"long":    {content{text: strings.Repeat("long ", 5000)}, "", "long"},
		"chart":   {content{text: "t", blocks: []slack.Block{plainSection("chart")}, simple: []slack.Block{plainSection("bars")}}, "", "chart"},
		"refused": {content{text: "t", blocks: []slack.Block{plainSection("chart")}, simple: []slack.Block{plainSection("bars")}}, "chart", "bars"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, taken := takes(t, c.refuses)
			var acknowledged any
			if err := b.answerCommand(t.Context(), commandPayload{Response: address}, c.answer, func(a any) { acknowledged = a }); err != nil {
				t.Fatal(err)
			}
			if (acknowledged != nil) != (c.want == "") {
				t.Errorf("acknowledged with %v", acknowledged)
			}
			if c.want != "" {
				if got := <-taken; !strings.Contains(got, c.want) {
					t.Errorf("the response_url got %s, want %q in it", got, c.want)
				}
			}
		})
	}
}

func TestCommandIsAnsweredThoughItsConnectionEnds(t *testing.T) {
	t.Parallel()
	b := &Bot{log: slog.New(slog.DiscardHandler), intake: make(chan delivery, 4)}
	address, taken := takes(t, "")
	payload, err := json.Marshal(commandPayload{Command: "/sms", Response: address})
	if err != nil {
		t.Fatal(err)
	}
	client := socketmode.New(slack.New("xoxb-test"))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	b.enqueue(ctx, client, envelope{ID: "e1", Type: kindCommands, Payload: payload})
	answer := ephemeral(content{text: "Customers: none"})
	if err := (<-b.intake).ack(ctx, answer); err != nil {
		t.Fatal(err)
	}
	lost := socketmode.Event{Type: socketmode.EventTypeErrorWriteFailed, Data: &socketmode.ErrorWriteFailed{
		Cause: io.ErrClosedPipe, Response: &socketmode.Response{EnvelopeID: "e1", Payload: answer},
	}}
	b.hear(ctx, 0, client, lost)
	b.hear(ctx, 0, client, lost) // once is enough
	b.handlers.Wait()
	if len(taken) != 1 {
		t.Fatalf("the response_url got %d answers, want 1", len(taken))
	}
	if got := <-taken; !strings.Contains(got, "Customers: none") {
		t.Errorf("the response_url got %s", got)
	}
}

func TestErrorsOfAnswersDoNotTellTheirAddress(t *testing.T) {
	t.Parallel()
	b := &Bot{}
	for _, address := range []string{"http://127.0.0.1:1/secret", "::/secret"} {
		if err := b.respond(t.Context(), address, "x"); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("error %v, want one without the address", err)
		}
	}
}
