package consent

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Hours are the times of the week in which something is done: a shop is open, marketing may go out. The zero
// Hours are never open.
type Hours struct {
	Open, Close int     // minutes after midnight, local time; Open is included, Close is not
	Days        [7]bool // by time.Weekday
}

// minutesOfDay is the latest Close: midnight at the end of the day.
const minutesOfDay = 24 * 60

// ParseHours reads "09:00-20:00" and "Mon-Sat", or days with commas such as "Mon-Wed,Fri".
func ParseHours(hours, days string) (Hours, error) {
	var h Hours
	from, to, ok := strings.Cut(hours, "-")
	if !ok {
		return h, fmt.Errorf(`hours %q: want "09:00-20:00"`, hours)
	}
	var err error
	if h.Open, err = parseMinutes(from); err != nil {
		return h, fmt.Errorf("hours %q: %w", hours, err)
	}
	if h.Close, err = parseMinutes(to); err != nil {
		return h, fmt.Errorf("hours %q: %w", hours, err)
	}
	if h.Open >= h.Close {
		return h, fmt.Errorf("hours %q: the end must be later than the start", hours)
	}
	h.Days, err = parseDays(days)
	return h, err
}

func parseMinutes(s string) (int, error) {
	hour, minute, ok := strings.Cut(strings.TrimSpace(s), ":")
	h, hourErr := strconv.Atoi(hour)
	m, minuteErr := strconv.Atoi(minute)
	if !ok || hourErr != nil || minuteErr != nil || h < 0 || m < 0 || m > 59 || h*60+m > minutesOfDay {
		return 0, fmt.Errorf("%q is no time of day", s)
	}
	return h*60 + m, nil
}

func parseDays(s string) (days [7]bool, err error) {
	for part := range strings.SplitSeq(s, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, fromErr := parseDay(first)
		to, toErr := parseDay(last)
		if fromErr != nil || toErr != nil {
			return days, fmt.Errorf(`days %q: want "Mon-Sat" or "Mon,Wed"`, s)
		}
		for day := from; ; day = (day + 1) % 7 {
			days[day] = true
			if day == to {
				break
			}
		}
	}
	return days, nil
}

func parseDay(s string) (int, error) {
	names := [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	for i, name := range names {
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(s)), name) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%q is no day", s)
}

// within narrows the hours to what lies between two minutes of the day.
func (h Hours) within(open, closing int) Hours {
	h.Open, h.Close = max(h.Open, open), min(h.Close, closing)
	return h
}

// empty says whether the hours are never open.
func (h Hours) empty() bool { return h.Open >= h.Close || h.Days == [7]bool{} }

// Includes says whether t, on the clock of its own location, lies in the hours and on no day that closed gives;
// closed may be nil.
func (h Hours) Includes(t time.Time, closed func(day time.Time) bool) bool {
	minute := t.Hour()*60 + t.Minute()
	return minute >= h.Open && minute < h.Close && h.Days[t.Weekday()] && (closed == nil || !closed(t))
}

// horizon is how many days Next looks ahead: more than any row of holidays.
const horizon = 60

// Next gives t when it lies in the hours, else the moment after t, in t's location, at which they open; the zero
// time when they do not within two months.
func (h Hours) Next(t time.Time, closed func(day time.Time) bool) time.Time {
	if h.empty() {
		return time.Time{}
	}
	if h.Includes(t, closed) {
		return t
	}
	year, month, day := t.Date()
	for ahead := range horizon {
		opening := time.Date(year, month, day+ahead, 0, h.Open, 0, 0, t.Location())
		// In the night in which an hour is left out, the opening may fall before the gap that it lies in.
		for _, at := range [...]time.Time{opening, opening.Add(time.Hour)} {
			if at.After(t) && h.Includes(at, closed) {
				return at
			}
		}
	}
	return time.Time{}
}

// Add gives the moment at which the hours have been open for d since t, in t's location; the zero time when that takes
// more than two months of days.
func (h Hours) Add(t time.Time, d time.Duration, closed func(day time.Time) bool) time.Time {
	for range horizon {
		begin := h.Next(t, closed)
		if begin.IsZero() {
			return time.Time{}
		}
		end := h.closing(begin)
		if left := end.Sub(begin); d > left {
			d -= max(0, left)
			t = later(end, begin)
			continue
		}
		return begin.Add(d)
	}
	return time.Time{}
}

// later is the moment at which to go on after a span that ends at end; where the clock was put back it lies after begin.
func later(end, begin time.Time) time.Time {
	if end.After(begin) {
		return end
	}
	return begin.Add(time.Hour)
}

// closing is when the hours end on the day of t.
func (h Hours) closing(t time.Time) time.Time {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, h.Close, 0, 0, t.Location())
}

// Closed gives when the hours ended last, at t or before, in t's location; the zero time when they did not within two
// months. Within the hours it is the end of the day before.
func (h Hours) Closed(t time.Time, closed func(day time.Time) bool) time.Time {
	if h.empty() {
		return time.Time{}
	}
	year, month, day := t.Date()
	for back := range horizon {
		noon := time.Date(year, month, day-back, 12, 0, 0, 0, t.Location())
		end := h.closing(noon)
		if h.Days[noon.Weekday()] && (closed == nil || !closed(noon)) && !end.After(t) {
			return end
		}
	}
	return time.Time{}
}
