package smsc

import (
	"log/slog"

	"kurzwahl/smpp/pdu"
)

// Inject makes a fault happen: at once, or from now on until it has fired as often as it says. The error says
// what is wrong with f.
func (s *Server) Inject(f Fault) error {
	if err := f.check(); err != nil {
		return err
	}
	s.config.Logger.Info("a fault was injected", slog.String("kind", string(f.Kind)))
	if at, _ := phaseOf(f.Kind); at != atOnce {
		s.faults.add(f)
	}
	if f.Kind == FaultDown {
		for _, c := range s.open(func(*session) bool { return true }) {
			c.out.close(false)
		}
		return nil
	}
	for _, c := range s.bound(f.Account) {
		c.strike(f.Kind)
	}
	return nil
}

// ClearFaults ends all faults in force.
func (s *Server) ClearFaults() { s.faults.clear() }

// Faults gives the faults in force, with the counts that they have left.
func (s *Server) Faults() []Fault { return s.faults.list() }

// logFaults records that faults fired.
func (s *Server) logFaults(fired []Fault, account string) {
	for _, f := range fired {
		s.journal.add(Entry{At: s.clock.Now(), Event: EventFault, Account: account, Text: string(f.Kind)})
	}
}

// strike does to the connection what happens at once.
func (c *session) strike(kind FaultKind) {
	request := func(id pdu.ID, body ...byte) []byte {
		octets := append(pdu.AppendBare(nil, pdu.Header{ID: id, Sequence: c.nextSequence()}), body...)
		octets[3] = byte(len(octets)) //nolint:gosec // some dozen octets
		return octets
	}
	switch kind { //nolint:exhaustive // other kinds do not happen at once
	case FaultDisconnect:
		c.out.close(false)
	case FaultReset:
		octets := request(pdu.EnquireLink)
		c.out.put(octets[:len(octets)/2])
		c.out.close(true)
	case FaultUnbind:
		c.account.Load().retire(c)
		c.unbinding.Store(true)
		c.out.put(request(pdu.Unbind))
	case FaultMalformed:
		c.out.put(request(pdu.DeliverSM, 0, 1, 1, '4', '9'))
	case FaultOversized:
		octets := request(pdu.DeliverSM)
		octets[0] = 1
		c.out.put(octets)
	case FaultUnknownCommand:
		c.out.put(request(0x0000_0099))
	case FaultAlert:
		c.out.put(request(pdu.AlertNotification, 1, 1, '4', '9', 0, 1, 1, '4', '9', 0))
	case FaultStrayAnswer:
		c.out.put(pdu.AppendBare(nil, pdu.Header{ID: pdu.SubmitSMResp, Sequence: 0x7FFF_FFF0}))
	}
}
