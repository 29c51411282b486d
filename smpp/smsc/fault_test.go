package smsc_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
	"kurzwahl/smpp/smsc"
	"kurzwahl/smpp/smsc/smsctest"
)

// taken counts the submit_sm in the log that were accepted.
func taken(server *smsc.Server) int {
	n := 0
	for _, e := range server.Log() {
		if e.Event == smsc.EventSubmit && e.Status == 0 {
			n++
		}
	}
	return n
}

func TestFaultsRefuse(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	e := bound(t, server, pdu.BindTransmitter)
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultRefuse, Count: 2})
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultRefuse, Number: customer, Status: pdu.StatusInvalidDestination, Count: 1})
	for i, want := range []pdu.Status{
		pdu.StatusThrottled, pdu.StatusThrottled, pdu.StatusInvalidDestination, pdu.StatusOK,
	} {
		if _, got := e.submits(text("hi")); got != want {
			t.Errorf("submit %d: status %v, want %v", i, got, want)
		}
	}
	if left := server.Faults(); len(left) != 0 {
		t.Errorf("left in force: %+v", left)
	}
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultNack, Count: 1})
	e.sends(text("hi"))
	if f := e.answer(); f.ID != pdu.GenericNack || f.Status != pdu.StatusInvalidCmdID {
		t.Errorf("nack: %v %v", f.ID, f.Status)
	}
	if got := taken(server); got != 1 {
		t.Errorf("%d were taken, want 1", got)
	}
}

func TestFaultWithARateLetsThatManyPass(t *testing.T) {
	t.Parallel()
	now := clock.NewMovable(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	server := smsctest.Start(t, smsc.Config{Clock: now})
	e := bound(t, server, pdu.BindTransmitter)
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultRefuse, Rate: 0.001}) // one in a quarter of an hour
	want := []pdu.Status{pdu.StatusOK, pdu.StatusThrottled, pdu.StatusOK, pdu.StatusThrottled}
	for i := range want {
		if i == 2 {
			now.Advance(1000 * time.Second)
		}
		if _, got := e.submits(text("hi")); got != want[i] {
			t.Errorf("submit %d: status %v, want %v", i, got, want[i])
		}
	}
}

func TestFaultWithAShareIsRepeatable(t *testing.T) {
	t.Parallel()
	run := func() string {
		server := smsctest.Start(t, smsc.Config{Seed: 7})
		e := bound(t, server, pdu.BindTransmitter)
		smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultRefuse, Share: 0.3})
		var b strings.Builder
		for range 200 {
			_, status := e.submits(text("hi"))
			b.WriteByte("x."[min(1, int(status))])
		}
		return b.String()
	}
	first, second := run(), run()
	if first != second {
		t.Errorf("the same seed gave\n%s\n%s", first, second)
	}
	if refused := strings.Count(first, "."); refused < 30 || refused > 90 {
		t.Errorf("%d of 200 were refused, want about 60", refused)
	}
}

func TestFaultsWithoutAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  smsc.FaultKind
		taken int
		ends  bool
	}{
		{smsc.FaultUnanswered, 1, false},
		{smsc.FaultLost, 0, false},
		{smsc.FaultDrop, 1, true},
		{smsc.FaultCut, 1, true},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			t.Parallel()
			server := smsctest.Start(t, smsc.Config{})
			e := bound(t, server, pdu.BindTransmitter)
			smsctest.Inject(t, server, smsc.Fault{Kind: c.kind, Count: 1})
			e.sends(text("hi"))
			if c.ends {
				if err := e.closed(); err == nil {
					t.Error("the connection goes on")
				}
			} else if f := e.request(pdu.EnquireLink); f.ID != pdu.EnquireLinkResp || len(e.kept) > 0 {
				t.Errorf("before the answer to enquire_link came %v", e.kept)
			}
			if got := taken(server); got != c.taken {
				t.Errorf("%d taken, want %d", got, c.taken)
			}
			if c.taken > 0 {
				gets(t, server.Phone(customer), "hi")
			}
			if entry, err := server.WaitLog(within(t), isSubmit); err != nil || !entry.Silent {
				t.Errorf("the log does not say that no answer was sent: %+v, %v", entry, err)
			}
		})
	}
}

func isSubmit(e smsc.Entry) bool { return e.Event == smsc.EventSubmit }

func TestFaultsOfTheAnswer(t *testing.T) {
	t.Parallel()
	now := clock.NewMovable(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	server := smsctest.Start(t, smsc.Config{Clock: now, SubmitWindow: 1})
	e := bound(t, server, pdu.BindTransceiver)
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultWrongSequence, Count: 1})
	e.sends(text("hi"))
	if f := e.frame(pdu.SubmitSMResp); f.Sequence == e.sequence {
		t.Error("wrong_sequence answers with the right one")
	}
	e.delivered(pdu.StatusOK)
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultReceiptEarly, Count: 1})
	e.submits(text("hi"))
	if len(e.kept) != 1 || e.kept[0].ID != pdu.DeliverSM {
		t.Errorf("before the answer came %v, want the receipt", e.kept)
	}
	e.delivered(pdu.StatusOK)
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultLatency, Delay: time.Hour, Count: 1})
	e.sends(text("slow"))
	if _, status := e.submits(text("full")); status != pdu.StatusThrottled {
		t.Errorf("over the window: status %v", status)
	}
	now.Advance(time.Hour)
	if f := e.frame(pdu.SubmitSMResp); f.Sequence != e.sequence-1 {
		t.Errorf("the late answer is to %d, want %d", f.Sequence, e.sequence-1)
	}
	gets(t, server.Phone(customer), "slow")
}

func TestFaultsOfIDs(t *testing.T) {
	t.Parallel()
	const first = 0xBEEF
	server := smsctest.Start(t, smsc.Config{FirstID: first})
	e := bound(t, server, pdu.BindTransceiver)
	for i, c := range []struct {
		style           smsc.IDStyle
		answer, receipt string
	}{
		{smsc.IDDecimal, "%d", "%d"},
		{smsc.IDHex, "%x", "%x"},
		{smsc.IDHexAnswer, "%X", "%d"},
		{smsc.IDHexReceipt, "%d", "%X"},
		{smsc.IDPadded, "%d", "%020d"},
		{smsc.IDCase, "%x", "%X"},
		{smsc.IDUUID, "00000000-0000-4000-8000-%012x", "00000000-0000-4000-8000-%012x"},
	} {
		smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultIDs, IDs: c.style, Count: 1})
		id, _ := e.submits(text("hi"))
		if want := fmt.Sprintf(c.answer, first+i); id != want {
			t.Errorf("%s: answered %q, want %q", c.style, id, want)
		}
		m := e.delivered(pdu.StatusOK)
		got, _ := m.TLVs.Find(pdu.TagReceiptedMessageID)
		want := fmt.Sprintf(c.receipt, first+i)
		if string(got) != want+"\x00" || !strings.HasPrefix(string(m.ShortMessage), "id:"+want+" ") {
			t.Errorf("%s: receipt of %q says %q, want %q", c.style, got, m.ShortMessage, want)
		}
	}
}

func TestFaultsOfReceipts(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	e := bound(t, server, pdu.BindTransceiver)
	receiptOf := func(id string, m pdu.Message) bool { return strings.Contains(string(m.ShortMessage), "id:"+id+" ") }

	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultReceiptMissing, Count: 1})
	e.submits(text("never"))
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultReceiptTwice, Count: 1})
	id, _ := e.submits(text("twice"))
	for range 2 {
		if m := e.delivered(pdu.StatusOK); !receiptOf(id, m) {
			t.Errorf("receipt_missing and receipt_twice: want the receipt of %s twice, got %q", id, m.ShortMessage)
		}
	}
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultReceiptSwapped, Count: 1})
	first, _ := e.submits(text("first"))
	second, _ := e.submits(text("second"))
	if !receiptOf(second, e.delivered(pdu.StatusOK)) || !receiptOf(first, e.delivered(pdu.StatusOK)) {
		t.Error("receipt_swapped: the second is not before the first")
	}
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultReceiptSwapped, Count: 1})
	alone, _ := e.submits(text("alone"))
	if !receiptOf(alone, e.delivered(pdu.StatusOK)) {
		t.Error("receipt_swapped: a receipt without another after it is lost")
	}
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultReceiptState, State: message.Rejected, Count: 1})
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultReceiptEnroute, Count: 1})
	e.submits(text("rejected"))
	if m := e.delivered(pdu.StatusOK); m.ESMClass != pdu.ESMIntermediate || !strings.Contains(string(m.ShortMessage), "stat:ENROUTE") {
		t.Errorf("receipt_enroute: esm_class %#x, %q", m.ESMClass, m.ShortMessage)
	}
	if m := e.delivered(pdu.StatusOK); !strings.Contains(string(m.ShortMessage), "stat:REJECTD") {
		t.Errorf("receipt_state: %q", m.ShortMessage)
	}
	for kind, form := range map[smsc.FaultKind][2]bool{
		smsc.FaultReceiptText: {true, false}, smsc.FaultReceiptTLV: {false, true}, smsc.FaultReceiptBroken: {true, false},
	} {
		smsctest.Inject(t, server, smsc.Fault{Kind: kind, Count: 1})
		e.submits(text("form"))
		m := e.delivered(pdu.StatusOK)
		if got := [2]bool{len(m.ShortMessage) > 0, len(m.TLVs) > 0}; got != form || m.ESMClass != pdu.ESMReceipt {
			t.Errorf("%s: text and parameters %v, want %v", kind, got, form)
		}
	}
}

func TestReceiptsAreLateByTheClock(t *testing.T) {
	t.Parallel()
	now := clock.NewMovable(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	server := smsctest.Start(t, smsc.Config{Clock: now, ReceiptDelay: time.Minute})
	e := bound(t, server, pdu.BindTransceiver)
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultReceiptLate, Delay: time.Hour, Count: 1})
	late, _ := e.submits(text("late"))
	normal, _ := e.submits(text("normal"))
	for _, words := range []string{"late", "normal"} {
		gets(t, server.Phone(customer), words) // their time counts from here, which is after the answer
	}
	now.Advance(2 * time.Minute)
	if got := string(e.delivered(pdu.StatusOK).ShortMessage); !strings.HasPrefix(got, "id:"+normal) {
		t.Errorf("first receipt %q, want that of %s", got, normal)
	}
	now.Advance(time.Hour)
	if got := string(e.delivered(pdu.StatusOK).ShortMessage); !strings.HasPrefix(got, "id:"+late) {
		t.Errorf("second receipt %q, want that of %s", got, late)
	}
}

func TestFaultsOfConnections(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultBind, Status: pdu.StatusInvalidPassword, Count: 1})
	if got := dial(t, server).bind(pdu.BindTransceiver, "shop", ""); got != pdu.StatusInvalidPassword {
		t.Errorf("bind under fault: %v", got)
	}
	e := bound(t, server, pdu.BindTransceiver)
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultDown})
	if err := e.closed(); err == nil {
		t.Error("down: the bind goes on")
	}
	if err := dial(t, server).closed(); err == nil {
		t.Error("down: a new connection is served")
	}
	server.ClearFaults()
	e = bound(t, server, pdu.BindTransceiver)
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultSlowReader, Delay: time.Millisecond})
	for range 20 {
		e.submits(text(strings.Repeat("x", 150)))
	}
	if got := taken(server); got != 20 {
		t.Errorf("slow_reader: %d taken, want 20", got)
	}
}

func TestFaultsAtOnce(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	e := bound(t, server, pdu.BindTransceiver)
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultMalformed})
	f := e.frame(pdu.DeliverSM)
	if err := new(pdu.Message).Decode(f.ID, f.Body); err == nil {
		t.Error("malformed: the deliver_sm can be read")
	}
	for kind, id := range map[smsc.FaultKind]pdu.ID{
		smsc.FaultUnknownCommand: 0x99, smsc.FaultAlert: pdu.AlertNotification, smsc.FaultStrayAnswer: pdu.SubmitSMResp,
	} {
		smsctest.Inject(t, server, smsc.Fault{Kind: kind})
		e.frame(id)
	}
	for _, kind := range []smsc.FaultKind{smsc.FaultDisconnect, smsc.FaultReset, smsc.FaultOversized} {
		smsctest.Inject(t, server, smsc.Fault{Kind: kind})
		if err := e.closed(); err == nil {
			t.Errorf("%s: the connection goes on", kind)
		}
		_ = e.conn.Close()
		e = bound(t, server, pdu.BindTransceiver)
	}
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultUnbind})
	unbind := e.frame(pdu.Unbind)
	e.write(pdu.AppendBare(nil, unbind.Response(pdu.StatusOK)))
	if err := e.closed(); err == nil {
		t.Error("unbind: the connection goes on after the answer")
	}
}

func TestInjectRefusesWhatIsNoFault(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	for _, f := range []smsc.Fault{
		{},
		{Kind: "fire"},
		{Kind: smsc.FaultLost, Count: -1},
		{Kind: smsc.FaultLost, Share: 2},
		{Kind: smsc.FaultReceiptState, State: "happy"},
		{Kind: smsc.FaultIDs, IDs: "roman"},
	} {
		if err := server.Inject(f); err == nil {
			t.Errorf("%+v was taken", f)
		}
	}
}

// counted counts the lines that are written to it, of which the end of the connection brings one more.
type counted struct{ lines atomic.Int64 }

func (c *counted) Write(text []byte) (int, error) {
	c.lines.Add(int64(bytes.Count(text, []byte("\n"))))
	return len(text), nil
}

func TestLogKeepsTheNewest(t *testing.T) {
	t.Parallel()
	file := &counted{}
	server := smsctest.Start(t, smsc.Config{KeepEntries: 5, KeepMessages: 3, LogTo: file})
	e := bound(t, server, pdu.BindTransmitter)
	for i := range 12 {
		m := text(strconv.Itoa(i))
		m.RegisteredDelivery = pdu.NoReceipt
		e.submits(m)
	}
	log := server.Log()
	if len(log) != 5 || log[0].Text != "7" || log[4].Text != "11" || log[4].Number != 13 {
		t.Errorf("the log keeps %+v", log)
	}
	gets(t, server.Phone(customer), "11")
	if kept := server.Phone(customer).Messages(); len(kept) != 3 || kept[0].Text != "9" {
		t.Errorf("the phone keeps %+v", kept)
	}
	if lines := file.lines.Load(); lines != 13 {
		t.Errorf("%d lines were written, want 13", lines)
	}
}
