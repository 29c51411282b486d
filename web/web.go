package web

import (
	"log/slog"
	"net/http"
	"time"

	"kurzwahl/clock"
	"kurzwahl/links"
	"kurzwahl/shop"
)

// Config is what the handler needs. Slack and Metrics may be nil: their addresses are then not there.
type Config struct {
	Hooks   *shop.Intake
	Links   *links.Shortener
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

// Server gives an http.Server with time-outs, for whoever listens.
func Server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
}
