package consent

import (
	"maps"
	"slices"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/de"
)

// Region is where holidays are kept: a country, or a state or canton of it.
type Region struct {
	Country string // ISO 3166-1: "DE"
	State   string // ISO 3166-2 without the country: "BY"; "" keeps to the days that the whole country has off
}

// regional holds the holidays of states and cantons, those of the whole country among them. What only some of their
// municipalities keep, such as Mariä Himmelfahrt in Bavaria, is not in it.
var regional = map[string]map[string][]*cal.Holiday{
	"DE": {
		"BW": de.HolidaysBW, "BY": de.HolidaysBY, "BE": de.HolidaysBE, "BB": de.HolidaysBB, "HB": de.HolidaysHB, "HH": de.HolidaysHH,
		"HE": de.HolidaysHE, "MV": de.HolidaysMV, "NI": de.HolidaysNI, "NW": de.HolidaysNW, "RP": de.HolidaysRP, "SL": de.HolidaysSL,
		"SN": de.HolidaysSN, "ST": de.HolidaysST, "SH": de.HolidaysSH, "TH": de.HolidaysTH,
	},
	"CH": {
		"ZH": ch.HolidaysZH, "BE": ch.HolidaysBE, "LU": ch.HolidaysLU, "UR": ch.HolidaysUR, "SZ": ch.HolidaysSZ, "OW": ch.HolidaysOW,
		"NW": ch.HolidaysNW, "GL": ch.HolidaysGL, "ZG": ch.HolidaysZG, "FR": ch.HolidaysFR, "SO": ch.HolidaysSO, "BS": ch.HolidaysBS,
		"BL": ch.HolidaysBL, "SH": ch.HolidaysSH, "AR": ch.HolidaysAR, "AI": ch.HolidaysAI, "SG": ch.HolidaysSG, "GR": ch.HolidaysGR,
		"AG": ch.HolidaysAG, "TG": ch.HolidaysTG, "VD": ch.HolidaysVD, "TI": ch.HolidaysTI, "VS": ch.HolidaysVS, "NE": ch.HolidaysNE,
		"GE": ch.HolidaysGE, "JU": ch.HolidaysJU,
	},
}

// States gives the states of a country whose holidays are known, sorted; none for a country whose holidays are the same
// everywhere, or known for the whole of it only.
func States(country string) []string {
	return slices.Sorted(maps.Keys(regional[country]))
}
