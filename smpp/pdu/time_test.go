package pdu_test

import (
	"errors"
	"testing"
	"time"

	"kurzwahl/smpp/pdu"
)

func TestTimesAreRead(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 31, 10, 0, 0, 0, time.UTC)
	for field, want := range map[string]time.Time{
		"":                 {},
		"000001020304000R": now.Add(26*time.Hour + 3*time.Minute + 4*time.Second),
		"000000000000000R": now,
		"260302130000004+": time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC),
		"260302130000720-": time.Date(2026, 3, 2, 18, 0, 0, 7e8, time.UTC),
	} {
		if got, err := pdu.ParseTime([]byte(field), now); err != nil || !got.Equal(want) {
			t.Errorf("ParseTime(%q) = %v, %v; want %v", field, got, err, want)
		}
	}
	for _, field := range []string{
		"x", "261302130000004+", "260002130000004+", "260332130000004+", "2603021300000049+", "260302130000004", "26030213000000xy",
		"260302250000004+", "260302130000049+", "26030213000a004+", "000001020304 00R", "260302130000004Z",
	} {
		if got, err := pdu.ParseTime([]byte(field), now); !errors.Is(err, pdu.ErrTime) {
			t.Errorf("ParseTime(%q) = %v, %v; want ErrTime", field, got, err)
		}
	}
}

func TestTimesAreWritten(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		-time.Hour:       "000000000001000R",
		time.Millisecond: "000000000001000R",
		time.Hour:        "000000010000000R",
		49*time.Hour + 3*time.Minute + 5*time.Second: "000002010305000R",
		1000 * time.Hour:     "000041160000000R",
		365 * 24 * time.Hour: "000099235959000R",
	} {
		if got := string(pdu.AppendDelay(nil, d)); got != want {
			t.Errorf("%v: got %s, want %s", d, got, want)
		}
	}
	berlin := time.FixedZone("CET", 3600)
	for at, want := range map[time.Time]string{
		time.Date(2026, 11, 21, 10, 0, 0, 0, berlin):     "261121090000000+",
		time.Date(2026, 1, 1, 0, 30, 5, 95e7, berlin):    "251231233005900+",
		time.Date(1999, 12, 31, 23, 0, 0, 0, time.UTC):   "",
		time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC):      "",
		time.Date(2099, 12, 31, 23, 59, 59, 0, time.UTC): "991231235959000+",
	} {
		if got := string(pdu.AppendTime(nil, at)); got != want {
			t.Errorf("%v: got %q, want %q", at, got, want)
		}
	}
}

// FuzzTime reads any octets as a time field, and reads back what it writes of it.
func FuzzTime(f *testing.F) {
	f.Add([]byte("260302130000004+"), int64(0))
	f.Add([]byte("000001020304000R"), int64(1_795_255_200))
	f.Add([]byte(""), int64(90_061))
	f.Fuzz(func(t *testing.T, field []byte, seconds int64) {
		epoch := time.Unix(0, 0)
		got, err := pdu.ParseTime(field, epoch)
		if (err != nil) != errors.Is(err, pdu.ErrTime) || err != nil && !got.IsZero() {
			t.Errorf("ParseTime(%q) = %v, %v", field, got, err)
		}
		at := time.Unix(seconds, 0)
		if wire := pdu.AppendTime(nil, at); len(wire) > 0 {
			if again, err := pdu.ParseTime(wire, epoch); err != nil || !again.Equal(at) {
				t.Errorf("%v is written %s and read as %v, %v", at, wire, again, err)
			}
		}
		d := time.Duration(seconds) * time.Second
		if again, err := pdu.ParseTime(pdu.AppendDelay(nil, d), epoch); err != nil || d >= time.Second && d < 99*24*time.Hour && again.Sub(epoch) != d {
			t.Errorf("%v is written and read as %v, %v", d, again.Sub(epoch), err)
		}
	})
}
