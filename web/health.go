package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Check says whether one part that the service cannot do without is up.
type Check struct {
	Name string // "database", "smsc", "slack"
	// Up returns nil, or an error that says what is wrong and may be shown to the operator.
	Up func(ctx context.Context) error
}

// healthz says that the process runs and answers.
func healthz(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, map[string]any{"status": "ok"})
}

// checkPatience is how long one check may take.
const checkPatience = 2 * time.Second

// readiness is 200 only when every check is up, else 503; the body says which is not and why.
func readiness(checks []Check) http.HandlerFunc {
	type part struct {
		Up     bool   `json:"up"`
		Reason string `json:"reason,omitempty"`
	}
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), checkPatience)
		defer cancel()
		status, word, parts := http.StatusOK, "ready", map[string]part{}
		for _, c := range checks {
			err := c.Up(ctx)
			parts[c.Name] = part{Up: err == nil}
			if err != nil {
				parts[c.Name] = part{Reason: err.Error()}
				status, word = http.StatusServiceUnavailable, "not ready"
			}
		}
		reply(w, status, map[string]any{"status": word, "parts": parts})
	}
}

// reply writes JSON. That the other side is gone by then is no concern of ours.
func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		return // the peer is gone
	}
}
