package smpp

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
	"kurzwahl/sms"
)

// composed gives the bodies of a text's PDUs.
func composed(t *testing.T, config SMSCConfig, sub message.Submission) []pdu.Message {
	t.Helper()
	p, err := newComposer(config.withDefaults(), 6).compose(&sub)
	if err != nil {
		t.Fatal(err)
	}
	bodies := make([]pdu.Message, len(p.ends))
	for i := range bodies {
		wire := p.part(i)
		if got := binary.BigEndian.Uint32(wire); int(got) != len(wire) {
			t.Errorf("part %d has %d octets and says %d", i+1, len(wire), got)
		}
		if err := bodies[i].Decode(pdu.SubmitSM, wire[pdu.HeaderLen:]); err != nil {
			t.Fatal(err)
		}
	}
	return bodies
}

func TestLongTextsAreTiedTogetherAsTheSMSCLikes(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("ab€ ", 100) // 500 septets
	for _, tc := range []struct {
		way   LongMessages
		parts int
	}{{UDH8, 4}, {UDH16, 4}, {SAR, 4}, {Payload, 1}} {
		t.Run(string(tc.way), func(t *testing.T) {
			t.Parallel()
			config := SMSCConfig{Source: "72100", LongMessages: tc.way}
			bodies := composed(t, config, message.Submission{To: "+491711234567", Text: text})
			if len(bodies) != tc.parts {
				t.Fatalf("got %d parts, want %d", len(bodies), tc.parts)
			}
			// Our own reading of what comes in must read what we write.
			a := &account{config: config.withDefaults()}
			var got strings.Builder
			for i := range bodies {
				in := a.inbound(&bodies[i], arrival{}, nil)
				got.WriteString(in.Text)
				want := message.Part{Reference: 7, Wide: tc.way != UDH8, Number: i + 1, Total: 4}
				if tc.way == Payload {
					want = message.Part{}
				}
				if in.Part != want {
					t.Errorf("got part %+v, want %+v", in.Part, want)
				}
				if len(bodies[i].ShortMessage) > 160 {
					t.Errorf("short_message has %d octets", len(bodies[i].ShortMessage))
				}
			}
			if got.String() != text {
				t.Errorf("the parts make another text")
			}
		})
	}
}

func TestAlphabetFollowsTheSMSC(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		preset sms.Alphabet
		text   string
		coding byte
		octets string
	}{
		{sms.GSM7, "Ä", 0, "\x5b"},
		{sms.GSM7, "Ł", 8, "\x01\x41"},
		{sms.Latin1, "Ä", 0, "\xc4"},
		{sms.Latin1, "€", 8, "\x20\xac"},
	} {
		got := composed(t, SMSCConfig{Source: "72100", DefaultAlphabet: tc.preset}, message.Submission{To: "+491711234567", Text: tc.text})[0]
		if got.DataCoding != tc.coding || string(got.ShortMessage) != tc.octets {
			t.Errorf("%s in %s: got coding %d, octets %x", tc.text, tc.preset, got.DataCoding, got.ShortMessage)
		}
	}
}

func TestShortTextsNeedNoPayload(t *testing.T) {
	t.Parallel()
	config := SMSCConfig{Source: "72100", LongMessages: Payload, NoReceipts: true}
	for text, short := range map[string]bool{
		strings.Repeat("a", 160): true, strings.Repeat("a", 161): false,
		strings.Repeat("ł", 70): true, strings.Repeat("ł", 71): false,
	} {
		got := composed(t, config, message.Submission{To: "+491711234567", Text: text})[0]
		if (len(got.ShortMessage) > 0) != short || len(got.Payload()) < len(text)/2 || got.RegisteredDelivery != 0 {
			t.Errorf("%d octets of text: got short_message of %d", len(text), len(got.ShortMessage))
		}
	}
}

func TestSourcesGetTypeAndPlan(t *testing.T) {
	t.Parallel()
	config := SMSCConfig{Source: "72100"}
	for from, want := range map[message.Address]struct {
		ton, npi byte
		digits   string
	}{
		"":              {3, 0, "72100"},
		"+491711234567": {1, 1, "491711234567"},
		"123456":        {3, 0, "123456"},
		"01711234567":   {0, 1, "01711234567"},
		"RADHAUS":       {5, 0, "RADHAUS"},
	} {
		got := composed(t, config, message.Submission{From: from, To: "+491711234567"})[0].Source
		if got.TON != want.ton || got.NPI != want.npi || string(got.Digits) != want.digits {
			t.Errorf("%q: got %d/%d %s", from, got.TON, got.NPI, got.Digits)
		}
	}
	config.Numbering = map[message.AddressKind]Numbering{message.ShortCode: {TON: 0, NPI: 1}}
	if got := composed(t, config, message.Submission{To: "+491711234567"})[0].Source; got.TON != 0 || got.NPI != 1 {
		t.Errorf("overridden: got %d/%d", got.TON, got.NPI)
	}
	for _, from := range []message.Address{"RADHAUS GMBH", "Räder", "a\x00b", "123456789012345678901"} {
		if _, err := config.source(from); !errors.Is(err, errSource) {
			t.Errorf("%q: got %v, want errSource", from, err)
		}
	}
}

func TestValidityIsAsTheSMSCReadsIt(t *testing.T) {
	t.Parallel()
	for validity, want := range map[time.Duration]string{
		0: "", time.Millisecond: "000000000001000R", time.Hour: "000000010000000R", 1000 * time.Hour: "000030000000000R",
	} {
		got := composed(t, SMSCConfig{Source: "72100"}, message.Submission{To: "+491711234567", Validity: validity})[0]
		if string(got.ValidityPeriod) != want || len(got.ScheduleTime) != 0 {
			t.Errorf("%v: got %q and %q, want %q and nothing: what is due later is submitted later", validity, got.ValidityPeriod, got.ScheduleTime, want)
		}
	}
}

func TestStatusesHaveClasses(t *testing.T) {
	t.Parallel()
	config := SMSCConfig{StatusClasses: map[uint32]message.Disposition{0x400: message.Throttled, 0x08: message.RefusedSender}}
	for status, want := range map[pdu.Status]message.Disposition{
		0x00: message.Accepted, 0x58: message.Throttled, 0x14: message.Throttled, 0x64: message.Transient,
		0x0B: message.RefusedRecipient, 0x0A: message.RefusedSender, 0x01: message.RefusedContent,
		0xC4: message.RefusedContent, 0x67: message.RefusedSender, 0x401: message.RefusedSender,
		0x400: message.Throttled, 0x08: message.RefusedSender,
	} {
		if got := config.disposition(status); got != want {
			t.Errorf("%v: got %v, want %v", status, got, want)
		}
	}
}

func TestRoutesByNameThenPrefixThenOrder(t *testing.T) {
	t.Parallel()
	link := &Link{}
	for _, c := range []SMSCConfig{
		{Name: "polish", Prefixes: []string{"+48"}},
		{Name: "german", Prefixes: []string{"+49", "+43"}},
		{Name: "mobile", Prefixes: []string{"+49171"}},
		{Name: "rest"},
		{Name: "spare"},
	} {
		link.accounts = append(link.accounts, &account{config: c})
	}
	for _, tc := range []struct {
		name string
		to   message.Address
		want string
	}{
		{"", "+48501234567", "polish"},
		{"", "+43660123456", "german"},
		{"", "+491711234567", "mobile"},
		{"", "+491601234567", "german"},
		{"", "+447700900123", "rest"},
		{"spare", "+48501234567", "spare"},
		{"gone", "+48501234567", "polish"},
	} {
		if got := link.best(&message.Submission{SMSC: tc.name, To: tc.to}, func(*account) bool { return true }).config.Name; got != tc.want {
			t.Errorf("%s %s: got %s, want %s", tc.name, tc.to, got, tc.want)
		}
	}
}

func TestFailoverWaitsAWhile(t *testing.T) {
	t.Parallel()
	first := &account{config: SMSCConfig{FailoverAfter: 5 * time.Second}}
	second := &account{}
	link := &Link{accounts: []*account{first, second}}
	sub := &message.Submission{}
	if a, _, wait := link.choose(sub, time.Hour); a != nil || wait != 0 {
		t.Errorf("nothing is up: got %v, %v", a, wait)
	}
	second.up.Store(true)
	if a, _, wait := link.choose(sub, 2*time.Second); a != nil || wait != 3*time.Second {
		t.Errorf("just lost: got %v, %v", a, wait)
	}
	if a, standIn, _ := link.choose(sub, 5*time.Second); a != second || !standIn {
		t.Error("the second does not take over")
	}
	first.up.Store(true)
	if a, standIn, _ := link.choose(sub, 5*time.Second); a != first || standIn {
		t.Error("the first does not take back")
	}
}

func TestSequenceNumbersWrapAndSkipThoseInUse(t *testing.T) {
	t.Parallel()
	s := &session{sequence: lastSequence - 1, pending: map[uint32]flight{1: {}, 2: {}, 4: {}}}
	for _, want := range []uint32{lastSequence, 3, 5, 6} {
		if got := s.nextSequence(); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
}

func TestBackoffGrowsWithJitter(t *testing.T) {
	t.Parallel()
	b := Backoff{Min: time.Second, Max: time.Minute}
	for n, want := range map[int]time.Duration{1: time.Second, 3: 4 * time.Second, 6: 32 * time.Second, 7: time.Minute, 1000: time.Minute} {
		for range 100 {
			if got := b.after(n); got < want/2 || got > want {
				t.Fatalf("failure %d: got %v, want %v to %v", n, got, want/2, want)
			}
		}
	}
}
