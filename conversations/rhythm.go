package conversations

import "time"

// Rhythm is how a contact's texts follow upon the bot's answers. A machine that answers ours is quick and regular; a person
// reads, thinks and types. It is a value: After gives the next one.
type Rhythm struct {
	Gaps  []time.Duration `json:"gaps,omitempty"` // from an answer of the bot to the text that came upon it, without a break, newest last
	Until time.Time       `json:"until,omitzero"` // until then the contact counts as a machine
}

// The bounds of what only a machine does.
const (
	promptly   = 30 * time.Second // a text that comes later than this after an answer is no prompt one
	regularly  = 2 * time.Second  // by how much the gaps of a machine differ at most
	quietFor   = time.Hour        // after which a machine that was silent is heard again
	helpWindow = time.Hour        // in which answers to HELP are counted
	helpsAtAll = 10               // answers to HELP in that time, more than any person needs
)

// After gives the rhythm with a text that came at a moment; answered is when the bot last answered before it, zero when
// it did not of late. So many prompt and regular texts in a row, as limit says, show a machine, which counts as one until
// it has been quiet for an hour.
func (r Rhythm) After(answered, at time.Time, limit int) Rhythm {
	if at.Before(r.Until) {
		return Rhythm{Until: at.Add(quietFor)}
	}
	gap := at.Sub(answered)
	if answered.IsZero() || gap < 0 || gap > promptly {
		return Rhythm{}
	}
	gaps := append(make([]time.Duration, 0, limit), r.Gaps...)
	if gaps = append(gaps, gap); len(gaps) > limit {
		gaps = gaps[len(gaps)-limit:]
	}
	if len(gaps) == limit && regular(gaps) {
		return Rhythm{Until: at.Add(quietFor)}
	}
	return Rhythm{Gaps: gaps}
}

// Machine says whether the contact counts as a machine at a moment.
func (r Rhythm) Machine(at time.Time) bool { return at.Before(r.Until) }

// regular says whether gaps are as long as each other, as far as a network lets them be.
func regular(gaps []time.Duration) bool {
	shortest, longest := gaps[0], gaps[0]
	for _, gap := range gaps {
		shortest, longest = min(shortest, gap), max(longest, gap)
	}
	return longest-shortest <= regularly
}
