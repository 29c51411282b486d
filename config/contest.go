package config

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Day is a day or a moment as the file writes it, in quotation marks or without: 2026-12-01, 2026-12-01T08:00:00,
// 2026-12-01T08:00:00+01:00.
type Day string

// UnmarshalTOML takes whatever stands there; the check says what is wrong with it.
func (d *Day) UnmarshalTOML(text []byte) error {
	*d = Day(strings.Trim(string(text), "\"' "))
	return nil
}

// in gives the moment, in zone where none is named; whole says that it is the first of a day that is meant.
func (d Day) in(zone *time.Location) (at time.Time, whole bool, err error) {
	if at, err = time.ParseInLocation(time.DateOnly, string(d), zone); err == nil {
		return at, true, nil
	}
	text := strings.Replace(strings.ToUpper(string(d)), " ", "T", 1) // TOML 1.0 has a space or a "t", too
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04"} {
		if at, err = time.ParseInLocation(layout, text, zone); err == nil {
			return at, false, nil
		}
	}
	return time.Time{}, false, fmt.Errorf("%q is no day such as 2026-12-01", string(d))
}

// Contest is a keyword contest.
type Contest struct {
	Name        string   `toml:"name"`         // unique; required
	Keywords    []string `toml:"keywords"`     // any of them enters; required
	From        Day      `toml:"from"`         // first day, YYYY-MM-DD, or the moment at which entries begin; required
	Until       Day      `toml:"until"`        // last day, YYYY-MM-DD, or the moment at which entries end; required
	Question    string   `toml:"question"`     // asked after the keyword; "" asks nothing
	Answers     []string `toml:"answers"`      // such as A, B, C
	Terms       string   `toml:"terms"`        // link to the terms; required
	Prize       string   `toml:"prize"`        // what is won, as winners read it: "einen Helm"; default not named
	AnswerHours int      `toml:"answer_hours"` // in which a winner must answer before a substitute moves up; default 72
}

// Begins is the first moment of entry, in the shop's time zone where the file names none. It fails where From is none.
func (s Contest) Begins(zone *time.Location) (time.Time, error) {
	at, _, err := s.From.in(zone)
	return at, err
}

// Ends is the moment from which on no entry counts: the end of the last day. It fails where Until is none.
func (s Contest) Ends(zone *time.Location) (time.Time, error) {
	at, day, err := s.Until.in(zone)
	if day {
		at = at.AddDate(0, 0, 1)
	}
	return at, err
}

func (s Contest) check(p *problems, zone *time.Location) {
	key := fmt.Sprintf("contest %q: ", s.Name)
	if len(s.Keywords) == 0 {
		p.add("%skeywords is missing: name the word that customers text", key)
	}
	if slices.Contains(s.Keywords, "") {
		p.add("%sa keyword is empty", key)
	}
	p.url(key+"terms", s.Terms)
	from, fromErr := s.Begins(zone)
	until, untilErr := s.Ends(zone)
	switch {
	case fromErr != nil || untilErr != nil:
		p.add("%sfrom and until must be days such as 2026-12-01, or moments such as 2026-12-01T08:00:00+01:00", key)
	case !from.Before(until):
		p.add("%suntil comes before from", key)
	}
	if s.Question != "" && len(s.Answers) == 0 {
		p.add("%squestion has no answers: list them, such as [\"A\", \"B\", \"C\"]", key)
	}
	p.upTo(key+"answer_hours", s.AnswerHours, 30*24)
}
