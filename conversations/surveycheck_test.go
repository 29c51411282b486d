package conversations

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/sms"
	"kurzwahl/surveys"
)

// TestNothingOfASurveyIsEverCutOff makes surveys whose texts are about as long as they may be, and answers those that the
// check at start lets pass in every way: each text must have arrived whole.
func TestNothingOfASurveyIsEverCutOff(t *testing.T) {
	t.Parallel()
	base := config(t, message.German, false)
	base.Contests, base.MaxReplies = nil, 1000
	base.Parser = newWorld(t, base).desk.parser
	passed, refused := 0, 0
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 2))
		c := base
		c.Marks = seed%2 == 0
		c.Surveys = []surveys.Survey{tightSurvey(t, random)}
		desk, err := New(c)
		if err != nil {
			if !strings.Contains(err.Error(), "shorten its texts") {
				t.Fatalf("seed %d: %v", seed, err)
			}
			refused++
			continue
		}
		passed++
		for range 6 {
			answersAtRandom(t, worldOf(desk), random, fmt.Sprintf("seed %d", seed))
		}
	}
	if passed < 20 || refused < 20 {
		t.Errorf("%d surveys passed and %d were refused: their texts are too short, or too long", passed, refused)
	}
}

// tightSurvey makes a survey with up to four steps and texts of any length.
func tightSurvey(t *testing.T, random *rand.Rand) surveys.Survey {
	t.Helper()
	words := func(most int) map[message.Language]string {
		texts := map[message.Language]string{}
		for _, l := range []message.Language{message.German, message.English, message.Polish} {
			texts[l] = strings.TrimSpace(strings.Repeat("ąbc de ", 1+random.IntN(most))) + "?"
		}
		return texts
	}
	scale := func() surveys.Scale {
		s, err := surveys.ParseScale([]string{"1-6", "6-1", "0-10", "1-5", "yes-no"}[random.IntN(5)])
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := surveys.Survey{Name: "tight", Scale: scale(), CouponPool: []string{"", "thanks"}[random.IntN(2)]}
	asked, further := 8, 34 // words, at most: only one of the two is long
	if random.IntN(3) == 0 {
		asked, further = 28, 12
	}
	if random.IntN(2) == 0 {
		s.Question = words(asked)
		for language, text := range s.Question {
			s.Question[language] = text + " {order}"
		}
	}
	for i := range random.IntN(5) {
		step := surveys.Step{Ask: []surveys.Ask{surveys.AskScore, surveys.AskWrong, surveys.AskWords, surveys.AskPublish, surveys.ShowLink}[random.IntN(5)], Name: fmt.Sprint(i)}
		if random.IntN(3) > 0 || step.Ask == surveys.AskScore {
			step.Question = words(further)
		}
		if step.Ask == surveys.AskScore {
			step.Scale = scale()
		}
		if step.Ask == surveys.ShowLink {
			step.Link = "https://radhaus.example/" + strings.Repeat("r", random.IntN(40))
		}
		for _, branch := range []surveys.Branch{surveys.Low, surveys.Middle, surveys.High} {
			if random.IntN(2) == 0 {
				step.When = append(step.When, branch)
			}
		}
		s.Then = append(s.Then, step)
	}
	return s
}

// answersAtRandom plays one customer of the desk's survey, and looks at every text that they get.
func answersAtRandom(t *testing.T, w *world, random *rand.Rand, who string) {
	t.Helper()
	w.contact.Language = []message.Language{message.German, message.English, message.Polish}[random.IntN(3)]
	w.standing = w.standing.With(consent.Record{Purpose: consent.All, Action: consent.Granted, At: w.now.AddDate(0, -1, 0)})
	w.coupons = []string{strings.Repeat("C", surveys.LongestCode)}
	w.order(strings.Repeat("DE-2026-", 1+random.IntN(8)), "delivered")
	whole(t, who, w.happens(Event{Kind: SurveyDue, Survey: "tight", Order: w.orders[0]}))
	if random.IntN(3) == 0 {
		for _, turn := range w.passes(49 * time.Hour) {
			whole(t, who, turn)
		}
	}
	for range 8 {
		whole(t, who, w.texts([]string{
			"1", "2", "5", "6", "10", "ja", "nein", "1, kam kaputt an", "6, sehr schnell und gut verpackt, wir kommen gern wieder", "4",
			"Der Rahmen war zerkratzt und die Klingel fehlte", "sorry, ich meinte 6", "quatsch, 1",
		}[random.IntN(13)]))
	}
}

// whole looks at every text of a turn: it has its end, and a way to stop where the law wants one.
func whole(t *testing.T, who string, turn Turn) {
	t.Helper()
	for _, r := range turn.Replies {
		if strings.HasSuffix(r.Text, "...") || sms.Measure(r.Text).Segments > MaxSegments {
			t.Fatalf("%s: after %q the text is cut off: %q", who, turn.Event.Text, r.Text)
		}
		if r.Class == message.Marketing && !strings.Contains(r.Text, "STOP") {
			t.Fatalf("%s: %q names no way to stop", who, r.Text)
		}
	}
}

// TestWhatTheCheckOfASurveyNames has a question that fits behind thanks, but not behind what else may stand before it.
func TestWhatTheCheckOfASurveyNames(t *testing.T) {
	t.Parallel()
	base := config(t, message.German, false)
	base.Contests = nil
	low, high := []surveys.Branch{surveys.Low}, []surveys.Branch{surveys.High}
	long := func(words int) map[message.Language]string {
		return map[message.Language]string{message.German: strings.Repeat("warum ", words)}
	}
	for want, then := range map[string][]surveys.Step{
		"thanks after a high score in de":              {{Ask: surveys.AskWords, When: high, Question: long(50)}},
		`answer to "wrong" after a low score in de`:    {{Ask: surveys.AskWrong, When: low}, {Ask: surveys.AskScore, Question: long(24)}},
		`answer to "publish" after a high score in de`: {{Ask: surveys.AskWords}, {Ask: surveys.AskPublish}, {Ask: surveys.AskScore, When: high, Question: long(29)}},
		"correction from a low to a high score in de":  {{Ask: surveys.AskWords, When: high, Question: long(37)}},
		"correction from a high to a low score in de":  {{Ask: surveys.AskWords, When: low, Question: long(28)}},
		`answer to "score" after a middle score in de`: {{Ask: surveys.AskScore, Question: long(3)}, {Ask: surveys.AskWords, Question: long(49)}},
	} {
		c := base
		c.Surveys = []surveys.Survey{{Name: "long", RemindAfter: -1, Then: then}}
		_, err := New(c)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(want, "thanks") && strings.Contains(err.Error(), "thanks") {
			t.Errorf("got %v, want a word about the %s, and none about thanks where they are short enough", err, want)
		}
	}
}
