package smsc

import (
	"errors"
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 31, 10, 0, 0, 0, time.UTC)
	for field, want := range map[string]time.Time{
		"":                 {},
		"000001020304000R": now.Add(26*time.Hour + 3*time.Minute + 4*time.Second),
		"000000000000000R": now,
		"260302130000004+": time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC),
		"260302130000420-": time.Date(2026, 3, 2, 18, 0, 0, 0, time.UTC),
	} {
		if got, err := parseTime([]byte(field), now); err != nil || !got.Equal(want) {
			t.Errorf("parseTime(%q) = %v, %v; want %v", field, got, err, want)
		}
	}
	for _, field := range []string{
		"x", "261302130000004+", "260002130000004+", "260332130000004+", "2603021300000049+", "260302130000004", "26030213000000xy",
		"260302250000004+", "260302130000049+", "26030213000a004+", "000001020304 00R", "260302130000004Z",
	} {
		if got, err := parseTime([]byte(field), now); !errors.Is(err, errTime) {
			t.Errorf("parseTime(%q) = %v, %v; want errTime", field, got, err)
		}
	}
}

func FuzzParseTime(f *testing.F) {
	f.Add([]byte("260302130000004+"))
	f.Add([]byte("000001020304000R"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, field []byte) {
		got, err := parseTime(field, time.Unix(0, 0))
		if (err != nil) != errors.Is(err, errTime) || err != nil && !got.IsZero() {
			t.Errorf("parseTime(%q) = %v, %v", field, got, err)
		}
	})
}
