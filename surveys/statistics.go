package surveys

import "math"

// Interval holds the true value in 95 of 100 samples, as far as answers may be taken for a sample.
type Interval struct{ From, To float64 }

// z is the quantile of the normal distribution for 95 %.
const z = 1.959964

// tQuantiles are the quantiles of Student's t distribution for 95 %, two-sided, by degrees of freedom from 1
// (NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2).
var tQuantiles = [...]float64{
	12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
	2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
}

// tQuantile is the t quantile for n answers, n at least 2. Between 31 and 120 degrees of freedom it is at most 0.02 too
// wide, beyond at most 0.02 too narrow.
func tQuantile(n int) float64 {
	freedom := n - 1
	switch {
	case freedom <= len(tQuantiles):
		return tQuantiles[freedom-1]
	case freedom <= 60:
		return 2.021 // of 40 degrees
	case freedom <= 120:
		return 2.000 // of 60 degrees
	default:
		return 1.980 // of 120 degrees
	}
}

// Mean is the mean score; 0 when there is none.
func (t Tally) Mean() float64 {
	count, sum := t.Count(), 0
	if count == 0 {
		return 0
	}
	for i, n := range t.Distribution {
		sum += (t.Scale.Min + i) * n
	}
	return float64(sum) / float64(count)
}

// MeanInterval is the confidence interval of the mean by Student's t (NIST/SEMATECH e-Handbook, section 1.3.5.2), cut
// off at the ends of the scale. ok is false with fewer than two scores, or when all are the same: then a few answers
// tell nothing of how others would spread.
func (t Tally) MeanInterval() (i Interval, ok bool) {
	count, mean, squares := t.Count(), t.Mean(), 0.0
	for i, n := range t.Distribution {
		d := float64(t.Scale.Min+i) - mean
		squares += d * d * float64(n)
	}
	if count < 2 || squares == 0 {
		return Interval{}, false
	}
	half := tQuantile(count) * math.Sqrt(squares/float64(count-1)/float64(count))
	return Interval{max(float64(t.Scale.Min), mean-half), min(float64(t.Scale.Max), mean+half)}, true
}

// NPS is the Net Promoter Score, -100 to 100: the share of those who gave 9 or 10 less that of those who gave 0 to 6,
// with its confidence interval: adjusted Wald, which adds 3/4 of an answer to either side and 3 to their number, the
// best of the simple ones in B. Rocks, "Interval Estimation for the Net Promoter Score", The American Statistician
// 70 (2016) 365-372. ok is false for another scale, and without answers.
func (t Tally) NPS() (score float64, i Interval, ok bool) {
	count := t.Count()
	if t.Scale.Style != Recommend || count == 0 {
		return 0, Interval{}, false
	}
	promoters, detractors := float64(t.Share(9, 10)), float64(t.Share(0, 6))
	score = 100 * (promoters - detractors) / float64(count)
	n := float64(count) + 3
	p, d := (promoters+0.75)/n, (detractors+0.75)/n
	half := z * math.Sqrt((p+d-(p-d)*(p-d))/n)
	return score, Interval{max(-100, 100*(p-d-half)), min(100, 100*(p-d+half))}, true
}

// Proportion gives a share and its confidence interval, both 0 to 1 (E. B. Wilson, "Probable Inference, the Law of
// Succession, and Statistical Inference", Journal of the American Statistical Association 22 (1927) 209-212). Of none
// at all everything is possible.
func Proportion(part, whole int) (share float64, i Interval) {
	if whole <= 0 {
		return 0, Interval{0, 1}
	}
	n := float64(whole)
	share = min(1, max(0, float64(part)/n))
	middle := (share + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(share*(1-share)/n+z*z/(4*n*n))
	return share, Interval{min(share, max(0, middle-half)), max(share, min(1, middle+half))}
}

// Weight says how much a number of answers can carry.
type Weight string

// The weights.
const (
	TooFew Weight = "too few" // under 10: single voices, no figure
	Rough  Weight = "rough"   // under 30: a first impression
	Fair   Weight = "fair"
)

// Weight says how much the tally can carry.
func (t Tally) Weight() Weight {
	switch count := t.Count(); {
	case count < 10:
		return TooFew
	case count < 30:
		return Rough
	default:
		return Fair
	}
}
