package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"kurzwahl/clock"
	"kurzwahl/links"
	"kurzwahl/shop"
)

// Config is what the handler needs. Pages, Slack and Metrics may be nil: their addresses are then not there.
type Config struct {
	Hooks   *shop.Intake
	Links   *links.Shortener
	Pages   *Pages
	Checks  []Check
	Metrics http.Handler
	Slack   *Slack
	Clock   clock.Clock
	Logger  *slog.Logger
}

// Slack is the three addresses of Slack's HTTP mode; each checks Slack's signature itself.
type Slack struct {
	Events       http.Handler
	Commands     http.Handler
	Interactions http.Handler
}

// New gives the handler of all addresses.
func New(c Config) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.Handle("GET /readyz", readiness(c.Checks))
	mux.Handle("POST /hooks/{source}", hooks{c})
	visits := visits{c}
	mux.Handle("GET /l/{code}", visits)
	mux.Handle("GET /{code}", visits)
	if c.Pages != nil {
		c.Pages.register(mux)
	}
	if c.Metrics != nil {
		mux.Handle("GET /metrics", c.Metrics)
	}
	if c.Slack != nil {
		mux.Handle("POST /slack/events", c.Slack.Events)
		mux.Handle("POST /slack/commands", c.Slack.Commands)
		mux.Handle("POST /slack/interactions", c.Slack.Interactions)
	}
	return cautious(mux)
}

// cautious sets the headers that keep a browser from guessing, framing and telling others where it came from.
func cautious(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

// Serve answers on the listener until ctx ends. Streams of events then end at once; other running requests have a
// moment (farewell) to finish, after which their contexts end and their connections are cut. There is no time-out for
// whole requests, which would end streams; handlers that read bodies set their own.
func Serve(ctx context.Context, listener net.Listener, h http.Handler) error {
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	server := &http.Server{
		Handler: streamsUntil(ctx, h), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		BaseContext: func(net.Listener) context.Context { return requests },
	}
	closed := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		patience, cancel := context.WithTimeout(requests, farewell)
		defer cancel()
		if err := server.Shutdown(patience); err != nil {
			cut()
			closed <- server.Close()
			return
		}
		closed <- nil
	})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		stop()
		return fmt.Errorf("serve HTTP: %w", err)
	}
	return <-closed
}

// streamsUntil ends the contexts of requests for Server-Sent Events together with ctx: such a request never ends by
// itself. A browser's EventSource asks for this media type and no other (HTML Living Standard, section 9.2.3).
func streamsUntil(ctx context.Context, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept") == "text/event-stream" {
			streaming, end := context.WithCancel(r.Context())
			defer end()
			defer context.AfterFunc(ctx, end)()
			r = r.WithContext(streaming)
		}
		next.ServeHTTP(w, r)
	})
}

// farewell is how long running requests may take when the service stops.
const farewell = 3 * time.Second
