package intents_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/intents"
	"kurzwahl/message"
)

func lesson(id, text string, intent intents.Intent) intents.Lesson {
	return intents.Lesson{
		ID: id, By: "U1", At: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC),
		Example: intents.Example{Context: intents.ContextNone, Language: message.German, Intent: intent, Text: text},
	}
}

func TestTeachReplacesAndUndoRestores(t *testing.T) {
	t.Parallel()
	var lessons []intents.Lesson
	for _, l := range []intents.Lesson{
		lesson("1", "gnampf", intents.Human),
		lesson("2", "Gnampf!", intents.Thanks),
		lesson("3", "schwupps", intents.Help),
	} {
		var err error
		if lessons, err = intents.Teach(lessons, l); err != nil {
			t.Fatal(err)
		}
	}
	taughtIntents := func(lessons []intents.Lesson) []intents.Intent {
		var list []intents.Intent
		for _, example := range intents.Taught(lessons) {
			list = append(list, example.Intent)
		}
		return list
	}
	if diff := cmp.Diff([]intents.Intent{intents.Thanks, intents.Help}, taughtIntents(lessons)); diff != "" {
		t.Errorf("the later lesson on a text should replace the earlier (-want +got):\n%s", diff)
	}
	undone := intents.Undo(intents.Undo(lessons, "2"), "nobody")
	if diff := cmp.Diff([]intents.Intent{intents.Human, intents.Help}, taughtIntents(undone)); diff != "" {
		t.Errorf("undo should bring the earlier lesson back (-want +got):\n%s", diff)
	}
	if lessons[1].Undone {
		t.Error("Undo changed the slice it was given")
	}
}

func TestTeachRefusesNonsense(t *testing.T) {
	t.Parallel()
	if _, err := intents.Teach(nil, lesson("1", "hallo", "coffee")); err == nil {
		t.Error("an unknown intent was taught")
	}
	if _, err := intents.Teach(nil, lesson("1", " ?! ", intents.Help)); err == nil {
		t.Error("a text without a word was taught")
	}
}

func TestTaughtTextIsReadAtOnce(t *testing.T) {
	t.Parallel()
	taught := []intents.Example{lesson("1", "Wat mutt, dat mutt", intents.Thanks).Example}
	p, err := intents.New(intents.Config{Taught: taught})
	if err != nil {
		t.Fatal(err)
	}
	got := p.Parse(intents.ContextNone, "wat mutt dat mutt!!")
	if got.Intent != intents.Thanks || got.Step != intents.StepTaught {
		t.Errorf("Parse = %s by %s, want thanks as taught", got.Intent, got.Step)
	}
	if got := p.Parse(intents.ContextNone, "wat mutt dat mutt\nSTOP"); got.Intent != intents.OptOut {
		t.Errorf("Parse = %s, want opt_out: no lesson outweighs it", got.Intent)
	}
}

func TestCompareRefusesWhatGotWorse(t *testing.T) {
	t.Parallel()
	careless, err := intents.New(intents.Config{Thresholds: map[intents.Intent]float64{intents.OrderStatus: 1}})
	if err != nil {
		t.Fatal(err)
	}
	v := intents.Compare(parser(), careless, []intents.Check{
		{Context: intents.ContextNone, Text: "wo bleibt mein Paket", Intent: intents.OrderStatus},
	})
	if v.Promote || len(v.Lost) != 1 {
		t.Errorf("Compare = %+v, want no promotion and one lost text", v)
	}
}

func TestDecodeModelRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	if _, err := intents.DecodeModel([]byte("not a model")); err == nil {
		t.Error("garbage was decoded")
	}
	_, err := intents.DecodeModel([]byte(`{"Source":"another"}` + "\n"))
	if !errors.Is(err, intents.ErrOldModel) {
		t.Errorf("DecodeModel of another version = %v, want ErrOldModel", err)
	}
}
