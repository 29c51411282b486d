package consent_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// TestGateAgreesWithTheRulesWrittenTwice draws shops, ledgers, suppressions, recipients, moments (around changes of the clocks
// and holidays above all) and histories at random, and holds what the gate says against its rules written down a
// second time, plainly: it sends exactly what they allow.
func TestGateAgreesWithTheRulesWrittenTwice(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(4711, 1))
	verdicts := map[consent.Verdict]int{}
	for range 80 {
		rules := randomRules(random)
		g := gate(t, rules)
		for range 400 {
			r := randomRequest(random, rules)
			d := g.Decide(r.message, r.facts, r.now)
			verdicts[d.Verdict]++
			why := forbidden(rules, r)
			if (d.Verdict == consent.Send) != (why == "") {
				t.Fatalf("the gate says %+v; it is forbidden by %q\nrules: %+v\nrequest: %+v", d, why, rules, r)
			}
			if d.Verdict == consent.Skip && d.Reason == "" {
				t.Fatalf("skipped without a reason: %+v", r)
			}
			if d.Verdict == consent.Hold {
				mustHoldForGood(t, g, rules, r, d)
			}
		}
	}
	for _, v := range []consent.Verdict{consent.Send, consent.Hold, consent.Skip} {
		if verdicts[v] < 500 {
			t.Errorf("only %d of the draws end with %s: the test proves little", verdicts[v], v)
		}
	}
}

// mustHoldForGood checks that a message is held for quiet hours alone, in time, and until it may go: nothing else stands
// against it then but what time brings about.
func mustHoldForGood(t *testing.T, g *consent.Gate, rules consent.Rules, r request, d consent.Decision) {
	t.Helper()
	if quiet(rules, r) == "" || !d.Until.After(r.now) || !r.message.Deadline.IsZero() && !d.Until.Before(r.message.Deadline.Add(-15*time.Minute)) {
		t.Fatalf("held until %s at %s: %+v", d.Until, r.now, r)
	}
	r.facts.Sent, r.facts.Duplicate = nil, false
	if again := g.Decide(r.message, r.facts, d.Until); again.Verdict != consent.Send && !strings.Contains(again.Reason, "unused") {
		t.Fatalf("held until %s, and then %+v\nrules: %+v\nrequest: %+v", d.Until, again, rules, r)
	}
	r.now = d.Until.Add(-time.Minute)
	if quiet(rules, r) == "" {
		t.Fatalf("held until %s, but it may go a minute before\nrules: %+v\nrequest: %+v", d.Until, rules, r)
	}
}

// request is one question to the gate, and what is known about it besides.
type request struct {
	message message.Outbound
	facts   consent.Facts
	now     time.Time
	zones   []*time.Location // where the recipient may be
	home    string           // the number's country
	ledger  []consent.Record
}

// forbidden says which rule a message breaks, "" when it may go now: the rules of consent.Gate once more.
func forbidden(rules consent.Rules, r request) string {
	marketing := r.message.Class != message.Service && r.message.Class != message.Transactional
	agreed, since := said(r.ledger, consent.Offers)
	switch {
	case r.facts.Suppressed != "" && (r.facts.Suppressed != consent.Erased || r.message.Class != message.Service):
		return "suppression"
	case r.facts.Duplicate:
		return "a duplicate"
	case !r.message.Deadline.IsZero() && !r.now.Before(r.message.Deadline):
		return "its deadline"
	case r.message.Class == message.Transactional && stopped(r.ledger):
		return "the opt-out of order messages"
	case !marketing:
		return ""
	case !agreed:
		return "missing consent"
	case !since.AddDate(0, rules.IdleMonths, 0).After(r.now):
		return "unused consent"
	case !r.message.Deadline.IsZero() && r.message.Deadline.Sub(r.now) <= 15*time.Minute:
		return "the quarter of an hour before its deadline"
	case quiet(rules, r) != "":
		return quiet(rules, r)
	default:
		return tooMuch(rules, r)
	}
}

// said reads the ledger from its end: what was said last of the purpose, or of all, counts.
func said(ledger []consent.Record, purpose consent.Purpose) (agreed bool, at time.Time) {
	for _, r := range slices.Backward(ledger) {
		if (r.Purpose == purpose || r.Purpose == consent.All) && r.Action != consent.Asked {
			return r.Action == consent.Granted, r.At
		}
	}
	return false, time.Time{}
}

func stopped(ledger []consent.Record) bool {
	for _, r := range slices.Backward(ledger) {
		if r.Purpose == consent.Orders {
			return r.Action == consent.Revoked
		}
	}
	return false
}

// quiet says which clock or calendar keeps marketing back.
func quiet(rules consent.Rules, r request) string {
	country := r.home
	if r.facts.Country != "" {
		country = strings.ToUpper(r.facts.Country)
	}
	first, last := rules.Marketing.Open, rules.Marketing.Close
	if !rules.Unbounded || country == "US" || r.home == "US" {
		first, last = max(first, 8*60), min(last, 21*60)
	}
	region := country
	if country == rules.Country && rules.State != "" {
		region += "-" + rules.State
	}
	for _, zone := range r.zones {
		local := r.now.In(zone)
		minute := local.Hour()*60 + local.Minute()
		switch {
		case minute < first || minute >= last:
			return "the hour in " + zone.String()
		case !rules.Marketing.Days[local.Weekday()]:
			return "the day of the week in " + zone.String()
		case !rules.OnHolidays && slices.Contains(strings.Fields(holidays2026[region]), local.Format("01-02")):
			return "a holiday of " + region
		}
	}
	return ""
}

func tooMuch(rules consent.Rules, r request) string {
	day, month := 0, 0
	for _, sent := range r.facts.Sent {
		if r.now.Sub(sent) < 24*time.Hour {
			day++
		}
		if r.now.Sub(sent) < 30*24*time.Hour {
			month++
		}
	}
	if rules.PerDay > 0 && day >= rules.PerDay || rules.PerMonth > 0 && month >= rules.PerMonth {
		return "the frequency cap"
	}
	return ""
}
