package intents_test

import (
	"slices"
	"testing"

	"kurzwahl/intents"
)

func TestFrozenChecksAreRead(t *testing.T) {
	t.Parallel()
	checks, err := intents.Frozen()
	if err != nil {
		t.Fatal(err)
	}
	if len(checks) < 400 {
		t.Errorf("the check set has %d texts, want at least 400", len(checks))
	}
	if v := intents.Compare(parser(), parser(), checks); !v.Promote || v.Right != v.RightBefore || v.Right < len(checks)*96/100 {
		t.Errorf("Compare with itself = %+v, want a promotion and nearly all of %d right", v, len(checks))
	}
}

func TestTopicsAreThoseOfTheExamples(t *testing.T) {
	t.Parallel()
	examples, err := intents.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, e := range examples {
		if e.Topic != "" {
			want = append(want, e.Topic)
		}
	}
	slices.Sort(want)
	got := intents.Topics()
	slices.Sort(got)
	if want = slices.Compact(want); !slices.Equal(got, want) {
		t.Errorf("Topics = %v, want %v", got, want)
	}
}
