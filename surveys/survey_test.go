package surveys_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/surveys"
)

func scale(t testing.TB, name string) surveys.Scale {
	t.Helper()
	s, err := surveys.ParseScale(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBranchesFollowTheScaleAndItsDirection(t *testing.T) {
	t.Parallel()
	six := surveys.Scale{Min: 1, Max: 6}
	cases := []struct {
		survey            surveys.Survey
		low, middle, high []int
	}{
		{surveys.Survey{Name: "six is best"}, []int{1, 2}, []int{3, 4}, []int{5, 6}},
		{surveys.Survey{Name: "school grades", Scale: scale(t, "6-1")}, []int{5, 6}, []int{3, 4}, []int{1, 2}},
		{surveys.Survey{Name: "recommend", Scale: scale(t, "0-10")}, []int{0, 6}, []int{7, 8}, []int{9, 10}},
		{surveys.Survey{Name: "stars", Scale: scale(t, "1-5")}, []int{1, 2}, []int{3}, []int{4, 5}},
		{surveys.Survey{Name: "yes or no", Scale: scale(t, "yes-no")}, []int{0}, nil, []int{1}},
		{surveys.Survey{Name: "bars of the shop", Scale: six, LowBar: surveys.At(3), HighBar: surveys.At(6)}, []int{1, 3}, []int{4, 5}, []int{6}},
	}
	for _, c := range cases {
		if err := c.survey.Check(); err != nil {
			t.Errorf("%s: %v", c.survey.Name, err)
		}
		for want, scores := range map[surveys.Branch][]int{surveys.Low: c.low, surveys.Middle: c.middle, surveys.High: c.high} {
			for _, score := range scores {
				if got := c.survey.Branch(score); got != want {
					t.Errorf("%s: %d is %s, want %s", c.survey.Name, score, got, want)
				}
			}
		}
	}
}

func TestEveryScaleHasALowAndAHighEnd(t *testing.T) {
	t.Parallel()
	for lowest := range 10 {
		for highest := lowest + 1; highest <= 10; highest++ {
			for _, lowBest := range []bool{false, true} {
				s := surveys.Survey{Name: "s", Scale: surveys.Scale{Min: lowest, Max: highest, LowBest: lowBest}}
				if err := s.Check(); err != nil {
					t.Fatal(err)
				}
				worst := lowest + highest - s.Scale.Best()
				if s.Branch(worst) != surveys.Low || s.Branch(s.Scale.Best()) != surveys.High {
					t.Errorf("%+v: worst is %s, best is %s", s.Scale, s.Branch(worst), s.Branch(s.Scale.Best()))
				}
			}
		}
	}
}

func TestCheckNamesEverythingThatIsWrong(t *testing.T) {
	t.Parallel()
	survey := surveys.Survey{
		Name: "s", Scale: surveys.Scale{Min: 1, Max: 6}, LowBar: surveys.At(5), HighBar: surveys.At(4), RemindAfter: 80 * time.Hour, Lasts: 72 * time.Hour,
		WhenEmpty: surveys.Stop, StaticCoupon: "X",
		Then: []surveys.Step{{Ask: "dance"}, {Ask: surveys.AskScore, Name: "a"}, {Ask: surveys.ShowLink, Name: "a"}, {Ask: surveys.AskWords, When: []surveys.Branch{"best"}}},
	}
	err := survey.Check()
	if err == nil {
		t.Fatal("it was taken")
	}
	for _, want := range []string{
		"low and high at once", "comes when the question has lapsed", "no pool of coupons that could be empty", "needs a pool of coupons",
		`it asks "dance"`, "further score needs a question", "such a step needs one", `two questions are named "a"`, `comes when "best"`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("nothing says %q:\n%v", want, err)
		}
	}
	for _, s := range []surveys.Survey{{}, {Name: "a", Scale: surveys.Scale{Min: 5, Max: 2}}, {Name: "a", Scale: surveys.Scale{Min: 1, Max: 60}}, {Name: "a", LowBar: surveys.At(9)}, {Name: "a", LowBar: surveys.At(0)}} {
		if s.Check() == nil {
			t.Errorf("%+v was taken", s)
		}
	}
	if _, err := surveys.ParseScale("1-7"); err == nil || !strings.Contains(err.Error(), "yes-no") {
		t.Errorf("an unknown scale: %v, want the list of those that there are", err)
	}
}

func TestWhatComesAfterAScore(t *testing.T) {
	t.Parallel()
	survey := surveys.Survey{Name: "s", Then: []surveys.Step{
		{Ask: surveys.AskWrong, When: []surveys.Branch{surveys.Low}},
		{Ask: surveys.AskScore, Name: "parcel", Question: nil},
		{Ask: surveys.ShowLink, Link: "https://shop.example/r", When: []surveys.Branch{surveys.High}},
		{Ask: surveys.AskWords, When: []surveys.Branch{surveys.High, surveys.Middle}},
		{Ask: surveys.AskPublish, When: []surveys.Branch{surveys.High}},
	}}
	for _, c := range []struct {
		score, from int
		words       bool
		links, next int
	}{
		{1, 0, false, 0, 0},
		{1, 0, true, 0, 1},
		{1, 2, true, 0, -1},
		{4, 0, false, 0, 1},
		{4, 2, false, 0, 3},
		{4, 2, true, 0, -1},
		{6, 2, false, 1, 3},
		{6, 2, true, 1, 4},
		{6, 4, false, 0, -1},
		{6, 9, true, 0, -1},
	} {
		links, next := survey.After(c.score, c.from, c.words)
		if len(links) != c.links || next != c.next {
			t.Errorf("after %d, from %d, words %v: %d links, question %d; want %d and %d", c.score, c.from, c.words, len(links), next, c.links, c.next)
		}
	}
	asked := surveys.Survey{Name: "s", FollowUp: true}.WithDefaults().Then
	if diff := cmp.Diff([]surveys.Step{{Ask: surveys.AskWrong, Name: "wrong", When: []surveys.Branch{surveys.Low}, Lasts: 24 * time.Hour}}, asked); diff != "" {
		t.Errorf("a follow-up alone (-want +got):\n%s", diff)
	}
}

func TestWordsThatStandForAScore(t *testing.T) {
	t.Parallel()
	none := -1
	for _, c := range []struct {
		scale, text string
		score       int
		more        bool
	}{
		{"yes-no", "Ja", 1, false},
		{"yes-no", "ja, danke!", 1, false},
		{"yes-no", "Ja, aber der Karton war nass", 1, true},
		{"yes-no", "👍", 1, false},
		{"yes-no", "👍🏽", 1, false},
		{"yes-no", "No tak", 1, false},
		{"yes-no", "TAK", 1, false},
		{"yes-no", "yep, all good thanks", 1, true},
		{"yes-no", "Auf jeden Fall!", 1, false},
		{"yes-no", "nein", 0, false},
		{"yes-no", "Nein, zwei Teile fehlten", 0, true},
		{"yes-no", "nie", 0, false},
		{"yes-no", "No", 0, false},
		{"yes-no", "lieber nicht", 0, false},
		{"yes-no", "ja nein", none, false},
		{"yes-no", "nicht schlecht", none, false},
		{"yes-no", "wo ist mein Paket, ja?", none, false},
		{"yes-no", "", none, false},
		{"yes-no", "1", none, false},
		{"6-1", "Sehr gut!", 1, false},
		{"6-1", "Note gut", 2, false},
		{"6-1", "mangelhaft", 5, false},
		{"6-1", "gut, aber teuer", none, false},
		{"6-1", "nicht gut", none, false},
		{"0-10", "1️⃣0️⃣", 10, false},
		{"0-10", "🔟", 10, false},
		{"0-10", "1️⃣1️⃣", none, false},
		{"1-5", "5️⃣", 5, false},
		{"yes-no", "1️⃣", none, false},
		{"1-6", "sehr gut", none, false},
		{"1-5", "ja", none, false},
		{"0-10", "ja", none, false},
	} {
		score, more, ok := scale(t, c.scale).Said(c.text)
		if !ok {
			score = none
		}
		if score != c.score || more != c.more {
			t.Errorf("%s: %q is %d (more: %v), want %d (%v)", c.scale, c.text, score, more, c.score, c.more)
		}
	}
}

func FuzzSaid(f *testing.F) {
	f.Add("ja, aber nein")
	f.Add("👍🏽 sehr gut")
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"1-6", "6-1", "0-10", "1-5", "yes-no"} {
			s := scale(t, name)
			if score, _, ok := s.Said(text); ok && !s.Holds(score) {
				t.Errorf("%s: %q gives %d, which is not on the scale", name, text, score)
			}
		}
	})
}
