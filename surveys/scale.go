package surveys

import (
	"fmt"
	"strings"
)

// Scale is the range of a rating.
type Scale struct {
	Min, Max int
	LowBest  bool // the lowest number is the best, as in German school grades
	Style    Style
}

// Style says how a scale is spoken of, and what words stand for its scores.
type Style string

// The styles.
const (
	Points    Style = ""       // plain numbers
	Grades    Style = "grades" // German school grades: 1 is "sehr gut", 6 is "ungenügend"
	Recommend Style = "nps"    // how likely one recommends the shop, 0 to 10
	Stars     Style = "stars"  // 1 to 5 stars
	YesNo     Style = "yes-no" // 1 is yes, 0 is no
)

// scales are the scales by the names that the config has for them.
var scales = []struct {
	name  string
	scale Scale
}{
	{"1-6", Scale{Min: 1, Max: 6}},
	{"6-1", Scale{Min: 1, Max: 6, LowBest: true, Style: Grades}},
	{"0-10", Scale{Min: 0, Max: 10, Style: Recommend}},
	{"1-5", Scale{Min: 1, Max: 5, Style: Stars}},
	{"yes-no", Scale{Min: 0, Max: 1, Style: YesNo}},
}

// ParseScale gives the scale of a name: "1-6" (6 is best), "6-1" (school grades, 1 is best), "0-10" (how likely one
// recommends the shop), "1-5" (stars) or "yes-no". The error of any other name lists them.
func ParseScale(name string) (Scale, error) {
	names := make([]string, len(scales))
	for i, s := range scales {
		if s.name == name {
			return s.scale, nil
		}
		names[i] = s.name
	}
	return Scale{}, fmt.Errorf("there is no scale %q: write one of %s", name, strings.Join(names, ", "))
}

// orDefault gives the scale, 1 to 6 for the zero one.
func (s Scale) orDefault() Scale {
	if s == (Scale{}) {
		return Scale{Min: 1, Max: 6}
	}
	return s
}

// Holds says whether the score is on the scale.
func (s Scale) Holds(score int) bool { return score >= s.Min && score <= s.Max }

// Size is how many scores the scale has.
func (s Scale) Size() int { return s.Max - s.Min + 1 }

// Best is the best score.
func (s Scale) Best() int {
	if s.LowBest {
		return s.Min
	}
	return s.Max
}

// atLeast says whether a score is as good as another one, or better.
func (s Scale) atLeast(score, other int) bool {
	if s.LowBest {
		return score <= other
	}
	return score >= other
}

// step gives the score that is n steps better than the worst.
func (s Scale) step(n int) int {
	if s.LowBest {
		return s.Max - n
	}
	return s.Min + n
}

// bars gives the best score that still counts as low, and the worst that counts as high. Of 0 to 10 they are those of
// the Net Promoter Score: detractors give at most 6, promoters at least 9 (Reichheld, "The One Number You Need to
// Grow", Harvard Business Review, December 2003). Elsewhere low is the worst third, at least two scores of a scale of
// five or more, and high the best third likewise.
func (s Scale) bars() (low, high int) {
	if s.Style == Recommend {
		return 6, 9
	}
	third := max(1, s.Size()/3)
	if s.Size() >= 5 {
		third = max(2, third)
	}
	return s.step(third - 1), s.step(s.Size() - third)
}
