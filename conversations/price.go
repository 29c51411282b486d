package conversations

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kurzwahl/consent"
	"kurzwahl/sms"
)

// price writes an amount of hundredths, "" for none.
func (t *talk) price(cents int64, currency string) string {
	if cents <= 0 {
		return ""
	}
	return sms.Decimal(cents, 2, sms.Locale(t.language())) + " " + currency
}

// amounts are numbers as people write prices, with a word before or a currency behind that says so. "For" and "max" say
// nothing: a tent is for 2 people, and a shoe is an Air Max 90.
var amounts = regexp.MustCompile(`(?i)(\b(?:unter|maximal|h(?:ö|oe)chstens|below|under|up to|less than|poni(?:ż|z)ej|ni(?:ż|z))\s+)?` +
	`(?:€\s*)?\b(\d{1,3}(?:[., ]\d{3})+|\d{1,7})(?:[.,](\d{1,2}))?\b(\s*(?:€|eur|zł|zl|pln|chf|franken|gbp|pounds?|usd|dollar))?`)

// atTheEnd is what may stand behind a number that is the last of a text.
var atTheEnd = regexp.MustCompile(`(?i)^[\s.,;:!?]*(?:bitte|please|pls|prosz(?:ę|e))?[\s.!?]*$`)

// amountIn gives the price that a text names, in hundredths, 0 for none: the last that is said to be one, else the number
// that the text ends with. bare says that nothing says it is one: it may be part of a product's name.
func amountIn(text string) (cents int64, bare bool) {
	all := amounts.FindAllStringSubmatch(text, -1)
	ends := amounts.FindAllStringIndex(text, -1)
	bare = true
	for i, m := range slices.Backward(all) {
		marked := m[1] != "" || m[4] != "" || strings.Contains(m[0], "€")
		if !marked && (cents != 0 || !atTheEnd.MatchString(text[ends[i][1]:])) {
			continue
		}
		whole, err := strconv.ParseInt(strings.NewReplacer(".", "", ",", "", " ", "").Replace(m[2]), 10, 64)
		if err != nil {
			continue
		}
		part, err := strconv.ParseInt((m[3] + "00")[:2], 10, 64)
		if err != nil {
			continue
		}
		cents, bare = whole*100+part, !marked
		if marked {
			break
		}
	}
	return cents, bare
}

// retarget takes a wished price without a product: it belongs to the price alarm that was set last.
func (t *talk) retarget(wish Wish) {
	if !t.sought(Seek{Own: true}) {
		return
	}
	i := slices.IndexFunc(t.facts.Signups, func(s Signup) bool { return s.Purpose == consent.PriceAlarm })
	if i < 0 {
		t.askProduct(wish)
		return
	}
	t.signUp(wish, t.facts.Signups[i].Product)
}
