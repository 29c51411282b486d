package conversations

import (
	"testing"

	"kurzwahl/message"
	"kurzwahl/sms"
)

// FuzzNext texts anything after any question, twice, with and without a thread that people follow.
func FuzzNext(f *testing.F) {
	for _, text := range []string{"STOP", "5", "wo ist 4711?", "GEWINN B", "\x00\xff", "STOP ALLES", "{order}", "<!channel>"} {
		f.Add(text, uint8(1), true)
	}
	questions := []Question{NoQuestion, AskRating, AskWhatWrong, AskOrderNumber, AskOptIn, AskContest, AskWords, AskPublish, "unknown"}
	desk, err := New(config(f, message.German, false))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, question uint8, open bool) {
		state := State{Question: questions[int(question)%len(questions)], Survey: "delivery", Contest: "winter", ExpiresAt: start().AddDate(0, 0, 1)}
		facts := Facts{Coupon: "RAD-1", CouponPool: "thanks", Orders: []Order{{Number: "4711", State: "shipped", TrackingLink: "https://radhaus.example/l/1"}}}
		if open {
			facts.Conversation = Conversation{ID: "c1", Status: Open}
		}
		event := Event{ID: "e1", Address: "+491711234567", Kind: Texted, Text: text}
		for range 2 {
			turn := desk.Next(state, event, facts, start())
			for _, r := range turn.Replies {
				if size := sms.Measure(r.Text); size.Segments > MaxSegments || r.Text == "" {
					t.Errorf("%q is answered with %q", text, r.Text)
				}
			}
			if turn.Why == "" {
				t.Errorf("%q has no why", text)
			}
			state = turn.State
		}
	})
}
