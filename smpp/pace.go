package smpp

import (
	"math"
	"time"
)

// How the pace gives way to an SMSC that throttles, and recovers.
const (
	cutFactor    = 0.7              // of the rate, when the SMSC throttles
	cutEvery     = time.Second      // answers that throttle within this time are one event
	raiseFactor  = 1.05             // of the rate, for each raiseEvery without another cut
	raiseEvery   = 10 * time.Second //
	lowestRate   = 1.0              // parts a second
	firstPause   = time.Second      // of the marketing lane, doubled by each further cut
	longestPause = time.Minute
	// forgetAfter is how long the SMSC must not throttle for the next pause to be the first again.
	forgetAfter = 30 * time.Second
)

// burstTime is how much of the rate may be used at once, and replyShare the part of that which only the lanes
// above marketing may use.
const (
	burstTime  = 100 * time.Millisecond
	replyShare = 0.2
)

// pace says when an account may send the next part: a token bucket whose rate adapts to the SMSC's throttling.
// It is a function of the times it is given.
type pace struct {
	limit float64 // parts a second; Unlimited is none
	rate  float64 // what applies now; Unlimited is none

	tokens   float64
	filledAt time.Time

	cutAt, raisedAt time.Time
	peak            float64       // the rate at which an unlimited account was first throttled
	pause           time.Duration // the last pause of marketing
	pausedUntil     time.Time

	countedFrom time.Time // of the running count of parts
	counted     int
	observed    float64 // parts a second in the last full second
}

func newPace(limit float64, now time.Time) *pace {
	p := &pace{limit: limit, rate: limit, filledAt: now, countedFrom: now}
	p.tokens = p.burst()
	return p
}

func (p *pace) burst() float64 { return max(1, p.rate*burstTime.Seconds()) }

// reserve is how many tokens must be left by marketing.
func (p *pace) reserve(marketing bool) float64 {
	if burst := p.burst(); marketing && burst*replyShare >= 1 {
		return burst * replyShare
	}
	return 0
}

// take takes a token for one part, or says how long until it is worth asking again.
func (p *pace) take(marketing bool, now time.Time) (ok bool, wait time.Duration) {
	if marketing && now.Before(p.pausedUntil) {
		return false, p.pausedUntil.Sub(now)
	}
	p.count(now)
	if p.rate == Unlimited {
		p.counted++
		return true, 0
	}
	p.recover(now)
	p.tokens = min(p.burst(), p.tokens+p.rate*now.Sub(p.filledAt).Seconds())
	p.filledAt = now
	need := 1 + p.reserve(marketing)
	// A sum of many small refills may miss a whole token by a rounding error.
	if missing := need - p.tokens; missing > 1e-9 {
		return false, time.Duration(math.Ceil(missing / p.rate * float64(time.Second)))
	}
	p.tokens--
	p.counted++
	return true, 0
}

// refund gives back the token that take gave last: the part did not go.
func (p *pace) refund() {
	p.counted--
	if p.rate != Unlimited {
		p.tokens++
	}
}

// count closes the running second.
func (p *pace) count(now time.Time) {
	if elapsed := now.Sub(p.countedFrom); elapsed >= time.Second {
		p.observed = float64(p.counted) / elapsed.Seconds()
		p.countedFrom, p.counted = now, 0
	}
}

// throttled notes that the SMSC refused a part as too much.
func (p *pace) throttled(now time.Time) {
	if now.Sub(p.cutAt) < cutEvery {
		return
	}
	if p.rate == Unlimited {
		running := max(now.Sub(p.countedFrom), burstTime)
		p.peak = max(p.observed, float64(p.counted)/running.Seconds(), lowestRate)
		p.rate = p.peak
		p.filledAt = now
	}
	if now.Sub(p.cutAt) > p.pause+forgetAfter {
		p.pause = 0
	}
	p.rate = max(p.rate*cutFactor, min(p.rate, lowestRate))
	p.tokens = min(p.tokens, p.burst())
	p.pause = min(max(2*p.pause, firstPause), longestPause)
	p.pausedUntil = now.Add(p.pause)
	p.cutAt, p.raisedAt = now, now
}

// rest pauses marketing, for longer each time that it was of no use, and leaves the rate as it is.
func (p *pace) rest(now time.Time) {
	if now.Before(p.pausedUntil) {
		return
	}
	if now.Sub(p.pausedUntil) > forgetAfter {
		p.pause = 0
	}
	p.pause = min(max(2*p.pause, firstPause), longestPause)
	p.pausedUntil = now.Add(p.pause)
}

// recover raises a cut rate again, up to the limit. An unlimited account is so again at twice the rate at which
// it was cut first.
func (p *pace) recover(now time.Time) {
	if p.rate == p.limit {
		return
	}
	for now.Sub(p.raisedAt) >= raiseEvery {
		p.raisedAt = p.raisedAt.Add(raiseEvery)
		p.rate *= raiseFactor
		if p.limit == Unlimited && p.rate >= 2*p.peak || p.limit != Unlimited && p.rate >= p.limit {
			p.rate = p.limit
			return
		}
	}
}
