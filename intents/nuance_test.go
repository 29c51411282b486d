package intents_test

import (
	"testing"

	"kurzwahl/intents"
)

// A praise that says "stop" is no opt-out by any rule, nor by the classifier.
func TestPraiseIsNeverAnOptOut(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"never stop sending these", "please don't ever stop texting me these deals", "nie przestawajcie wysyłać smsów",
		"hört bloß nie auf zu schreiben, super angebote",
	} {
		if got := parser().Parse(intents.ContextMarketing, text); got.Intent == intents.OptOut {
			t.Errorf("Parse(%q) = opt_out by %s (%s)", text, got.Step, got.Why)
		}
	}
}

func TestStopBeforeAnotherWish(t *testing.T) {
	t.Parallel()
	checkAll(t, []want{
		{"none", "Stop mal, ich hab die falsche Adresse angegeben, bitte ändern", intents.ChangeOrder, nil},
		{"none", "STOP PREISALARM", intents.OptOut, nil},
		{"none", "stop wo ist mein paket", intents.OptOut, nil},
		{"none", "Stop, wo ist mein Paket?", intents.OptOut, nil},
	})
}

func TestContestKeywordBeforeAGreeting(t *testing.T) {
	t.Parallel()
	checkAll(t, []want{
		{"contest", "Gewinn, liebe Grüße von der Ostsee", intents.ContestEntry, nil},
		{"none", "WIN pretty please", intents.ContestEntry, nil},
		{"contest", "WIN and the answer is b", intents.ContestEntry, map[string]string{"answer": "B"}},
		{"contest", "win or lose, where is my parcel 48213?", intents.OrderStatus, map[string]string{"order": "48213"}},
	})
	if got := parser().Parse(intents.ContextContest, "Gewinn ich nicht, keine Lust"); got.Intent == intents.ContestEntry {
		t.Errorf("a refusal entered the contest by %s (%s)", got.Step, got.Why)
	}
}

func TestScoresWithASlipAndDigitsThatAreSounds(t *testing.T) {
	t.Parallel()
	checkAll(t, []want{
		{"survey", "sechx", intents.Rating, map[string]string{"score": "6"}},
		{"survey", "foru", intents.Rating, map[string]string{"score": "4"}},
		{"survey", "5/6 minus one for the missing bill", intents.Rating, map[string]string{"score": "5", "comment": "yes"}},
	})
	for _, text := range []string{"fine", "never bought anything here b4", "może 3 a może 4"} {
		if got := parser().Parse(intents.ContextSurvey, text); got.Intent == intents.Rating {
			t.Errorf("Parse(%q) = rating %v (%s)", text, got.Slots, got.Why)
		}
	}
}

// A "nicht" in a question back is no refusal.
func TestConsentIsNotRefusedByAQuestionBack(t *testing.T) {
	t.Parallel()
	if got := parser().Parse(intents.ContextOptIn, "kapier ich nicht, wer schreibt mir da"); got.Intent == intents.No || got.Intent == intents.OptIn {
		t.Errorf("a question back was read as %s by %s (%s)", got.Intent, got.Step, got.Why)
	}
	checkAll(t, []want{{"optin", "nein danke, das möchte ich nicht", intents.No, nil}})
}
