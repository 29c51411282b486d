package consent

import (
	"slices"
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

// Holidays knows the public holidays of the countries that the shops it is for sell to, and of the states of some. It
// may be used by many goroutines at once.
type Holidays struct {
	years sync.Map // region and year -> set of days
}

type regionYear struct {
	region Region
	year   int
}

type monthDay struct {
	month time.Month
	day   int
}

// On says whether the day of t, on the clock of its own location, is a public holiday in the region. A country that
// is not known has none, and a state that is not known those of its country.
func (h *Holidays) On(region Region, t time.Time) bool {
	key := regionYear{region, t.Year()}
	days, ok := h.years.Load(key)
	if !ok {
		days, _ = h.years.LoadOrStore(key, daysOff(key))
	}
	return days.(map[monthDay]bool)[monthDay{t.Month(), t.Day()}]
}

func daysOff(key regionYear) map[monthDay]bool {
	days := map[monthDay]bool{}
	holidays, known := regional[key.region.Country][key.region.State]
	if !known {
		holidays = nationwide(key.region.Country)
	}
	for _, holiday := range holidays {
		actual, observed := holiday.Calc(key.year)
		for _, day := range []time.Time{actual, observed} {
			if day.Year() == key.year {
				days[monthDay{day.Month(), day.Day()}] = true
			}
		}
	}
	return days
}

// christmasEve is a day off in Poland since 2025 (Dz.U. 2024 poz. 1965).
var christmasEve = cal.Holiday{Name: "Wigilia Bożego Narodzenia", Type: cal.ObservancePublic, Month: time.December, Day: 24, StartYear: 2025, Func: cal.CalcDayOfMonth}

// polishSundays are holidays of Poland that are Sundays each year, and count where a shop writes on Sundays (ustawa z dnia 18
// stycznia 1951 r. o dniach wolnych od pracy, art. 1).
var polishSundays = [...]cal.Holiday{
	{Name: "Niedziela Wielkanocna", Type: cal.ObservancePublic, Offset: 0, Func: cal.CalcEasterOffset},
	{Name: "Zielone Świątki", Type: cal.ObservancePublic, Offset: 49, Func: cal.CalcEasterOffset},
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
		return append(slices.Clone(pl.Holidays), &christmasEve, &polishSundays[0], &polishSundays[1])
	case "SE":
		return se.Holidays
	case "US":
		return us.Holidays
	default:
		return nil
	}
}
