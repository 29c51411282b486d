package surveys

// Tally is how often each score of a scale was given.
type Tally struct {
	Scale        Scale
	Distribution []int // from Scale.Min to Scale.Max
}

// NewTally makes an empty Tally.
func NewTally(s Scale) Tally {
	s = s.orDefault()
	return Tally{Scale: s, Distribution: make([]int, s.Size())}
}

// Add counts answers that all have the same score. One outside the scale, given before the scale was changed, is left
// out, and false comes back.
func (t *Tally) Add(score, answers int) bool {
	if !t.Scale.Holds(score) {
		return false
	}
	t.Distribution[score-t.Scale.Min] += answers
	return true
}

// Count is how many scores there are.
func (t Tally) Count() int {
	count := 0
	for _, n := range t.Distribution {
		count += n
	}
	return count
}

// Share is how many scores lie from lowest to highest.
func (t Tally) Share(lowest, highest int) int {
	count := 0
	for i, n := range t.Distribution {
		if score := t.Scale.Min + i; score >= lowest && score <= highest {
			count += n
		}
	}
	return count
}

// Results is what the answers to one survey amount to.
type Results struct {
	Tally

	Survey      string
	Invited     int // who was sent the question
	Low         int // scores bad enough for people to look after
	Commented   int // who wrote something besides the score
	Coupons     int // coupons given away
	Publishable int // whose words may be published
	Steps       []Group
	Products    []Group // most answers first; those with fewer than FewestInGroup are left out
	OtherFew    int     // answers about products that are left out
	Weeks       []Group // oldest first; a week without answers has an empty Tally
}

// Group is the answers of one kind: to one further question, about one product, in one week.
type Group struct {
	Tally

	Name string
}

// FewestInGroup is how many answers a product needs to be shown by itself: fewer say nothing about it, and may point
// at a single person.
const FewestInGroup = 5

// ResponseRate is the share of the invited who answered, 0 to 1; 0 when nobody was invited.
func (r Results) ResponseRate() float64 {
	if r.Invited == 0 {
		return 0
	}
	return min(1, float64(r.Count())/float64(r.Invited))
}
