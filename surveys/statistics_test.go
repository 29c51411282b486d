package surveys_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"kurzwahl/surveys"
)

func tally(t testing.TB, name string, scores ...int) surveys.Tally {
	t.Helper()
	tally := surveys.NewTally(scale(t, name))
	for _, score := range scores {
		if !tally.Add(score, 1) {
			t.Fatalf("%d is not on the scale %s", score, name)
		}
	}
	return tally
}

func near(a, b float64) bool { return math.Abs(a-b) < 0.005 }

func TestMeanAndItsInterval(t *testing.T) {
	t.Parallel()
	// 4, 5, 6: mean 5, s = 1, t(2) = 4.303: 5 ± 4.303/√3 = 2.516 to 7.484, cut off at 6.
	got := tally(t, "1-6", 4, 5, 6)
	i, ok := got.MeanInterval()
	if got.Mean() != 5 || !ok || !near(i.From, 2.516) || i.To != 6 {
		t.Errorf("mean %v, from %v to %v (%v); want 5, from 2.516 to 6", got.Mean(), i.From, i.To, ok)
	}
	for name, few := range map[string]surveys.Tally{"none": tally(t, "1-6"), "one": tally(t, "1-6", 3), "all the same": tally(t, "1-6", 3, 3, 3)} {
		if i, ok := few.MeanInterval(); ok {
			t.Errorf("%s: an interval of %+v", name, i)
		}
	}
	if tally(t, "1-6").Mean() != 0 {
		t.Error("the mean of nothing is not 0")
	}
}

func TestNetPromoterScore(t *testing.T) {
	t.Parallel()
	// 5 promoters, 3 passives, 2 detractors: NPS 30. Adjusted: p = 5.75/13, d = 2.75/13, p-d = 0.23077,
	// variance 0.65385 - 0.05325 = 0.60059, half = 1.959964 * √(0.60059/13) = 0.42127.
	got, i, ok := tally(t, "0-10", 9, 9, 10, 10, 9, 7, 8, 8, 0, 6).NPS()
	if !ok || !near(got, 30) || !near(i.From, -19.05) || !near(i.To, 65.20) {
		t.Errorf("NPS %v from %v to %v (%v), want 30 from -19.05 to 65.20", got, i.From, i.To, ok)
	}
	if _, _, ok := tally(t, "0-10").NPS(); ok {
		t.Error("an NPS without answers")
	}
	if _, _, ok := tally(t, "1-6", 6).NPS(); ok {
		t.Error("an NPS of another scale")
	}
}

func TestProportion(t *testing.T) {
	t.Parallel()
	// Wilson's interval of 8 of 10, as R's binom::binom.wilson gives it.
	share, i := surveys.Proportion(8, 10)
	if share != 0.8 || !near(i.From, 0.4902) || !near(i.To, 0.9433) {
		t.Errorf("8 of 10: %v from %v to %v, want 0.8 from 0.4902 to 0.9433", share, i.From, i.To)
	}
	if _, i := surveys.Proportion(0, 0); i != (surveys.Interval{From: 0, To: 1}) {
		t.Errorf("of nothing: %+v, want everything possible", i)
	}
	if _, i := surveys.Proportion(0, 10); i.From != 0 || i.To < 0.2 {
		t.Errorf("0 of 10: %+v, want from 0 to more than 0.2", i)
	}
}

// TestIntervalsHoldTheirFigure draws random answers: each interval lies within what is possible, holds its figure
// where that is not at the edge, and ten times the answers make it narrower.
func TestIntervalsHoldTheirFigure(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 11))
	for range 2000 {
		small := surveys.NewTally(scale(t, "0-10"))
		for range 2 + random.IntN(60) {
			small.Add(random.IntN(11), 1)
		}
		large := surveys.NewTally(small.Scale)
		for score, n := range small.Distribution {
			large.Add(score, 10*n)
		}
		nps, i, _ := small.NPS()
		_, narrow, _ := large.NPS()
		if i.From > nps+1e-9 && nps > -100 || i.To < nps-1e-9 && nps < 100 || i.From < -100 || i.To > 100 || narrow.To-narrow.From >= i.To-i.From {
			t.Fatalf("%v: NPS %v from %v to %v, of ten times as many from %v to %v", small.Distribution, nps, i.From, i.To, narrow.From, narrow.To)
		}
		if m, ok := small.MeanInterval(); ok && (m.From > small.Mean() || m.To < small.Mean() || m.From < 0 || m.To > 10) {
			t.Fatalf("%v: mean %v from %v to %v", small.Distribution, small.Mean(), m.From, m.To)
		}
		whole := 1 + random.IntN(500)
		part := random.IntN(whole + 1)
		if share, p := surveys.Proportion(part, whole); p.From < 0 || p.To > 1 || p.From > share || p.To < share {
			t.Fatalf("%d of %d: %v from %v to %v", part, whole, share, p.From, p.To)
		}
	}
}

// TestTheIntervalsCoverTheTruth draws samples from a known shop: about 95 in 100 intervals must hold its true figures.
func TestTheIntervalsCoverTheTruth(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 5))
	weights := []int{1, 0, 1, 1, 1, 2, 3, 6, 9, 10, 6} // of the scores 0 to 10
	var pool []int
	for score, n := range weights {
		for range n {
			pool = append(pool, score)
		}
	}
	truth := tally(t, "0-10", pool...)
	nps, _, _ := truth.NPS()
	const samples = 4000
	for _, n := range []int{10, 30, 150} {
		heldNPS, heldMean := 0, 0
		for range samples {
			sample := surveys.NewTally(truth.Scale)
			for range n {
				sample.Add(pool[random.IntN(len(pool))], 1)
			}
			if _, i, _ := sample.NPS(); i.From <= nps && nps <= i.To {
				heldNPS++
			}
			if i, _ := sample.MeanInterval(); i.From <= truth.Mean() && truth.Mean() <= i.To {
				heldMean++
			}
		}
		for name, held := range map[string]int{"NPS": heldNPS, "mean": heldMean} {
			if share := float64(held) / samples; share < 0.9 || share > 0.99 { // of ten lopsided answers the mean is held a little less often
				t.Errorf("%d answers: the interval of the %s held the truth in %.1f %% of samples, want about 95", n, name, 100*share)
			}
		}
	}
}

func TestResultsByProductAndWeek(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	survey := surveys.Survey{Name: "delivery", Then: []surveys.Step{{Ask: surveys.AskScore, Name: "parcel", Scale: scale(t, "yes-no")}, {Ask: surveys.AskWords}}}
	c := surveys.NewCollector(survey, berlin)
	sunday := time.Date(2026, 11, 22, 23, 30, 0, 0, berlin)
	for i := range 6 {
		c.Add(surveys.Collected{Score: 1 + i, At: sunday, Commented: i == 0, Coupon: i < 4, Products: []string{"Helm"}})
	}
	c.Add(surveys.Collected{Score: 6, At: sunday.AddDate(0, 0, 15), Products: []string{"Helm", "Schloss"}})
	c.Add(surveys.Collected{Score: 9, At: sunday})
	c.AddStep("parcel", 1, 3)
	c.AddStep("gone", 1, 3)
	r := c.Results(4, 2)
	if r.Count() != 7 || r.Low != 2 || r.Commented != 1 || r.Coupons != 4 || r.Publishable != 2 || r.Invited != 7 {
		t.Errorf("got %+v", r)
	}
	if len(r.Products) != 1 || r.Products[0].Name != "Helm" || r.Products[0].Count() != 7 || r.OtherFew != 1 {
		t.Errorf("products: %+v and %d other answers, want Helm with 7 and 1 other", r.Products, r.OtherFew)
	}
	var weeks []string
	for _, w := range r.Weeks {
		weeks = append(weeks, fmt.Sprintf("%s %d", w.Name, w.Count()))
	}
	if got, want := fmt.Sprint(weeks), "[2026-11-16 6 2026-11-23 0 2026-11-30 0 2026-12-07 1]"; got != want {
		t.Errorf("weeks: %s, want %s", got, want)
	}
	if len(r.Steps) != 1 || r.Steps[0].Count() != 3 {
		t.Errorf("further questions: %+v", r.Steps)
	}
	if empty := surveys.NewCollector(survey, berlin).Results(0, 0); empty.ResponseRate() != 0 || empty.Mean() != 0 || len(empty.Weeks) != 0 || empty.Weight() != surveys.TooFew {
		t.Errorf("without answers: %+v", empty)
	}
}
