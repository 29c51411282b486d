package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// outboxStart is a Friday at noon in Berlin: no quiet hours.
var outboxStart = time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)

func testGate(t testing.TB) outbox.Gate {
	t.Helper()
	gate, err := consent.NewGate(consent.Rules{Country: "DE", PerDay: 1})
	if err != nil {
		t.Fatal(err)
	}
	return gate.Decide
}

func claimOf(t testing.TB, class message.Class, now time.Time) outbox.Claim {
	return outbox.Claim{Owner: "me", Number: 1, Lane: class.Lane(), Limit: 256, Now: now, Gate: testGate(t)}
}

func phone(n int) message.Address { return message.Address(fmt.Sprintf("+4917100%05d", n)) }

func queue(t testing.TB, db *store.DB, messages ...message.Outbound) {
	t.Helper()
	if _, err := db.AddOutbound(t.Context(), messages, outboxStart); err != nil {
		t.Fatal(err)
	}
}

func grant(t testing.TB, db *store.DB, addresses ...message.Address) {
	t.Helper()
	consentLine(t, db, consent.Granted, addresses...)
}

func consentLine(t testing.TB, db *store.DB, action consent.Action, addresses ...message.Address) {
	t.Helper()
	var records []consent.Record
	for _, a := range addresses {
		records = append(records, consent.Record{
			Address: a, Channel: message.SMS, Purpose: consent.Offers, Action: action, Source: "test", At: outboxStart.Add(-time.Hour),
		})
	}
	if err := db.RecordConsent(t.Context(), records...); err != nil {
		t.Fatal(err)
	}
}

func claim(t testing.TB, db *store.DB, l outbox.Claim) []outbox.Message {
	t.Helper()
	claimed, err := db.ClaimOutbound(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	return claimed.Messages
}

func accept(t testing.TB, db *store.DB, batch []outbox.Message, ids func(m outbox.Message) []string) {
	t.Helper()
	var changes []outbox.Change
	for _, m := range batch {
		parts := ids(m)
		changes = append(changes, outbox.Change{Message: m, State: message.Sent, SMSC: "carrier", Parts: len(parts), PartIDs: parts, At: outboxStart})
	}
	if err := db.SettleOutbound(t.Context(), changes, outbox.Words{}); err != nil {
		t.Fatal(err)
	}
}

func wantRow(t testing.TB, db *store.DB, id string, state message.State, reason string) store.Row {
	t.Helper()
	row, err := db.OutboundRow(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if row.State != state || !strings.Contains(row.Reason, reason) {
		t.Errorf("message %s is %s (%q), want %s (%q)", id, row.State, row.Reason, state, reason)
	}
	return row
}

func marketing(id string, to message.Address) message.Outbound {
	return message.Outbound{ID: id, To: to, Text: "Angebot. STOP", Class: message.Marketing, Purpose: "offers"}
}

func TestTheGateDecidesWhatIsClaimed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		grant(t, db, phone(1), phone(3), phone(4))
		consentLine(t, db, consent.Revoked, phone(3))
		late := marketing("late", phone(4))
		late.Deadline = outboxStart.Add(-time.Minute)
		queue(t, db, marketing("ok", phone(1)), marketing("unknown", phone(2)), marketing("stopped", phone(3)), late,
			marketing("second", phone(1)))
		claimed := claim(t, db, claimOf(t, message.Marketing, outboxStart))
		if len(claimed) != 1 || claimed[0].ID != "ok" {
			t.Fatalf("claimed %v, want only ok", claimed)
		}
		wantRow(t, db, "unknown", message.Skipped, "no consent")
		wantRow(t, db, "stopped", message.Skipped, "opted out")
		wantRow(t, db, "late", message.Skipped, "deadline passed")
		wantRow(t, db, "second", message.Skipped, "frequency cap")
		wantRow(t, db, "ok", message.Written, "")
	})
}

func TestQuietHoursHoldUntilMorning(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		grant(t, db, phone(1))
		queue(t, db, marketing("m", phone(1)))
		night := outboxStart.Add(11 * time.Hour)
		if claimed := claim(t, db, claimOf(t, message.Marketing, night)); len(claimed) != 0 {
			t.Fatalf("claimed %v at night", claimed)
		}
		row := wantRow(t, db, "m", message.Queued, "quiet hours")
		if !row.Due.After(night) {
			t.Errorf("due %v, want after %v", row.Due, night)
		}
		if claimed := claim(t, db, claimOf(t, message.Marketing, row.Due)); len(claimed) != 1 {
			t.Errorf("claimed %v in the morning, want the message", claimed)
		}
	})
}

func TestStopAfterTheClaimWins(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		grant(t, db, phone(1), phone(2))
		queue(t, db, marketing("stop", phone(1)), marketing("go", phone(2)))
		l := claimOf(t, message.Marketing, outboxStart)
		claimed := claim(t, db, l)
		if len(claimed) != 2 {
			t.Fatalf("claimed %v, want both", claimed)
		}
		consentLine(t, db, consent.Revoked, phone(1))
		for _, m := range claimed {
			want := message.Wanted
			if m.ID == "stop" {
				want = message.Unwanted
			}
			if got := db.Wanted(m.To, m.Mark); got != want && got != message.Unsure { // the machine may have been slow
				t.Errorf("%s at the socket: got wish %v, want %v", m.ID, got, want)
			}
			if _, ok := db.Renew(t.Context(), m.To, m.Mark); ok != (want == message.Wanted) {
				t.Errorf("%s is wanted: %v, want %v", m.ID, ok, want == message.Wanted)
			}
		}
		stopped := claimed[slices.IndexFunc(claimed, func(m outbox.Message) bool { return m.ID == "stop" })]
		back := outbox.Change{Message: stopped, State: message.Queued, Due: outboxStart, At: outboxStart}
		if err := db.SettleOutbound(t.Context(), []outbox.Change{back}, outbox.Words{}); err != nil {
			t.Fatal(err)
		}
		if again := claim(t, db, l); len(again) != 0 {
			t.Errorf("claimed %v after the opt-out", again)
		}
		wantRow(t, db, "stop", message.Skipped, "opted out")
	})
}

func TestAReceiptForEachPartDelivers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		queue(t, db, message.Outbound{ID: "long", To: phone(1), Text: "x", Class: message.Service})
		l := claimOf(t, message.Service, outboxStart)
		accept(t, db, claim(t, db, l), func(outbox.Message) []string { return []string{"00AB12", "00AB13"} })
		wantRow(t, db, "long", message.Sent, "")
		for _, step := range []struct {
			id    string
			state message.DeliveryState
			want  message.State
		}{
			{"ab12", message.Enroute, message.Sent},
			{"ab12", message.Delivered, message.Sent},
			{"ab12", message.Delivered, message.Sent},
			{"AB13", message.Delivered, message.Arrived},
			{"AB13", message.Undeliverable, message.Arrived},
		} {
			receive(t, db, receiptOf(step.id, step.state, phone(1)))
			wantRow(t, db, "long", step.want, "")
		}
	})
}

func receiptOf(id string, state message.DeliveryState, from message.Address, candidates ...string) message.Receipt {
	return message.Receipt{
		SMSC: "carrier", MessageID: id, Candidates: append([]string{id}, candidates...), State: state, ErrorCode: "001",
		From: from, To: "72100", ReceivedAt: outboxStart,
	}
}

func receive(t testing.TB, db *store.DB, receipts ...message.Receipt) {
	t.Helper()
	if err := db.TakeReceipts(t.Context(), receipts, outbox.Words{}); err != nil {
		t.Fatal(err)
	}
}

func TestAReceiptBeforeTheAnswerIsKeptForIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		queue(t, db, message.Outbound{ID: "a", To: phone(1), Text: "x", Class: message.Service},
			message.Outbound{ID: "b", To: phone(2), Text: "x", Class: message.Service})
		l := claimOf(t, message.Service, outboxStart)
		ready := claim(t, db, l)
		receive(t, db, receiptOf("4660", message.Delivered, phone(1), "1234"), receiptOf("77", message.Undeliverable, phone(2)))
		accept(t, db, ready, func(m outbox.Message) []string {
			return []string{map[string]string{"a": "0x1234"[2:], "b": "77"}[m.ID]}
		})
		wantRow(t, db, "a", message.Arrived, "")
		wantRow(t, db, "b", message.Failed, "could not deliver it (error 001)")
		if n, err := db.Orphans(t.Context()); err != nil || n != 0 {
			t.Errorf("%d kept receipts are left (%v), want none", n, err)
		}
	})
}

func TestAConvertedIDMustFitTheNumber(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		queue(t, db, message.Outbound{ID: "a", To: phone(1), Text: "x", Class: message.Service})
		l := claimOf(t, message.Service, outboxStart)
		accept(t, db, claim(t, db, l), func(outbox.Message) []string { return []string{"1234"} })
		receive(t, db, receiptOf("4660", message.Undeliverable, phone(9), "1234"))
		wantRow(t, db, "a", message.Sent, "")
		receive(t, db, receiptOf("4660", message.Delivered, phone(1), "1234"))
		wantRow(t, db, "a", message.Arrived, "")
	})
}

func TestAConvertedIDThatFitsTheNumberBeatsARawOneThatDoesNot(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		queue(t, db, message.Outbound{ID: "a", To: phone(1), Text: "x", Class: message.Service},
			message.Outbound{ID: "b", To: phone(2), Text: "x", Class: message.Service})
		l := claimOf(t, message.Service, outboxStart)
		accept(t, db, claim(t, db, l), func(m outbox.Message) []string {
			return []string{map[string]string{"a": "10", "b": "16"}[m.ID]}
		})
		// The SMSC answers 16 and writes 10 in the receipt, which is sixteen in hexadecimal.
		receive(t, db, receiptOf("10", message.Undeliverable, phone(2), "a", "16"))
		wantRow(t, db, "a", message.Sent, "")
		wantRow(t, db, "b", message.Failed, "")
		// Where the config says so, the raw form does not count at all.
		r := receiptOf("16", message.Delivered, phone(9))
		r.Candidates = []string{"10"}
		receive(t, db, r)
		wantRow(t, db, "a", message.Arrived, "")
	})
}

func TestACrashLeavesEachMessageWhereItsRuleSays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		grant(t, db, phone(1), phone(2))
		queue(t, db,
			marketing("written", phone(2)), marketing("yet to come", phone(1)),
			message.Outbound{ID: "order", To: phone(3), Text: "x", Class: message.Transactional})
		l := claimOf(t, message.Marketing, outboxStart)
		l.Owner, l.Limit = "dead", 1
		claim(t, db, l)
		crash := func() {
			order := claimOf(t, message.Transactional, outboxStart)
			order.Owner = "dead"
			if ready := claim(t, db, order); len(ready) != 1 {
				t.Fatalf("%d order messages are ready, want 1", len(ready))
			}
			if _, err := db.RecoverOutbound(t.Context(), "me", outboxStart, outboxStart.Add(time.Minute), outbox.Words{}); err != nil {
				t.Fatal(err)
			}
		}
		crash()
		wantRow(t, db, "yet to come", message.Queued, "")
		wantRow(t, db, "written", message.Ambiguous, "never answered")
		wantRow(t, db, "order", message.Queued, "sent once more")
		crash()
		wantRow(t, db, "order", message.Ambiguous, "never answered")
		receive(t, db, receiptOf("zz", message.Delivered, phone(2)))
		wantRow(t, db, "written", message.Arrived, "")
	})
}

func TestALivingOwnerKeepsItsMessages(t *testing.T) {
	t.Parallel()
	db := storetestPostgres(t)
	queue(t, db, message.Outbound{ID: "a", To: phone(1), Text: "x", Class: message.Service})
	for _, owner := range []string{"me", "other"} {
		if _, err := db.RecoverOutbound(t.Context(), owner, outboxStart, outboxStart.Add(30*time.Second), outbox.Words{}); err != nil {
			t.Fatal(err)
		}
	}
	claim(t, db, claimOf(t, message.Service, outboxStart))
	for _, step := range []struct {
		after time.Duration
		want  int
	}{{20 * time.Second, 0}, {40 * time.Second, 1}} {
		now := outboxStart.Add(step.after)
		if n, err := db.RecoverOutbound(t.Context(), "other", now, now.Add(30*time.Second), outbox.Words{}); err != nil || n != step.want {
			t.Errorf("took over %d messages after %v (%v), want %d", n, step.after, err, step.want)
		}
	}
}

func storetestPostgres(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), storetest.PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestStaffSeeWhatBecameOfTheirReply(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		reply := message.Outbound{ID: "r", To: phone(1), Text: "x", Class: message.Service, Slack: message.SlackRef{Channel: "C1", TS: "1.2"}}
		other := reply
		other.ID, other.Slack.TS = "s", "1.3"
		queue(t, db, reply, other)
		l := claimOf(t, message.Service, outboxStart)
		accept(t, db, claim(t, db, l), func(m outbox.Message) []string { return []string{m.ID} })
		receive(t, db, receiptOf("r", message.Delivered, phone(1)), receiptOf("s", message.Expired, phone(1)))
		posts, err := db.PostKinds(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		all := strings.Join(posts, "\n")
		for _, want := range []string{`"reaction":"white_check_mark"`, `"reaction":"x"`, "hint", "could not be reached"} {
			if !strings.Contains(all, want) {
				t.Errorf("posts lack %q:\n%s", want, all)
			}
		}
	})
}

func TestARefusedNumberIsSuspectThenSuppressed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		grant(t, db, phone(1))
		for _, id := range []string{"a", "b", "c"} {
			queue(t, db, message.Outbound{ID: id, To: phone(1), Text: "x", Class: message.Transactional})
			l := claimOf(t, message.Transactional, outboxStart)
			ready := claim(t, db, l)
			if id == "c" {
				if len(ready) != 0 {
					t.Errorf("a third message is written to a number refused twice")
				}
				wantRow(t, db, "c", message.Skipped, "suppressed: invalid number")
				return
			}
			change := outbox.Change{Message: ready[0], State: message.Failed, Reason: "the network refuses this number (0x0B)", Suspect: true, At: outboxStart}
			if err := db.SettleOutbound(t.Context(), []outbox.Change{change}, outbox.Words{}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestNoStatementReadsHistory has the pipeline run, and asks SQLite how it does each statement: none may read the
// table of all messages or of all parts, which only ever grow.
func TestNoStatementReadsHistory(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	for _, size := range []int{1, 3, 9, 70} {
		runPipeline(t, db, size)
	}
	for _, statement := range db.Statements() {
		plan, err := db.Plan(t.Context(), statement)
		if err != nil {
			t.Fatalf("%.80s: %v", statement, err)
		}
		for _, step := range plan {
			if strings.HasPrefix(step, "SCAN outbound") && step != "SCAN outbound USING INDEX outbound_open" { // which has the few under way
				t.Errorf("%q in %.200s", step, statement)
			}
		}
	}
}

// runPipeline takes size messages through everything that can happen to them.
func runPipeline(t *testing.T, db *store.DB, size int) {
	t.Helper()
	first := size * 1000
	for n := first; n < first+size; n++ {
		grant(t, db, phone(n))
		consentLine(t, db, consent.Revoked, phone(n+500))
		reply := message.Outbound{To: phone(n), Text: "x", Class: message.Service, Slack: message.SlackRef{Channel: "C", TS: fmt.Sprint(n)}}
		queue(t, db, marketing(fmt.Sprint("ok", n), phone(n)), marketing(fmt.Sprint("no", n), phone(n+500)), reply)
	}
	l := claimOf(t, message.Marketing, outboxStart.Add(12*time.Hour)) // at night: held
	claim(t, db, l)
	l = claimOf(t, message.Marketing, outboxStart.Add(48*time.Hour)) // on Sunday: held
	claim(t, db, l)
	l = claimOf(t, message.Marketing, outboxStart.Add(72*time.Hour))
	sent := claim(t, db, l)
	accept(t, db, sent, func(m outbox.Message) []string { return []string{m.ID + "a", m.ID + "b"} })
	var receipts []message.Receipt
	for _, m := range sent {
		receipts = append(receipts, receiptOf(m.ID+"a", message.Delivered, m.To), receiptOf(m.ID+"b", message.Delivered, m.To),
			receiptOf(m.ID+"z", message.Delivered, m.To))
	}
	receive(t, db, receipts...)
	l = claimOf(t, message.Service, l.Now)
	var failed []outbox.Change
	for _, m := range claim(t, db, l) {
		failed = append(failed, outbox.Change{Message: m, State: message.Failed, Reason: "x", Suspect: true, At: l.Now})
	}
	if err := db.SettleOutbound(t.Context(), failed, outbox.Words{}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.RecoverOutbound(t.Context(), "other", l.Now, l.Now, outbox.Words{}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.DueMarketing(t.Context(), l.Now, 10); err != nil {
		t.Fatal(err)
	}
}

func TestSettlingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		queue(t, db, message.Outbound{ID: "a", To: phone(1), Text: "x", Class: message.Service})
		l := claimOf(t, message.Service, outboxStart)
		ready := claim(t, db, l)
		id := func(outbox.Message) []string { return []string{"1"} }
		accept(t, db, ready, id)
		receive(t, db, receiptOf("1", message.Delivered, phone(1)))
		accept(t, db, ready, id)
		back := outbox.Change{Message: ready[0], State: message.Queued, At: outboxStart}
		if err := db.SettleOutbound(t.Context(), []outbox.Change{back}, outbox.Words{}); err != nil {
			t.Fatal(err)
		}
		wantRow(t, db, "a", message.Arrived, "")
		states, err := db.OutboundStates(t.Context())
		if diff := cmp.Diff(map[message.State]int{message.Arrived: 1}, states); err != nil || diff != "" {
			t.Errorf("states (-want +got, %v):\n%s", err, diff)
		}
	})
}
