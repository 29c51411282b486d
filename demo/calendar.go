package demo

import "time"

// firstMorning is ten o'clock in the shop's zone on the day of now, or on the next working day when that is a
// weekend, so that nobody meets quiet hours or a closed shop first.
func firstMorning(now time.Time, zone *time.Location, closed func(day time.Time) bool) time.Time {
	day := now.In(zone)
	for {
		morning := time.Date(day.Year(), day.Month(), day.Day(), 10, 0, 0, 0, zone)
		if w := morning.Weekday(); w != time.Saturday && w != time.Sunday && !closed(morning) {
			return morning
		}
		day = day.AddDate(0, 0, 1)
	}
}

// nextMorning is the next ten o'clock after now on a working day.
func nextMorning(now time.Time, zone *time.Location, closed func(day time.Time) bool) time.Time {
	return firstMorning(now.In(zone).AddDate(0, 0, 1), zone, closed)
}
