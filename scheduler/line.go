package scheduler

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Line is a cron line in a time zone. Make one with ParseLine.
type Line struct {
	spec *cron.SpecSchedule
	zone *time.Location
}

// ParseLine reads the five fields minute, hour, day of month, month and day of week (0 is Sunday), or a word for them
// such as "@daily". Where both day fields are restricted, a day that fits either of them fits. Intervals ("@every"), time
// zones within the line, and lines that never come ("0 0 30 2 *") are errors.
func ParseLine(text string, zone *time.Location) (Line, error) {
	text = strings.TrimSpace(text)
	if strings.Contains(text, "TZ=") {
		return Line{}, fmt.Errorf("cron line %q names a time zone: schedules go by the shop's", text)
	}
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)
	parsed, err := parser.Parse(text)
	if err != nil {
		return Line{}, fmt.Errorf("cron line %q: %w", text, err)
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return Line{}, fmt.Errorf("cron line %q is an interval: name the times of day", text)
	}
	spec.Location = time.UTC // it is asked in wall times, which have no changes of the clock
	line := Line{spec: spec, zone: zone}
	if spec.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return Line{}, fmt.Errorf("cron line %q names a day that never comes", text)
	}
	return line, nil
}

// Next gives the first moment after the given one at which the line is due, in the line's zone; the zero time when
// none comes within five years.
func (l Line) Next(after time.Time) time.Time {
	wall := wallTime(after, l.zone)
	for {
		wall = l.spec.Next(wall)
		if wall.IsZero() {
			return time.Time{}
		}
		// Where the clock was put back, the times that it shows again are over already.
		if at := firstShown(wall, l.zone); at.After(after) {
			return at
		}
	}
}

// wallTime is what a clock on the wall shows at t, written as a time in UTC.
func wallTime(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// furthestOffset is more than any zone is away from UTC.
const furthestOffset = 24 * time.Hour

// firstShown is the moment at which the wall clock first shows a time; for a time that it leaps over, the moment of the leap.
// It goes through the periods of one offset each, from before any in which the time may lie.
func firstShown(wall time.Time, zone *time.Location) time.Time {
	period := wall.Add(-furthestOffset).In(zone)
	for {
		start, end := period.ZoneBounds()
		_, offset := period.Zone()
		at := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		switch {
		case at.Before(start):
			return start
		case end.IsZero() || at.Before(end):
			return at
		}
		period = end
	}
}

// dayBegins is the first moment of the day that lies so many days after t's, as the wall clock has it; days may be
// negative.
func dayBegins(t time.Time, days int, zone *time.Location) time.Time {
	year, month, day := t.In(zone).Date()
	return firstShown(time.Date(year, month, day+days, 0, 0, 0, 0, time.UTC), zone)
}
