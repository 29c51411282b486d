package bot_test

import (
	"strings"
	"testing"
	"time"

	"kurzwahl/bot/workspace"
)

// long takes four SMS.
var long = strings.TrimSpace(strings.Repeat("Sehr lange Antwort. ", 30))

func (d *desk) edits(user, ts, words string) {
	d.t.Helper()
	if err := d.Edit(user, workspace.Inbox, ts, words); err != nil {
		d.t.Fatal(err)
	}
}

// heldAgain waits for a question about a message that is not the one named.
func (d *desk) heldAgain(user string, not workspace.Message) workspace.Message {
	d.t.Helper()
	m, err := d.WaitEphemeral(d.ctx(), user, func(m workspace.Message) bool { return m.TS != not.TS && hasAction(m, "held.once") })
	if err != nil {
		d.t.Fatalf("wait for a second question: %v\n%s", err, asJSON(d.Ephemerals(user)))
	}
	return m
}

func TestReplyThatIsHeldTwiceGoesOutWithTheSecondAnswer(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.asked()
	d.says(workspace.Tarek, card, "Ja!")
	first := d.hinted(workspace.Tarek, "Not sent yet")
	d.claimed(card)
	d.settled()
	d.clicks(workspace.Tarek, first, "held.claim")
	d.clicks(workspace.Tarek, d.heldAgain(workspace.Tarek, first), "held.once")
	d.sent("Ja!")
}

func TestReplyThatIsAskedAboutTwiceGoesOutInItsLastWords(t *testing.T) {
	t.Parallel()
	d, card := undoable(t)
	ts := d.says(workspace.Mia, card, long)
	first := d.hinted(workspace.Mia, "takes 4 SMS")
	d.clicks(workspace.Mia, first, "held.once")
	d.offered("Goes out as an SMS in")
	d.edits(workspace.Mia, ts, long+" Ja.")
	d.clicks(workspace.Mia, d.heldAgain(workspace.Mia, first), "held.once")
	d.settled()
	d.clock.Advance(2 * time.Minute)
	d.sent(long + " Ja.")
	if n := d.phone.got(long); n != 0 {
		t.Errorf("the first version was sent %d times", n)
	}
}

func TestReplyThatIsHeldForItsLengthGoesOutWhenItIsShortened(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]string{"at once": long, "after a short one": "Ja"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, card := undoable(t)
			ts := d.says(workspace.Mia, card, first)
			if first != long {
				d.offered("Goes out as an SMS in")
				d.edits(workspace.Mia, ts, long)
			}
			held := d.hinted(workspace.Mia, "takes 4 SMS")
			d.settled()
			d.edits(workspace.Mia, ts, "Ja, er passt")
			d.settled()
			d.clicks(workspace.Mia, held, "held.once")
			d.settled()
			d.clock.Advance(2 * time.Minute)
			d.sent("Ja, er passt")
			if n := d.phone.got(long) + d.phone.got("Ja"); n != 0 {
				t.Errorf("an earlier version was sent %d times", n)
			}
		})
	}
}

func TestHeldReplyThatIsDeletedOrIsForTheBotGoesNowhere(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]func(d *desk, ts string){
		"deleted": func(d *desk, ts string) {
			if err := d.Delete(workspace.Mia, workspace.Inbox, ts); err != nil {
				d.t.Fatal(err)
			}
			d.hinted(workspace.Mia, "none of it goes out")
		},
		"note":    func(d *desk, ts string) { d.edits(workspace.Mia, ts, "// nur für uns") },
		"the bot": func(d *desk, ts string) { d.edits(workspace.Mia, ts, "@kurzwahl close") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := openDesk(t, nil)
			card := d.claimed(d.asked())
			ts := d.says(workspace.Mia, card, long)
			held := d.hinted(workspace.Mia, "takes 4 SMS")
			ends(d, ts)
			d.settled()
			d.clicks(workspace.Mia, held, "held.once")
			d.settled()
			d.sent()
		})
	}
}

func TestReplyThatIsChangedIntoWordsToTheBotIsTakenBack(t *testing.T) {
	t.Parallel()
	d, card := undoable(t)
	ts := d.says(workspace.Mia, card, "ok")
	d.offered("Goes out as an SMS in")
	d.edits(workspace.Mia, ts, "@kurzwahl close")
	d.hinted(workspace.Mia, "the message was to me")
	d.settled()
	d.clock.Advance(2 * time.Minute)
	d.settled()
	d.sent()
}
