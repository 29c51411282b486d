package conversations

import (
	"testing"

	"kurzwahl/contests"
	"kurzwahl/intents"
	"kurzwahl/message"
)

// TestALetterOfAnotherContestIsNoAnswer has two contests, of which one has four answers.
func TestALetterOfAnotherContestIsNoAnswer(t *testing.T) {
	t.Parallel()
	c := config(t, message.German, false)
	question := map[message.Language]string{message.German: "Was?"}
	c.Contests = []contests.Contest{
		{Name: "three", Keywords: []string{"GEWINN"}, Question: question, TermsLink: "https://radhaus.example/t"},
		{Name: "four", Keywords: []string{"VIER"}, Question: question, Answers: "ABCD", TermsLink: "https://radhaus.example/t"},
	}
	parser, err := intents.New(intents.Config{ContestKeywords: []string{"GEWINN", "VIER"}, ContestAnswers: "ABCD"})
	if err != nil {
		t.Fatal(err)
	}
	c.Parser = func() *intents.Parser { return parser }
	desk := newWorld(t, c).desk
	for text, want := range map[string]string{"GEWINN D": "", "VIER D": "four", "GEWINN C": "three", "VIER E": ""} {
		turn := worldOf(desk).texts(text)
		entered := ""
		if len(turn.Entries) > 0 {
			entered = turn.Entries[0].Contest
		}
		if entered != want || want == "" && turn.State.Question != AskContest {
			t.Errorf("%q entered %q, want %q; %q is asked", text, entered, want, turn.State.Question)
		}
	}
}
