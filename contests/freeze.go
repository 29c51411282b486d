package contests

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"kurzwahl/message"
)

// BlockedTag is the tag of contacts that take part in no contest: staff and their families, or people who were caught
// cheating.
const BlockedTag = "no-contest"

// Candidate is an entry with what decides whether it takes part.
type Candidate struct {
	Entry

	Suppressed string // why the phone is sent nothing at all, "" normally
	Blocked    bool   // the contact has the BlockedTag
}

// Rules is what the shop decides before the draw.
type Rules struct {
	Contest     Contest
	Answer      string // the right one; "" lets every entry take part
	Winners     int
	Substitutes int
	Commitment  *Commitment
	Source      *Source
	Excluded    map[message.Address]bool // phones that take no part beside those with the BlockedTag
	Salt        Secret                   // of the tickets; never published
}

// Why entries are left out.
const (
	outsideDates = "not within the dates"
	wrongAnswer  = "wrong answer"
	notAPhone    = "not a phone number"
	notReachable = "cannot be texted"
	excluded     = "excluded by the terms"
	again        = "entered before"
)

// Freeze makes the list of those who take part, as of now, and the document that is posted before the draw. The order
// of the candidates does not matter. It refuses while the contest is open, and where the rules would make a list that
// Verify does not accept; the error then names everything that is wrong.
func Freeze(r Rules, candidates []Candidate, now time.Time) (Document, error) {
	if c := r.Contest; !c.Until.IsZero() && now.Before(c.Until) {
		return Document{}, fmt.Errorf("contest %q takes entries until %s: freeze it after that", c.Name, stamp(c.Until))
	}
	if err := r.checkAnswer(); err != nil {
		return Document{}, err
	}
	list := List{
		Contest: r.Contest.Name, Terms: r.Contest.TermsLink, Answer: r.Answer, Winners: r.Winners, Substitutes: r.Substitutes,
		Commitment: r.Commitment, Source: r.Source, FrozenAt: now.UTC().Truncate(time.Second),
	}
	left := map[string]int{}
	seen := make(map[message.Address]bool, len(candidates))
	for _, c := range candidates {
		reason := r.leavesOut(c)
		if reason == "" && seen[c.Address] {
			reason = again
		}
		if reason != "" {
			left[reason]++
			continue
		}
		seen[c.Address] = true
		list.Entries = append(list.Entries, NewTicket(list.Contest, r.Salt.Key(list.Contest, c.Address), c.Address))
	}
	slices.Sort(list.Entries)
	for reason, count := range left {
		list.LeftOut = append(list.LeftOut, LeftOut{Reason: reason, Count: count})
	}
	slices.SortFunc(list.LeftOut, func(a, b LeftOut) int { return cmp.Compare(a.Reason, b.Reason) })
	if len(list.Entries) == 0 && len(candidates) > 0 {
		return Document{}, fmt.Errorf("freeze contest %q: nobody takes part: of %d entries all are left out, %s", list.Contest, len(candidates), counts(list.LeftOut))
	}
	if wrong := list.faults(); len(wrong) > 0 {
		return Document{}, fmt.Errorf("freeze contest %q: %s", list.Contest, strings.Join(wrong, " "))
	}
	return Document{Format: format, List: list, ListSHA256: list.SHA256()}, nil
}

// counts says how many were left out for each reason.
func counts(left []LeftOut) string {
	all := make([]string, len(left))
	for i, l := range left {
		all[i] = fmt.Sprintf("%d (%s)", l.Count, l.Reason)
	}
	return strings.Join(all, ", ")
}

// checkAnswer wants the right answer to be one that can be given.
func (r Rules) checkAnswer() error {
	letters := r.Contest.Letters()
	switch {
	case r.Answer == "":
		return nil
	case !r.Contest.Asks():
		return fmt.Errorf("contest %q asks nothing, so that no answer is right", r.Contest.Name)
	case len(r.Answer) != 1 || !strings.Contains(letters, r.Answer):
		return fmt.Errorf("%q is no answer of contest %q: it has %s", r.Answer, r.Contest.Name, strings.Join(strings.Split(letters, ""), ", "))
	default:
		return nil
	}
}

// leavesOut says why an entry takes no part, "" when it does. The first reason counts.
func (r Rules) leavesOut(c Candidate) string {
	switch {
	case c.At.Before(r.Contest.From) || !r.Contest.Until.IsZero() && !c.At.Before(r.Contest.Until):
		return outsideDates
	case r.Answer != "" && c.Answer != r.Answer:
		return wrongAnswer
	case c.Address.Kind() != message.Phone:
		return notAPhone
	case c.Suppressed != "":
		return notReachable
	case c.Blocked || r.Excluded[c.Address]:
		return excluded
	default:
		return ""
	}
}
