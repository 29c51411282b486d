package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync"

	"github.com/slack-go/slack/socketmode"
)

// answerCommand answers a slash command: with its acknowledgement, or over its response_url what would not fit into one,
// or what Slack may refuse, such as a chart. Of an acknowledgement that is refused nobody hears.
func (b *Bot) answerCommand(ctx context.Context, c commandPayload, answer content, reply func(any)) error {
	body, err := json.Marshal(ephemeral(answer))
	if err != nil {
		return err
	}
	if c.Response == "" || answer.simple == nil && len(body) < answerLimit {
		reply(ephemeral(answer))
		return nil
	}
	reply(nil)
	err = b.respond(ctx, c.Response, ephemeral(answer))
	if simpler, ok := answer.simpler(); ok && err != nil && ctx.Err() == nil {
		b.log.WarnContext(ctx, "slack refuses answer", slog.Any("error", err))
		err = b.respond(ctx, c.Response, ephemeral(simpler))
	}
	return err
}

// respond posts to a response_url, which takes five answers within half an hour. Its errors do not tell the address: whoever
// has it can post there.
func (b *Bot) respond(ctx context.Context, address string, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, callPatience)
	defer cancel()
	body, err := json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return errors.New("answer: the response_url is no address")
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	response, err := http.DefaultClient.Do(request)
	if failed, ok := errors.AsType[*url.Error](err); ok {
		err = failed.Err
	}
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	said, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	var refused struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal(said, &refused) == nil && refused.OK != nil && !*refused.OK {
		return fmt.Errorf("answer: refused with %q", refused.Error)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("answer: refused with status %d", response.StatusCode)
	}
	return nil
}

// mostUnsure is how many answers are remembered until they are surely out.
const mostUnsure = 64

// unsure remembers to which commands an answer was handed to a connection, which may end before it is written.
type unsure struct {
	mu        sync.Mutex
	order     []string          // envelopes, the oldest first
	addresses map[string]string // by envelope: the response_url
}

// note remembers the response_url of a command, if the payload is one.
func (u *unsure) note(envelope string, command json.RawMessage) {
	var c commandPayload
	if json.Unmarshal(command, &c) != nil || c.Response == "" {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.addresses == nil {
		u.addresses = map[string]string{}
	}
	u.order = append(u.order, envelope)
	u.addresses[envelope] = c.Response
	for len(u.order) > mostUnsure {
		delete(u.addresses, u.order[0])
		u.order = u.order[1:]
	}
}

// take gives the response_url of a command, once.
func (u *unsure) take(envelope string) (address string, ok bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	address, ok = u.addresses[envelope]
	delete(u.addresses, envelope)
	return address, ok
}

// answerLost gives the answer to a command over its response_url where the connection ended before it was written. A click
// needs nothing: it is stored, and done all the same; and a modal that got no answer stays open, and says so.
func (b *Bot) answerLost(ctx context.Context, e socketmode.Event) {
	lost, ok := e.Data.(*socketmode.ErrorWriteFailed)
	if !ok || lost.Response == nil || lost.Response.Payload == nil {
		return
	}
	address, ok := b.unsure.take(lost.Response.EnvelopeID)
	if !ok {
		return
	}
	b.handlers.Go(func() {
		if err := b.respond(ctx, address, lost.Response.Payload); err != nil {
			b.log.WarnContext(ctx, "answer command after its connection ended", slog.Any("error", err))
		}
	})
}
