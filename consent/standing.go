package consent

import (
	"maps"
	"slices"
	"time"
)

// Allows says whether marketing for the purpose rests on consent. Consent to All allows every purpose that was
// not itself revoked; a purpose may be allowed although All was revoked before.
func (s Standing) Allows(purpose Purpose) bool {
	return s.of(purpose).Status == Granted
}

// of gives the consent that decides for a purpose: its own, or that to All where it has none.
func (s Standing) of(purpose Purpose) Consent {
	if own, ok := s[purpose]; ok {
		return own
	}
	return s[All]
}

// Unobjected says whether somebody who asks for messages of a purpose may get them at once: their own text is the proof.
// Whoever opted out, or was asked and has not answered, is asked first.
func (s Standing) Unobjected(purpose Purpose) bool {
	status := s.of(purpose).Status
	return status == "" || status == Granted
}

// Stops are when each purpose was last revoked, as the ledger says. A double opt-in that was asked for since, by whomever,
// takes nothing from them.
type Stops map[Purpose]time.Time

// Overrule says whether an opt-out that is not over forbids to take in a consent to the purpose that was given at a moment,
// because it is of that moment or later. A consent to All would overrule the opt-out of any purpose of marketing.
func (stops Stops) Overrule(purpose Purpose, at time.Time, today Standing) bool {
	for stopped, when := range stops {
		concerned := stopped == purpose || stopped == All || purpose == All && stopped != Orders
		over := today.of(stopped).Status == Granted || purpose != All && today.of(purpose).Status == Granted
		if concerned && !over && !at.After(when) {
			return true
		}
	}
	return false
}

// GrantedAfter says whether a consent that stands was given after a moment.
func (s Standing) GrantedAfter(at time.Time) bool {
	for _, c := range s {
		if c.Status == Granted && c.Since.After(at) {
			return true
		}
	}
	return false
}

// AskValid is how long a double opt-in may be answered.
const AskValid = 48 * time.Hour

// Pending gives the purposes whose double opt-in waits for an answer at now, sorted.
func (s Standing) Pending(now time.Time) []Purpose {
	var waiting []Purpose
	for purpose, c := range s {
		if c.Status == Asked && now.Before(c.AskedAt.Add(AskValid)) {
			waiting = append(waiting, purpose)
		}
	}
	slices.Sort(waiting)
	return waiting
}

// The limits of asking by SMS for consent that somebody typed into a form.
const (
	askEvery = 24 * time.Hour
	askAtAll = 2
)

// MayAsk says whether a double opt-in may go out at now: one in 24 hours and two ever.
func (s Standing) MayAsk(purpose Purpose, now time.Time) bool {
	from, ever := s.MayAskFrom(purpose)
	return ever && !now.Before(from)
}

// MayAskFrom gives from when on a double opt-in may go out, the zero time when none did yet; ever is false when it may not
// any more.
func (s Standing) MayAskFrom(purpose Purpose) (from time.Time, ever bool) {
	c := s[purpose]
	if c.AskedAt.IsZero() {
		return time.Time{}, c.Asked < askAtAll
	}
	return c.AskedAt.Add(askEvery), c.Asked < askAtAll
}

// With gives the standing after one more line of the ledger; s stays as it is. Revoking All revokes every purpose
// of marketing, and granting All ends every revocation before it. Orders stands apart from both.
func (s Standing) With(r Record) Standing {
	next := maps.Clone(s)
	if next == nil {
		next = Standing{}
	}
	if r.Purpose == All && r.Action != Asked {
		for purpose := range next {
			if purpose != Orders {
				next[purpose] = next[purpose].after(r)
			}
		}
	}
	before, known := next[r.Purpose]
	if !known && r.Action == Asked && next[All].Status == Granted {
		before = Consent{Status: Granted, Since: next[All].Since, Used: next[All].Used}
	}
	next[r.Purpose] = before.after(r)
	return next
}

// after is the consent after a line of the ledger. Being asked changes nothing for one who agreed already. What is said again
// counts from then on: a consent that is given anew is not unused.
func (c Consent) after(r Record) Consent {
	if r.Action == Asked {
		c.AskedAt = r.At
		c.Asked++
		if c.Status == Granted {
			return c
		}
	}
	if c.Status != r.Action || r.At.After(c.Since) {
		c.Since = r.At
	}
	c.Status = r.Action
	return c
}
