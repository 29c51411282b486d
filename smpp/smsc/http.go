package smsc

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// maxBody is the longest request that is read, in octets.
const maxBody = 1 << 20

// Handler is the phones and faults over HTTP, in JSON, for mounting with http.StripPrefix:
//
//	GET    /phones                    {"phones": [{number, name, state, last_at}]}, the last active first
//	GET    /phones/{number}/messages  {"messages": [Message]}
//	POST   /phones/{number}/send      {to, text, joining, alphabet, order} -> {id}; the last three as in Wire
//	POST   /phones/{number}/raw       {to, esm_class, data_coding, hex, tlvs_hex} -> {id}: one deliver_sm, however wrong
//	POST   /phones/{number}/state     {state: "on" | "off" | "dead"}
//	GET    /events                    Server-Sent Events: {type: "message", number, message} and
//	                                  {type: "status", number, id, status}
//	GET    /faults                    {"faults": [fault]}, those in force
//	POST   /faults                    a fault, as Fault with names in snake case and delay_ms
//	DELETE /faults                    ends all
//	GET    /log?since=N&wait_ms=M     {"entries": [Entry]}, those with a number over N; while there are none it waits
//	                                  up to M milliseconds
//	GET    /stats                     Stats
//
// Errors are {"error": "..."}. Requests that change something are refused when they come from another site's
// page.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /phones", s.servePhones)
	mux.HandleFunc("GET /phones/{number}/messages", s.serveMessages)
	mux.HandleFunc("POST /phones/{number}/send", s.serveSend)
	mux.HandleFunc("POST /phones/{number}/raw", s.serveRaw)
	mux.HandleFunc("POST /phones/{number}/state", s.serveState)
	mux.HandleFunc("GET /events", s.serveEvents)
	mux.HandleFunc("GET /faults", s.serveFaults)
	mux.HandleFunc("POST /faults", s.serveInject)
	mux.HandleFunc("DELETE /faults", s.serveClear)
	mux.HandleFunc("GET /log", s.serveLog)
	mux.HandleFunc("GET /stats", func(w http.ResponseWriter, _ *http.Request) { answer(w, s.Stats()) })
	return http.NewCrossOriginProtection().Handler(mux)
}

// answer writes v as JSON. A client that has gone is no error of ours.
func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(v)
}

func refuse(w http.ResponseWriter, sentence string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": sentence})
}

// read decodes the request's body into v; false when it cannot, and was answered so.
func read(w http.ResponseWriter, r *http.Request, v any) bool {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		refuse(w, fmt.Sprintf("the request is not the JSON that belongs here: %v", err))
		return false
	}
	return true
}

// serveEvents streams the feed. A follower that is too slow is cut off; browsers then connect again.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	events, end := s.feed.follow()
	defer end()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flusher := http.NewResponseController(w)
	for line := []byte(": hello\n\n"); ; {
		if _, err := w.Write(line); err != nil {
			return
		}
		if err := flusher.Flush(); err != nil {
			return
		}
		select {
		case e, ok := <-events:
			if !ok {
				return
			}
			encoded, err := json.Marshal(e)
			if err != nil {
				return
			}
			line = fmt.Appendf(line[:0], "data: %s\n\n", encoded)
		case <-r.Context().Done():
			return
		case <-s.stopped:
			return
		}
	}
}

// longestWait is how long a request for the log may wait for an entry.
const longestWait = time.Minute

func (s *Server) serveLog(w http.ResponseWriter, r *http.Request) {
	since, err := number(r, "since")
	wait, waitErr := number(r, "wait_ms")
	if err != nil || waitErr != nil {
		refuse(w, "since is the number of an entry, and wait_ms a number of milliseconds")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), time.Duration(min(wait, uint64(longestWait.Milliseconds())))*time.Millisecond) //nolint:gosec // at most a minute
	defer cancel()
	entries, err := await(ctx, &s.journal.changed, func() ([]Entry, bool) {
		found := s.journal.since(since)
		return found, len(found) > 0
	})
	if err != nil {
		entries = []Entry{}
	}
	answer(w, map[string]any{"entries": entries})
}

// number reads a parameter of a request; 0 when it is not there.
func number(r *http.Request, name string) (uint64, error) {
	text := r.FormValue(name)
	if text == "" {
		return 0, nil
	}
	return strconv.ParseUint(text, 10, 64)
}
