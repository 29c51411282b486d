package surveys_test

import (
	"math"
	"testing"

	"kurzwahl/surveys"
)

func TestLowFollowsTheDirectionOfTheScale(t *testing.T) {
	t.Parallel()
	cases := []struct {
		survey surveys.Survey
		low    []int
		high   []int
	}{
		{surveys.Survey{Name: "six is best"}, []int{1, 2}, []int{3, 6}},
		{surveys.Survey{Name: "school grades", Scale: surveys.Scale{Min: 1, Max: 6, LowBest: true}}, []int{5, 6}, []int{1, 4}},
		{surveys.Survey{Name: "ten", Scale: surveys.Scale{Min: 0, Max: 10}, LowBar: 6}, []int{0, 6}, []int{7, 10}},
	}
	for _, c := range cases {
		if err := c.survey.Check(); err != nil {
			t.Errorf("%s: %v", c.survey.Name, err)
		}
		for _, score := range c.low {
			if !c.survey.Low(score) {
				t.Errorf("%s: %d is not low", c.survey.Name, score)
			}
		}
		for _, score := range c.high {
			if c.survey.Low(score) {
				t.Errorf("%s: %d is low", c.survey.Name, score)
			}
		}
	}
}

func TestCheckRefusesImpossibleSurveys(t *testing.T) {
	t.Parallel()
	for _, s := range []surveys.Survey{{}, {Name: "a", Scale: surveys.Scale{Min: 5, Max: 2}}, {Name: "a", Scale: surveys.Scale{Min: 1, Max: 60}}, {Name: "a", LowBar: 9}} {
		if s.Check() == nil {
			t.Errorf("%+v was taken", s)
		}
	}
}

func TestResults(t *testing.T) {
	t.Parallel()
	survey := surveys.Survey{Name: "delivery"}
	r := surveys.Tally(survey)
	if r.Mean() != 0 || r.ResponseRate() != 0 {
		t.Errorf("without answers: mean %v, rate %v, want 0 and 0", r.Mean(), r.ResponseRate())
	}
	r.Invited = 8
	r.Add(survey, 6, 2)
	r.Add(survey, 1, 1)
	r.Add(survey, 9, 5)
	if r.Answered != 3 || r.Low != 1 {
		t.Errorf("got %d answers, %d low, want 3 and 1", r.Answered, r.Low)
	}
	if math.Abs(r.Mean()-13.0/3) > 1e-9 {
		t.Errorf("mean is %v, want 13/3", r.Mean())
	}
	if r.ResponseRate() != 3.0/8 {
		t.Errorf("response rate is %v, want 3/8", r.ResponseRate())
	}
}
