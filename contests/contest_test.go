package contests_test

import (
	"testing"
	"time"

	"kurzwahl/contests"
)

func TestMeantPrefersAnOpenContest(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	past := contests.Contest{Name: "summer", Keywords: []string{"GEWINN"}, Until: now.Add(-time.Hour), TermsLink: "x"}
	open := contests.Contest{Name: "winter", Keywords: []string{"gewinn", "WIN"}, From: now.Add(-time.Hour), Until: now.Add(time.Hour), TermsLink: "x"}
	other := contests.Contest{Name: "bike", Keywords: []string{"RAD"}, TermsLink: "x"}
	cases := []struct {
		all         []contests.Contest
		text, asked string
		want        string
	}{
		{[]contests.Contest{past, open}, "GEWINN", "", "winter"},
		{[]contests.Contest{past}, "gewinn!", "", "summer"},
		{[]contests.Contest{open, other}, "Rad", "", "bike"},
		{[]contests.Contest{open, other}, "b", "bike", "bike"},
		{[]contests.Contest{past, open}, "ich will mitmachen", "", "winter"},
		{nil, "GEWINN", "", ""},
	}
	for _, c := range cases {
		got, _ := contests.Meant(c.all, c.text, c.asked, now)
		if got.Name != c.want {
			t.Errorf("Meant(%q, asked %q) = %q, want %q", c.text, c.asked, got.Name, c.want)
		}
	}
}

func TestOpenIncludesTheStartAndNotTheEnd(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	c := contests.Contest{From: start, Until: start.Add(time.Hour)}
	for at, want := range map[time.Time]bool{start.Add(-1): false, start: true, start.Add(time.Hour - 1): true, start.Add(time.Hour): false} {
		if got := c.Open(at); got != want {
			t.Errorf("Open(%s) = %v, want %v", at, got, want)
		}
	}
}

func TestCheckNamesEverythingThatIsMissing(t *testing.T) {
	t.Parallel()
	if err := (contests.Contest{}).Check(); err == nil {
		t.Error("an empty contest was taken")
	}
	if err := (contests.Contest{Name: "a", Keywords: []string{"A1"}, TermsLink: "https://shop.example/t"}).Check(); err != nil {
		t.Error(err)
	}
}
