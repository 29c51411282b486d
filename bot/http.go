package bot

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/slack-go/slack"
)

// maxBody is the most octets of one thing that Slack sends.
const maxBody = 1 << 20

// ackPatience is how long a request may wait for its answer: Slack gives up after three seconds.
const ackPatience = 2800 * time.Millisecond

// Events serves Slack's events in mode HTTP. Requests without a good signature get 401.
func (b *Bot) Events() http.Handler {
	return b.signed(func(w http.ResponseWriter, r *http.Request, body []byte) {
		var hello struct{ Type, Challenge string }
		if json.Unmarshal(body, &hello) == nil && hello.Type == "url_verification" {
			answer(w, map[string]string{"challenge": hello.Challenge})
			return
		}
		b.receive(w, r, kindEvents, body)
	})
}

// Commands serves slash commands in mode HTTP. Requests without a good signature get 401.
func (b *Bot) Commands() http.Handler {
	return b.signed(func(w http.ResponseWriter, r *http.Request, body []byte) {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			poison(w)
			return
		}
		fields := make(map[string]string, len(form))
		for name := range form {
			fields[name] = form.Get(name)
		}
		payload, err := json.Marshal(fields)
		if err != nil {
			poison(w)
			return
		}
		b.receive(w, r, kindCommands, payload)
	})
}

// Interactions serves clicks, submitted modals and shortcuts in mode HTTP. Requests without a good signature get 401.
func (b *Bot) Interactions() http.Handler {
	return b.signed(func(w http.ResponseWriter, r *http.Request, body []byte) {
		form, err := url.ParseQuery(string(body))
		if err != nil || !json.Valid([]byte(form.Get("payload"))) {
			poison(w)
			return
		}
		b.receive(w, r, kindInteractive, []byte(form.Get("payload")))
	})
}

// signed lets through what Slack has signed with our secret in the last five minutes.
func (b *Bot) signed(next func(http.ResponseWriter, *http.Request, []byte)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b.config.Mode != HTTP {
			http.NotFound(w, r)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "the body cannot be read or is larger than 1 MiB", http.StatusBadRequest)
			return
		}
		verifier, err := slack.NewSecretsVerifier(r.Header, b.config.SigningSecret)
		if err == nil {
			_, _ = verifier.Write(body) // writes into a hash, which never fails
			err = verifier.Ensure()
		}
		if err != nil {
			http.Error(w, "the signature does not fit", http.StatusUnauthorized)
			return
		}
		next(w, r, body)
	})
}

// receive passes a request on to takeAll and answers it with what comes of it. What is refused, what gets no answer in
// time, and what comes when the bot has stopped gets 503, so that Slack sends an event again.
func (b *Bot) receive(w http.ResponseWriter, r *http.Request, kind string, payload []byte) {
	ctx, cancel := context.WithTimeout(r.Context(), ackPatience)
	defer cancel()
	if b.stopped.Load() {
		busy(w)
		return
	}
	done, refused := make(chan any, 1), make(chan struct{})
	d := delivery{
		kind: kind, payload: payload,
		ack:    func(_ context.Context, answer any) error { done <- answer; return nil },
		refuse: func() { close(refused) },
	}
	select {
	case b.requests <- d:
	case <-ctx.Done():
		busy(w)
		return
	}
	select {
	case reply := <-done:
		answer(w, reply)
	case <-refused:
		busy(w)
	case <-ctx.Done():
		b.log.WarnContext(ctx, "slack request unanswered", slog.String("kind", kind))
		busy(w)
	}
}

// busy answers what may be sent again.
func busy(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "1")
	http.Error(w, "busy, send it again", http.StatusServiceUnavailable)
}

// answer writes an acknowledgement; nil is an empty one.
func answer(w http.ResponseWriter, reply any) {
	if reply == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(reply) // the peer may be gone
}

// poison answers what will never be understood: Slack must not send it again.
func poison(w http.ResponseWriter) {
	w.Header().Set("X-Slack-No-Retry", "1")
	http.Error(w, "not what Slack sends", http.StatusBadRequest)
}
