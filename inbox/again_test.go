package inbox

import (
	"testing"
	"time"

	"kurzwahl/message"
)

func TestAgainTellsARedeliveryFromASecondText(t *testing.T) {
	t.Parallel()
	t0 := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	at := func(seconds int) time.Time { return t0.Add(time.Duration(seconds) * time.Second) }
	long := at(-600) // since when another bind lives
	cases := []struct {
		name  string
		old   Seen
		since time.Time // of the session that brings the words again
		at    int
		want  Verdict
	}{
		{"same session", Seen{Session: "two", Living: true}, long, 1, Fresh},
		{"the acknowledgement was read", Seen{Proven: true, Ended: at(1)}, at(2), 3, Fresh},
		{"link broke at once", Seen{Ended: at(60), Living: true}, at(65), 70, Again},
		{"link broke, other bind took over", Seen{Ended: at(60), Living: true}, long, 70, Again},
		{"link broke, the answer went over another one", Seen{Ended: at(60), Living: true, Replied: true}, long, 70, Again},
		{"long after the break", Seen{Ended: at(60), Living: true}, at(65), 600, Fresh},
		{"link broke, then the process died", Seen{Ended: at(60), Replied: true}, at(65), 70, Again},
		{"session lives, no sign yet", Seen{Living: true}, long, 1, Unsure},
		{"session lives, the SMSC talks but proves nothing", Seen{Living: true, Heard: true}, long, 30, Fresh},
		{"process hangs", Seen{Living: true}, long, 30, Again},
		{"process hangs, the text was answered", Seen{Living: true, Replied: true}, long, 30, Fresh},
		{"process died", Seen{}, at(3600), 3605, Again},
		{"process died, the text was answered", Seen{Replied: true}, at(3600), 3605, Fresh},
		{"process died, customer writes later", Seen{}, at(3600), 4000, Fresh},
		{"other process died", Seen{}, long, 60, Again},
		{"other process died, customer writes later", Seen{}, long, 200, Fresh},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.old.At = t0
			if c.old.Session == "" {
				c.old.Session = "one"
			}
			if got := again(Item{Session: "two", Since: c.since, At: at(c.at)}, c.old); got != c.want {
				t.Errorf("again = %v, want %v", got, c.want)
			}
		})
	}
}

func TestFingerprintSaysNothingAndMissesNothing(t *testing.T) {
	t.Parallel()
	base := message.Inbound{SMSC: "a", From: "+491711234567", To: "72100", Text: "1"}
	same := base
	same.ReceivedAt = time.Now()
	if fingerprint(base) != fingerprint(same) {
		t.Error("a later delivery of the same text has another fingerprint")
	}
	for name, change := range map[string]func(*message.Inbound){
		"smsc": func(in *message.Inbound) { in.SMSC = "b" },
		"from": func(in *message.Inbound) { in.From = "+491711234568" },
		"to":   func(in *message.Inbound) { in.To = "72101" },
		"text": func(in *message.Inbound) { in.Text = "2" },
		"part": func(in *message.Inbound) { in.Part = message.Part{Reference: 1, Number: 1, Total: 2} },
	} {
		other := base
		change(&other)
		if fingerprint(base) == fingerprint(other) {
			t.Errorf("another %s has the same fingerprint", name)
		}
	}
}

func TestSortsDeliveries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   message.Inbound
		want Kind
	}{
		{message.Inbound{From: "+491711234567", Text: "1"}, Whole},
		{message.Inbound{From: "+491711234567", Part: message.Part{Number: 1, Total: 2}}, Part},
		{message.Inbound{From: "+491711234567", Part: message.Part{Number: 1, Total: 1}}, Whole},
		{message.Inbound{From: "+491711234567", Part: message.Part{Number: 0, Total: 2}}, Whole},
		{message.Inbound{From: "+491711234567", Part: message.Part{Number: 3, Total: 2}}, Whole},
		{message.Inbound{From: "+491711234567", Undecoded: "unknown data_coding"}, Broken},
		{message.Inbound{From: "72100", Text: "spam"}, Stray},
		{message.Inbound{From: "RADHAUS", Undecoded: "x"}, Stray},
		{message.Inbound{From: "", Text: "x"}, Stray},
	} {
		got := newItem(message.Delivery{Inbound: &c.in}, message.German, time.Time{})
		if got.Kind != c.want {
			t.Errorf("from %q part %v is %s, want %s", c.in.From, c.in.Part, got.Kind, c.want)
		}
	}
}
