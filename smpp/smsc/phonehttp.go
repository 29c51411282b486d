package smsc

import (
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"kurzwahl/message"
	"kurzwahl/sms"
)

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

// sendJSON is a text to be sent from a phone; all but To and Text says how it goes over the wire, as Wire has it.
type sendJSON struct {
	To       message.Address `json:"to"`
	Text     string          `json:"text"`
	Joining  Joining         `json:"joining"`
	Alphabet sms.Alphabet    `json:"alphabet"`
	Order    []int           `json:"order"`
}

func (s *Server) serveSend(w http.ResponseWriter, r *http.Request) {
	var body sendJSON
	if !read(w, r, &body) {
		return
	}
	wire := Wire{Joining: body.Joining, Alphabet: body.Alphabet, Order: body.Order}
	m, err := s.phoneOf(r).SendAs(r.Context(), message.FromNetwork(string(body.To), false), body.Text, wire)
	sent(w, m, err)
}

// rawJSON is a Raw on the wire.
type rawJSON struct {
	To         message.Address `json:"to"`
	ESMClass   byte            `json:"esm_class"`
	DataCoding byte            `json:"data_coding"`
	Hex        string          `json:"hex"`      // short_message
	TLVsHex    string          `json:"tlvs_hex"` // optional parameters, each with tag and length
}

func (s *Server) serveRaw(w http.ResponseWriter, r *http.Request) {
	var body rawJSON
	if !read(w, r, &body) {
		return
	}
	octets, err := hex.DecodeString(body.Hex)
	tlvs, tlvsErr := hex.DecodeString(body.TLVsHex)
	if err != nil || tlvsErr != nil {
		refuse(w, "hex and tlvs_hex are octets of two hexadecimal digits each")
		return
	}
	raw := Raw{ESMClass: body.ESMClass, DataCoding: body.DataCoding, Octets: octets, TLVs: tlvs}
	m, err := s.phoneOf(r).SendRaw(r.Context(), message.FromNetwork(string(body.To), false), raw)
	sent(w, m, err)
}

// sent answers a request to send.
func sent(w http.ResponseWriter, m Message, err error) {
	switch {
	case errors.Is(err, ErrPhoneOff):
		refuse(w, "the phone is off: switch it on first")
	case err != nil:
		refuse(w, "this cannot be sent: numbers have 1 to 20 digits, texts at most 255 segments, joining is udh8, udh16, sar or payload, "+
			"order names parts that there are, and raw octets are at most 254, with whole parameters behind them")
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
