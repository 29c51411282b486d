package crash_test

import (
	"context"
	"strings"
	"time"

	"kurzwahl/bot/workspace"
	"kurzwahl/message"
	"kurzwahl/smpp/smsc"
)

// settles waits until nothing is left to happen: every text is acknowledged and answered, every message has its final
// state.
func (w *world) settles() {
	w.t.Helper()
	l := w.ledger()
	w.until("every text is acknowledged", func(ctx context.Context) error {
		for _, text := range w.texts {
			_, err := w.network.Phone(text.phone).Wait(ctx, func(m smsc.Message) bool { return m.Direction == smsc.Sent && m.Status == smsc.Delivered })
			if err != nil {
				return err
			}
		}
		return nil
	})
	left := ""
	err := poll(w.ctx, func() bool {
		left = l.open()
		return left == ""
	})
	if err != nil {
		w.t.Fatalf("there is something left to do: %s", left)
	}
}

// verdict is what the SMSC's log says happened.
type verdict struct {
	w         *world
	accepted  map[message.Address][]smsc.Entry // submits that the network took, whether or not the service learnt of it
	confirmed map[message.Address]time.Time    // opt-outs: when the acknowledgement came
}

// judge looks at everything once all has settled.
func (w *world) judge() {
	w.t.Helper()
	v := verdict{w: w, accepted: map[message.Address][]smsc.Entry{}, confirmed: map[message.Address]time.Time{}}
	pending := map[string]smsc.Entry{} // texts on their way, by their id
	for _, e := range w.network.Log() {
		switch {
		case e.Event == smsc.EventSubmit && e.Status == 0:
			v.accepted[e.To] = append(v.accepted[e.To], e)
		case e.Event == smsc.EventDeliver:
			pending[e.ID] = e
		case e.Event == smsc.EventAcknowledged && e.Status == 0 && pending[e.ID].Text == "STOP":
			v.confirmed[pending[e.ID].From] = e.At
		}
	}
	rows := w.ledger().rows()
	v.texts()
	v.orders()
	v.campaign()
	v.optOuts()
	v.rows(rows)
	w.t.Logf("%s; the SMSC wrote %d entries", summary(rows), len(w.network.Log()))
}

// got counts the texts to a phone that hold some words.
func (v verdict) got(phone message.Address, words string) (n int) {
	for _, e := range v.accepted[phone] {
		if strings.Contains(e.Text, words) {
			n++
		}
	}
	return n
}

// texts: none is lost; each has its answer, or people see it.
func (v verdict) texts() {
	v.w.t.Helper()
	shown := v.shown()
	for _, text := range v.w.texts {
		if text.answer != "" && v.got(text.phone, text.answer) == 0 {
			v.w.t.Errorf("%s wrote %q and got no answer", text.phone, text.words)
		}
		if text.token != "" && !strings.Contains(shown, text.token) {
			v.w.t.Errorf("%s wrote %q, which people do not see", text.phone, text.words)
		}
	}
}

// shown is all that stands in the channel of customers' questions.
func (v verdict) shown() string {
	var b strings.Builder
	for _, m := range v.w.slack.Messages(workspace.Inbox) {
		b.WriteString(m.Text + "\n")
	}
	return b.String()
}

// orders: what the shop was promised by a 202 has reached the customer.
func (v verdict) orders() {
	v.w.t.Helper()
	for _, h := range v.w.hooks {
		if h.accepted == 0 || v.got(h.phone, h.order) == 0 {
			v.w.t.Errorf("order %s: accepted %d times, and the customer got no text", h.order, h.accepted)
		}
	}
}

// campaign: nobody is reached twice, and nearly all are reached.
func (v verdict) campaign() {
	v.w.t.Helper()
	reached := 0
	for i := range v.w.size.recipients {
		switch n := v.got(customer(i), offer); {
		case n > 1:
			v.w.t.Errorf("%s got the campaign %d times", customer(i), n)
		case n == 1:
			reached++
		}
	}
	if least := v.w.size.recipients * 3 / 4; reached < least {
		v.w.t.Errorf("the campaign reached %d, want %d at least", reached, least)
	}
}

// stopAfter is by how much a log line may come late on a busy machine.
const stopAfter = time.Second

// optOuts: whoever opted out gets nothing of the campaign after that was acknowledged.
func (v verdict) optOuts() {
	v.w.t.Helper()
	for phone, at := range v.confirmed {
		for _, e := range v.accepted[phone] {
			if strings.Contains(e.Text, offer) && e.At.After(at.Add(stopAfter)) {
				v.w.t.Errorf("%s got the campaign %v after STOP was acknowledged", phone, e.At.Sub(at))
			}
		}
	}
}

// rows: each is in a final state that fits what the network saw, and says why where that is not success.
func (v verdict) rows(rows []row) {
	v.w.t.Helper()
	keys, equal := map[string]int{}, map[row][]row{}
	for _, r := range rows {
		equal[row{to: r.to, body: r.body}] = append(equal[row{to: r.to, body: r.body}], r)
		if keys[r.dedupe]++; r.dedupe != "" && keys[r.dedupe] > 1 {
			v.w.t.Errorf("the key %s stands for several messages", r.dedupe)
		}
		if !r.state.Final() || r.state != message.Arrived && r.reason == "" {
			v.w.t.Errorf("a message to %s is %s for the reason %q", r.to, r.state, r.reason)
		}
	}
	for key, same := range equal {
		v.taken(key, same)
	}
}

// taken: the network took what arrived, and took nothing more often than it was tried. Equal texts to a phone are
// judged together.
func (v verdict) taken(key row, same []row) {
	v.w.t.Helper()
	seen, least, most := 0, 0, 0
	for _, e := range v.accepted[key.to] {
		if e.Text == key.body {
			seen++
		}
	}
	for _, r := range same {
		most += r.unanswered
		if r.state == message.Arrived {
			least++
			most++
		}
	}
	if seen < least || seen > most {
		v.w.t.Errorf("the network took a text to %s %d times, want %d to %d: %+v", key.to, seen, least, most, same)
	}
}
