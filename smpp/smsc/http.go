package smsc

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"kurzwahl/message"
)

// maxBody is the longest request that is read, in octets.
const maxBody = 1 << 20

// Handler is the phones and faults over HTTP, in JSON, for mounting with http.StripPrefix:
//
//	GET    /phones                    {"phones": [{number, name, state, last_at}]}, the last active first
//	GET    /phones/{number}/messages  {"messages": [Message]}
//	POST   /phones/{number}/send      {to, text} -> {id}
//	POST   /phones/{number}/state     {state: "on" | "off" | "dead"}
//	GET    /events                    Server-Sent Events: {type: "message", number, message} and
//	                                  {type: "status", number, id, status}
//	GET    /faults                    {"faults": [fault]}, those in force
//	POST   /faults                    a fault, as Fault with names in snake case and delay_ms
//	DELETE /faults                    ends all
//	GET    /log?since=N               {"entries": [Entry]}, those with a number over N
//	GET    /stats                     Stats
//
// Errors are {"error": "..."}. Requests that change something are refused when they come from another site's
// page.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /phones", s.servePhones)
	mux.HandleFunc("GET /phones/{number}/messages", s.serveMessages)
	mux.HandleFunc("POST /phones/{number}/send", s.serveSend)
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

// phoneOf gives the phone that the request's path names.
func (s *Server) phoneOf(r *http.Request) *Phone {
	return s.Phone(message.FromNetwork(r.PathValue("number"), false))
}

type phoneJSON struct {
	Number message.Address `json:"number"`
	Name   string          `json:"name,omitempty"`
	State  PhoneState      `json:"state"`
	LastAt *time.Time      `json:"last_at,omitempty"`
}

func (s *Server) servePhones(w http.ResponseWriter, _ *http.Request) {
	list := []phoneJSON{}
	for _, p := range s.Phones() {
		p.mu.Lock()
		entry := phoneJSON{Number: p.number, Name: p.name, State: p.state}
		if len(p.messages) > 0 {
			entry.LastAt = new(p.messages[len(p.messages)-1].At)
		}
		p.mu.Unlock()
		list = append(list, entry)
	}
	slices.SortStableFunc(list, func(a, b phoneJSON) int { return lastOf(b).Compare(lastOf(a)) })
	answer(w, map[string]any{"phones": list})
}

func lastOf(p phoneJSON) time.Time {
	if p.LastAt == nil {
		return time.Time{}
	}
	return *p.LastAt
}

func (s *Server) serveMessages(w http.ResponseWriter, r *http.Request) {
	messages := s.phoneOf(r).Messages()
	if messages == nil {
		messages = []Message{}
	}
	answer(w, map[string]any{"messages": messages})
}

func (s *Server) serveSend(w http.ResponseWriter, r *http.Request) {
	var body struct {
		To   message.Address `json:"to"`
		Text string          `json:"text"`
	}
	if !read(w, r, &body) {
		return
	}
	m, err := s.phoneOf(r).SendAs(r.Context(), message.FromNetwork(string(body.To), false), body.Text, Wire{})
	switch {
	case errors.Is(err, ErrPhoneOff):
		refuse(w, "the phone is off: switch it on first")
	case err != nil:
		refuse(w, "the text cannot be sent: the numbers must have 1 to 20 digits, and the text at most 255 segments")
	default:
		answer(w, map[string]string{"id": strconv.FormatUint(m.ID, 10)})
	}
}

func (s *Server) serveState(w http.ResponseWriter, r *http.Request) {
	var body struct {
		State PhoneState `json:"state"`
	}
	if !read(w, r, &body) {
		return
	}
	switch body.State {
	case PhoneOn, PhoneOff, PhoneDead:
		s.phoneOf(r).SetState(body.State)
		answer(w, body)
	default:
		refuse(w, `a phone's state is "on", "off" or "dead"`)
	}
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

func (s *Server) serveLog(w http.ResponseWriter, r *http.Request) {
	since, err := strconv.ParseUint(r.FormValue("since"), 10, 64)
	if err != nil && r.FormValue("since") != "" {
		refuse(w, "since is the number of an entry")
		return
	}
	entries := s.journal.since(since)
	if entries == nil {
		entries = []Entry{}
	}
	answer(w, map[string]any{"entries": entries})
}
