package conversations

import (
	"strings"
	"testing"
	"time"

	"kurzwahl/consent"
	"kurzwahl/contests"
	"kurzwahl/intents"
	"kurzwahl/message"
)

// asked is a contact who was asked something, with what the question is about.
func asked(t *testing.T, q Paused) *world {
	t.Helper()
	w := newWorld(t, config(t, message.German, false))
	w.contact.Language = message.German
	w.standing = w.standing.With(consent.Record{Purpose: consent.All, Action: consent.Granted, At: w.now.AddDate(0, -1, 0)})
	w.products = helmets()
	q.AskedAt, q.ExpiresAt = w.now, w.now.Add(time.Hour)
	w.state.put(q)
	return w
}

var unclearText = Unclear{Text: "Lampe kam kaputt an, wo bleibt mein Paket", Meant: []intents.Intent{intents.OrderStatus, intents.Complaint}}

// arrives has a survey's question reach the phone while another question is open.
func (w *world) arrives() {
	w.outbox["survey:late"] = Delivery{SentAt: w.now}
	w.state.OnItsWay = &Paused{Question: AskRating, Survey: "delivery", Order: "4711", Asked: 1, Message: "survey:late"}
}

func TestASurveyThatArrivesLeavesTheOpenQuestionWhatItIsAbout(t *testing.T) {
	t.Parallel()
	cases := []struct {
		open Paused
		text string
		want string // what people see
	}{
		{Paused{Question: AskWhich, Unclear: unclearText}, "B", "Reklamation"},
		{Paused{Question: AskStop, Unclear: Unclear{Text: unclearText.Text, Meant: []intents.Intent{intents.Complaint, intents.OptOut}}}, "nein", "Reklamation"},
		{Paused{Question: AskCaseText, Draft: Draft{Kind: intents.Complaint, Text: "kaputt", Order: "4711"}}, "der Rahmen ist gebrochen", "Reklamation"},
	}
	for _, c := range cases {
		w := asked(t, c.open)
		w.arrives()
		turn := w.texts(c.text)
		if turn.State.Question == AskCaseOrder {
			turn = w.texts("4711")
		}
		if got := turn.Conversation; got == nil || !strings.Contains(got.Reason, c.want) {
			t.Errorf("%s: %q gave the card %+v, want one that says %q", c.open.Question, c.text, got, c.want)
		}
		if turn.State.Question != AskRating || turn.State.Survey != "delivery" {
			t.Errorf("%s: afterwards %q of %q is open, want the survey", c.open.Question, turn.State.Question, turn.State.Survey)
		}
	}
}

func TestAQuestionThatWasInterruptedComesBackWithWhatItIsAbout(t *testing.T) {
	t.Parallel()
	for _, q := range []Question{AskWhich, AskStop} {
		w := asked(t, Paused{Question: AskRating, Survey: "delivery", Order: "4711"})
		w.state.Paused = &Paused{Question: q, Unclear: unclearText, AskedAt: w.now, ExpiresAt: w.now.Add(time.Hour)}
		if turn := w.texts("5"); turn.State.Question != q || len(turn.State.Unclear.Meant) != 2 {
			t.Errorf("after the rating %q is open about %+v, want %q about the text", turn.State.Question, turn.State.Unclear, q)
		}
		w.now = w.now.Add(2 * time.Hour)
		turn := w.texts("danke")
		if c := turn.Conversation; c == nil || c.Quote != unclearText.Text || strings.Contains(c.Reason, "{") {
			t.Errorf("%s lapsed with the card %+v, want the unclear text and no placeholder", q, c)
		}
	}
}

func TestAQuestionAboutNothingEndsQuietly(t *testing.T) {
	t.Parallel()
	for _, q := range []Question{AskWhich, AskStop} {
		for _, text := range []string{"nein", "A", "B", "blaue Elefanten", "ja"} {
			w := asked(t, Paused{Question: q})
			if turn := w.texts(text); turn.State.Question == q {
				t.Errorf("%s about nothing is still open after %q", q, text)
			}
		}
		w := asked(t, Paused{Question: q})
		w.now = w.now.Add(2 * time.Hour)
		if turn := w.texts("danke"); turn.Conversation != nil {
			t.Errorf("%s about nothing lapsed with the card %+v", q, turn.Conversation)
		}
	}
}

func TestADraftIsFiledAlthoughItsTimePassedWhileItWasInterrupted(t *testing.T) {
	t.Parallel()
	w := asked(t, Paused{Question: AskOrderNumber})
	w.state.ExpiresAt = w.now.Add(3 * time.Hour)
	w.state.Paused = &Paused{Question: AskCaseOrder, Draft: Draft{Kind: intents.Complaint, Text: "kaputt"}, AskedAt: w.now, ExpiresAt: w.now.Add(time.Hour)}
	w.state.Step, w.timers = 1, []Timer{{Kind: TimerExpire, Step: 1, Due: w.now.Add(3 * time.Hour)}}
	w.passes(4 * time.Hour)
	if len(w.cases) != 1 || w.cases[0].Text != "kaputt" {
		t.Errorf("cases: %+v, want the draft", w.cases)
	}
}

func TestARatingBesideACaseLosesNeither(t *testing.T) {
	t.Parallel()
	rating := &Paused{Question: AskRating, Survey: "delivery", Order: "4711", ExpiresAt: start().Add(time.Hour)}
	for q, text := range map[Question]string{AskCaseOrder: "5", AskCaseText: "2"} {
		w := asked(t, Paused{Question: q, Draft: Draft{Kind: intents.Complaint, Text: "der Rahmen ist gebrochen", Order: "4711"}})
		w.state.Paused = rating
		turn := w.texts(text)
		if len(turn.Answers) != 1 || len(w.cases) != 1 || w.cases[0].Text != "der Rahmen ist gebrochen" {
			t.Errorf("%s: %q gave the ratings %+v and the cases %+v, want one of each", q, text, turn.Answers, w.cases)
		}
		told := 0
		for _, r := range turn.Replies {
			told += strings.Count(r.Text, "Vorgang "+w.cases[0].ID())
		}
		if told != 1 {
			t.Errorf("%s: after %q the case was told of %d times, want once: %+v", q, text, told, turn.Replies)
		}
	}
	w := asked(t, Paused{Question: AskWhich, Unclear: unclearText})
	w.state.Paused = rating
	if turn := w.texts("2"); len(turn.Answers) != 0 || turn.Reading.Intent != intents.Complaint {
		t.Errorf("\"2\" was rated %+v and read as %s, want the second meaning", turn.Answers, turn.Reading.Intent)
	}
	w = asked(t, Paused{Question: AskWhich, Unclear: unclearText})
	w.state.Paused = rating
	if turn := w.texts("5"); len(turn.Answers) != 1 || turn.Conversation == nil || turn.Conversation.Quote != unclearText.Text {
		t.Errorf("\"5\" was rated %+v with the card %+v, want a card of the unclear text", turn.Answers, turn.Conversation)
	}
	w = asked(t, Paused{Question: AskVariant, Wish: Wish{Purpose: consent.Waitlist, Options: twoHelmets()}})
	w.state.Paused = rating
	if turn := w.texts("2"); len(turn.Answers) != 0 || len(turn.Signups) != 1 {
		t.Errorf("\"2\" was rated %+v and signed up %+v, want the second helmet", turn.Answers, turn.Signups)
	}
}

func TestAYesIsForThePrizeUnlessAYoungerQuestionTakesOne(t *testing.T) {
	t.Parallel()
	cases := []struct {
		survey, text string
		want         int
	}{{"delivery", "Ja", 1}, {"delivery", "5", 0}, {"delivery", "nein", 0}, {"delivery", "alles super", 0}, {"fine", "Ja", 0}}
	for _, c := range cases {
		w := asked(t, Paused{Question: AskRating, Survey: c.survey, Order: "4711"})
		w.state.Won = []Won{{Contest: "winter", Place: 1, Message: "prize", AskedAt: w.now.Add(-time.Hour), ExpiresAt: w.now.Add(time.Hour)}}
		w.outbox["prize"] = Delivery{SentAt: w.now.Add(-time.Hour)}
		turn := w.texts(c.text)
		if len(turn.Prizes) != c.want || c.want == 1 && turn.Prizes[0].State != contests.Accepted {
			t.Errorf("%q after survey %s moved the prizes %+v, want %d accepted", c.text, c.survey, turn.Prizes, c.want)
		}
	}
}

func TestAFurtherScoreNeverReplacesTheFirst(t *testing.T) {
	t.Parallel()
	w := asked(t, Paused{Question: AskRating, Survey: "stars", Part: 9, Order: "4711"})
	w.state.Rated = Rated{Survey: "stars", Order: "4711", Score: 5, At: w.now}
	turn := w.texts("2")
	if len(turn.Answers)+len(turn.Further) > 0 || len(turn.Replies) != 1 || turn.State.Question != NoQuestion {
		t.Errorf("a score for a question that is dropped gave %+v, %+v and %d replies, and %q is open", turn.Answers, turn.Further, len(turn.Replies), turn.State.Question)
	}
}
