package crash_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/smsc"
	"kurzwahl/store/storetest"
)

func TestTwoProcessesShareTheWorkAndOneTakesOverWhenTheOtherDies(t *testing.T) {
	t.Parallel()
	s := size{recipients: 900, texts: 120, talks: 60, orders: 40, kills: 1, rate: 150, patience: 5 * time.Minute}
	w := newWorld(t, s, storetest.PostgresURL(t))
	dies, lives := w.process("dies.toml"), w.process("lives.toml")
	lives.start()
	dies.start()
	var busy sync.WaitGroup
	busy.Go(func() { w.traffic(lives, dies) })
	for i, talk := range w.talks {
		busy.Go(func() { w.talk(talk, time.Duration(i)*w.size.lasts()/time.Duration(len(w.talks))) })
	}
	w.passes(uint64(w.size.entries() / 2))
	dies.kill()
	w.shared()
	busy.Wait()
	w.settles()
	lives.stop()
	w.judge()
	w.judgeTalks()
}

// talk has a customer write one text after another from the given moment of the run on: the next one when the last one
// was answered.
func (w *world) talk(texts []text, from time.Duration) {
	begin := time.NewTimer(from)
	defer begin.Stop()
	select {
	case <-begin.C:
	case <-w.ctx.Done():
	}
	phone := w.network.Phone(texts[0].phone)
	seen := uint64(0)
	for _, text := range texts {
		if err := phone.Send(w.ctx, shopNumber, text.words); err != nil {
			w.t.Errorf("%s cannot text: %v", text.phone, err)
			return
		}
		answer, err := phone.Wait(w.ctx, func(m smsc.Message) bool {
			return m.ID > seen && m.Direction == smsc.Received && strings.Contains(m.Text, text.answer)
		})
		if err != nil {
			w.t.Errorf("%s wrote %q and got no answer: %v", text.phone, text.words, err)
			return
		}
		seen = answer.ID
	}
}

// shared wants both processes to have sent a good part of what was sent so far.
func (w *world) shared() {
	w.t.Helper()
	sent := map[uint64]int{}
	all := 0
	for _, e := range w.network.Log() {
		if e.Event == smsc.EventSubmit {
			sent[e.Bind]++
			all++
		}
	}
	for bind, n := range sent {
		if n < all/10 || len(sent) != 2 {
			w.t.Errorf("of %d messages %d went over bind %d of %d", all, n, bind, len(sent))
		}
	}
}

// judgeTalks wants each text of a talk to have been answered once, in the order in which they were written. A text that
// the SMSC delivered again may have two answers: of a dead process nobody knows whether its acknowledgement left.
func (w *world) judgeTalks() {
	w.t.Helper()
	rows, again := w.ledger().rows(), w.redelivered()
	for _, talk := range w.talks {
		var want, got []string
		for _, text := range talk {
			want = append(want, text.answer)
		}
		spare := again[talk[0].phone]
		for _, r := range rows {
			at := slices.IndexFunc(talk, func(text text) bool { return strings.Contains(r.body, text.answer) })
			if at < 0 || r.to != talk[0].phone {
				continue
			}
			if next := len(got); spare > 0 && slices.Contains(got, talk[at].answer) && (next == len(want) || want[next] != talk[at].answer) {
				spare--
				continue
			}
			got = append(got, talk[at].answer)
		}
		if !slices.Equal(got, want) {
			w.t.Errorf("%s asked about %v and was answered about %v (delivered again: %d)", talk[0].phone, want, got, again[talk[0].phone])
		}
	}
}

// redelivered counts the texts of each phone that the SMSC delivered again.
func (w *world) redelivered() map[message.Address]int {
	again := map[message.Address]int{}
	for _, e := range w.network.Log() {
		if e.Event == smsc.EventDeliver && e.Attempt > 1 {
			again[e.From]++
		}
	}
	return again
}
