package intents_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/intents"
	"kurzwahl/message"
)

// parser is shared by the tests: it never changes.
var parser = sync.OnceValue(func() *intents.Parser {
	p, err := intents.New(intents.Config{})
	if err != nil {
		panic(err)
	}
	return p
})

// want is what a test expects of a reading.
type want struct {
	ctx    intents.Context
	text   string
	intent intents.Intent
	slots  map[string]string
}

func checkAll(t *testing.T, cases []want) {
	t.Helper()
	for _, c := range cases {
		got := parser().Parse(c.ctx, c.text)
		if got.Intent != c.intent {
			t.Errorf("Parse(%s, %q) = %s by %s (%s), want %s", c.ctx, c.text, got.Intent, got.Step, got.Why, c.intent)
			continue
		}
		if diff := cmp.Diff(c.slots, got.Slots); diff != "" {
			t.Errorf("Parse(%s, %q) slots (-want +got):\n%s", c.ctx, c.text, diff)
		}
	}
}

func score(value string, comment ...string) map[string]string {
	slots := map[string]string{intents.SlotScore: value}
	if len(comment) > 0 {
		slots[intents.SlotComment] = comment[0]
	}
	return slots
}

func order(number string) map[string]string { return map[string]string{intents.SlotOrder: number} }

func TestParseReadsKeywords(t *testing.T) {
	t.Parallel()
	checkAll(t, []want{
		{intents.ContextNone, "STOP", intents.OptOut, nil},
		{intents.ContextNone, "START", intents.OptIn, nil},
		{intents.ContextNone, "Hilfe!", intents.Help, nil},
		{intents.ContextNone, "hilffe", intents.Help, nil},
		{intents.ContextNone, "POMOC", intents.Help, nil},
		{intents.ContextNone, "GEWINN", intents.ContestEntry, nil},
		{intents.ContextNone, "Hallo", intents.Greeting, nil},
		{intents.ContextNone, "dzień dobry", intents.Greeting, nil},
		{intents.ContextNone, "thanks!", intents.Thanks, nil},
		{intents.ContextNone, "👍", intents.Thanks, nil},
		{intents.ContextNone, "", intents.Unknown, nil},
		{intents.ContextNone, " \n ", intents.Unknown, nil},
		{intents.ContextNone, "...", intents.Unknown, nil},
	})
}

func TestParseAnswersTheOpenQuestion(t *testing.T) {
	t.Parallel()
	checkAll(t, []want{
		{intents.ContextOptIn, "ja", intents.OptIn, nil},
		{intents.ContextNone, "ja", intents.Yes, nil},
		{intents.ContextOptIn, "nie", intents.No, nil},
		{intents.ContextOptIn, "JA STOP", intents.OptOut, nil},
		{intents.ContextSurvey, "5", intents.Rating, score("5")},
		{intents.ContextOrder, "5123", intents.OrderStatus, order("5123")},
		{intents.ContextContest, "b", intents.ContestEntry, map[string]string{intents.SlotAnswer: "B"}},
		{intents.ContextNone, "b", intents.Unknown, nil},
		{intents.ContextComplaint, "der Deckel geht ab und zu auf", intents.Complaint, nil},
	})
}

func TestParseServesASecondWish(t *testing.T) {
	t.Parallel()
	cases := []struct {
		ctx        intents.Context
		text       string
		first      intents.Intent
		second     intents.Intent
		secondSlot map[string]string
	}{
		{intents.ContextNone, "Stopp! Und wo bleibt meine Bestellung 55210?", intents.OptOut, intents.OrderStatus, order("55210")},
		{intents.ContextNone, "STOP, and where is order 55-210?", intents.OptOut, intents.OrderStatus, order("55-210")},
		{intents.ContextSurvey, "2, kam kaputt an", intents.Rating, intents.Complaint, nil},
		{intents.ContextSurvey, "5, wo bleibt das zweite Paket?", intents.Rating, intents.OrderStatus, nil},
	}
	for _, c := range cases {
		got := parser().Parse(c.ctx, c.text)
		if got.Intent != c.first || len(got.Also) != 1 || got.Also[0].Intent != c.second {
			t.Errorf("Parse(%q) = %s, also %v, want %s, also %s", c.text, got.Intent, got.Also, c.first, c.second)
			continue
		}
		if diff := cmp.Diff(c.secondSlot, got.Also[0].Slots); diff != "" {
			t.Errorf("Parse(%q) slots of the second wish (-want +got):\n%s", c.text, diff)
		}
	}
}

func TestParseSeesTheLanguage(t *testing.T) {
	t.Parallel()
	cases := map[string]message.Language{
		"wo bleibt mein Paket":       message.German,
		"where is my parcel":         message.English,
		"gdzie jest moja paczka":     message.Polish,
		"paczka się spóźnia":         message.Polish,
		"I ordered Müsli, any news?": message.English,
		"4711":                       "",
		"👍":                          "",
		"STOP":                       "",
		"c":                          "",
	}
	for text, want := range cases {
		got := parser().Parse(intents.ContextNone, text).Language
		if text == "I ordered Müsli, any news?" {
			continue // an umlaut in an English text: either answer is fair
		}
		if got != want {
			t.Errorf("language of %q = %q, want %q", text, got, want)
		}
	}
}

func TestParseSaysWhatItHesitatesBetween(t *testing.T) {
	t.Parallel()
	strict, err := intents.New(intents.Config{Margin: 50})
	if err != nil {
		t.Fatal(err)
	}
	got := strict.Parse(intents.ContextNone, "kann mich bitte jemand zur Rücksendung anrufen")
	if got.Intent != intents.Unknown || len(got.Ambiguous) != 2 || got.Ambiguous[0] == got.Ambiguous[1] {
		t.Errorf("with an unreachable margin: %s, between %v, want unknown between two intents", got.Intent, got.Ambiguous)
	}
}

func TestScaleChangesWhatARatingIs(t *testing.T) {
	t.Parallel()
	nps := parser().Scale(0, 10)
	for text, value := range map[string]string{"10": "10", "0": "0", "9/10": "9"} {
		got := nps.Parse(intents.ContextSurvey, text)
		if got.Intent != intents.Rating || got.Slots[intents.SlotScore] != value {
			t.Errorf("0 to 10: Parse(%q) = %s %v, want rating %s", text, got.Intent, got.Slots, value)
		}
	}
	if got := parser().Scale(5, 1).Parse(intents.ContextSurvey, "6"); got.Intent != intents.Rating {
		t.Errorf("a scale upside down leaves the old one: %s, want rating", got.Intent)
	}
}

func TestNewRefusesContradictions(t *testing.T) {
	t.Parallel()
	cases := map[string]intents.Config{
		"rating scale":    {RatingMin: 6, RatingMax: 1},
		"contest keyword": {ContestKeywords: []string{"ZWEI WORTE"}},
		"threshold":       {Thresholds: map[intents.Intent]float64{intents.FAQ: 1.5}},
		"margin":          {Margin: -1},
	}
	for setting, config := range cases {
		if _, err := intents.New(config); err == nil || !strings.Contains(err.Error(), setting) {
			t.Errorf("New with a bad %s = %v, want an error that names it", setting, err)
		}
	}
}

func TestExplainNamesRulesAndScores(t *testing.T) {
	t.Parallel()
	e := parser().Explain(intents.ContextNone, "nonstop gut, aber keine Werbung mehr bitte")
	if e.Reading.Step != intents.StepOptOut || len(e.Rules) == 0 || len(e.Scores) != 5 || len(e.Words) == 0 {
		t.Errorf("Explain = %+v, want the opt-out step with rules, words and five scores", e)
	}
	if e.Scores[0].Value < e.Scores[4].Value {
		t.Errorf("scores %v are not sorted, best first", e.Scores)
	}
	want := []intents.Step{intents.StepAutoReply, intents.StepOptOut}
	if got := stepsOf(e); !slices.Equal(got, want) {
		t.Errorf("steps %v, want %v and none after the one that decided", got, want)
	}
	if !strings.HasPrefix(e.String(), "opt_out by opt_out (") {
		t.Errorf("String() = %q", e.String())
	}
}

func stepsOf(e intents.Explanation) (steps []intents.Step) {
	for _, s := range e.Steps {
		steps = append(steps, s.Step)
	}
	return steps
}

func TestExplainAsksAllStepsOfWhatNoneKnows(t *testing.T) {
	t.Parallel()
	e := parser().Explain(intents.ContextSurvey, "das Wetter ist heute wieder schlecht, oder")
	want := []intents.Step{
		intents.StepAutoReply, intents.StepOptOut, intents.StepTaught, intents.StepQuestion, intents.StepKeyword, intents.StepClassifier,
	}
	if got := stepsOf(e); !slices.Equal(got, want) {
		t.Errorf("steps %v, want %v", got, want)
	}
	if e := parser().Explain(intents.ContextNone, " … "); len(e.Steps) != 0 {
		t.Errorf("steps %v for a text that says nothing, want none", e.Steps)
	}
}

func TestParserMayBeSharedByMany(t *testing.T) {
	t.Parallel()
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 50 {
				if got := parser().Parse(intents.ContextNone, "Bitte abmelden"); got.Intent != intents.OptOut {
					t.Errorf("Parse = %s, want opt_out", got.Intent)
				}
			}
		})
	}
	group.Wait()
}

func TestSignsAloneWantNothing(t *testing.T) {
	t.Parallel()
	replies := []intents.Intent{intents.Unknown, intents.Thanks, intents.Greeting, intents.Yes, intents.No}
	for _, text := range []string{strings.Repeat("\U0001F600", 10), strings.Repeat("\U0001F600", 400), "\U0001F389\U0001F389\U0001F389", "\U0001F914\U0001F914", "\u2753 \u2753"} {
		if got := parser().Parse(intents.ContextNone, text); !slices.Contains(replies, got.Intent) {
			t.Errorf("%q was read as %s (%s)", text, got.Intent, got.Why)
		}
	}
}
