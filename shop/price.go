package shop

import (
	"strconv"
	"strings"
	"time"
)

// Cents reads a price as shops write it, "59.90", and gives hundredths of the currency. It is false for what is no
// price: a sign, a comma, more than two decimals, ten million or more.
func Cents(price string) (int64, bool) {
	whole, decimals, point := strings.Cut(price, ".")
	if whole == "" || len(whole) > 7 || !digits(whole) || point && (len(decimals) < 1 || len(decimals) > 2 || !digits(decimals)) {
		return 0, false
	}
	cents, err := strconv.ParseInt(whole+(decimals + "00")[:2], 10, 64)
	return cents, err == nil
}

func digits(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// PricePoint is a price and since when it was asked.
type PricePoint struct {
	At    time.Time
	Cents int64
}

// LowestFor is how far back the lowest price is looked for (PAngV section 11(1)).
const LowestFor = 30 * 24 * time.Hour

// Lowest gives the lowest price that was asked in the 30 days before the price of changed began, which whoever
// announces a lower one has to name (PAngV section 11(1)). History holds the prices of one currency, oldest first. For
// a product that is not that old it is the lowest since it is known; found is false where no earlier price is.
func Lowest(history []PricePoint, changed time.Time) (cents int64, found bool) {
	from := changed.Add(-LowestFor)
	for i, p := range history {
		if !p.At.Before(changed) {
			break
		}
		until := changed
		if i+1 < len(history) && history[i+1].At.Before(changed) {
			until = history[i+1].At
		}
		if until.After(from) && (!found || p.Cents < cents) {
			cents, found = p.Cents, true
		}
	}
	return cents, found
}
