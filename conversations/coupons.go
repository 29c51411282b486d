package conversations

import "strconv"

// LowStock is the number of free codes in a pool at which people are told that more are needed.
const LowStock = 20

// The levels of a pool's stock that people are told of.
const (
	stockLow   = "low"
	stockEmpty = "empty"
)

// Pool names the pool of the survey whose answer is awaited, or that is to be asked only while there are coupons.
func (w *Worker) Pool(s State, e Event) string {
	for _, survey := range w.desk.config.Surveys {
		switch {
		case survey.CouponPool == "":
		case e.Kind == SurveyDue && e.Survey == survey.Name:
			return survey.CouponPool
		case e.Kind == Texted && s.awaits(survey.Name):
			return survey.CouponPool
		}
	}
	return ""
}

// awaits says whether a survey's first score is asked for.
func (s State) awaits(survey string) bool {
	for _, q := range []*Paused{s.open(), s.Paused, s.OnItsWay} {
		if q != nil && q.Question == AskRating && q.Part == 0 && q.Survey == survey {
			return true
		}
	}
	return false
}

// Stock says in the inbox channel that a pool runs low, or that it is empty.
func (w *Worker) Stock(pool string, free int) (level string, n Notice) {
	f := fields{"pool": pool, "n": strconv.Itoa(free), "shop": w.desk.config.Shop}
	key := "remark.coupons_low"
	switch {
	case free > LowStock:
		return "", Notice{}
	case free == 0:
		level, key = stockEmpty, "remark.coupons_empty"
	default:
		level = stockLow
	}
	return level, Notice{Kind: ChannelRemark, Text: w.desk.phrases.say(w.desk.config.Language, key, f)}
}
