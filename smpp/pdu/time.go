package pdu

import (
	"errors"
	"fmt"
	"time"
)

// ErrTime is what ParseTime returns, wrapped, for a field that is no time.
var ErrTime = errors.New("not a time as SMPP writes it")

// longestDelay is the longest that AppendDelay writes: days are the largest unit whose length is always the same,
// and they have two digits.
const longestDelay = 99*24*time.Hour + 23*time.Hour + 59*time.Minute + 59*time.Second

// AppendDelay appends a duration as a relative time, "000002010305000R" (SMPP 3.4 section 7.1.1.2), for
// schedule_delivery_time and validity_period. It writes whole seconds; less than one counts as one, and more than
// 99 days, 23:59:59 as that.
func AppendDelay(dst []byte, d time.Duration) []byte {
	s := int64(min(max(d, time.Second), longestDelay) / time.Second)
	return fmt.Appendf(dst, "0000%02d%02d%02d%02d000R", s/86400, s/3600%24, s/60%60, s%60)
}

// AppendTime appends a point in time in absolute form and UTC, "261121100000000+" (SMPP 3.4 section 7.1.1.1), to
// the tenth of a second. A time outside of the years 2000 to 2099, which the form cannot write, appends nothing:
// the field is then left to the SMSC.
func AppendTime(dst []byte, t time.Time) []byte {
	t = t.UTC()
	if t.Year() < 2000 || t.Year() > 2099 {
		return dst
	}
	dst = t.AppendFormat(dst, "060102150405")
	return append(dst, byte('0'+t.Nanosecond()/int(100*time.Millisecond)), '0', '0', '+') //nolint:gosec // one digit
}

// ParseTime reads a time field (SMPP 3.4 section 7.1.1): "YYMMDDhhmmsstnnp", absolute with tenths and quarter
// hours from UTC when p is + or -, from now when p is R. An empty field gives the zero time. The error is
// ErrTime, wrapped.
func ParseTime(field []byte, now time.Time) (time.Time, error) {
	if len(field) == 0 {
		return time.Time{}, nil
	}
	if len(field) != MaxTime {
		return time.Time{}, fmt.Errorf("time of %d octets: %w", len(field), ErrTime)
	}
	var pair [7]int // years, months, days, hours, minutes, seconds; then quarter hours
	for i := range pair {
		at := 2 * i
		if i == len(pair)-1 {
			at++ // the tenth of a second is one digit
		}
		high, low := field[at]-'0', field[at+1]-'0'
		if high > 9 || low > 9 {
			return time.Time{}, fmt.Errorf("time: %w", ErrTime)
		}
		pair[i] = int(high)*10 + int(low)
	}
	tenth := field[12] - '0'
	if tenth > 9 {
		return time.Time{}, fmt.Errorf("time: %w", ErrTime)
	}
	return placeTime(pair, time.Duration(tenth)*100*time.Millisecond, field[MaxTime-1], now)
}

// placeTime makes a time of the pairs of digits and the tenths by the last octet of the field.
func placeTime(pair [7]int, tenths time.Duration, direction byte, now time.Time) (time.Time, error) {
	clock := time.Duration(pair[3])*time.Hour + time.Duration(pair[4])*time.Minute + time.Duration(pair[5])*time.Second + tenths
	if direction == 'R' {
		return now.AddDate(pair[0], pair[1], pair[2]).Add(clock), nil
	}
	if direction != '+' && direction != '-' || pair[1] < 1 || pair[1] > 12 || pair[2] < 1 || pair[2] > 31 ||
		clock >= 25*time.Hour || pair[6] > 48 {
		return time.Time{}, fmt.Errorf("time: %w", ErrTime)
	}
	east := time.Duration(pair[6]) * 15 * time.Minute
	if direction == '-' {
		east = -east
	}
	return time.Date(2000+pair[0], time.Month(pair[1]), pair[2], 0, 0, 0, 0, time.UTC).Add(clock - east), nil
}
