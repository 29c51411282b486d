package smpp_test

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/smpp/pdu"
)

func TestEnquireLinkBothWays(t *testing.T) {
	t.Parallel()
	p, d, c := linked(t, func(c *smpp.SMSCConfig) { c.Timing.Enquire = 200 * time.Millisecond })
	for range 3 {
		c.bare(pdu.EnquireLink, 0, 99)
		c.expect(pdu.EnquireLinkResp)
		c.bare(pdu.EnquireLinkResp, 0, c.expect(pdu.EnquireLink).Sequence)
	}
	// The peer falls silent: the link gives up and dials anew.
	p.bound()
	if got := d.State()[0].LastError; got == "" {
		t.Error("no reason is kept for the loss")
	}
}

func TestOverdueAnswerStopsSendingThenEndsTheLink(t *testing.T) {
	t.Parallel()
	p, d, c := linked(t, func(c *smpp.SMSCConfig) {
		c.Timing.Response = 20 * time.Millisecond
		c.Timing.Enquire = 200 * time.Millisecond
	})
	outcome := d.submits(message.Submission{Text: "never answered"})
	c.submit()
	// Only an enquire_link comes once the answer is overdue.
	c.bare(pdu.EnquireLinkResp, 0, c.expect(pdu.EnquireLink).Sequence)
	if d.Up() {
		t.Error("a suspect link counts as up")
	}
	if got := receive(t, outcome).Disposition; got != message.Unknown {
		t.Errorf("got %v, want unknown", got)
	}
	p.bound()
}

func TestLateAnswerClearsTheSuspicion(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t, func(c *smpp.SMSCConfig) {
		c.Timing.Response = 20 * time.Millisecond
		c.Timing.Enquire = time.Minute
	})
	outcome := d.submits(message.Submission{Text: "slow"})
	h, _ := c.submit()
	c.expect(pdu.EnquireLink)
	d.submits(message.Submission{Text: "held back"})
	c.answer(h, pdu.StatusOK, "id")
	if got := receive(t, outcome).Disposition; got != message.Accepted {
		t.Errorf("got %v, want accepted", got)
	}
	if _, m := c.submit(); string(m.ShortMessage) != "held back" {
		t.Errorf("got %q", m.ShortMessage)
	}
}

func TestRefusedBindRaisesOneAlarmUntilItIsOver(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	d := run(t, account(p.address()))
	for range 3 {
		p.accept().answerBind(pdu.StatusInvalidPassword)
	}
	got := receive(t, d.alarms)
	if got.Kind != smpp.AlarmBindRefused || got.Status != 0x0E || got.SMSC != "one" || got.Bind != "trx1" || got.Reason == "" {
		t.Errorf("got %+v", got)
	}
	p.bound()
	if got := receive(t, d.alarms); got.Kind != smpp.AlarmRestored {
		t.Errorf("got %+v, want one alarm, then restored", got)
	}
}

func TestManyBindsAskOneByOneWhileRefused(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	config := account(p.address())
	config.Binds = 5
	d := run(t, config)
	for range 7 {
		c := p.accept()
		if err := p.listener.(*net.TCPListener).SetDeadline(time.Now().Add(10 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		if _, err := p.listener.Accept(); err == nil {
			t.Fatal("two binds ask at once")
		}
		c.answerBind(pdu.StatusInvalidSystemID)
	}
	for range config.Binds {
		p.bound()
	}
	if got := receive(t, d.alarms); got.Kind != smpp.AlarmBindRefused {
		t.Errorf("got %+v", got)
	}
	if got := receive(t, d.alarms); got.Kind != smpp.AlarmRestored {
		t.Errorf("got %+v, want one alarm for all binds, then restored", got)
	}
}

func TestAlreadyBoundIsTriedAgainWithoutAlarm(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	d := run(t, account(p.address()))
	p.accept().answerBind(pdu.StatusAlreadyBound)
	p.accept().answerBind(pdu.StatusSystemError)
	p.bound()
	select {
	case a := <-d.alarms:
		t.Errorf("got %+v", a)
	default:
	}
}

func TestLongAbsenceRaisesAnAlarm(t *testing.T) {
	t.Parallel()
	config := account("127.0.0.1:1")
	config.Timing.AlarmAfter = time.Millisecond
	d := run(t, config)
	if got := receive(t, d.alarms); got.Kind != smpp.AlarmDown || got.Status != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestPeersUnbindIsAnsweredAndBoundAnew(t *testing.T) {
	t.Parallel()
	p, _, c := linked(t)
	c.bare(pdu.Unbind, 0, 5)
	if frame := c.expect(pdu.UnbindResp); frame.Sequence != 5 {
		t.Errorf("got %+v", frame)
	}
	if _, err := c.read(); !errors.Is(err, io.EOF) {
		t.Errorf("after the unbind: got %v, want EOF", err)
	}
	p.bound()
}

func TestStopWaitsForAnswersAndUnbinds(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t, func(c *smpp.SMSCConfig) {
		c.Timing.Drain, c.Timing.Unbind = patience, patience
		c.Window = 1
	})
	outcome := d.submits(message.Submission{Text: "open"})
	h, _ := c.submit()
	refused := make(chan error, 1)
	go func() {
		sub := message.Submission{To: "+491711234567", Text: "too late"}
		refused <- d.Submit(t.Context(), sub, func(message.Outcome) { t.Error("done was called") })
	}()
	d.waiting(1)
	d.stop()
	if err := receive(t, refused); !errors.Is(err, smpp.ErrStopped) {
		t.Errorf("waiting text: got %v, want ErrStopped", err)
	}
	// The link still takes and acknowledges what comes in.
	c.text(77, &pdu.Message{ShortMessage: []byte("noch da?")})
	delivery := receive(t, d.inbound)
	c.answer(h, pdu.StatusOK, "id")
	if got := receive(t, outcome).Disposition; got != message.Accepted {
		t.Errorf("got %v, want accepted", got)
	}
	delivery.Acknowledge(true)
	c.expect(pdu.DeliverSMResp)
	c.bare(pdu.UnbindResp, 0, c.expect(pdu.Unbind).Sequence)
	receive(t, d.ended)
	delivery.Acknowledge(true)
	if got := d.State()[0].State; got != smpp.Down {
		t.Errorf("got %v, want down", got)
	}
}

func TestStopDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t)
	outcome := d.submits(message.Submission{Text: "never answered"})
	c.submit()
	d.stop()
	if got := receive(t, outcome).Disposition; got != message.Unknown {
		t.Errorf("got %v, want unknown", got)
	}
	receive(t, d.ended)
}

func TestStopWhileDiallingAndWaiting(t *testing.T) {
	t.Parallel()
	for _, address := range []string{newPeer(t).address(), "127.0.0.1:1"} {
		d := run(t, account(address))
		d.stop()
		receive(t, d.ended)
		err := d.Submit(t.Context(), message.Submission{To: "+491711234567"}, func(message.Outcome) {})
		if !errors.Is(err, smpp.ErrStopped) {
			t.Errorf("Submit after the stop: got %v, want ErrStopped", err)
		}
	}
}

func TestDeliveriesTellTheirSessionApart(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	d := run(t, account(p.address()))
	var sessions []message.Session
	for i := range 2 {
		c := p.bound()
		for range 2 {
			c.text(1, &pdu.Message{ShortMessage: []byte("x")})
			s := receive(t, d.inbound).Session
			if s.Heard().Before(s.Since()) || !s.Ended().IsZero() {
				t.Errorf("a living session: since %v, heard %v, ended %v", s.Since(), s.Heard(), s.Ended())
			}
			sessions = append(sessions, s)
		}
		_ = c.conn.Close()
		d.until("the session has ended", func() bool { return !sessions[2*i].Ended().IsZero() })
	}
	if sessions[0].ID() != sessions[1].ID() || sessions[1].ID() == sessions[2].ID() {
		t.Error("the sessions' ids do not tell them apart")
	}
}

func TestTheSessionKnowsWhichAnswersThePeerHasRead(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t)
	text := func(sequence uint32) message.Delivery {
		c.text(sequence, &pdu.Message{ShortMessage: []byte("x")})
		return receive(t, d.inbound)
	}
	unread := func(what string, s message.Session, want int64) {
		t.Helper()
		given, read := s.Answered()
		if given-read != want {
			t.Errorf("%s: %d answers given, %d read; want %d unread", what, given, read, want)
		}
	}
	before := d.submits(message.Submission{Text: "written before the answer"})
	h, _ := c.submit()
	first := text(1)
	first.Acknowledge(true)
	c.expect(pdu.DeliverSMResp)
	c.answer(h, pdu.StatusOK, "a")
	receive(t, before)
	unread("what was written before an answer proves nothing", first.Session, 1)
	after := d.submits(message.Submission{Text: "written after it"})
	h, _ = c.submit()
	c.answer(h, pdu.StatusOK, "b")
	receive(t, after)
	unread("what was written after it does", first.Session, 0)
	second := text(2)
	second.Acknowledge(true)
	c.expect(pdu.DeliverSMResp)
	unread("nothing follows", second.Session, 1)
	c.send(pdu.AppendBare(nil, c.expect(pdu.EnquireLink).Response(pdu.StatusOK)))
	d.until("the link has asked", func() bool {
		given, read := second.Session.Answered()
		return given == 2 && read == 2
	})
	third := text(3)
	third.Acknowledge(true)
	c.expect(pdu.DeliverSMResp)
	c.bare(pdu.GenericNack, pdu.StatusInvalidCmdID, c.expect(pdu.EnquireLink).Sequence)
	d.until("a nack shows as much", func() bool {
		given, read := third.Session.Answered()
		return given == 3 && read == 3
	})
}

func TestSplitModeBindsTwice(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	config := account(p.address())
	config.Mode = smpp.Split
	d := run(t, config)
	byRole := make(map[pdu.ID]*caller)
	for range 2 {
		c := p.accept()
		frame := c.next()
		c.send(pdu.AppendBare(nil, frame.Response(pdu.StatusOK)))
		byRole[frame.ID] = c
	}
	transmitter, receiver := byRole[pdu.BindTransmitter], byRole[pdu.BindReceiver]
	if transmitter == nil || receiver == nil {
		t.Fatalf("got binds %v", byRole)
	}
	outcome := d.submits(message.Submission{Text: "x"})
	h, _ := transmitter.submit()
	transmitter.answer(h, pdu.StatusOK, "42")
	receive(t, outcome)
	receiver.text(1, &pdu.Message{ESMClass: pdu.ESMReceipt, ShortMessage: []byte("id:42 stat:DELIVRD err:000")})
	receipt := receive(t, d.receipts)
	if receipt.Receipt.MessageID != "42" || receipt.Receipt.State != message.Delivered {
		t.Errorf("got %+v", receipt.Receipt)
	}
	receipt.Acknowledge(true)
	receiver.expect(pdu.DeliverSMResp)
	if states := d.State(); len(states) != 2 || states[0].Bind != "tx1" || states[1].Bind != "rx1" || states[1].Window != 0 {
		t.Errorf("got %+v", states)
	}
}
