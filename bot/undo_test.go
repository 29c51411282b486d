package bot_test

import (
	"strings"
	"testing"
	"time"

	"kurzwahl/bot"
	"kurzwahl/bot/workspace"
)

// undoable is a desk where replies can be undone for a minute, with a question that Mia has claimed.
func undoable(t *testing.T) (*desk, workspace.Message) {
	t.Helper()
	d := deskWith(t, workspace.Config{}, nil, time.Minute)
	d.run(d.bot.Run)
	d.connected(2)
	return d, d.claimed(d.asked())
}

// offered waits for the offer to undo a reply.
func (d *desk) offered(words string) workspace.Message {
	d.t.Helper()
	m, err := d.WaitEphemeral(d.ctx(), workspace.Mia, func(m workspace.Message) bool {
		return hasAction(m, "reply.undo") && strings.Contains(everything(m), words)
	})
	if err != nil {
		d.t.Fatalf("wait for the offer to undo: %v\n%s", err, asJSON(d.Ephemerals(workspace.Mia)))
	}
	return m
}

func TestUndoneReplyNeverLeaves(t *testing.T) {
	t.Parallel()
	d, card := undoable(t)
	ts := d.says(workspace.Mia, card, "Ja, er passt")
	offer := d.offered("Goes out as an SMS in")
	if offer.ThreadTS != card.TS {
		t.Errorf("the offer stands in thread %q, want %q", offer.ThreadTS, card.TS)
	}
	twice := workspace.Click{User: workspace.Mia, Channel: workspace.Inbox, MessageTS: offer.TS, ActionID: "reply.undo"}
	d.clicks(workspace.Mia, offer, "reply.undo")
	_ = d.Click(d.ctx(), twice) // the offer may be gone by now
	d.hinted(workspace.Mia, "Taken back")
	d.inbox("the mark", func(m workspace.Message) bool {
		return m.TS == ts && reacted(m, "leftwards_arrow_with_hook") && !reacted(m, "hourglass_flowing_sand")
	})
	d.clock.Advance(time.Minute)
	d.says(workspace.Mia, card, "Nein, leider nicht")
	d.settled()
	d.clock.Advance(2 * time.Minute)
	d.sent("Nein, leider nicht")
	if n := d.phone.got("Ja, er passt"); n != 0 {
		t.Errorf("the reply that was taken back was sent %d times", n)
	}
}

func TestReplyLeavesWhenTheOfferEnds(t *testing.T) {
	t.Parallel()
	d, card := undoable(t)
	d.says(workspace.Mia, card, "Ja, er passt")
	offer := d.offered("Goes out as an SMS in")
	d.clock.Advance(20 * time.Second)
	d.settled()
	if n := d.phone.got("Ja, er passt"); n != 0 {
		t.Errorf("the reply left while it could be undone")
	}
	d.clock.Advance(time.Minute)
	d.sent("Ja, er passt")
	d.clicks(workspace.Mia, offer, "reply.undo")
	d.hinted(workspace.Mia, "Too late")
}

func TestChangedReplyGoesOutAsChanged(t *testing.T) {
	t.Parallel()
	d, card := undoable(t)
	ts := d.says(workspace.Mia, card, "Ja, er past")
	d.offered("Goes out as an SMS in")
	if err := d.Edit(workspace.Mia, workspace.Inbox, ts, "Ja, er passt"); err != nil {
		t.Fatal(err)
	}
	d.settled()
	d.clock.Advance(2 * time.Minute)
	d.sent("Ja, er passt")
	if n := d.phone.got("Ja, er past"); n != 0 {
		t.Errorf("the first version was sent %d times", n)
	}
}

func TestDeletedReplyNeverLeaves(t *testing.T) {
	t.Parallel()
	d, card := undoable(t)
	ts := d.says(workspace.Mia, card, "Ja, er passt")
	d.offered("Goes out as an SMS in")
	if err := d.Delete(workspace.Mia, workspace.Inbox, ts); err != nil {
		t.Fatal(err)
	}
	d.hinted(workspace.Mia, "Taken back")
	d.clock.Advance(time.Minute)
	d.says(workspace.Mia, card, "Nein")
	d.settled()
	d.clock.Advance(2 * time.Minute)
	d.sent("Nein")
}

func TestWriterIsWarnedWhenTheCustomerWritesMeanwhile(t *testing.T) {
	t.Parallel()
	d, card := undoable(t)
	d.clock.Advance(time.Minute)
	d.says(workspace.Mia, card, "Ja, er passt")
	d.offered("Goes out as an SMS in")
	d.text(customer, "Hat sich erledigt!")
	offer := d.offered("Does this reply still fit?")
	d.clicks(workspace.Mia, offer, "reply.undo")
	d.hinted(workspace.Mia, "Taken back")

	d.clock.Advance(time.Minute)
	d.text(customer, "Oder doch: passt der Korb?")
	d.inbox("the customer's text", func(m workspace.Message) bool {
		return m.ThreadTS == card.TS && strings.Contains(everything(m), "Oder doch")
	})
	d.settled()
	d.clock.Advance(2 * time.Second)
	before := len(d.Ephemerals(workspace.Mia))
	long := strings.TrimSpace(strings.Repeat("Schade, aber gern wieder. ", 12)) // takes a minute to type
	d.says(workspace.Mia, card, long)
	d.settled()
	d.clock.Advance(2 * time.Minute)
	d.sent(long)
	shown := d.Ephemerals(workspace.Mia)
	if len(shown) == before || !strings.Contains(everything(shown[len(shown)-1]), "Does this reply still fit?") {
		t.Errorf("Mia is not warned: %s", asJSON(shown))
	}
}

func TestReplyThatWasHeldBackWarnsOfWhatCameSince(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.asked()
	d.clock.Advance(time.Minute)
	d.says(workspace.Tarek, card, "Ja!")
	held := d.hinted(workspace.Tarek, "Not sent yet")
	d.clock.Advance(time.Minute)
	d.text(customer, "Hat sich erledigt!")
	d.settled()
	d.clock.Advance(10 * time.Second)
	d.clicks(workspace.Tarek, held, "held.claim")
	d.sent("Ja!")
	d.hinted(workspace.Tarek, "Does this reply still fit?")
}

func TestReplyThatIsChangedIntoManySMSIsAskedAbout(t *testing.T) {
	t.Parallel()
	d, card := undoable(t)
	ts := d.says(workspace.Mia, card, "Ja")
	d.offered("Goes out as an SMS in")
	long := strings.TrimSpace(strings.Repeat("Sehr lange Antwort. ", 30))
	if err := d.Edit(workspace.Mia, workspace.Inbox, ts, long); err != nil {
		t.Fatal(err)
	}
	held := d.hinted(workspace.Mia, "takes 4 SMS")
	d.settled()
	d.clock.Advance(2 * time.Minute)
	d.clicks(workspace.Mia, held, "held.once")
	d.settled()
	d.clock.Advance(2 * time.Minute)
	d.sent(long)
	if n := d.phone.got("Ja"); n != 0 {
		t.Errorf("the first version was sent %d times", n)
	}
	for _, m := range d.Ephemerals(workspace.Mia) {
		if strings.Contains(everything(m), "Too late") {
			t.Errorf("Mia is told that it is too late: %s", everything(m))
		}
	}
}

func TestHeldReplyGoesOutInItsLastWords(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.asked()
	ts := d.says(workspace.Tarek, card, "Ja, er past")
	held := d.hinted(workspace.Tarek, "er past")
	if err := d.Edit(workspace.Tarek, workspace.Inbox, ts, "Ja, er passt"); err != nil {
		t.Fatal(err)
	}
	d.hinted(workspace.Tarek, "er passt")
	d.clicks(workspace.Tarek, held, "held.claim")
	d.sent("Ja, er passt")
	if n := d.phone.got("Ja, er past"); n != 0 {
		t.Errorf("the first version was sent %d times", n)
	}
}

// A reply that was sent is not offered to be undone, and what was taken back is nobody's answer.
func TestUndoneReplyIsNoAnswerOfThePast(t *testing.T) {
	t.Parallel()
	d, card := undoable(t)
	d.says(workspace.Mia, card, "Ja, er passt")
	d.clicks(workspace.Mia, d.offered("Goes out as an SMS in"), "reply.undo")
	d.hinted(workspace.Mia, "Taken back")
	d.says(workspace.Mia, card, "Nein, leider nicht")
	d.settled()
	d.clock.Advance(2 * time.Minute)
	d.sent("Nein, leider nicht")
	cases, err := d.db.Cases(d.ctx(), bot.CaseQuery{})
	if err != nil || len(cases) != 1 {
		t.Fatal(err)
	}
	past, found, err := d.db.AnsweredIn(d.ctx(), cases[0].ID)
	if err != nil || !found || past.Reply != "Nein, leider nicht" {
		t.Errorf("the answer of the past: got %q, %v, %v", past.Reply, found, err)
	}
}
