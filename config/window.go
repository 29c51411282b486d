package config

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Window is a span of a day, written "09:00-20:00". It includes its first minute and not its last.
type Window struct {
	From, To time.Duration // since midnight by the wall clock
}

// UnmarshalText reads "HH:MM-HH:MM"; the end must come after the beginning, and "24:00" is allowed there.
func (w *Window) UnmarshalText(text []byte) error {
	from, to, ok := strings.Cut(string(text), "-")
	if !ok {
		return fmt.Errorf(`%q is no span of time: write it as "09:00-20:00"`, text)
	}
	var err error
	if w.From, err = ofDay(from); err != nil {
		return err
	}
	if w.To, err = ofDay(to); err != nil {
		return err
	}
	if w.To <= w.From {
		return fmt.Errorf("%q ends before it begins", text)
	}
	return nil
}

func ofDay(text string) (time.Duration, error) {
	text = strings.TrimSpace(text)
	if text == "24:00" {
		return 24 * time.Hour, nil
	}
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0, fmt.Errorf(`%q is no time of day: write it as "09:00"`, text)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

// Days is a set of weekdays, written "Mon-Sat" or "Mon,Wed,Fri".
type Days map[time.Weekday]bool

// UnmarshalText reads English names of three letters, alone, as spans, and joined by commas.
func (d *Days) UnmarshalText(text []byte) error {
	set := Days{}
	for part := range strings.SplitSeq(string(text), ",") {
		first, last, span := strings.Cut(part, "-")
		from, err := weekday(first)
		if err != nil {
			return err
		}
		to := from
		if span {
			if to, err = weekday(last); err != nil {
				return err
			}
		}
		for day := from; ; day = (day + 1) % 7 {
			set[day] = true
			if day == to {
				break
			}
		}
	}
	*d = set
	return nil
}

func weekday(name string) (time.Weekday, error) {
	names := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	i := slices.Index(names, strings.ToLower(strings.TrimSpace(name)))
	if i < 0 {
		return 0, fmt.Errorf(`%q is no day: write Mon, Tue, Wed, Thu, Fri, Sat or Sun`, name)
	}
	return time.Weekday(i), nil
}
