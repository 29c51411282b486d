package inbox

import (
	"testing"
	"time"

	"kurzwahl/message"
)

type life struct {
	id                  string
	since, heard, ended time.Time
}

func (l life) ID() string       { return l.id }
func (l life) Since() time.Time { return l.since }
func (l life) Heard() time.Time { return l.heard }
func (l life) Ended() time.Time { return l.ended }

func TestAgainTellsARedeliveryFromASecondText(t *testing.T) {
	t.Parallel()
	t0 := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	at := func(seconds int) time.Time { return t0.Add(time.Duration(seconds) * time.Second) }
	broken := life{id: "one", since: at(-600), heard: at(3), ended: at(60)}
	cases := []struct {
		name  string
		old   life // of the text at t0; an empty id is a session of another process, "elsewhere" of one that lives
		later int  // when that session last delivered, as the database knows
		now   life
		at    int // when the text comes again
		want  bool
	}{
		{"same session", life{id: "two", since: at(-600)}, 0, life{id: "two", since: at(-600)}, 1, false},
		{"link broke at once", broken, 0, life{id: "two", since: at(65)}, 70, true},
		{"other bind took over", broken, 0, life{id: "two", since: at(-600)}, 70, true},
		{"first session lives", life{id: "one", since: at(-600), heard: at(1)}, 0, life{id: "two", since: at(-600)}, 5, false},
		{"link went on after the answer", life{id: "one", heard: at(50), ended: at(60)}, 0, life{id: "two", since: at(65)}, 70, false},
		{"long after the break", broken, 0, life{id: "two", since: at(65)}, 600, false},
		{"process died", life{}, 2, life{id: "two", since: at(3600)}, 3605, true},
		{"process died, others came after it", life{}, 30, life{id: "two", since: at(3600)}, 3605, false},
		{"process died, customer writes later", life{}, 2, life{id: "two", since: at(3600)}, 4000, false},
		{"other process died", life{}, 2, life{id: "two", since: at(-600)}, 60, true},
		{"other process died, customer writes later", life{}, 2, life{id: "two", since: at(-600)}, 200, false},
		{"other process lives", life{id: "elsewhere"}, 2, life{id: "two", since: at(-10)}, 3, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			old := Seen{ID: "x", Session: "one", At: t0, LaterAt: at(c.later)}
			if c.old.id != "" {
				old.Session, old.Elsewhere = c.old.id, c.old.id == "elsewhere"
			}
			item := Item{Session: c.now.id, Since: c.now.since, At: at(c.at)}
			got := again(item, old, func(id string) message.Session {
				if id == c.old.id && !old.Elsewhere {
					return c.old
				}
				return nil
			})
			if got != c.want {
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
