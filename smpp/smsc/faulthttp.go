package smsc

import (
	"net/http"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

// faultJSON is a Fault on the wire.
type faultJSON struct {
	Kind    FaultKind             `json:"kind"`
	Count   int                   `json:"count,omitempty"`
	Share   float64               `json:"share,omitempty"`
	Rate    float64               `json:"rate,omitempty"`
	Number  message.Address       `json:"number,omitempty"`
	Account string                `json:"account,omitempty"`
	Status  pdu.Status            `json:"status,omitempty"`
	DelayMS int64                 `json:"delay_ms,omitempty"`
	State   message.DeliveryState `json:"state,omitempty"`
	IDs     IDStyle               `json:"ids,omitempty"`
}

func (s *Server) serveFaults(w http.ResponseWriter, _ *http.Request) {
	list := []faultJSON{}
	for _, f := range s.Faults() {
		list = append(list, faultJSON{
			Kind: f.Kind, Count: f.Count, Share: f.Share, Rate: f.Rate, Number: f.Number, Account: f.Account,
			Status: f.Status, DelayMS: f.Delay.Milliseconds(), State: f.State, IDs: f.IDs,
		})
	}
	answer(w, map[string]any{"faults": list})
}

func (s *Server) serveInject(w http.ResponseWriter, r *http.Request) {
	var f faultJSON
	if !read(w, r, &f) {
		return
	}
	err := s.Inject(Fault{
		Kind: f.Kind, Count: f.Count, Share: f.Share, Rate: f.Rate, Number: f.Number, Account: f.Account,
		Status: f.Status, Delay: time.Duration(f.DelayMS) * time.Millisecond, State: f.State, IDs: f.IDs,
	})
	if err != nil {
		refuse(w, err.Error())
		return
	}
	s.serveFaults(w, r)
}

func (s *Server) serveClear(w http.ResponseWriter, r *http.Request) {
	s.ClearFaults()
	s.serveFaults(w, r)
}
