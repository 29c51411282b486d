package surveys

import (
	"fmt"
	"slices"
	"time"

	"kurzwahl/message"
)

// Step is one thing that a survey says or asks after its score.
type Step struct {
	Ask      Ask
	Name     string                      // by which its answers are told from others of the survey; "" is the Ask itself
	When     []Branch                    // the scores after which it comes; nil is all
	Question map[message.Language]string // the words; a language that is missing takes the phrasebook's
	Scale    Scale                       // of AskScore; the zero Scale is 1 to 6
	Link     string                      // of ShowLink
	Lasts    time.Duration               // how long it may be answered; 0 is 24 hours
}

// Ask is the kind of a Step.
type Ask string

// The kinds.
const (
	AskScore   Ask = "score"   // another score, on its own scale
	AskWrong   Ask = "wrong"   // what went wrong: the answer opens a case. Left out where the customer said so already.
	AskWords   Ask = "words"   // anything in their own words, which is kept beside the score. Left out where there are words already.
	AskPublish Ask = "publish" // whether their words may be published. Left out where there are no words.
	ShowLink   Ask = "link"    // asks nothing: shows a link, such as to a page for public reviews
)

// stepLasts is how long a question that follows a score is open where nothing else is said.
const stepLasts = 24 * time.Hour

func (s Step) withDefaults() Step {
	if s.Name == "" {
		s.Name = string(s.Ask)
	}
	if s.Lasts == 0 {
		s.Lasts = stepLasts
	}
	if s.Ask == AskScore {
		s.Scale = s.Scale.orDefault()
	}
	return s
}

// problems says what is wrong with the step.
func (s Step) problems() []string {
	var wrong []string
	if !slices.Contains([]Ask{AskScore, AskWrong, AskWords, AskPublish, ShowLink}, s.Ask) {
		wrong = append(wrong, fmt.Sprintf("it asks %q, which must be one of score, wrong, words, publish, link", s.Ask))
	}
	for _, b := range s.When {
		if b != Low && b != Middle && b != High {
			wrong = append(wrong, fmt.Sprintf("it comes when %q, which must be one of low, middle, high", b))
		}
	}
	if s.Ask == AskScore && len(s.Question) == 0 {
		wrong = append(wrong, "a further score needs a question of its own")
	}
	if (s.Ask == ShowLink) != (s.Link != "") {
		wrong = append(wrong, "a link belongs to a step that asks \"link\", and such a step needs one")
	}
	if s.Lasts < time.Hour || s.Lasts > mostOpen {
		wrong = append(wrong, fmt.Sprintf("it is open for 1 hour to %d days", int(mostOpen.Hours()/24)))
	}
	return wrong
}

// comesAfter says whether the step comes after a score of that branch, with words of the customer or without.
func (s Step) comesAfter(branch Branch, words bool) bool {
	if len(s.When) > 0 && !slices.Contains(s.When, branch) {
		return false
	}
	switch s.Ask {
	case AskWrong, AskWords:
		return !words
	case AskPublish:
		return words
	case AskScore, ShowLink:
		return true
	default:
		return false
	}
}

// After gives what comes after a score: links that are shown at once, and the index in Then of the next question, -1
// where nothing is asked any more. From is the first step that counts, words whether the customer wrote some beside a
// score.
func (s Survey) After(score, from int, words bool) (links []Step, question int) {
	s = s.WithDefaults()
	branch := s.Branch(score)
	for i := from; i < len(s.Then); i++ {
		step := s.Then[i]
		switch {
		case !step.comesAfter(branch, words):
		case step.Ask == ShowLink:
			links = append(links, step)
		default:
			return links, i
		}
	}
	return links, -1
}

// Newly gives what comes after a score that was corrected, as After does: only what did not come after the old one.
func (s Survey) Newly(before, score int, words bool) (links []Step, question int) {
	s = s.WithDefaults()
	old, branch := s.Branch(before), s.Branch(score)
	for i, step := range s.Then {
		switch {
		case !step.comesAfter(branch, words) || step.comesAfter(old, words):
		case step.Ask == ShowLink:
			links = append(links, step)
		default:
			return links, i
		}
	}
	return links, -1
}

// WillAsk says whether a question of that kind comes after a score.
func (s Survey) WillAsk(ask Ask, score int, words bool) bool {
	s = s.WithDefaults()
	branch := s.Branch(score)
	return slices.ContainsFunc(s.Then, func(step Step) bool { return step.Ask == ask && step.comesAfter(branch, words) })
}
