package smsc_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
	"kurzwahl/smpp/smsc"
	"kurzwahl/smpp/smsc/smsctest"
	"kurzwahl/sms"
)

func TestBindsAreAdmittedByAccount(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{Accounts: []smsc.Account{{SystemID: "shop", Password: "secret", MaxBinds: 1}}})
	for _, c := range []struct {
		systemID, password string
		want               pdu.Status
	}{
		{"nobody", "secret", pdu.StatusInvalidSystemID},
		{"shop", "wrong", pdu.StatusInvalidPassword},
		{"shop", "secret", pdu.StatusOK},
		{"shop", "secret", pdu.StatusAlreadyBound}, // the one bind that may be is up
	} {
		if got := dial(t, server).bind(pdu.BindTransceiver, c.systemID, c.password); got != c.want {
			t.Errorf("bind as %q with %q: status %v, want %v", c.systemID, c.password, got, c.want)
		}
	}
}

func TestRequestsNeedTheirBind(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	unbound := dial(t, server)
	if _, got := unbound.submits(text("hi")); got != pdu.StatusInvalidBindState {
		t.Errorf("submit before the bind: status %v", got)
	}
	receiver := bound(t, server, pdu.BindReceiver)
	if _, got := receiver.submits(text("hi")); got != pdu.StatusInvalidBindState {
		t.Errorf("submit on a receiver: status %v", got)
	}
	if got := receiver.bind(pdu.BindReceiver, "shop", ""); got != pdu.StatusAlreadyBound {
		t.Errorf("second bind on a connection: status %v", got)
	}
}

func TestSubmitReachesThePhoneAndIsReceipted(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	e := bound(t, server, pdu.BindTransceiver)
	m := text("Hallo")
	m.TLVs = m.TLVs.Append(pdu.TagUserMessageReference, []byte{0x12, 0x34})
	id, status := e.submits(m)
	if status != pdu.StatusOK || id == "" {
		t.Fatalf("submit: id %q, status %v", id, status)
	}
	got := gets(t, server.Phone(customer), "Hallo")
	if got.Peer != shop || got.Segments != 1 || got.Encoding != "GSM-7" {
		t.Errorf("on the phone: %+v", got)
	}
	receipt := e.delivered(pdu.StatusOK)
	if receipt.ESMClass != pdu.ESMReceipt || string(receipt.Source.Digits) != string(customer[1:]) {
		t.Errorf("receipt: esm_class %#x, source %s", receipt.ESMClass, receipt.Source.Digits)
	}
	words := string(receipt.ShortMessage)
	if !strings.HasPrefix(words, "id:"+id+" ") || !strings.Contains(words, " stat:DELIVRD ") ||
		!strings.HasSuffix(words, " text:Hallo") {
		t.Errorf("receipt says %q", words)
	}
	if tlv, _ := receipt.TLVs.Find(pdu.TagReceiptedMessageID); string(tlv) != id+"\x00" {
		t.Errorf("receipted_message_id is %q, want %q", tlv, id)
	}
	if state, _ := receipt.TLVs.Number(pdu.TagMessageState); state != 2 {
		t.Errorf("message_state is %d, want 2", state)
	}
	if reference, _ := receipt.TLVs.Number(pdu.TagUserMessageReference); reference != 0x1234 {
		t.Errorf("user_message_reference is %#x", reference)
	}
	entry, err := server.WaitLog(within(t), func(e smsc.Entry) bool { return e.Event == smsc.EventSubmit })
	if err != nil || entry.ID != id || entry.Text != "Hallo" || entry.To != customer || entry.From != shop ||
		entry.UserReference == nil || *entry.UserReference != 0x1234 {
		t.Errorf("the log has %+v, %v", entry, err)
	}
}

func TestLongTextsAreJoinedOnThePhone(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Grüße aus dem Radhaus. ", 10)
	for name, joining := range map[string]sms.Joining{"udh8": sms.Reference8, "udh16": sms.Reference16} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := smsctest.Start(t, smsc.Config{})
			e := bound(t, server, pdu.BindTransmitter)
			split, err := sms.Layout{Joining: joining}.Split(long)
			if err != nil {
				t.Fatal(err)
			}
			total := len(split.Segments)
			for i := total - 1; i >= 0; i-- { // the last part first
				m := text("")
				m.ESMClass = pdu.ESMHeader
				m.ShortMessage = append(sms.AppendUDH(nil, sms.Concat{
					Reference: 7, Wide: joining == sms.Reference16, Number: uint8(i + 1), Total: uint8(total),
				}), split.Segments[i]...)
				for range 2 { // twice
					if _, status := e.submits(m); status != pdu.StatusOK {
						t.Fatalf("part %d: status %v", i+1, status)
					}
				}
			}
			if got := gets(t, server.Phone(customer), long); got.Segments != total {
				t.Errorf("segments %d, want %d", got.Segments, total)
			}
		})
	}
}

func TestLongTextsBySARAndPayload(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	e := bound(t, server, pdu.BindTransmitter)
	for i, words := range []string{"erst ", "dann"} {
		m := text(words)
		m.TLVs = m.TLVs.Append(pdu.TagSarReference, []byte{0, 9}).
			Append(pdu.TagSarTotal, []byte{2}).Append(pdu.TagSarNumber, []byte{byte(i + 1)})
		e.submits(m)
	}
	gets(t, server.Phone(customer), "erst dann")
	whole := strings.Repeat("0123456789", 40)
	m := text("")
	m.TLVs = m.TLVs.Append(pdu.TagMessagePayload, []byte(whole))
	e.submits(m)
	if got := gets(t, server.Phone(customer), whole); got.Segments != 3 {
		t.Errorf("segments of a payload: %d, want 3", got.Segments)
	}
}

func TestPhoneTextsTheShop(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	e := bound(t, server, pdu.BindReceiver)
	phone := server.Phone(customer)
	if err := phone.Send(within(t), shop, "STOP bitte, schönen Tag"); err != nil {
		t.Fatal(err)
	}
	m := e.delivered(pdu.StatusOK)
	words, err := sms.Decode(m.ShortMessage, sms.Coding{DataCoding: m.DataCoding})
	if err != nil || words != "STOP bitte, schönen Tag" {
		t.Errorf("the shop got %q, %v", words, err)
	}
	if string(m.Source.Digits) != string(customer[1:]) || string(m.Destination.Digits) != string(shop) {
		t.Errorf("from %s to %s", m.Source.Digits, m.Destination.Digits)
	}
	sent, err := phone.Wait(within(t), func(m smsc.Message) bool { return m.Status == smsc.Delivered })
	if err != nil || sent.Direction != smsc.Sent {
		t.Errorf("after the acknowledgement the phone has %+v, %v", sent, err)
	}
}

func TestPhoneSplitsLongTexts(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	e := bound(t, server, pdu.BindReceiver)
	phone := server.Phone(customer)
	if _, err := phone.SendAs(within(t), shop, strings.Repeat("ż", 100), smsc.Wire{Order: []int{2, 1, 1}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []uint8{2, 1, 1} {
		m := e.delivered(pdu.StatusOK)
		header, octets, err := sms.ParseUDH(m.ShortMessage)
		if err != nil || m.ESMClass != pdu.ESMHeader || header.Concat.Number != want || header.Concat.Total != 2 {
			t.Errorf("part %+v, %v, esm_class %#x, want number %d", header.Concat, err, m.ESMClass, want)
		}
		if m.DataCoding != 8 || len(octets) > 134 {
			t.Errorf("data_coding %d, %d octets", m.DataCoding, len(octets))
		}
	}
}

func TestTextsWaitForABindAndForAnAnswer(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{RetryDelay: time.Millisecond})
	phone := server.Phone(customer)
	for _, words := range []string{"eins", "zwei"} {
		if err := phone.Send(within(t), shop, words); err != nil {
			t.Fatal(err)
		}
	}
	first := bound(t, server, pdu.BindReceiver)
	first.frame(pdu.DeliverSM) // read, and never answered
	_ = first.conn.Close()
	if _, err := server.WaitLog(within(t), func(e smsc.Entry) bool { return e.Event == smsc.EventClosed }); err != nil {
		t.Fatal(err)
	}
	second := bound(t, server, pdu.BindReceiver)
	if got := second.delivered(pdu.StatusQueueFull); string(got.ShortMessage) != "eins" {
		t.Errorf("first after the rebind: %q", got.ShortMessage)
	}
	if got := second.delivered(pdu.StatusOK); string(got.ShortMessage) != "zwei" {
		t.Errorf("second after the rebind: %q", got.ShortMessage)
	}
	if got := second.delivered(pdu.StatusOK); string(got.ShortMessage) != "eins" {
		t.Errorf("after the refusal: %q", got.ShortMessage)
	}
	acknowledged, err := server.WaitLog(within(t), func(e smsc.Entry) bool {
		return e.Event == smsc.EventAcknowledged && e.Status == 0 && e.Text == "eins"
	})
	if err != nil || acknowledged.Attempt != 3 {
		t.Errorf("acknowledged %+v, %v; want attempt 3", acknowledged, err)
	}
}

func TestUnansweredTextsAreSentAgain(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{ResponseTimeout: 20 * time.Millisecond})
	e := bound(t, server, pdu.BindReceiver)
	if err := server.Phone(customer).Send(within(t), shop, "hallo"); err != nil {
		t.Fatal(err)
	}
	first, again := e.frame(pdu.DeliverSM), e.frame(pdu.DeliverSM)
	if first.Sequence == again.Sequence || string(first.Body) != string(again.Body) {
		t.Errorf("sequence %d then %d, same text: %t", first.Sequence, again.Sequence, string(first.Body) == string(again.Body))
	}
}

func TestDeliveriesTakeTurnsAndKeepTheWindow(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{DeliverWindow: 1})
	one, two := bound(t, server, pdu.BindReceiver), bound(t, server, pdu.BindTransceiver)
	for _, words := range []string{"a", "b", "c"} {
		if err := server.Phone(customer).Send(within(t), shop, words); err != nil {
			t.Fatal(err)
		}
	}
	one.delivered(pdu.StatusOK) // frees its window for the third
	two.frame(pdu.DeliverSM)
	one.delivered(pdu.StatusOK)
}

func TestPhoneOffAndValidity(t *testing.T) {
	t.Parallel()
	now := clock.NewMovable(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	server := smsctest.Start(t, smsc.Config{Clock: now})
	e := bound(t, server, pdu.BindTransceiver)
	phone := server.Phone(customer)
	phone.SetState(smsc.PhoneOff)
	short, long := text("kurz"), text("lang")
	short.ValidityPeriod = []byte("000000010000000R") // one hour
	long.ValidityPeriod = []byte("260304100000000+")  // two days
	e.submits(short)
	e.submits(long)
	now.Advance(2 * time.Hour)
	if got := string(e.delivered(pdu.StatusOK).ShortMessage); !strings.Contains(got, "stat:EXPIRED") {
		t.Errorf("receipt of the short one: %q", got)
	}
	phone.SetState(smsc.PhoneOn)
	gets(t, phone, "lang")
	if got := string(e.delivered(pdu.StatusOK).ShortMessage); !strings.Contains(got, "stat:DELIVRD") {
		t.Errorf("receipt of the long one: %q", got)
	}
	phone.SetState(smsc.PhoneDead)
	e.submits(text("nie"))
	got := e.delivered(pdu.StatusOK)
	if !strings.Contains(string(got.ShortMessage), "stat:UNDELIV err:001") {
		t.Errorf("receipt of a dead phone: %q", got.ShortMessage)
	}
	if code, _ := got.TLVs.Find(pdu.TagNetworkErrorCode); string(code) != "\x03\x00\x01" {
		t.Errorf("network_error_code % x", code)
	}
	if n := len(phone.Messages()); n != 1 {
		t.Errorf("the phone shows %d texts, want 1", n)
	}
}

func TestScheduledDeliveryAndBadTimes(t *testing.T) {
	t.Parallel()
	now := clock.NewMovable(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	server := smsctest.Start(t, smsc.Config{Clock: now})
	e := bound(t, server, pdu.BindTransmitter)
	later := text("später"[:1])
	later.ScheduleTime = []byte("260302130000004+") // 13:00 in UTC+1
	e.submits(later)
	if n := len(server.Phone(customer).Messages()); n != 0 {
		t.Errorf("%d texts before their time", n)
	}
	now.Advance(2 * time.Hour)
	gets(t, server.Phone(customer), "s")
	bad := text("x")
	bad.ValidityPeriod = []byte("261302130000004+")
	if _, got := e.submits(bad); got != pdu.StatusInvalidValidity {
		t.Errorf("month 13: status %v", got)
	}
	bad.ValidityPeriod, bad.ScheduleTime = nil, []byte("26030213000000xy")
	if _, got := e.submits(bad); got != pdu.StatusInvalidSchedule {
		t.Errorf("no time at all: status %v", got)
	}
}

func TestQueryAndCancel(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{IDs: smsc.IDHex})
	e := bound(t, server, pdu.BindTransceiver)
	server.Phone(customer).SetState(smsc.PhoneOff)
	id, _ := e.submits(text("warte"))
	query := append([]byte(id), 0, 0, 0, 0)
	if f := e.request(pdu.QuerySM, query...); f.Status != pdu.StatusOK || f.Body[len(f.Body)-2] != 1 {
		t.Errorf("query while it waits: status %v, % x", f.Status, f.Body)
	}
	cancel := append(append([]byte{0}, id...), 0, 0, 0, 0, 0, 0, 0)
	if f := e.request(pdu.CancelSM, cancel...); f.Status != pdu.StatusOK {
		t.Errorf("cancel: status %v", f.Status)
	}
	if got := string(e.delivered(pdu.StatusOK).ShortMessage); !strings.Contains(got, "stat:DELETED") {
		t.Errorf("receipt: %q", got)
	}
	server.Phone(customer).SetState(smsc.PhoneOn)
	if n := len(server.Phone(customer).Messages()); n != 0 {
		t.Errorf("a cancelled text arrived")
	}
	if f := e.request(pdu.CancelSM, cancel...); f.Status != pdu.StatusCancelFailed {
		t.Errorf("second cancel: status %v", f.Status)
	}
	if f := e.request(pdu.QuerySM, query...); f.Body[len(f.Body)-2] != 4 {
		t.Errorf("query after the cancel: % x", f.Body)
	}
	if f := e.request(pdu.QuerySM, 'x', 0, 0, 0, 0); f.Status != pdu.StatusQueryFailed {
		t.Errorf("query of an unknown id: status %v", f.Status)
	}
	if f := e.request(pdu.ReplaceSM); f.Status != pdu.StatusReplaceFailed {
		t.Errorf("replace: status %v", f.Status)
	}
}

func TestLinkIsKeptAndEndsInPeace(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{EnquireInterval: 250 * time.Millisecond})
	e := bound(t, server, pdu.BindTransceiver)
	if f := e.request(pdu.EnquireLink); f.ID != pdu.EnquireLinkResp {
		t.Errorf("enquire_link is answered with %v", f.ID)
	}
	e.frame(pdu.EnquireLink)
	if err := e.closed(); err == nil { // silent for three intervals
		t.Errorf("a silent link stays open")
	}
	quiet := smsctest.Start(t, smsc.Config{})
	e = bound(t, quiet, pdu.BindTransceiver)
	if f := e.request(pdu.Unbind); f.ID != pdu.UnbindResp {
		t.Errorf("unbind is answered with %v", f.ID)
	}
	if err := e.closed(); !errors.Is(err, io.EOF) {
		t.Errorf("after unbind: %v, want EOF", err)
	}
	if _, err := quiet.WaitLog(within(t), func(e smsc.Entry) bool { return e.Event == smsc.EventClosed }); err != nil {
		t.Error(err)
	}
}

func TestHostileRequests(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{})
	e := bound(t, server, pdu.BindTransceiver)
	if f := e.request(0x99); f.ID != pdu.GenericNack || f.Status != pdu.StatusInvalidCmdID {
		t.Errorf("unknown command: %v, %v", f.ID, f.Status)
	}
	if f := e.request(pdu.SubmitMulti); f.ID != pdu.GenericNack {
		t.Errorf("submit_multi: %v", f.ID)
	}
	if f := e.request(pdu.SubmitSM, 0, 1, 1, '4'); f.Status != pdu.StatusInvalidMsgLength {
		t.Errorf("half a submit_sm: %v", f.Status)
	}
	m := text("hi")
	for digits, want := range map[string]pdu.Status{
		"": pdu.StatusInvalidDestination, "49abc": pdu.StatusInvalidDestination, "+": pdu.StatusInvalidDestination,
		"4917112345": pdu.StatusOK,
	} {
		m.Destination.Digits = []byte(digits)
		if _, got := e.submits(m); got != want {
			t.Errorf("to %q: status %v, want %v", digits, got, want)
		}
	}
	hostile := text("\x05\x00\x03\x01\x02\x09rest") // part 9 of 2
	hostile.ESMClass = pdu.ESMHeader
	e.submits(hostile)
	gets(t, server.Phone(customer), "rest")
	hostile.ShortMessage = []byte("\xffx") // a header longer than the text
	e.submits(hostile)
	e.write([]byte{0, 0, 0, 8, 0, 0, 0, 0x15, 0, 0, 0, 0, 0, 0, 0, 1})
	if f := e.frame(pdu.GenericNack); f.Status != pdu.StatusInvalidCmdLength {
		t.Errorf("impossible length: %v", f.Status)
	}
	if err := e.closed(); err == nil {
		t.Error("the connection stays open after an impossible length")
	}
}

func TestStopsWithOpenConnections(t *testing.T) {
	t.Parallel()
	server, err := smsc.New(smsc.Config{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	e := bound(t, server, pdu.BindTransceiver)
	idle := dial(t, server)
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
	if err := e.closed(); err == nil {
		t.Error("the bind outlives the server")
	}
	if err := idle.closed(); err == nil {
		t.Error("the idle connection outlives the server")
	}
	if err := server.Run(context.Background()); !errors.Is(err, smsc.ErrRunning) {
		t.Errorf("second Run: %v, want ErrRunning", err)
	}
}

func TestNewRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	number := []message.Address{shop}
	for name, c := range map[string]smsc.Config{
		"port taken":    {Listen: taken.Addr().String()},
		"negative":      {Listen: "127.0.0.1:0", Held: -1},
		"no such ids":   {Listen: "127.0.0.1:0", IDs: "roman"},
		"account twice": {Listen: "127.0.0.1:0", Accounts: []smsc.Account{{SystemID: "a"}, {SystemID: "a"}}},
		"number twice": {Listen: "127.0.0.1:0", Accounts: []smsc.Account{
			{SystemID: "a", Numbers: number}, {SystemID: "b", Numbers: number},
		}},
	} {
		if _, err := smsc.New(c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestNumbersBelongToAccounts(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{Accounts: []smsc.Account{
		{SystemID: "shop", Numbers: []message.Address{shop}},
		{SystemID: "other", Numbers: []message.Address{"+4930901820"}},
	}})
	e, other := bound(t, server, pdu.BindReceiver), dial(t, server)
	other.bind(pdu.BindReceiver, "other", "anything")
	phone := server.Phone(customer)
	for _, to := range []message.Address{"+4930901820", shop, "+4930901821"} {
		if err := phone.Send(within(t), to, string(to)); err != nil {
			t.Fatal(err)
		}
	}
	if got := e.delivered(pdu.StatusOK); string(got.ShortMessage) != string(shop) {
		t.Errorf("shop got %q", got.ShortMessage)
	}
	other.delivered(pdu.StatusOK)
	if got := other.delivered(pdu.StatusOK); string(got.ShortMessage) != "+4930901821" {
		t.Errorf("the last bound got %q", got.ShortMessage)
	}
}
