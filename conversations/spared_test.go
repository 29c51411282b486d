package conversations

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// TestSurveyOfTheNightGoesOutOnlyWhereNothingHappenedSince has a survey wait for the morning, plays what may happen in a
// night, and looks whether it still waits.
func TestSurveyOfTheNightGoesOutOnlyWhereNothingHappenedSince(t *testing.T) {
	t.Parallel()
	desk := newWorld(t, config(t, message.German, false)).desk
	staff := Staff{User: "U1", Name: "Anna"}
	withdrawn, kept := 0, 0
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 8))
		w := worldOf(desk)
		w.standing = w.standing.With(consent.Record{Purpose: consent.All, Action: consent.Granted, At: w.now.AddDate(0, -1, 0)})
		w.order("4711", "delivered")
		w.now = w.now.Add(12 * time.Hour)
		w.happens(Event{Kind: SurveyDue, Survey: "delivery", Order: w.orders[0]})
		for range 4 {
			w.now = w.now.Add(time.Duration(random.IntN(90)) * time.Minute)
			switch random.IntN(7) {
			case 0:
				w.texts([]string{"Ich möchte mit einem Mitarbeiter sprechen", "Der Rahmen ist gebrochen und die Klingel kaputt", "kaputt", "hallo", "wo ist 4711?"}[random.IntN(5)])
			case 1:
				w.happens(Event{Kind: StaffWrote, Staff: staff, Text: "Guten Abend"})
			case 2:
				w.happens(Event{Kind: Closed, Conversation: w.conversation(), Staff: staff})
			case 3:
				w.happens(Event{Kind: Reopened, Conversation: w.conversation(), Staff: staff})
			case 4:
				w.happens(Event{Kind: OrderMoved, Order: w.order("4711", []string{"delivered", "returned", "refunded"}[random.IntN(3)])})
			default:
				w.happens(Event{Kind: TimerRang, Timer: Timer{Kind: TimerSent}})
			}
			talked := slices.ContainsFunc(w.conversations, func(v Conversation) bool { return v.Status != Finished }) || slices.ContainsFunc(w.cases, Case.open)
			_, waits := w.due["survey:delivery:shop:4711"]
			if waits && (talked || cameBack(w.orders[0].State) || w.state.Draft.Kind != "") {
				t.Fatalf("seed %d: the survey still waits, although people talk (%v) or the order is %s", seed, talked, w.orders[0].State)
			}
			if waits != (w.state.OnItsWay != nil) {
				t.Fatalf("seed %d: the question waits (%v), and the state says otherwise", seed, waits)
			}
		}
		if _, waits := w.due["survey:delivery:shop:4711"]; waits {
			kept++
		} else {
			withdrawn++
		}
	}
	if kept < 10 || withdrawn < 10 {
		t.Errorf("%d surveys were kept and %d withdrawn: the nights are too much alike", kept, withdrawn)
	}
}
