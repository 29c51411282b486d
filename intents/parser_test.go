package intents

import "testing"

func TestParseReadsKeywords(t *testing.T) {
	t.Parallel()
	parser, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		ctx  Context
		text string
		want Intent
	}{
		{ContextNone, "STOP", OptOut},
		{ContextSurvey, "4 STOPP!!", OptOut},
		{ContextNone, "bitte keine SMS mehr", OptOut},
		{ContextNone, "START", OptIn},
		{ContextOptIn, "ja", OptIn},
		{ContextNone, "ja", Yes},
		{ContextNone, "Hilfe", Help},
		{ContextSurvey, "5", Rating},
		{ContextSurvey, "7", Unknown},
		{ContextSurvey, "fünf", Rating},
		{ContextNone, "wo ist meine Bestellung 4711?", OrderStatus},
		{ContextOrder, "4711", OrderStatus},
		{ContextNone, "gdzie jest moja paczka", OrderStatus},
		{ContextNone, "GEWINN", ContestEntry},
		{ContextContest, "b", ContestEntry},
		{ContextNone, "Hallo", Greeting},
		{ContextNone, "danke!", Thanks},
		{ContextNone, "das Wetter ist schön", Unknown},
	}
	for _, c := range cases {
		if got := parser.Parse(c.ctx, c.text); got.Intent != c.want {
			t.Errorf("Parse(%s, %q) = %s (%s), want %s", c.ctx, c.text, got.Intent, got.Why, c.want)
		}
	}
}
