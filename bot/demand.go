package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Demand is who waits for one product, or for a lower price of one.
type Demand struct {
	Product string // its title
	Price   bool   // they wait for a lower price
	Stock   int
	Weeks   []DemandWeek // by week of sign-up, newest first
}

// DemandWeek is what became of the sign-ups of one week. Somebody counts as told however often that was.
type DemandWeek struct {
	Monday   time.Time // its first day, in the desk's zone
	SignedUp int
	Waiting  int // still
	Told     int
	Bought   int // after they were told
	Lost     int // stopped, expired, or told and never bought
	Found    int // bought without being told
}

func (w DemandWeek) plus(o DemandWeek) DemandWeek {
	return DemandWeek{
		SignedUp: w.SignedUp + o.SignedUp, Waiting: w.Waiting + o.Waiting, Told: w.Told + o.Told, Bought: w.Bought + o.Bought,
		Lost: w.Lost + o.Lost, Found: w.Found + o.Found,
	}
}

// total sums all weeks up.
func (d Demand) total() (sum DemandWeek) {
	for _, w := range d.Weeks {
		sum = sum.plus(w)
	}
	return sum
}

// What the report shows.
const (
	demandProducts = 12
	demandWeeks    = 4
)

// demandCommand shows what customers wait for: all products, or those whose name holds what was typed.
func (b *Bot) demandCommand(ctx context.Context, _ commandPayload, args string) (*content, error) {
	all, err := b.store.Demand(ctx, b.local(b.now()))
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(d Demand) bool { return !strings.Contains(strings.ToLower(d.Product), strings.ToLower(args)) })
	if len(all) == 0 && args != "" {
		return say(b.lang.say("Für „%s“ hat sich niemand vorgemerkt.", "Nobody has signed up for %q.", cut(args, 40))), nil
	}
	if len(all) == 0 {
		return say(b.lang.say("Noch wartet niemand auf einen Artikel oder einen Preis.", "Nobody waits for a product or a price yet.")), nil
	}
	slices.SortStableFunc(all, func(x, y Demand) int {
		return cmp.Or(cmp.Compare(y.total().Waiting, x.total().Waiting), cmp.Compare(y.total().SignedUp, x.total().SignedUp), cmp.Compare(x.Product, y.Product))
	})
	c := &content{text: b.lang.say("Wartelisten und Preisalarme", "Waiting lists and price alarms")}
	for _, d := range all[:min(len(all), demandProducts)] {
		c.blocks = append(c.blocks, titled(b.demandTitle(d), ""), plainSection(b.demandLines(d)))
	}
	if more := len(all) - demandProducts; more > 0 {
		c.blocks = append(c.blocks, contextLine(b.lang.say("%d weitere: /sms waitlist NAME", "%d more: /sms waitlist NAME", more)))
	}
	return c, nil
}

func (b *Bot) demandTitle(d Demand) string {
	if d.Price {
		return b.lang.say("%s: Preisalarm", "%s: price alarm", d.Product)
	}
	return b.lang.say("%s: Warteliste, Bestand %s", "%s: waiting list, %s in stock", d.Product, b.lang.count(d.Stock))
}

// demandLines gives the sum, and a line for each of the last weeks.
func (b *Bot) demandLines(d Demand) string {
	lines := []string{b.demandLine(b.lang.say("Gesamt", "In all"), d.total())}
	for _, w := range d.Weeks[:min(len(d.Weeks), demandWeeks)] {
		_, week := w.Monday.ISOWeek()
		lines = append(lines, b.demandLine(b.lang.say("KW %d (ab %s)", "Week %d (from %s)", week, w.Monday.Format(b.lang.say("02.01.", "2 Jan"))), w))
	}
	return strings.Join(lines, "\n")
}

func (b *Bot) demandLine(name string, w DemandWeek) string {
	count := b.lang.count
	line := b.lang.say("%s: %s vorgemerkt · %s warten · %s benachrichtigt · %s gekauft · %s verloren",
		"%s: %s signed up · %s waiting · %s told · %s bought · %s lost", name, count(w.SignedUp), count(w.Waiting), count(w.Told), count(w.Bought), count(w.Lost))
	if w.Told > 0 {
		line += fmt.Sprintf(" (%d %%)", w.Bought*100/w.Told)
	}
	if w.Found > 0 {
		line += b.lang.say(" · %s ohne Nachricht gekauft", " · %s bought without being told", count(w.Found))
	}
	return line
}
