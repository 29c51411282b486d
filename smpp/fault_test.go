package smpp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/smpp/pdu"
	"kurzwahl/smpp/smsc"
	"kurzwahl/smpp/smsc/smsctest"
)

// binds counts those in the simulator's log.
func binds(server *smsc.Server) int {
	n := 0
	for _, e := range server.Log() {
		if e.Event == smsc.EventBind {
			n++
		}
	}
	return n
}

// sent waits for the outcome of a text to the customer.
func (d *desk) sent(text string) message.Outcome {
	d.t.Helper()
	return receive(d.t, d.submits(message.Submission{To: customer, Text: text, Class: message.Service}))
}

func TestLinkLivesThroughWhatTheSMSCDoesAtOnce(t *testing.T) {
	t.Parallel()
	for kind, ends := range map[smsc.FaultKind]bool{
		smsc.FaultDisconnect: true, smsc.FaultReset: true, smsc.FaultUnbind: true, smsc.FaultOversized: true,
		smsc.FaultMalformed: false, smsc.FaultUnknownCommand: false, smsc.FaultAlert: false, smsc.FaultStrayAnswer: false,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			server := smsctest.Start(t, smsc.Config{})
			d := run(t, account(server.Addr().String()))
			if o := d.sent("before"); o.Disposition != message.Accepted {
				t.Fatalf("before the fault: %+v", o)
			}
			smsctest.Inject(t, server, smsc.Fault{Kind: kind})
			if ends {
				d.until("the link has bound anew", func() bool { return binds(server) == 2 })
			}
			d.until("a text is taken again", func() bool { return d.sent("after").Disposition == message.Accepted })
			if got := binds(server); (got > 1) != ends {
				t.Errorf("%d binds", got)
			}
		})
	}
}

func TestSlowReaderIsWaitedForAndNothingIsLost(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	config := account(server.Addr().String())
	config.Window, config.NoReceipts = 500, true
	d := run(t, config)
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultSlowReader, Delay: time.Millisecond})
	var outcomes []<-chan message.Outcome
	for n := range 200 {
		outcomes = append(outcomes, d.submits(message.Submission{To: customer, Text: fmt.Sprint(n, strings.Repeat("x", 140)), Class: message.Marketing}))
	}
	for n, outcome := range outcomes {
		if o := receive(t, outcome); o.Disposition != message.Accepted {
			t.Errorf("text %d: %+v", n, o)
		}
	}
	if got := len(d.messages(server.Phone(customer), 200)); got != 200 {
		t.Errorf("the phone has %d texts, want 200", got)
	}
}

func TestRateIsSharedByTheBinds(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	config := account(server.Addr().String())
	config.Binds, config.Window, config.Rate, config.NoReceipts = 4, 1, 50, true
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultLatency, Delay: 5 * time.Millisecond})
	d := run(t, config)
	d.until("all binds are up", func() bool { return d.Stats()[0].Window == 4 })
	begin := time.Now()
	var outcomes []<-chan message.Outcome
	for range 15 {
		outcomes = append(outcomes, d.submits(message.Submission{To: customer, Text: "x", Class: message.Service}))
	}
	for _, outcome := range outcomes {
		receive(t, outcome)
	}
	// A burst of 5 parts, then 10 at 20 ms each, however many binds there are.
	if took := time.Since(begin); took < 195*time.Millisecond {
		t.Errorf("15 parts at 50 a second took %v", took)
	}
	used := make(map[uint64]bool)
	for _, e := range server.Log() {
		if e.Event == smsc.EventSubmit {
			used[e.Bind] = true
		}
	}
	if len(used) < 2 {
		t.Errorf("%d of 4 binds were used", len(used))
	}
}

func TestWindowIsThatOfEachBind(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	config := account(p.address())
	config.Binds, config.Window = 3, 2
	d := run(t, config)
	callers := []*caller{p.bound(), p.bound(), p.bound()}
	d.until("all binds are up", func() bool { return d.Stats()[0].Window == 6 })
	for range 7 {
		d.submits(message.Submission{Text: "x", Class: message.Service})
	}
	d.until("all slots are taken", func() bool { s := d.Stats()[0]; return s.InFlight == 6 && s.Waiting == 1 })
	for i, state := range d.State() {
		if state.InFlight != 2 || state.Window != 2 {
			t.Errorf("bind %d: got %+v", i+1, state)
		}
	}
	for _, c := range callers {
		c.submit()
		h, _ := c.submit()
		c.answer(h, pdu.StatusOK, "id")
	}
	d.until("the seventh follows", func() bool { return d.Stats()[0].Waiting == 0 })
}

// TestLinkEnquiresWhateverTheLoad fills both directions, so that nothing but enquire_link could still move, and wants
// it to.
func TestLinkEnquiresWhateverTheLoad(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t, func(c *smpp.SMSCConfig) {
		c.Window, c.InboundQueue = 2, 2
		c.Timing.Enquire = 20 * time.Millisecond
	})
	for range 5 {
		d.submits(message.Submission{Text: "never answered", Class: message.Service})
	}
	c.expect(pdu.SubmitSM)
	c.expect(pdu.SubmitSM)
	d.waiting(3)
	for round := range uint32(5) {
		for n := range uint32(20) { // nobody acknowledges them
			c.text(1000+100*round+n, &pdu.Message{ShortMessage: []byte("x")})
		}
		c.bare(pdu.EnquireLink, 0, 77+round)
		asked, answered := false, false
		for !asked || !answered {
			switch frame := c.next(); frame.ID { //nolint:exhaustive // nothing else may come
			case pdu.EnquireLink:
				asked = true
				c.bare(pdu.EnquireLinkResp, 0, frame.Sequence)
			case pdu.EnquireLinkResp:
				answered = answered || frame.Sequence == 77+round
			case pdu.DeliverSMResp: // what the queue had no room for
			default:
				t.Fatalf("got %v", frame.ID)
			}
		}
	}
}

func TestPrefixesRouteAndFailOver(t *testing.T) {
	t.Parallel()
	german, polish := smsctest.Start(t, smsc.Config{}), smsctest.Start(t, smsc.Config{})
	one, two := account(german.Addr().String()), account(polish.Addr().String())
	one.Prefixes, two.Name, two.Prefixes = []string{"+49", "+43"}, "two", []string{"+48"}
	d := run(t, one, two)
	d.until("both SMSCs are up", func() bool { s := d.Stats(); return s[0].Window > 0 && s[1].Window > 0 })
	send := func(to message.Address, want string, disposition message.Disposition) {
		t.Helper()
		o := receive(t, d.submits(message.Submission{To: to, Text: "x", Class: message.Transactional}))
		if o.SMSC != want || o.Disposition != disposition {
			t.Errorf("to %s: got %+v, want %s by %s", to.Masked(), o, disposition, want)
		}
	}
	const warsaw, vienna message.Address = "+48501234567", "+43660123456"
	send(customer, "one", message.Accepted)
	send(vienna, "one", message.Accepted)
	send(warsaw, "two", message.Accepted)

	smsctest.Inject(t, polish, smsc.Fault{Kind: smsc.FaultDown})
	d.until("the second is down", func() bool { return d.Stats()[1].Window == 0 })
	send(warsaw, "one", message.Accepted)
	// A stand-in that knows nothing of such numbers or senders condemns neither.
	for _, status := range []pdu.Status{pdu.StatusInvalidDestination, pdu.StatusInvalidSource} {
		smsctest.Inject(t, german, smsc.Fault{Kind: smsc.FaultRefuse, Status: status, Count: 1})
		send(warsaw, "one", message.Transient)
	}
	smsctest.Inject(t, german, smsc.Fault{Kind: smsc.FaultRefuse, Status: pdu.StatusInvalidDestination, Count: 1})
	send(customer, "one", message.RefusedRecipient)

	polish.ClearFaults()
	d.until("the second is back", func() bool { return d.Stats()[1].Window > 0 })
	send(warsaw, "two", message.Accepted)
}

func TestFullQueueOfOnePhoneSlowsNobodyElse(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	config := account(server.Addr().String())
	config.Rate = 1000
	d := run(t, config)
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultRefuse, Status: pdu.StatusQueueFull, Number: customer})
	if o := d.sent("x"); o.Disposition != message.Throttled {
		t.Errorf("the first time: got %+v", o)
	}
	rate := d.Stats()[0].Rate
	for range 3 {
		if o := receive(t, d.submits(message.Submission{To: "+491719999999", Text: "x", Class: message.Service})); o.Disposition != message.Accepted {
			t.Errorf("another phone: got %+v", o)
		}
		if o := d.sent("x"); o.Disposition != message.Transient || o.Status != 0x14 {
			t.Errorf("again: got %+v", o)
		}
	}
	if got := d.Stats()[0].Rate; got < rate {
		t.Errorf("the rate fell from %v to %v", rate, got)
	}
}

// TestRefusedAccountBurnsNoCampaign has the SMSC refuse everything for want of credit: after some, marketing waits, other
// texts are tried again later, and people are told; once there is credit, all goes on.
func TestRefusedAccountBurnsNoCampaign(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	d := run(t, account(server.Addr().String()))
	const noCredit pdu.Status = 0x0401
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultRefuse, Status: noCredit})
	send := func(class message.Class, from message.Address) message.Disposition {
		t.Helper()
		return receive(t, d.submits(message.Submission{To: customer, From: from, Text: "x", Class: class})).Disposition
	}
	for range 20 {
		if got := send(message.Service, ""); got != message.RefusedSender {
			t.Fatalf("got %v, want the first to be refused", got)
		}
		if got := send(message.Service, "72199"); got != message.RefusedSender { // says nothing about the account
			t.Fatalf("another sender: got %v", got)
		}
	}
	select {
	case a := <-d.alarms:
		t.Fatalf("got %+v too early", a)
	default:
	}
	if got := send(message.Marketing, ""); got != message.Throttled {
		t.Errorf("a campaign: got %v, want it to wait", got)
	}
	if a := receive(t, d.alarms); a.Kind != smpp.AlarmRefusing || a.Status != 0x401 || a.SMSC != "one" {
		t.Errorf("got %+v", a)
	}
	if got := send(message.Transactional, ""); got != message.Transient {
		t.Errorf("an order's text: got %v, want it to be tried again", got)
	}
	server.ClearFaults()
	if got := send(message.Marketing, ""); got != message.Accepted {
		t.Errorf("a campaign, later: got %v", got)
	}
	if a := receive(t, d.alarms); a.Kind != smpp.AlarmAccepting {
		t.Errorf("got %+v", a)
	}
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultRefuse, Status: noCredit, Count: 1})
	if got := send(message.Service, ""); got != message.RefusedSender {
		t.Errorf("one refusal later: got %v", got)
	}
}

// TestReceiptsFindTheirMessageWhateverTheSMSCWrites has the simulator write ids and receipts in every way that is met
// in the field: what the receipt may mean holds the id of the answer, and the state is read.
func TestReceiptsFindTheirMessageWhateverTheSMSCWrites(t *testing.T) {
	t.Parallel()
	type way struct {
		ids    smsc.IDStyle
		format smpp.IDFormat
		faults []smsc.FaultKind
	}
	var ways []way
	for _, ids := range []smsc.IDStyle{smsc.IDDecimal, smsc.IDHex, smsc.IDHexAnswer, smsc.IDHexReceipt, smsc.IDPadded, smsc.IDCase, smsc.IDUUID} {
		for _, form := range []smsc.FaultKind{"", smsc.FaultReceiptText, smsc.FaultReceiptTLV} {
			ways = append(ways, way{ids, smpp.IDAuto, []smsc.FaultKind{form, smsc.FaultReceiptEarly}})
		}
	}
	ways = append(ways,
		way{smsc.IDHexReceipt, smpp.IDHex, nil}, way{smsc.IDHexAnswer, smpp.IDDecimal, nil}, way{smsc.IDDecimal, smpp.IDRaw, nil},
		way{smsc.IDDecimal, smpp.IDAuto, []smsc.FaultKind{smsc.FaultReceiptTwice}},
		way{smsc.IDDecimal, smpp.IDAuto, []smsc.FaultKind{smsc.FaultReceiptSwapped}},
	)
	for _, w := range ways {
		t.Run(fmt.Sprint(w), func(t *testing.T) {
			t.Parallel()
			server := smsctest.Start(t, smsc.Config{IDs: w.ids, FirstID: 0xBEEF01})
			for _, kind := range w.faults {
				if kind != "" {
					smsctest.Inject(t, server, smsc.Fault{Kind: kind, Count: 3})
				}
			}
			config := account(server.Addr().String())
			config.IDFormat = w.format
			d := run(t, config)
			o := d.sent(strings.Repeat("x", 400))
			if o.Disposition != message.Accepted || len(o.PartIDs) != 3 {
				t.Fatalf("got %+v", o)
			}
			want := map[string]int{o.PartIDs[0]: 1, o.PartIDs[1]: 1, o.PartIDs[2]: 1}
			receipts := 3
			if slices.Contains(w.faults, smsc.FaultReceiptTwice) {
				receipts = 6
				want = map[string]int{o.PartIDs[0]: 2, o.PartIDs[1]: 2, o.PartIDs[2]: 2}
			}
			for range receipts {
				got := receive(t, d.receipts)
				got.Acknowledge(true)
				if got.Receipt.State != message.Delivered {
					t.Errorf("got %+v", got.Receipt)
				}
				for id := range want {
					if slices.Contains(got.Receipt.Candidates, id) {
						want[id]--
					}
				}
			}
			for id, left := range want {
				if left != 0 {
					t.Errorf("part %s has %d receipts too few", id, left)
				}
			}
		})
	}
}
