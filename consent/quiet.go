package consent

import (
	"strings"
	"time"

	"kurzwahl/message"
)

// american is the country whose numbers, and whose people, get no marketing before 8 and after 21 whatever the rules
// say (47 CFR 64.1200(c)(1)). A number keeps that wherever its owner has parcels sent to.
const american = "US"

// quiet holds marketing back until its recipient's hours are open in every zone where they may be.
func (g *Gate) quiet(m message.Outbound, f Facts, now time.Time) Decision {
	if !isMarketing(m) {
		return Decision{}
	}
	country := g.country(m.To, f.Country)
	hours := g.rules.Marketing
	if country == american || m.To.Country() == american {
		hours = hours.within(hardOpen, hardClose)
	}
	opens := g.opening(hours, g.locations(m.To), country, now)
	switch {
	case opens.IsZero():
		return skip("quiet hours: there is no time that is allowed wherever the recipient may be")
	case !opens.After(now):
		return Decision{}
	case !m.Deadline.IsZero() && !opens.Before(g.latest(m)):
		return skip("quiet hours until after the deadline")
	default:
		local := opens.In(g.locations(m.To)[0])
		return Decision{Verdict: Hold, Until: opens.UTC(), Reason: "quiet hours until " + local.Format("2006-01-02 15:04")}
	}
}

// opening is the first moment from now on at which hours are open in all locations; zero when there is none.
func (g *Gate) opening(hours Hours, locations []*time.Location, country string, now time.Time) time.Time {
	region := Region{Country: country}
	if country == g.rules.Country {
		region.State = g.rules.State
	}
	closed := func(day time.Time) bool { return !g.rules.OnHolidays && g.holidays.On(region, day) }
	at := now
	for range horizon {
		settled := true
		for _, location := range locations {
			opens := hours.Next(at.In(location), closed)
			if opens.IsZero() {
				return time.Time{}
			}
			if opens.After(at) {
				at, settled = opens, false
			}
		}
		if settled {
			return at
		}
	}
	return time.Time{}
}

// country gives where the recipient lives, as far as anybody knows.
func (g *Gate) country(to message.Address, known string) string {
	if known != "" {
		return strings.ToUpper(known)
	}
	if country := to.Country(); country != "" {
		return country
	}
	return g.rules.Country
}

// locations gives the zones in which the recipient may be, at least one. Where a North American number does not
// tell its zone, the outermost two of the United States stand for all.
func (g *Gate) locations(to message.Address) []*time.Location {
	names := to.Zones()
	if strings.HasPrefix(string(to), "+1") && len(names) > 4 {
		names = []string{"America/New_York", "Pacific/Honolulu"}
	}
	locations := make([]*time.Location, 0, max(1, len(names)))
	for _, name := range names {
		if location := g.location(name); location != nil {
			locations = append(locations, location)
		}
	}
	if len(locations) == 0 {
		locations = append(locations, g.rules.Zone)
	}
	return locations
}

// location is nil for a zone that this machine does not know.
func (g *Gate) location(name string) *time.Location {
	if known, ok := g.zones.Load(name); ok {
		return known.(*time.Location)
	}
	location, err := time.LoadLocation(name)
	if err != nil {
		location = nil
	}
	g.zones.Store(name, location)
	return location
}
