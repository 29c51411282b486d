package conversations

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"kurzwahl/consent"
	"kurzwahl/intents"
	"kurzwahl/sms"
)

// price writes an amount of hundredths, "" for none.
func (t *talk) price(cents int64, currency string) string {
	if cents <= 0 {
		return ""
	}
	return sms.Decimal(cents, 2, sms.Locale(t.language())) + " " + currency
}

// amount is a price that a text names.
type amount struct {
	cents    int64  // in hundredths; 0 where the text names none
	currency string // ISO 4217; "" where none is named, "$" for any dollar
	bare     bool   // nothing says that it is a price: it may be part of a product's name, as pounds may be a weight
	wrong    bool   // it cannot be a price: nothing, less, or beyond all prices
	signed   bool   // it has a minus sign
}

// mostWhole is the greatest price, in whole units of the currency.
const mostWhole = 9_999_999

// amounts are numbers as people write prices, with a word before or a currency beside that says so. "For" and "max" say
// nothing: a tent is for 2 people, and a shoe is an Air Max 90. They only say that pounds are money.
var amounts = regexp.MustCompile(`(?i)(\b(?:unter|maximal|h(?:ö|oe)chstens|below|under|up to|less than|poni(?:ż|z)ej|ni(?:ż|z))\s+)?` +
	`(\b(?:bei|ab|bis|auf|max\.?|f(?:ü|ue)r|preis:?|at|for|price:?|do|od|za|przy|cena:?)\s+)?` +
	`(?:(` + currencies + `)\s*)?([-−–])?\b(\d{1,3}(?:[., ]\d{3})+|\d+)(?:[.,](\d{1,2}))?\b(?:\s*(` + currencies + `))?`)

// The groups of amounts.
const (
	groupWord = iota + 1
	groupNear
	groupBefore
	groupSign
	groupWhole
	groupPart
	groupBehind
)

// weights are currencies that are a weight as well: a kettlebell has 20 pounds.
const weights = `pounds?|pfund|funt\p{L}*`

// weight is a currency that may be a weight.
var weight = regexp.MustCompile(`(?i)^(?:` + weights + `)$`)

// currencies are as people write them, in three languages.
const currencies = `€|eur(?:os?)?|z[łl](?:ot\p{L}*)?|pln|chf|frank\p{L}*|£|gbp|` + weights + `|us-?dollars?|\$|usd|dollars?|dolar\p{L}*|kč|czk|sek|nok|dkk|huf`

// currency gives the code of a currency as people write it.
func currency(written string) string {
	written = strings.ToLower(written)
	for _, c := range []struct{ begins, code string }{
		{"€", "EUR"},
		{"eur", "EUR"},
		{"zł", "PLN"},
		{"zl", "PLN"},
		{"frank", "CHF"},
		{"£", "GBP"},
		{"pound", "GBP"},
		{"pfund", "GBP"},
		{"funt", "GBP"},
		{"us-", "USD"},
		{"usd", "USD"},
		{"$", "$"},
		{"dol", "$"},
		{"kč", "CZK"},
	} {
		if strings.HasPrefix(written, c.begins) {
			return c.code
		}
	}
	return strings.ToUpper(written)
}

// foreign says whether a currency that a text names is another one than the product's.
func foreign(named, product string) bool {
	if named == "$" {
		return !strings.HasSuffix(product, "D") && product != ""
	}
	return named != "" && product != "" && named != product
}

// atTheEnd is what may stand behind a number that is the last of a text.
var atTheEnd = regexp.MustCompile(`(?i)^[\s.,;:!?]*(?:bitte|please|pls|prosz(?:ę|e))?[\s.!?]*$`)

// amountIn gives the price that a text names: the last that is said to be one, else the number that the text ends with.
func amountIn(text string) amount {
	found := amount{bare: true}
	for _, at := range slices.Backward(amounts.FindAllStringSubmatchIndex(text, -1)) {
		m := submatches(text, at)
		end := at[1]
		if next, _ := utf8.DecodeRuneInString(text[end:]); m[groupBehind] != "" && unicode.IsLetter(next) {
			m[groupBehind], end = "", at[2*groupBehind] // a word that only begins like a currency
		}
		one := m.amount(text[:max(at[2*groupSign], 0)])
		if one.bare && (found.cents != 0 || found.wrong || !atTheEnd.MatchString(text[end:])) {
			continue
		}
		if found = one; !one.bare {
			break
		}
	}
	return found
}

// match is one number of a text by the groups of amounts.
type match [groupBehind + 1]string

func submatches(text string, at []int) (m match) {
	for i := range m {
		if at[2*i] >= 0 {
			m[i] = text[at[2*i]:at[2*i+1]]
		}
	}
	return m
}

// amount reads the number. A dash that joins it to what stands before is no sign: "City-Bike-900".
func (m match) amount(before string) amount {
	one := amount{bare: m[groupWord] == ""}
	for _, written := range []string{m[groupBefore], m[groupBehind]} {
		switch {
		case written == "":
		case !weight.MatchString(written):
			one.currency, one.bare = currency(written), false
		case one.currency == "":
			one.currency, one.bare = currency(written), one.bare && m[groupNear] == ""
		}
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	one.signed = m[groupSign] != "" && !unicode.IsLetter(last) && !unicode.IsDigit(last)
	whole, err := strconv.ParseInt(strings.NewReplacer(".", "", ",", "", " ", "").Replace(m[groupWhole]), 10, 64)
	part, _ := strconv.ParseInt((m[groupPart] + "00")[:2], 10, 64)
	one.cents = whole*100 + part
	if err != nil || one.signed || whole > mostWhole || one.cents == 0 {
		one.cents, one.wrong = 0, true
	}
	return one
}

// besidePrice are words that may stand beside a price, and say no more than that it is one.
var besidePrice = map[string]bool{
	"alarm": true, "preisalarm": true, "preis": true, "unter": true, "bei": true, "ab": true, "max": true, "maximal": true, "bis": true, "auf": true,
	"alert": true, "price": true, "below": true, "under": true, "at": true, "cena": true, "poniżej": true, "ponizej": true, "do": true, "od": true,
}

// withoutPrice gives what a product's name is without the price that stands behind it.
func withoutPrice(name string) string {
	all := amounts.FindAllStringSubmatchIndex(name, -1)
	if len(all) == 0 {
		return name
	}
	at := all[len(all)-1]
	one := submatches(name, at).amount(name[:max(at[2*groupSign], 0)])
	if at[1] < len(name) || one.bare && !one.signed {
		return name
	}
	return strings.TrimSpace(name[:at[0]])
}

// justPrice says whether a text names a price, or tries to, and nothing else.
func justPrice(text string) bool {
	rest := amounts.ReplaceAllString(text, " ")
	return rest != text && !slices.ContainsFunc(nameWords(rest), func(word string) bool { return !frames[word] && !besidePrice[word] })
}

// retarget takes a wished price without a product: it belongs to the price alarm that was set last.
func (t *talk) retarget(wish Wish) {
	if !t.sought(Seek{Own: true}) {
		return
	}
	if alarm, ok := t.lastAlarm(); ok {
		t.signUp(wish, alarm.Product)
		return
	}
	t.askProduct(wish)
}

// lastAlarm is the price alarm that was set last; false where there is none.
func (t *talk) lastAlarm() (Signup, bool) {
	i := slices.IndexFunc(t.facts.Signups, func(s Signup) bool { return s.Purpose == consent.PriceAlarm })
	if i < 0 {
		return Signup{}, false
	}
	return t.facts.Signups[i], true
}

// mistake is the text that says what is wrong with the price that was wished for; "" where nothing is.
func (w Wish) mistake(p Product) string {
	switch {
	case w.Purpose != consent.PriceAlarm || p.Cents == 0:
		return ""
	case w.Wrong:
		return "price.amount"
	case w.Target > 0 && foreign(w.Currency, p.Currency):
		return "price.currency"
	default:
		return ""
	}
}

// askPrice asks anew for a price that is wished for, once more where that is not understood either, then people answer.
func (t *talk) askPrice(wish Wish, p Product, key string) {
	if t.State.Question == AskPrice && t.State.Asked >= timesAsked {
		t.endWish()
		t.handOver(t.tell("reason.price_alarm", nil))
		return
	}
	if q := t.State.Question; q == AskProduct || q == AskVariant {
		t.answered()
	}
	t.Why = "no price of the product: asked again"
	t.reply(key, fields{"product": brief(p.Title), "price": t.price(p.Cents, p.Currency), "currency": p.Currency})
	t.ask(AskPrice, "", productLasts)
	t.State.Wish = Wish{Purpose: wish.Purpose, Product: p}
}

// priceNamed takes the answer to AskPrice. It says whether that was one.
func (t *talk) priceNamed() bool {
	wish := t.State.Wish
	switch {
	case t.Reading.Intent == intents.No:
		t.Why = "declined: no sign-up"
		t.endWish()
	case !justPrice(t.Event.Text) && (!looksLikeAnAnswer(t.Event.Text) || t.another() || beside(t.Reading.Intent) || t.Reading.Slots[intents.SlotProduct] != ""):
		return false
	case !t.sought(Seek{Source: wish.Product.Source, SKU: wish.Product.SKU}):
	case len(t.facts.Products) == 0:
		t.noProduct()
	case !justPrice(t.Event.Text):
		t.askPrice(wish, t.facts.Products[0], "price.amount")
	default:
		t.signUp(wish.priced(t.Event.Text, ""), t.facts.Products[0])
	}
	return true
}
