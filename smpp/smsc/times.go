package smsc

import (
	"errors"
	"fmt"
	"time"
)

// errTime says that a time field is none.
var errTime = errors.New("not a time as SMPP writes it")

// parseTime reads a time field (SMPP 3.4 section 7.1.1): "YYMMDDhhmmsstnnp", absolute with tenths and quarter
// hours from UTC when p is + or -, from now when p is R. An empty field gives the zero time. The error is
// errTime, wrapped.
func parseTime(field []byte, now time.Time) (time.Time, error) {
	if len(field) == 0 {
		return time.Time{}, nil
	}
	const length = 16
	if len(field) != length {
		return time.Time{}, fmt.Errorf("time of %d octets: %w", len(field), errTime)
	}
	var pair [7]int // years, months, days, hours, minutes, seconds; then quarter hours
	for i := range pair {
		at := 2 * i
		if i == len(pair)-1 {
			at++ // the tenth of a second is one digit
		}
		high, low := field[at]-'0', field[at+1]-'0'
		if high > 9 || low > 9 {
			return time.Time{}, fmt.Errorf("time: %w", errTime)
		}
		pair[i] = int(high)*10 + int(low)
	}
	if tenth := field[12] - '0'; tenth > 9 {
		return time.Time{}, fmt.Errorf("time: %w", errTime)
	}
	return placeTime(pair, field[length-1], now)
}

// placeTime makes a time of the pairs of digits by the last octet of the field.
func placeTime(pair [7]int, direction byte, now time.Time) (time.Time, error) {
	clock := time.Duration(pair[3])*time.Hour + time.Duration(pair[4])*time.Minute + time.Duration(pair[5])*time.Second
	if direction == 'R' {
		return now.AddDate(pair[0], pair[1], pair[2]).Add(clock), nil
	}
	if direction != '+' && direction != '-' || pair[1] < 1 || pair[1] > 12 || pair[2] < 1 || pair[2] > 31 ||
		clock >= 25*time.Hour || pair[6] > 48 {
		return time.Time{}, fmt.Errorf("time: %w", errTime)
	}
	east := time.Duration(pair[6]) * 15 * time.Minute
	if direction == '-' {
		east = -east
	}
	return time.Date(2000+pair[0], time.Month(pair[1]), pair[2], 0, 0, 0, 0, time.UTC).Add(clock - east), nil
}

// receiptTime is how receipts write times (SMPP 3.4 appendix B), here always in UTC.
const receiptTime = "0601021504"
