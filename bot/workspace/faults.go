package workspace

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// Fault is something that goes wrong on demand.
type Fault struct {
	// Kind is one of:
	//   - "429": the next Count calls are refused with Retry-After;
	//   - "lost_response": the next Count calls are carried out, but their answers are lost;
	//   - "slow": the next Count calls are answered 4 s late;
	//   - "error": the next Count calls fail with internal_error and are not carried out;
	//   - "expired_trigger": the next Count triggers have expired when they are used;
	//   - "no_charts": the next Count messages that hold a chart are refused, as where Slack does not know charts yet;
	//   - "duplicate": the next Count events are sent twice;
	//   - "disconnect": Count connections are asked to reconnect, at once;
	//   - "drop": Count connections are cut, at once.
	Kind string `json:"kind"`
	// Count defaults to 1.
	Count int `json:"count"`
	// Method limits the fault to one Web API method, or for "duplicate" to one event subscription.
	Method string `json:"method"`
}

// slowBy is how late the fault "slow" makes an answer.
const slowBy = 4 * time.Second

// faults are those still to come.
type faults struct {
	mu   sync.Mutex
	list []Fault
}

// take uses up one fault of kind that fits method, if there is one.
func (f *faults) take(kind, method string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.list {
		if f.list[i].Kind != kind || f.list[i].Method != "" && f.list[i].Method != method {
			continue
		}
		f.list[i].Count--
		if f.list[i].Count == 0 {
			f.list = slices.Delete(f.list, i, i+1)
		}
		return true
	}
	return false
}

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = nil
}

// Fail has something go wrong. It fails itself on an unknown kind.
func (s *Server) Fail(f Fault) error {
	f.Count = max(f.Count, 1)
	switch f.Kind {
	case "disconnect":
		s.Disconnect(f.Count)
		return nil
	case "drop":
		s.drop(f.Count)
		return nil
	case "429", "lost_response", "slow", "error", "expired_trigger", "no_charts", "duplicate":
		s.faults.mu.Lock()
		defer s.faults.mu.Unlock()
		s.faults.list = append(s.faults.list, f)
		return nil
	default:
		return fmt.Errorf("unknown fault %q", f.Kind)
	}
}
