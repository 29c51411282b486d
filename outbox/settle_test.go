package outbox

import (
	"strings"
	"testing"
	"time"

	"kurzwahl/message"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func TestSettle(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name        string
		class       message.Class
		attempts    int
		unanswered  int
		disposition message.Disposition
		want        message.State
		wait        time.Duration
		counted     int
	}{
		{"accepted", message.Marketing, 0, 0, message.Accepted, message.Sent, 0, 1},
		{"not sent", message.Marketing, 0, 0, message.NotSent, message.Queued, time.Second, 0},
		{"throttled counts no attempt", message.Marketing, 3, 0, message.Throttled, message.Queued, time.Second, 3},
		{"transient", message.Service, 0, 0, message.Transient, message.Queued, 30 * time.Second, 1},
		{"transient again", message.Service, 2, 0, message.Transient, message.Queued, 2 * time.Minute, 3},
		{"transient for the last time", message.Service, 4, 0, message.Transient, message.Failed, 0, 5},
		{"bad number", message.Service, 0, 0, message.RefusedRecipient, message.Failed, 0, 1},
		{"bad sender", message.Service, 0, 0, message.RefusedSender, message.Failed, 0, 1},
		{"bad content", message.Service, 0, 0, message.RefusedContent, message.Failed, 0, 1},
		{"service unanswered", message.Service, 0, 0, message.Unknown, message.Queued, time.Second, 1},
		{"order unanswered twice", message.Transactional, 1, 1, message.Unknown, message.Ambiguous, 0, 2},
		{"marketing unanswered", message.Marketing, 0, 0, message.Unknown, message.Ambiguous, 0, 1},
		{"class nobody knows", message.Class("x"), 0, 0, message.Unknown, message.Ambiguous, 0, 1},
		{"disposition nobody knows", message.Marketing, 0, 0, message.Disposition("x"), message.Ambiguous, 0, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := Message{Outbound: message.Outbound{Class: c.class}, Attempts: c.attempts, Unanswered: c.unanswered}
			got := settle(m, message.Outcome{Disposition: c.disposition, Status: 8, At: noon})
			if got.State != c.want || got.Attempts != c.counted {
				t.Errorf("state %s after %d attempts, want %s after %d", got.State, got.Attempts, c.want, c.counted)
			}
			if got.State == message.Queued && got.Due.Sub(noon) != c.wait {
				t.Errorf("due after %v, want %v", got.Due.Sub(noon), c.wait)
			}
			if got.State != message.Sent && got.Reason == "" {
				t.Error("no reason")
			}
			if got.Suspect != (c.disposition == message.RefusedRecipient) {
				t.Errorf("suspect is %v", got.Suspect)
			}
		})
	}
}

func TestPartlySentTextIsNotSentAgainUnlessItMustArrive(t *testing.T) {
	t.Parallel()
	for class, want := range map[message.Class]message.State{message.Marketing: message.Ambiguous, message.Transactional: message.Queued, message.Service: message.Queued} {
		for _, disposition := range []message.Disposition{message.Throttled, message.Transient, message.RefusedContent, message.Unknown} {
			m := Message{Outbound: message.Outbound{Class: class}}
			got := settle(m, message.Outcome{Disposition: disposition, Parts: 3, PartIDs: []string{"1", "2"}, At: noon})
			if got.State != want || got.Unanswered != 1 || !strings.Contains(got.Reason, "2 of 3 parts") {
				t.Errorf("%s after %s is %s (%s), want %s", class, disposition, got.State, got.Reason, want)
			}
			again := settle(Message{Outbound: m.Outbound, Unanswered: 1}, message.Outcome{Disposition: disposition, Parts: 3, PartIDs: []string{"1"}, At: noon})
			if again.State != message.Ambiguous {
				t.Errorf("%s after a second %s is %s, want unknown", class, disposition, again.State)
			}
		}
	}
}

func TestBackoffIsBounded(t *testing.T) {
	t.Parallel()
	for attempts := range maxAttempts - 1 {
		m := Message{Attempts: attempts}
		got := settle(m, message.Outcome{Disposition: message.Transient, At: noon}).Due.Sub(noon)
		if got < firstBackoff || got > lastBackoff {
			t.Errorf("attempt %d waits %v, want 30 s to 30 min", attempts+1, got)
		}
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		states []message.DeliveryState
		parts  int
		want   message.State
	}{
		{[]message.DeliveryState{message.Delivered}, 1, message.Arrived},
		{[]message.DeliveryState{message.Delivered, ""}, 2, ""},
		{[]message.DeliveryState{message.Delivered, message.Enroute}, 2, ""},
		{[]message.DeliveryState{message.Delivered, message.Delivered}, 2, message.Arrived},
		{[]message.DeliveryState{message.Delivered, message.Undeliverable}, 2, message.Failed},
		{[]message.DeliveryState{"", message.Expired}, 2, message.Lapsed},
		{[]message.DeliveryState{message.Rejected}, 1, message.Failed},
		{[]message.DeliveryState{message.AcceptedState}, 1, ""},
		{nil, 0, ""},
	} {
		got, ok := Fold(c.states, c.parts)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Fold(%v, %d) = %q, %v, want %q", c.states, c.parts, got, ok, c.want)
		}
	}
}

func TestPaceFollowsTheLink(t *testing.T) {
	t.Parallel()
	p := pace{size: 8, most: 256}
	for range 10 {
		p.took(time.Millisecond, p.size)
	}
	if p.size != 256 {
		t.Errorf("a fast link gets chunks of %d, want 256", p.size)
	}
	for range 10 {
		p.took(time.Second, p.size)
	}
	if p.size != 1 {
		t.Errorf("a slow link gets chunks of %d, want 1", p.size)
	}
	p.size = 8
	p.took(time.Millisecond, 3)
	if p.size != 8 {
		t.Errorf("a chunk that was not full changed the pace to %d", p.size)
	}
}
