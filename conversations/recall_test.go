package conversations

import (
	"slices"
	"testing"
	"time"

	"kurzwahl/message"
)

// undoWorld is a conversation that Anna has claimed, with replies that can be undone for five seconds.
func undoWorld(t *testing.T) *world {
	t.Helper()
	c := config(t, message.English, false)
	c.Undo = 5 * time.Second
	w := newWorld(t, c)
	w.texts("I want to talk to a human")
	w.now = w.now.Add(time.Minute)
	w.staff("claim", anna("1.0"), "")
	w.now = w.now.Add(time.Minute)
	return w
}

func anna(ts string) Staff {
	return Staff{User: "U1", Name: "Anna", Message: message.SlackRef{Channel: "C1", TS: ts}}
}

// recall has Anna take back what she wrote in a message.
func (w *world) recall(ts string) Turn {
	return w.happens(Event{Kind: Recalled, Conversation: w.conversation(), Staff: anna(ts)})
}

func TestTheLastOfSeveralRepliesOfOneMessageIsTakenBack(t *testing.T) {
	t.Parallel()
	w := undoWorld(t)
	w.staff("reply", anna("2.0"), "the suggestion")
	w.now = w.now.Add(time.Minute)
	second := w.staff("reply", anna("2.0"), "the suggestion, edited")
	got := w.recall("2.0")
	if len(got.Withdrawn) != 1 || got.Withdrawn[0].Message != second.Replies[0].Dedupe {
		t.Errorf("withdrawn: got %+v, want %s", got.Withdrawn, second.Replies[0].Dedupe)
	}
}

func TestNobodyTakesBackWhatSomebodyElseWrote(t *testing.T) {
	t.Parallel()
	w := undoWorld(t)
	w.staff("reply", anna("2.0"), "Sure")
	ben := anna("2.0")
	ben.User = "U2"
	if got := w.happens(Event{Kind: Recalled, Conversation: w.conversation(), Staff: ben}); len(got.Withdrawn) > 0 {
		t.Errorf("Ben took back what Anna wrote: %+v", got.Withdrawn)
	}
}

func TestWhatIsWrittenFirstWaitsBehindAReplyThatWaits(t *testing.T) {
	t.Parallel()
	w := undoWorld(t)
	reply := w.staff("reply", anna("2.0"), "Sure")
	w.now = w.now.Add(time.Second)
	modal := w.happens(Event{Kind: StaffWrote, Staff: Staff{User: "U1", Name: "Anna"}, Text: "One thing more"})
	if got, want := modal.Replies[0].Due, reply.Replies[0].Due; !got.Equal(want) || !want.Equal(start().Add(2*time.Minute+5*time.Second)) {
		t.Errorf("due at %s, want %s", got, want)
	}
}

func TestAutomaticAnswersDoNotWait(t *testing.T) {
	t.Parallel()
	w := undoWorld(t)
	w.staff("reply", anna("2.0"), "Sure")
	if help := w.texts("HELP"); len(help.Replies) != 1 || !help.Replies[0].Due.IsZero() {
		t.Errorf("replies: got %+v, want one that is due at once", help.Replies)
	}
}

func TestOnlyWhatCameWhileAReplyWasTypedIsWarnedOf(t *testing.T) {
	t.Parallel()
	const long = "Thank you for your patience, the basket does fit the old bike, and it costs about twenty euros" // 19 s at five characters a second
	for name, tt := range map[string]struct {
		ago   time.Duration // the customer's text, before the reply
		text  string
		warns bool
	}{
		"while it was typed":     {15 * time.Second, long, true},
		"before it was typed":    {25 * time.Second, long, false},
		"a short one, just now":  {4 * time.Second, "Yes", true},
		"a short one, in answer": {6 * time.Second, "Yes", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := undoWorld(t)
			w.texts("and in red?")
			w.now = w.now.Add(tt.ago)
			turn := w.staff("reply", anna("2.0"), tt.text)
			warned := false
			for _, n := range turn.Notices {
				warned = warned || n.Kind == UndoOffered && n.Text != ""
			}
			if warned != tt.warns {
				t.Errorf("warned: got %v, want %v", warned, tt.warns)
			}
		})
	}
}

func TestNoReplyLeavesAfterAnOptOutAlthoughItsConversationIsClosed(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]Event{
		"text": {Kind: Texted, Text: "STOP"}, "page": {Kind: WebOptOut}, "staff": {Kind: StaffOptOut, Staff: Staff{User: "U2", Name: "Ben"}},
	} {
		w := undoWorld(t)
		reply := w.staff("reply", anna("2.0"), "Sure")
		modal := w.happens(Event{Kind: StaffWrote, Staff: Staff{User: "U1", Name: "Anna"}, Text: "One thing more"})
		w.staff("close", anna("3.0"), "")
		var withdrawn []string
		for _, gone := range w.happens(ends).Withdrawn {
			withdrawn = append(withdrawn, gone.Message)
		}
		if want := []string{reply.Replies[0].Dedupe, modal.Replies[0].Dedupe}; !slices.Equal(withdrawn, want) {
			t.Errorf("%s: withdrawn %v, want %v", name, withdrawn, want)
		}
	}
}
