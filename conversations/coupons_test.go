package conversations

import (
	"testing"

	"kurzwahl/message"
	"kurzwahl/surveys"
)

func TestACouponIsOfThePoolOfTheSurveyThatIsAnswered(t *testing.T) {
	t.Parallel()
	c := config(t, message.German, false)
	c.Surveys = []surveys.Survey{{Name: "first", CouponPool: "blue"}, {Name: "second", CouponPool: "red"}, {Name: "none"}}
	desk := newWorld(t, c).desk
	worker := &Worker{desk: desk}
	open := func(survey string) Paused { return Paused{Question: AskRating, Survey: survey} }
	for survey, want := range map[string]string{"second": "red", "none": "blue"} {
		var s State
		s.put(open(survey))
		paused := open("first")
		s.Paused = &paused
		if got := worker.Pool(s, Event{Kind: Texted}); got != want {
			t.Errorf("while %s is open and first interrupted the pool is %q, want %q", survey, got, want)
		}
	}
	for pool, want := range map[string]string{"red": "CODE", "blue": ""} {
		w := asked(t, open("second"))
		w.desk = desk
		turn := desk.Next(w.state, Event{ID: "1", Kind: Texted, Address: w.address, Text: "6"}, Facts{Contact: w.contact, Coupon: "CODE", CouponPool: pool}, w.now)
		if len(turn.Answers) != 1 || turn.Answers[0].Coupon != want || turn.CouponUsed != (want != "") {
			t.Errorf("a code of pool %s: answers %+v, used %v, want the coupon %q", pool, turn.Answers, turn.CouponUsed, want)
		}
	}
}
