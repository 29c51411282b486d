package shop_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kurzwahl/consent"
	"kurzwahl/shop"
)

// list is a product and its waiting list, as a store keeps them.
type list struct {
	rules   shop.AlertRules
	random  *rand.Rand
	now     time.Time
	product shop.Product
	line    []shop.Waiting
	joined  map[string]time.Time
	told    map[string]time.Time
	never   map[string]bool // whom the gate lets nothing through to any more
	names   int
}

// page is how many of the line are looked at for one wave: more than one wave tells.
const page = 8

func (l *list) front() []shop.Waiting { return l.line[:min(page, len(l.line))] }

func (l *list) join() {
	l.names++
	id := fmt.Sprintf("%04d", l.names)
	l.joined[id] = l.now
	l.line = append(l.line, shop.Waiting{ID: id, Until: l.now.Add(l.rules.Keep)})
}

// stock has the shop tell a number of units.
func (l *list) stock(units int) {
	news := shop.ProductNews{Source: "shop", SKU: "1", Name: "Helm", Stock: &units, At: l.now}
	l.product = l.rules.AdvanceProduct(l.product, news, l.now).Product
}

// gate gives each of the line what a gate may say.
func (l *list) gate() {
	for i := range l.line {
		id := l.line[i].ID
		l.never[id] = l.never[id] || l.random.IntN(20) == 0
		switch r := l.random.IntN(6); {
		case l.never[id]:
			l.line[i].May = consent.Decision{Verdict: consent.Skip, Reason: "suppressed: wrong number", Lasting: true}
		case r == 0:
			l.line[i].May = consent.Decision{Verdict: consent.Hold, Until: l.now.Add(time.Duration(1+l.random.IntN(40)) * time.Hour)}
		case r == 1:
			l.line[i].May = consent.Decision{Verdict: consent.Skip, Reason: "frequency cap"}
		default:
			l.line[i].May = consent.Decision{Verdict: consent.Send}
		}
		l.line[i].Busy = l.random.IntN(8) == 0
	}
}

// TestWavesKeepTheirPromises lets stock come and go at random and checks each wave.
func TestWavesKeepTheirPromises(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		rules := shop.AlertRules{}.WithDefaults()
		l := &list{rules: rules, random: rand.New(rand.NewPCG(seed, 7)), now: time.Unix(1_700_000_000, 0), joined: map[string]time.Time{}, told: map[string]time.Time{}, never: map[string]bool{}}
		var last, soldOut time.Time // the last wave that told somebody; when the last units went after it
		for range 300 {
			l.now = l.now.Add([]time.Duration{time.Minute, 20 * time.Minute, time.Hour, 13 * time.Hour, 20 * 24 * time.Hour}[l.random.IntN(5)])
			switch l.random.IntN(4) {
			case 0:
				l.join()
			case 1:
				l.stock(l.random.IntN(4))
				if l.product.Stock == 0 {
					soldOut = l.now
				}
			}
			if l.product.WaveAt.IsZero() || l.product.WaveAt.After(l.now) {
				continue
			}
			l.gate()
			wave := rules.Wave(l.product, l.front(), l.now)
			l.check(t, wave, last, soldOut)
			l.product.WaveAt = wave.Next
			if len(wave.Take) > 0 {
				last, l.product.WavedAt = l.now, l.now
			}
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		}
	}
}

func (l *list) check(t *testing.T, wave shop.Wave, last, soldOut time.Time) {
	t.Helper()
	if most := 2 * l.product.Stock; len(wave.Take) > most {
		t.Errorf("%d are told of %d units", len(wave.Take), l.product.Stock)
	}
	if len(wave.Take) > 0 && !last.IsZero() && l.now.Sub(last) < l.rules.Every {
		t.Errorf("a wave %v after the one before", l.now.Sub(last))
	}
	if len(wave.Take) > 0 && soldOut.After(last) && !last.IsZero() && l.now.Sub(last) < l.rules.CoolDown {
		t.Errorf("told again %v after the last time although the product was sold out in between", l.now.Sub(last))
	}
	var left []shop.Waiting
	passed := false // somebody who could be told was not
	for _, w := range l.front() {
		stopped, never := wave.Stopped[w.ID]
		if over := l.now.Sub(l.joined[w.ID]) >= l.rules.Keep; never != (l.never[w.ID] && !over) || never && stopped != w.May.Reason {
			t.Errorf("%s, who may never be told: %v, expired: %v, is stopped because of %q", w.ID, l.never[w.ID], over, stopped)
		}
		taken, expired := slices.Contains(wave.Take, w.ID), slices.Contains(wave.Expired, w.ID)
		free := w.May.Verdict == consent.Send && !w.Busy
		over := l.now.Sub(l.joined[w.ID]) >= l.rules.Keep
		switch {
		case expired != over:
			t.Errorf("%s signed up %v ago, expired %v", w.ID, l.now.Sub(l.joined[w.ID]), expired)
		case taken && (!free || passed):
			t.Errorf("%s is told: free %v, others before: %v", w.ID, free, passed)
		case taken && !l.told[w.ID].IsZero():
			t.Errorf("%s is told twice", w.ID)
		}
		if taken {
			l.told[w.ID] = l.now
		}
		passed = passed || free && !taken && !expired
		if !taken && !expired && !never {
			left = append(left, w)
		}
	}
	l.line = append(left, l.line[len(l.front()):]...)
	ended := len(wave.Expired) + len(wave.Stopped)
	if wave.Next.IsZero() && len(l.line) > 0 {
		t.Errorf("%d wait, and nobody looks again", len(l.line))
	}
	if again := ended > 0 && len(wave.Take) == 0; again != wave.Next.Equal(l.now) || !again && !wave.Next.IsZero() && wave.Next.Before(l.now) {
		t.Errorf("%d ended, %d are told, and the next look is at %v, now is %v", ended, len(wave.Take), wave.Next, l.now)
	}
}

func TestWaveServesWhoeverCameFirst(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_000, 0)
	rules := shop.AlertRules{}.WithDefaults()
	send, until := consent.Decision{Verdict: consent.Send}, now.Add(time.Hour)
	line := []shop.Waiting{
		{ID: "a", May: consent.Decision{Verdict: consent.Hold, Until: now.Add(9 * time.Hour)}, Until: until},
		{ID: "b", May: send, Until: until},
		{ID: "c", May: send, Until: now},
		{ID: "d", May: send, Until: until},
		{ID: "e", May: send, Until: until},
	}
	wave := rules.Wave(shop.Product{Stock: 1}, line, now)
	if !slices.Equal(wave.Take, []string{"b", "d"}) || !slices.Equal(wave.Expired, []string{"c"}) || !wave.Next.Equal(now.Add(time.Hour)) {
		t.Errorf("got %+v", wave)
	}
	if wave := rules.Wave(shop.Product{Stock: 1}, line[:1], now); len(wave.Take) != 0 || !wave.Next.Equal(now.Add(9*time.Hour)) {
		t.Errorf("by night: got %+v, want nobody told before the morning", wave)
	}
	if wave := rules.Wave(shop.Product{}, line, now); len(wave.Take) != 0 || !wave.Next.IsZero() {
		t.Errorf("sold out: got %+v", wave)
	}
}

func TestAdvanceProductLetsOldNewsBe(t *testing.T) {
	t.Parallel()
	rules := shop.AlertRules{}.WithDefaults()
	now := time.Unix(1_700_000_000, 0)
	five, none := 5, 0
	p := rules.AdvanceProduct(shop.Product{}, shop.ProductNews{Source: "s", SKU: "1", Name: "Helm", Variant: "M", Price: "59.90", Currency: "EUR", Stock: &none, At: now}, now).Product
	if p.Title() != "Helm M" || p.Stock != 0 || !p.WaveAt.IsZero() || !p.PriceAt.Equal(now) {
		t.Errorf("got %+v", p)
	}
	p = rules.AdvanceProduct(p, shop.ProductNews{Source: "s", SKU: "1", Price: "10.00", Stock: &five, At: now.Add(-time.Hour)}, now.Add(time.Minute)).Product
	if p.Stock != 0 || p.Price != "59.90" {
		t.Errorf("news of an hour ago gave %+v", p)
	}
	change := rules.AdvanceProduct(p, shop.ProductNews{Source: "s", SKU: "1", Price: "49.90", Stock: &five, At: now.Add(time.Hour)}, now.Add(time.Hour))
	if p = change.Product; p.Stock != 5 || !p.WaveAt.Equal(now.Add(time.Hour)) || !change.Priced || change.Renamed || p.Currency != "EUR" || p.Name != "Helm" {
		t.Errorf("got %+v", change)
	}
	oversold := -3
	if p = rules.AdvanceProduct(p, shop.ProductNews{Source: "s", SKU: "1", Stock: &oversold, At: now.Add(2 * time.Hour)}, now.Add(2*time.Hour)).Product; p.Stock != 0 || !p.WaveAt.IsZero() {
		t.Errorf("oversold: got %+v", p)
	}
}
