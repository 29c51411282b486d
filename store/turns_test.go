package store_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"kurzwahl/bot"
	"kurzwahl/clock"
	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
	"kurzwahl/surveys"
)

var noon = time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)

func desk(t testing.TB) *conversations.Desk {
	t.Helper()
	d, err := conversations.New(conversations.Config{
		Shop: "Radhaus", Surveys: []surveys.Survey{{Name: "delivery", CouponPool: "thanks", FollowUp: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// turner runs turns by hand.
type turner struct {
	t     testing.TB
	db    *store.DB
	clock *clock.Movable
	*conversations.Worker
}

func newTurner(t testing.TB, db *store.DB) turner {
	still := clock.NewStill(noon)
	return turner{t, db, still, conversations.NewWorker(desk(t), db, db.Watch(store.Events), still, slog.New(slog.DiscardHandler))}
}

func (w turner) texts(address message.Address, texts ...string) {
	w.t.Helper()
	events := make([]conversations.Event, len(texts))
	for i, text := range texts {
		events[i] = conversations.Event{Address: address, Kind: conversations.Texted, At: w.clock.Now(), Text: text, To: "72100", SMSC: "main"}
	}
	if _, err := w.db.AddEvents(w.t.Context(), events); err != nil {
		w.t.Fatal(err)
	}
}

// sends makes as if all that is queued went out now.
func (w turner) sends() {
	w.t.Helper()
	if err := w.db.ExecForTest(w.t.Context(), "UPDATE outbound SET state = 'sent', written_ms = $1, sent_ms = $1 WHERE state = 'queued'", w.clock.Now().UnixMilli()); err != nil {
		w.t.Fatal(err)
	}
}

// drain handles all that waits and gives how many events that were.
func (w turner) drain(d conversations.Decider) int {
	w.t.Helper()
	total := 0
	for {
		handled, err := w.db.Turns(w.t.Context(), w.clock.Now(), 256, d)
		if err != nil {
			w.t.Fatal(err)
		}
		if handled == 0 {
			return total
		}
		total += handled
	}
}

func (w turner) count(query string, args ...any) int {
	w.t.Helper()
	n, err := w.db.CountForTest(w.t.Context(), query, args...)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w turner) wants(want int, query string, args ...any) {
	w.t.Helper()
	if got := w.count(query, args...); got != want {
		w.t.Errorf("%s %v: got %d, want %d", query, args, got, want)
	}
}

const lena, jan = message.Address("+491711234561"), message.Address("+491711234562")

func TestTurnsCommitWhatFollowsFromATextInOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		w.texts(lena, "Ich möchte mit einem Mitarbeiter sprechen", "START", "STOP")
		w.texts(jan, "STOP")
		if got := w.drain(w); got != 4 {
			t.Errorf("handled %d events, want 4", got)
		}
		w.wants(4, "SELECT COUNT(*) FROM event WHERE state = 'done' AND why <> '' AND done_ms > 0")
		w.wants(2, "SELECT COUNT(*) FROM consent_state WHERE purpose = '*' AND status = 'revoked'")
		w.wants(1, "SELECT COUNT(*) FROM conversation WHERE address = $1 AND locked AND status = 'open'", string(lena))
		w.wants(4, "SELECT COUNT(*) FROM outbound WHERE class = 'service' AND sender = '72100' AND smsc = 'main' AND state = 'queued' AND cause <> ''")
		w.wants(1, "SELECT COUNT(*) FROM slack_post WHERE kind = 'card' AND latest LIKE 'conversation:%:card'")
		w.wants(2, "SELECT COUNT(*) FROM slack_post WHERE kind = 'said'")
		w.wants(2, "SELECT COUNT(*) FROM timer")
		w.wants(1, "SELECT COUNT(*) FROM contact WHERE address = $1 AND language = 'de' AND smsc = 'main' AND recipient = '72100'", string(lena))
	})
}

func TestRatingsGetOneCouponEachAndCorrectionsReplaceTheScore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		if _, err := db.AddCoupons(t.Context(), "thanks", []string{"A1", "A2", "A1"}); err != nil {
			t.Fatal(err)
		}
		customers := []message.Address{lena, jan, "+491711234569"}
		var due []conversations.Event
		for i, address := range customers {
			if err := db.Agree(t.Context(), address, noon); err != nil {
				t.Fatal(err)
			}
			due = append(due, conversations.Event{
				Address: address, Kind: conversations.SurveyDue, At: noon, Survey: "delivery", Order: conversations.Order{Source: "shop", Number: fmt.Sprint(i), State: "delivered"},
			})
		}
		if _, err := db.AddEvents(t.Context(), due); err != nil {
			t.Fatal(err)
		}
		w.drain(w)
		w.wants(3, "SELECT COUNT(*) FROM outbound WHERE class = 'marketing' AND purpose = 'surveys' AND dedupe LIKE 'survey:delivery:%'")
		w.sends()
		for _, address := range customers {
			w.texts(address, "5")
		}
		w.texts(lena, "6")
		w.drain(w)
		w.wants(2, "SELECT COUNT(*) FROM coupon WHERE assigned_ms > 0")
		w.wants(2, "SELECT COUNT(DISTINCT coupon) FROM survey_answer WHERE coupon <> ''")
		w.wants(1, "SELECT COUNT(*) FROM survey_answer WHERE address = $1 AND score = 6 AND coupon <> ''", string(lena))
		results, err := db.SurveyResults(t.Context(), surveys.Survey{Name: "delivery"}, time.Time{}, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if results.Count() != 3 || results.Distribution[4] != 2 || results.Distribution[5] != 1 || results.Coupons != 2 {
			t.Errorf("results are %+v, want two 5 and one 6 and two coupons", results)
		}
	})
}

func TestTheSameEventIsTakenInOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		event := conversations.Event{Address: lena, Kind: conversations.Texted, At: noon, Text: "a\x00b\xff", Dedupe: "x"}
		for i, want := range []int{1, 0} {
			if got, err := db.AddEvents(t.Context(), []conversations.Event{event}); err != nil || got != want {
				t.Errorf("time %d: added %d (%v), want %d", i, got, err, want)
			}
		}
		w := newTurner(t, db)
		if got := w.drain(w); got != 1 {
			t.Errorf("handled %d, want 1", got)
		}
	})
}

// moody panics, or fails to be stored, for one contact.
type moody struct {
	conversations.Decider
	address message.Address
	spoil   func(o *conversations.Outcome)
}

func (m moody) Decide(batch []conversations.Pending) []conversations.Outcome {
	outcomes := m.Decider.Decide(batch)
	for i := range batch {
		if batch[i].Event.Address == m.address && outcomes[i].Turn.Failed == "" {
			m.spoil(&outcomes[i])
		}
	}
	return outcomes
}

func TestABadTurnSpoilsNoOtherAndIsShownToPeople(t *testing.T) {
	t.Parallel()
	spoils := map[string]func(o *conversations.Outcome){
		"cannot be decided": func(o *conversations.Outcome) { *o = conversations.Outcome{Err: errors.New("no idea")} },
		"cannot be stored": func(o *conversations.Outcome) {
			o.Turn.Replies = []message.Outbound{{ID: "the same"}, {ID: "the same"}}
			o.Turn.CouponUsed = true
		},
	}
	for name, spoil := range spoils {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				w := newTurner(t, db)
				w.texts(lena, "wo ist meine Bestellung?", "STOP")
				w.texts(jan, "wo ist meine Bestellung?")
				w.drain(moody{w, lena, func(o *conversations.Outcome) {
					if o.Turn.Event.Text != "STOP" {
						spoil(o)
					}
				}})
				w.wants(1, "SELECT COUNT(*) FROM event WHERE state = 'done' AND address = $1", string(jan))
				w.wants(1, "SELECT COUNT(*) FROM event WHERE state = 'failed' AND address = $1 AND attempts = 3", string(lena))
				w.wants(1, "SELECT COUNT(*) FROM event WHERE state = 'done' AND address = $1", string(lena))
				w.wants(1, "SELECT COUNT(*) FROM conversation WHERE address = $1 AND quote <> ''", string(lena))
				w.wants(1, "SELECT COUNT(*) FROM consent_state WHERE address = $1 AND status = 'revoked'", string(lena))
			})
		})
	}
}

// watched checks that no contact is in two turns at once, and counts how often each event is decided.
type watched struct {
	conversations.Decider
	mu   sync.Mutex
	busy map[message.Address]bool
	done map[string]int
	t    *testing.T
}

func (w *watched) Decide(batch []conversations.Pending) []conversations.Outcome {
	w.mu.Lock()
	for i := range batch {
		if w.busy[batch[i].Event.Address] {
			w.t.Errorf("%s is in two turns at once", batch[i].Event.Address)
		}
		w.busy[batch[i].Event.Address] = true
		w.done[batch[i].Event.ID]++
	}
	w.mu.Unlock()
	outcomes := w.Decider.Decide(batch)
	w.mu.Lock()
	for i := range batch {
		delete(w.busy, batch[i].Event.Address)
	}
	w.mu.Unlock()
	return outcomes
}

func TestSeveralProcessesShareTheTurnsWithoutDoubles(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		const contacts, each = 40, 5
		for i := range contacts {
			for range each {
				w.texts(message.Address(fmt.Sprintf("+4917112345%02d", i)), "Blumenkohl Fahrplan siebzehn grün")
			}
		}
		seen := &watched{Decider: w, t: t, busy: map[message.Address]bool{}, done: map[string]int{}}
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				for idle := 0; idle < 3; {
					handled, err := db.Turns(context.WithoutCancel(t.Context()), noon, 8, seen)
					if err != nil {
						t.Error(err)
						return
					}
					if handled == 0 {
						idle++
					}
				}
			})
		}
		wait.Wait()
		w.drain(seen)
		if len(seen.done) != contacts*each {
			t.Errorf("%d events were handled, want %d", len(seen.done), contacts*each)
		}
		for id, n := range seen.done {
			if n != 1 {
				t.Errorf("event %s was handled %d times", id, n)
			}
		}
		w.wants(contacts, "SELECT COUNT(*) FROM conversation")
	})
}

func TestOneWhoSendsThousandsOfTextsHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		flood := make([]string, 4*16+1)
		for i := range flood {
			flood[i] = fmt.Sprintf("Blumenkohl Fahrplan %d grün", i)
		}
		w.texts(lena, flood...)
		w.texts(jan, "STOP")
		if handled, err := db.Turns(t.Context(), noon, 16, w); err != nil || handled != 2 {
			t.Errorf("handled %d (%v), want one event of each of the two", handled, err)
		}
		w.wants(1, "SELECT COUNT(*) FROM event WHERE state = 'done' AND address = $1", string(jan))
	})
}

func TestLongTextsGoInSmallBatches(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		const long, phones = 900_000, 9
		for n := range phones {
			w.texts(phone(n), strings.Repeat("x", long))
		}
		most, total := 0, 0
		decide := decider(func(batch []conversations.Pending) []conversations.Outcome {
			most = max(most, len(batch))
			total += len(batch)
			outcomes := make([]conversations.Outcome, len(batch))
			for i := range batch {
				outcomes[i] = conversations.Outcome{Turn: conversations.Turn{Event: batch[i].Event, State: batch[i].State}}
			}
			return outcomes
		})
		if got := w.drain(decide); got != phones || total != phones || most > 2 {
			t.Errorf("handled %d texts, %d of them together; want %d, and not three of %d octets at once", got, most, phones, long)
		}
	})
}

// decider decides with a function, and has no coupons.
type decider func(batch []conversations.Pending) []conversations.Outcome

func (decider) Pool(conversations.State, conversations.Event) string { return "" }

func (decider) Stock(string, int) (string, conversations.Notice) { return "", conversations.Notice{} }

func (d decider) Decide(batch []conversations.Pending) []conversations.Outcome { return d(batch) }

func TestWhatCannotBeReadIsShownToPeopleAndBlocksNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		w.texts(lena, "hallo")
		w.texts(jan, "hallo")
		for _, q := range []string{
			"UPDATE event SET payload = '{' WHERE address = '+491711234561'", "UPDATE contact SET state = '[]' WHERE address = '+491711234562'",
		} {
			if err := db.ExecForTest(t.Context(), q); err != nil {
				t.Fatal(err)
			}
		}
		w.texts(lena, "STOP")
		w.texts(jan, "STOP")
		w.drain(w)
		w.wants(4, "SELECT COUNT(*) FROM event WHERE state = 'done'")
		w.wants(2, "SELECT COUNT(*) FROM conversation")
		w.wants(2, "SELECT COUNT(*) FROM consent_state WHERE status = 'revoked'")
	})
}

func TestTimersRingOnceWhenDue(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		w.texts(lena, "Ich möchte mit einem Mitarbeiter sprechen")
		w.drain(w)
		if rung, next, err := db.RingTimers(t.Context(), noon.Add(44*time.Minute), 10); err != nil || rung != 0 || next.Before(noon.Add(45*time.Minute)) {
			t.Errorf("before the time: rung %d, next %s (%v)", rung, next, err)
		}
		w.clock.Advance(time.Hour)
		for i, want := range []int{1, 0} {
			if rung, _, err := db.RingTimers(t.Context(), w.clock.Now(), 10); err != nil || rung != want {
				t.Errorf("time %d: rung %d (%v), want %d", i, rung, err, want)
			}
		}
		w.drain(w)
		w.wants(1, "SELECT COUNT(*) FROM slack_post WHERE kind = 'remark'")
	})
}

func TestWorkerHandlesWhatComesInWhileItRuns(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		outbox := db.Watch(store.Outbox)
		go func() { ended <- w.Run(ctx) }()
		w.texts(lena, "STOP")
		<-outbox
		w.wants(1, "SELECT COUNT(*) FROM outbound WHERE address = $1", string(lena))
		w.texts(jan, "Ich möchte mit einem Mitarbeiter sprechen")
		<-outbox
		posts := db.Watch(store.Posts)
		w.clock.Advance(46 * time.Minute)
		<-posts
		w.wants(1, "SELECT COUNT(*) FROM slack_post WHERE kind = 'remark'")
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run ended with %v", err)
		}
	})
}

func BenchmarkTurns(b *testing.B) {
	db := storetest.SQLite(b)
	w := newTurner(b, db)
	const batch = 4096
	texts := []string{"wo ist meine Bestellung 4711?", "STOP", "Hilfe", "Ich möchte mit einem Mitarbeiter sprechen", "5", "danke"}
	number := 0
	b.ResetTimer()
	for range b.N/batch + 1 {
		b.StopTimer()
		events := make([]conversations.Event, batch)
		for i := range events {
			number++
			events[i] = conversations.Event{
				Address: message.Address(fmt.Sprintf("+4917%08d", number)), Kind: conversations.Texted, At: noon, Text: texts[i%len(texts)], To: "72100", SMSC: "main",
			}
		}
		if _, err := db.AddEvents(b.Context(), events); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if got := w.drain(w); got != batch {
			b.Fatalf("handled %d, want %d", got, batch)
		}
	}
	b.ReportMetric(float64(number)/b.Elapsed().Seconds(), "turns/s")
}

func TestQuestionThatWasNotSentIsNotAnswered(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		for _, address := range []message.Address{lena, jan} {
			if err := db.Agree(t.Context(), address, noon); err != nil {
				t.Fatal(err)
			}
			order := conversations.Order{Source: "shop", Number: string(address), State: "delivered"}
			if _, err := db.AddEvents(t.Context(), []conversations.Event{{Address: address, Kind: conversations.SurveyDue, At: noon, Survey: "delivery", Order: order}}); err != nil {
				t.Fatal(err)
			}
		}
		w.drain(w)
		if err := db.ExecForTest(t.Context(), "UPDATE outbound SET state = 'skipped' WHERE address = $1", string(jan)); err != nil {
			t.Fatal(err)
		}
		w.texts(lena, "danke") // a "5" would come to people, and the question be withdrawn
		w.texts(jan, "5")
		w.drain(w)
		w.wants(0, "SELECT COUNT(*) FROM survey_answer")
		w.sends()
		w.texts(lena, "5")
		w.texts(jan, "5")
		w.drain(w)
		w.wants(1, "SELECT COUNT(*) FROM survey_answer")
		w.wants(1, "SELECT COUNT(*) FROM survey_answer WHERE address = $1 AND asked_ms BETWEEN $2 AND $3", string(lena), noon.UnixMilli(), w.clock.Now().UnixMilli())
	})
}

func TestCasesGetNumbersOfTheirOwn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		w.texts(lena, "Bitte löschen Sie meine Daten", "STATUS R101")
		w.texts(jan, "Bitte löschen Sie meine Daten", "STATUS R101", "STATUS R102")
		w.drain(w)
		w.wants(2, "SELECT COUNT(*) FROM customer_case WHERE id IN ('R101', 'R102') AND state = 'open' AND kind = 'privacy' AND body <> ''")
		w.wants(1, "SELECT COUNT(*) FROM conversation WHERE case_id = 'R101'")
		w.wants(2, "SELECT COUNT(*) FROM event WHERE why = 'told the state of a case'")
		w.wants(1, "SELECT COUNT(*) FROM event WHERE why = 'asked about a case that is not theirs'")
		id := w.caseThread(lena)
		for _, kind := range []conversations.EventKind{conversations.Claimed, conversations.Released, conversations.Claimed, conversations.Closed} {
			staff := conversations.Event{Address: lena, Kind: kind, At: noon, Conversation: id, Staff: conversations.Staff{User: "U1", Name: "Anna"}}
			if _, err := db.AddEvents(t.Context(), []conversations.Event{staff}); err != nil {
				t.Fatal(err)
			}
		}
		w.drain(w)
		w.wants(3, "SELECT COUNT(*) FROM outbound WHERE class = 'transactional' AND address = $1 AND dedupe LIKE 'case:R1__:0:%'", string(lena))
		w.wants(1, "SELECT COUNT(*) FROM customer_case WHERE state = 'done' AND address = $1", string(lena))
		w.texts(lena, "Bitte löschen Sie meine Daten")
		w.drain(w)
		w.wants(1, "SELECT COUNT(*) FROM customer_case WHERE id = 'R103'")
	})
}

// caseThread gives the open conversation of a contact, as its card names it.
func (w turner) caseThread(address message.Address) string {
	w.t.Helper()
	cases, err := w.db.Cases(w.t.Context(), bot.CaseQuery{Address: address})
	if err != nil || len(cases) != 1 || cases[0].Case == "" {
		w.t.Fatalf("got %+v, want one conversation with a case (%v)", cases, err)
	}
	return cases[0].ID
}
