package conversations

import (
	"strconv"

	"kurzwahl/surveys"
)

// LowStock is the number of free codes in a pool at which people are told that more are needed.
const LowStock = 20

// The levels of a pool's stock that people are told of.
const (
	stockLow   = "low"
	stockEmpty = "empty"
)

// Pool names the pool of the survey whose answer is awaited, the open one before others, or that is to be asked only while
// there are coupons.
func (w *Worker) Pool(s State, e Event) string {
	if e.Kind == SurveyDue {
		return w.desk.poolOf(e.Survey)
	}
	if e.Kind != Texted {
		return "" // nothing else gives a coupon away
	}
	for _, q := range []*Paused{s.open(), s.Paused, s.OnItsWay} {
		if q == nil || q.Question != AskRating || q.Part > 0 {
			continue
		}
		if pool := w.desk.poolOf(q.Survey); pool != "" {
			return pool
		}
	}
	return ""
}

// poolOf is the pool of a survey, "" when it has none.
func (d *Desk) poolOf(survey string) string {
	found, _ := surveys.Find(d.config.Surveys, survey)
	return found.CouponPool
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
