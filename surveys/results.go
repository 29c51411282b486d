package surveys

// Results is what the answers to one survey amount to.
type Results struct {
	Survey       string
	Scale        Scale
	Invited      int   // who was sent the question
	Answered     int   // who gave a score
	Distribution []int // how often each score was given, from Scale.Min to Scale.Max
	Low          int   // scores bad enough to open a case
	Commented    int   // who wrote something besides the score
	Coupons      int   // coupons given away
}

// Tally makes Results with room for every score of the survey.
func Tally(s Survey) Results {
	s = s.WithDefaults()
	return Results{Survey: s.Name, Scale: s.Scale, Distribution: make([]int, s.Scale.Max-s.Scale.Min+1)}
}

// Add counts answers that all have the same score. A score outside the scale, given before the scale was
// changed, is left out.
func (r *Results) Add(s Survey, score, answers int) {
	if !r.Scale.Holds(score) {
		return
	}
	r.Distribution[score-r.Scale.Min] += answers
	r.Answered += answers
	if s.Low(score) {
		r.Low += answers
	}
}

// Mean is the mean score; 0 when nobody answered.
func (r *Results) Mean() float64 {
	if r.Answered == 0 {
		return 0
	}
	sum := 0
	for i, n := range r.Distribution {
		sum += (r.Scale.Min + i) * n
	}
	return float64(sum) / float64(r.Answered)
}

// ResponseRate is the share of the invited who answered, 0 to 1; 0 when nobody was invited.
func (r *Results) ResponseRate() float64 {
	if r.Invited == 0 {
		return 0
	}
	return min(1, float64(r.Answered)/float64(r.Invited))
}
