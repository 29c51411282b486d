package bot

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// reconnectAfter is how long a connection that ended for good (a dead token) rests before it is tried again.
const reconnectAfter = 30 * time.Second

// connect keeps one Socket Mode connection up until ctx ends.
func (b *Bot) connect(ctx context.Context, i int) error {
	for {
		client := socketmode.New(b.api, socketmode.OptionLog(silent{}), socketmode.OptionReadLimit(maxBody))
		ended := make(chan error, 1)
		go func() { ended <- client.RunContext(ctx) }()
		err := b.listen(ctx, i, client, ended)
		b.state.connection(i, false)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		b.state.failed(troubleOf(err).code, b.now())
		b.log.ErrorContext(ctx, "slack connection ended", slog.Int("connection", i), slog.String("trouble", troubleOf(err).code))
		if err := b.config.Clock.Until(ctx, b.now().Add(reconnectAfter)); err != nil {
			return err
		}
	}
}

// silent is a log that keeps nothing: the library's own lines name what we must not log.
type silent struct{}

// Output drops a line.
func (silent) Output(int, string) error { return nil }

// listen hands on what a connection brings until the connection ends for good, and gives its error.
func (b *Bot) listen(ctx context.Context, i int, client *socketmode.Client, ended <-chan error) error {
	for {
		select {
		case err := <-ended:
			return err
		case e := <-client.Events:
			b.hear(ctx, i, client, e)
		}
	}
}

// hear takes one thing from a connection. It must not block: while it does, no ping is answered.
func (b *Bot) hear(ctx context.Context, i int, client *socketmode.Client, e socketmode.Event) {
	switch e.Type {
	case socketmode.EventTypeHello:
		b.state.connection(i, true)
	case socketmode.EventTypeConnecting:
		b.state.connection(i, false)
	case socketmode.EventTypeConnectionError:
		if failed, ok := e.Data.(*slack.ConnectionErrorEvent); ok {
			b.state.failed(troubleOf(failed.ErrorObj).code, b.now())
		}
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand:
		if e.Request != nil {
			b.enqueue(ctx, client, envelope{ID: e.Request.EnvelopeID, Type: e.Request.Type, Payload: e.Request.Payload})
		}
	case socketmode.EventTypeErrorBadMessage:
		// What the library cannot read is read leniently here, and acknowledged at least.
		var raw envelope
		if bad, ok := e.Data.(*socketmode.ErrorBadMessage); ok && json.Unmarshal(bad.Message, &raw) == nil {
			b.enqueue(ctx, client, raw)
		}
	case socketmode.EventTypeErrorWriteFailed:
		b.answerLost(ctx, e)
	case socketmode.EventTypeInvalidAuth, socketmode.EventTypeConnected, socketmode.EventTypeIncomingError, socketmode.EventTypeDisconnect:
		// The library's own news; what ends a connection comes as its error.
	default: // what a later version may add
	}
}

// envelope is what wraps everything in Socket Mode.
type envelope struct {
	ID      string          `json:"envelope_id"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

// enqueue passes an envelope on to be stored and acknowledged. When too much waits already it is dropped without an
// acknowledgement: Slack sends events again, and shows people that their click did not get through.
func (b *Bot) enqueue(ctx context.Context, client *socketmode.Client, e envelope) {
	if e.ID == "" {
		return
	}
	d := delivery{
		kind: e.Type, payload: e.Payload,
		ack: func(ctx context.Context, answer any) error {
			if answer != nil && e.Type == kindCommands {
				b.unsure.note(e.ID, e.Payload)
			}
			return client.SendCtx(ctx, socketmode.Response{EnvelopeID: e.ID, Payload: answer})
		},
		refuse: func() {}, // no acknowledgement is the refusal
	}
	select {
	case b.intake <- d:
	default:
		b.log.WarnContext(ctx, "slack intake is full", slog.String("kind", e.Type))
	}
}
