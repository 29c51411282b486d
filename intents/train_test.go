package intents

import (
	"bytes"
	"testing"

	"kurzwahl/message"
)

// A tenth of the examples is enough to see that a lesson is learned, and keeps the test short.
func TestRetrainLearnsAndIsPromoted(t *testing.T) {
	t.Parallel()
	builtin, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var some, taught []Example
	for i := 0; i < len(builtin); i += 10 {
		some = append(some, builtin[i])
	}
	for _, text := range []string{"kann ich das rad probefahren", "probefahrt möglich?", "möchte eine probefahrt machen"} {
		taught = append(taught, Example{Context: ContextNone, Language: message.German, Intent: Human, Text: text})
	}
	model, err := retrain(some, taught)
	if err != nil {
		t.Fatal(err)
	}
	candidate, err := New(Config{Model: model})
	if err != nil {
		t.Fatal(err)
	}
	if got := candidate.look(ContextNone, "eine probefahrt machen, geht das?").verdict.best.intent; got != Human {
		t.Errorf("best intent = %s, want human, which was taught with other words", got)
	}
	checks := []Check{
		{Context: ContextNone, Text: "wo bleibt 48213", Intent: OrderStatus},
		{Context: ContextNone, Text: "bitte keine SMS mehr", Intent: OptOut},
	}
	if v := Compare(candidate, candidate, checks); !v.Promote || v.Right != v.RightBefore {
		t.Errorf("Compare with itself = %+v, want a promotion", v)
	}
	roundTrip(t, model)
}

func roundTrip(t *testing.T, model *Model) {
	t.Helper()
	data, err := model.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	stored, err := DecodeModel(data)
	if err != nil {
		t.Fatal(err)
	}
	again, err := stored.MarshalBinary()
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("a stored model differs from the one that was stored (err %v)", err)
	}
}

// What a model learned from four fifths of the texts shows in the last: nothing built in knows these.
func TestCrossValidateLearnsFromTheOtherFifths(t *testing.T) {
	t.Parallel()
	builtin, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var some, texts []Example
	for i := 0; i < len(builtin); i += 20 {
		some = append(some, builtin[i])
	}
	for _, text := range []string{
		"zumba zumba kurs", "zumba kurs zumba", "kurs zumba zumba", "der zumba kurs", "ein zumba kurs",
		"zumba kurs heute", "zumba kurs morgen", "wann zumba kurs", "zumba kurs bitte", "zumba kurs",
	} {
		texts = append(texts, Example{Context: ContextNone, Language: message.German, Intent: Human, Text: text})
	}
	got, err := crossValidateWith(some, texts)
	if err != nil {
		t.Fatal(err)
	}
	if got.Texts != len(texts) || got.Classified < len(texts)*8/10 || got.Right+got.Confident > got.Texts {
		t.Errorf("cross-validation %+v, want nearly all of %d texts learned", got, len(texts))
	}
	if got, err := crossValidateWith(some, nil); err != nil || got.Texts != 0 {
		t.Errorf("cross-validation of nothing = %+v, %v", got, err)
	}
}
