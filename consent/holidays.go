package consent

import (
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/us"
)

// Holidays knows the nationwide public holidays of the countries that the shops it is for sell to. Those of a
// single state or canton are not in it. It may be used by many goroutines at once.
type Holidays struct {
	years sync.Map // country and year -> set of days
}

type countryYear struct {
	country string
	year    int
}

type monthDay struct {
	month time.Month
	day   int
}

// On says whether the day of t, on the clock of its own location, is a public holiday in the country (ISO 3166).
// A country that is not known has none.
func (h *Holidays) On(country string, t time.Time) bool {
	key := countryYear{country, t.Year()}
	days, ok := h.years.Load(key)
	if !ok {
		days, _ = h.years.LoadOrStore(key, daysOff(key))
	}
	return days.(map[monthDay]bool)[monthDay{t.Month(), t.Day()}]
}

func daysOff(key countryYear) map[monthDay]bool {
	days := map[monthDay]bool{}
	for _, holiday := range nationwide(key.country) {
		actual, observed := holiday.Calc(key.year)
		for _, day := range []time.Time{actual, observed} {
			if day.Year() == key.year {
				days[monthDay{day.Month(), day.Day()}] = true
			}
		}
	}
	return days
}

func nationwide(country string) []*cal.Holiday {
	switch country {
	case "AT":
		return at.Holidays
	case "BE":
		return be.Holidays
	case "CH":
		return ch.Holidays
	case "CZ":
		return cz.Holidays
	case "DE":
		return de.Holidays
	case "DK":
		return dk.Holidays
	case "ES":
		return es.Holidays
	case "FR":
		return fr.Holidays
	case "GB":
		return gb.Holidays
	case "IT":
		return it.Holidays
	case "NL":
		return nl.Holidays
	case "PL":
		return pl.Holidays
	case "SE":
		return se.Holidays
	case "US":
		return us.Holidays
	default:
		return nil
	}
}
