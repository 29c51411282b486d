package conversations

import (
	"testing"

	"kurzwahl/consent"
	"kurzwahl/message"
)

func TestPicked(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"A": 0, "a": 0, "b!": 1, "1": 0, "2.": 1, "A)": 0, "A bitte": 0, "die erste": 0, "Die A": 0, "Option B": 1, "Nummer 2 bitte": 1, "ich meine das zweite": 1,
		"letzteres": 1, "B, glaube ich": 1, "A: der Versand": 0, "the first one please": 0, "the second one": 1, "one": 0, "I'll take A": 0, "B thanks": 1,
		"poproszę A": 0, "ta druga": 1, "opcja b": 1, "chodzi mi o pierwszą": 0,
		"C": picksWrong, "3": picksWrong, "die dritte": picksWrong, "A oder B": picksWrong, "beide": picksWrong, "both please": picksWrong,
		"": picksNone, "ja": picksNone, "bitte": picksNone, "I want a refund": picksNone, "4711": picksNone, "1-2 Tage?": picksNone, "wo ist mein Paket": picksNone, "keine davon": picksNone,
	} {
		if got := picked(text, 2); got != want {
			t.Errorf("%q of two: got %d, want %d", text, got, want)
		}
	}
}

// TestAChoiceIsAskedOnceMore wants a wrong letter to leave the question open once, and the right one to count then.
func TestAChoiceIsAskedOnceMore(t *testing.T) {
	t.Parallel()
	for _, right := range []string{"A", "a bitte", "die erste", "Die A", "Option A"} {
		w := newWorld(t, config(t, message.German, false))
		w.products = helmets()
		w.texts("Warteliste Helm Brise")
		if turn := w.texts("C"); turn.State.Question != AskVariant || len(turn.Replies) != 1 || turn.Conversation != nil {
			t.Fatalf("after C: question %q, %+v, conversation %+v", turn.State.Question, turn.Replies, turn.Conversation)
		}
		if turn := w.texts(right); len(turn.Signups) != 1 || turn.Signups[0].Product.SKU != "HB-L" || turn.Signups[0].Purpose != consent.Waitlist {
			t.Errorf("%q signed up %+v", right, turn.Signups)
		}
	}
	w := newWorld(t, config(t, message.German, false))
	w.products = helmets()
	w.texts("Warteliste Helm Brise")
	w.texts("C")
	if turn := w.texts("D"); turn.State.Question != NoQuestion || turn.Conversation == nil {
		t.Errorf("after a second wrong letter: question %q, conversation %+v", turn.State.Question, turn.Conversation)
	}
}
