package smpp

import (
	"math"
	"testing"
	"time"
)

// sent counts the parts that p lets through in the time from begin on, asked each millisecond.
func sent(p *pace, begin time.Time, d time.Duration, marketing bool) int {
	n := 0
	for at := begin; at.Before(begin.Add(d)); at = at.Add(time.Millisecond) {
		for {
			if ok, _ := p.take(marketing, at); !ok {
				break
			}
			n++
		}
	}
	return n
}

func TestPaceKeepsTheRate(t *testing.T) {
	t.Parallel()
	begin := time.Now()
	for _, rate := range []float64{0.5, 1, 8, 20, 150, 10_000} {
		p := newPace(rate, begin)
		got, most := sent(p, begin, 20*time.Second, false), 20*rate+p.burst()
		if float64(got) > most || float64(got) < 20*rate-1 {
			t.Errorf("%v a second: got %d in 20 s, want up to %v", rate, got, most)
		}
	}
}

func TestPaceSaysWhenToAskAgain(t *testing.T) {
	t.Parallel()
	now := time.Now()
	p := newPace(8, now)
	p.take(false, now)
	ok, wait := p.take(false, now)
	if ok || wait != 125*time.Millisecond {
		t.Errorf("got %v, %v, want to wait 125ms", ok, wait)
	}
	if ok, _ := p.take(false, now.Add(wait)); !ok {
		t.Error("after the wait there is still no token")
	}
}

func TestMarketingLeavesTokensToReplies(t *testing.T) {
	t.Parallel()
	now := time.Now()
	p := newPace(1000, now)
	for i := 0; ; i++ {
		if ok, _ := p.take(true, now); !ok {
			if i != 80 {
				t.Errorf("marketing took %d of a burst of 100, want 80", i)
			}
			break
		}
	}
	if ok, _ := p.take(false, now); !ok {
		t.Error("no token was left to a reply")
	}
}

func TestThrottlingCutsTheRateAndItRecovers(t *testing.T) {
	t.Parallel()
	now := time.Now()
	p := newPace(100, now)
	for range 10 {
		p.throttled(now)
	}
	if p.rate != 70 {
		t.Errorf("ten throttled answers at once: got %v a second, want 70", p.rate)
	}
	now = now.Add(2 * time.Second)
	p.throttled(now)
	if math.Abs(p.rate-49) > 1e-9 {
		t.Errorf("a second cut: got %v a second, want 49", p.rate)
	}
	p.take(false, now.Add(10*time.Second))
	if math.Abs(p.rate-49*1.05) > 1e-9 {
		t.Errorf("after 10 s: got %v a second, want 5 %% more", p.rate)
	}
	p.take(false, now.Add(time.Hour))
	if p.rate != 100 {
		t.Errorf("after an hour: got %v a second, want the limit", p.rate)
	}
}

func TestThrottlingPausesMarketingLongerAndLonger(t *testing.T) {
	t.Parallel()
	now := time.Now()
	p := newPace(100, now)
	for _, want := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		p.throttled(now)
		if ok, wait := p.take(true, now); ok || wait != want*time.Second {
			t.Errorf("got %v, %v, want a pause of %v", ok, wait, want*time.Second)
		}
		if ok, _ := p.take(false, now.Add(time.Second)); !ok {
			t.Error("replies are paused, too")
		}
		now = now.Add(want * time.Second)
		if ok, _ := p.take(true, now); !ok {
			t.Errorf("after the pause of %v there is no token", want*time.Second)
		}
	}
	now = now.Add(forgetAfter + longestPause + 1)
	p.throttled(now)
	if _, wait := p.take(true, now); wait != time.Second {
		t.Errorf("long after: got a pause of %v, want 1s", wait)
	}
}

func TestUnlimitedPaceIsCutToWhatItWas(t *testing.T) {
	t.Parallel()
	now := time.Now()
	p := newPace(Unlimited, now)
	for range 500 {
		p.take(false, now)
	}
	p.throttled(now.Add(500 * time.Millisecond))
	if p.rate != 700 {
		t.Errorf("500 in half a second: got %v a second, want 70 %% of 1000", p.rate)
	}
	p.take(false, now.Add(time.Hour))
	if p.rate != Unlimited {
		t.Errorf("after an hour: got %v a second, want no limit", p.rate)
	}
}

func TestRestPausesMarketingAlone(t *testing.T) {
	t.Parallel()
	now := time.Now()
	p := newPace(100, now)
	for _, want := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		p.rest(now)
		p.rest(now.Add(time.Millisecond)) // of the same batch
		if ok, wait := p.take(true, now); ok || wait != want*time.Second {
			t.Errorf("got %v, %v, want a pause of %v", ok, wait, want*time.Second)
		}
		if ok, _ := p.take(false, now.Add(time.Second)); !ok || p.rate != 100 {
			t.Errorf("replies are paused, too, or slowed to %v", p.rate)
		}
		now = now.Add(want * time.Second)
	}
	p.rest(now.Add(time.Hour))
	if ok, wait := p.take(true, now.Add(time.Hour)); ok || wait != time.Second {
		t.Errorf("an hour later: got %v, %v, want a second", ok, wait)
	}
}
