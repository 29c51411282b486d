package conversations

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// Alert is what somebody who signed up is told of a product.
type Alert struct {
	Signup  string          `json:"signup,omitempty"`  // its ID
	Product Product         `json:"product,omitzero"`  // as it stands when they are told
	Link    string          `json:"link,omitempty"`    // the short link to its page, "" for none
	Lowest  int64           `json:"lowest,omitempty"`  // of PriceDropped: the lowest price of the 30 days before this one
	Purpose consent.Purpose `json:"purpose,omitempty"` // the consent that it rests on
}

// alertLasts is how long an alert is of use: whatever holds it up longer, the units are gone by then.
const alertLasts = 24 * time.Hour

// signUp puts the customer on a product's list. Their own text from their own phone is the proof of consent; whoever
// opted out before is asked first.
func (t *talk) signUp(wish Wish, p Product) {
	if mistake := wish.mistake(p); mistake != "" {
		t.askPrice(wish, p, mistake)
		return
	}
	t.endWish()
	if wish.Target == 0 && wish.wants(p) {
		wish.Target = wish.Number
	}
	f := fields{"product": brief(p.Title), "price": t.price(p.Cents, p.Currency), "target": t.price(wish.Target, p.Currency)}
	at := slices.IndexFunc(t.facts.Signups, func(s Signup) bool { return s.Purpose == wish.Purpose && s.Product.same(p) })
	switch {
	case wish.Purpose == consent.Waitlist && p.InStock:
		t.Why = "there are units: no sign-up"
		t.reply("waitlist.available", f)
	case wish.Purpose == consent.PriceAlarm && p.Cents == 0:
		t.handOver(t.tell("reason.price", nil))
	case wish.Target >= p.Cents && wish.Target > 0:
		t.Why = "it costs no more than that: no sign-up"
		t.reply("price.below", f)
	case at >= 0 && t.facts.Signups[at].Target == wish.Target:
		t.Why = "signed up already"
		t.reply(string(wish.Purpose)+".already", f)
	case !t.facts.Consent.Unobjected(wish.Purpose):
		t.askToJoin(wish, p, f)
	default:
		t.join(wish, p, f)
	}
}

// wants says whether the number beside a product's name is a price of it, and no part of the name or a weight.
func (w Wish) wants(p Product) bool {
	return w.Number > 0 && w.Number < p.Cents && !foreign(w.Currency, p.Currency) && !slices.Contains(nameWords(p.Title), strconv.FormatInt(w.Number/100, 10))
}

// join signs up, and writes the consent into the ledger.
func (t *talk) join(wish Wish, p Product, f fields) {
	t.Why = "signed up: " + string(wish.Purpose)
	if t.facts.Consent[wish.Purpose].Status != consent.Granted {
		t.Consents = append(t.Consents, t.evidence("keyword").Record(wish.Purpose, consent.Granted))
	}
	t.Signups = append(t.Signups, Signup{
		ID: t.Event.ID, Purpose: wish.Purpose, Address: t.Event.Address, Product: p, Baseline: p.Cents, Target: wish.Target,
		At: t.now, Until: t.now.Add(t.desk.config.SignupLasts),
	})
	if t.facts.Contact.Language == "" {
		t.Language = t.language() // in which they are told one day
	}
	key := string(wish.Purpose) + ".joined"
	if wish.Target > 0 {
		key = string(wish.Purpose) + ".target"
	}
	t.reply(key, f)
}

// askToJoin asks whoever opted out whether they want this after all. Polish numbers are not asked by SMS (PKE art.
// 398), and nobody is asked too often.
func (t *talk) askToJoin(wish Wish, p Product, f fields) {
	if t.polish() || !t.facts.Consent.MayAsk(wish.Purpose, t.now) {
		t.Why = "opted out before, and may not be asked: no sign-up"
		t.reply("signup.stopped", f)
		return
	}
	t.Why = "opted out before: asked to confirm the sign-up"
	words := t.say(string(wish.Purpose)+".confirm", f)
	asked := t.evidence("keyword").Record(wish.Purpose, consent.Asked)
	asked.Shown = t.fit(words)
	t.Consents = append(t.Consents, asked)
	t.answerWith(words)
	t.ask(AskOptIn, "", consent.AskValid)
	wish.Product = p
	t.State.Joins = wish
}

// joined signs up after the double opt-in was answered. It says whether there was a sign-up to it.
func (t *talk) joined(purposes []consent.Purpose) bool {
	wish := t.State.Joins
	if wish.Purpose == "" || !slices.Contains(purposes, wish.Purpose) {
		return false
	}
	t.State.Joins = Wish{}
	p := wish.Product
	if i := slices.IndexFunc(t.facts.Products, p.same); i >= 0 {
		p = t.facts.Products[i]
	}
	t.facts.Consent = t.facts.Consent.With(t.evidence("keyword").Record(wish.Purpose, consent.Granted))
	t.signUp(wish, p)
	return true
}

// seeksToJoin says whether the product of a double opt-in has to be read before it can be signed up for.
func (t *talk) seeksToJoin(purposes []consent.Purpose) bool {
	wish := t.State.Joins
	return wish.Purpose != "" && slices.Contains(purposes, wish.Purpose) && !t.sought(Seek{Source: wish.Product.Source, SKU: wish.Product.SKU})
}

// Untold is a sign-up whose alert is not sent after all.
type Untold struct {
	Signup  string // its ID
	Reason  string
	Lasting bool // no other will be sent either; else it waits again, as before the alert
}

// What the Dedupe of an alert begins with; the sign-up follows.
const (
	stockKey = "stock:"
	priceKey = "price:"
)

// AlertSignup gives the sign-up that a message tells of, by its Dedupe; "" for other messages.
func AlertSignup(dedupe string) string {
	if signup, ok := strings.CutPrefix(dedupe, stockKey); ok {
		return signup
	}
	signup, _, _ := strings.Cut(strings.TrimPrefix(dedupe, priceKey), ":")
	if !strings.HasPrefix(dedupe, priceKey) {
		return ""
	}
	return signup
}

// alert tells somebody of the product they signed up for. Units and prices go quickly, so it is useless after a day.
func (t *talk) alert() {
	a := t.Event.Alert
	f := fields{
		"product": brief(a.Product.Title), "page": t.piece("page", a.Link),
		"price": t.price(a.Product.Cents, a.Product.Currency), "lowest": t.price(a.Lowest, a.Product.Currency),
	}
	text, why, key := t.say("waitlist.back", f), "back in stock", stockKey+a.Signup
	if t.Event.Kind == PriceDropped {
		text, why, key = t.say("price_alarm.dropped", f), "lower price", fmt.Sprintf("%s%s:%d", priceKey, a.Signup, t.Event.At.UnixMilli())
	}
	m := message.Outbound{
		To: t.Event.Address, From: t.State.From, SMSC: t.State.SMSC, Text: t.fit(text), Class: message.Marketing, Purpose: string(a.Purpose),
		Due: t.now, Deadline: t.Event.At.Add(alertLasts), Dedupe: key, Why: why, Cause: t.Event.ID,
	}
	decision := t.gate(m)
	if decision.Verdict == consent.Skip {
		t.Why = "not told: " + decision.Reason
		t.Untold = Untold{Signup: a.Signup, Reason: decision.Reason, Lasting: decision.Lasting}
		return
	}
	t.Why = "told of a product: " + why
	if decision.Verdict == consent.Hold {
		m.Due = decision.Until
		t.Why += "; " + decision.Reason
	}
	t.Replies = append(t.Replies, m)
	if t.threadOpen() {
		t.notice(Notice{Kind: BotSaid, Text: m.Text})
	}
}

// stopsProduct gives the purposes that "STOP" and a product's name is to end: those for which the customer has signed
// up for a product whose name holds all the words. asked is false where the sign-ups have to be read first.
func (t *talk) stopsProduct() (ends []consent.Purpose, asked bool) {
	const most = 5 // words; a longer text is more than the name of a product
	words := slices.DeleteFunc(stopWords(t.Event.Text), func(word string) bool { return besideStop[word] })
	if len(words) < 2 || len(words) > most+1 || words[0] != "stop" {
		return nil, true
	}
	if purpose, known := topics[words[1]]; known && (len(words) == 2 || purpose != consent.Waitlist && purpose != consent.PriceAlarm) {
		return nil, true
	}
	if !t.sought(Seek{Own: true}) {
		return nil, false
	}
	for _, s := range t.facts.Signups {
		title, rest := nameWords(s.Product.Title), words[1:]
		if topics[rest[0]] == s.Purpose {
			rest = rest[1:]
		}
		inTitle := func(word string) bool { return slices.Contains(title, word) }
		if !slices.ContainsFunc(rest, func(word string) bool { return !inTitle(word) }) && !slices.Contains(ends, s.Purpose) {
			ends = append(ends, s.Purpose)
		}
	}
	return ends, true
}

func nameWords(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
