package inbox

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestWhatWasRefusedIsTriedWithItsIDsInTurn(t *testing.T) {
	t.Parallel()
	t0 := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	at := func(id, words string, minute int) Item {
		return Item{ID: id, Fingerprint: words, At: t0.Add(time.Duration(minute) * time.Minute)}
	}
	var r refused
	for _, item := range []Item{at("1", "ja", 0), at("2", "nein", 0), at("3", "ja", 10), at("4", "ja", 11)} {
		r.keep(item)
	}
	for _, c := range []struct {
		item Item
		want string
	}{
		{at("new", "vielleicht", 12), ""},
		{at("new", "ja", 12), "1"},
		{at("new", "ja", 26), "4"}, // the one of the tenth minute is too old
		{at("new", "ja", 26), ""},
		{at("new", "nein", 15), "2"},
		{at("new", "nein", 15), ""},
	} {
		got := c.item
		if r.recall(&got); got.ID != "new" || strings.Join(got.Tried, " ") != c.want {
			t.Errorf("%q in minute %v is %s and was tried as %v, want %s", c.item.Fingerprint, c.item.At.Sub(t0).Minutes(), got.ID, got.Tried, c.want)
		}
	}
	if r.count != 0 || len(r.tries) != 0 {
		t.Errorf("%d are left, and %v", r.count, r.tries)
	}
}

func TestWhatIsRefusedForLongKeepsItsFirstAndItsLatestIDs(t *testing.T) {
	t.Parallel()
	t0 := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	var r refused
	for n := range 6 {
		item := Item{ID: fmt.Sprint(n), Fingerprint: "ja", At: t0.Add(time.Duration(n) * time.Minute)}
		r.recall(&item)
		r.keep(item)
	}
	held := Item{ID: "6", Fingerprint: "ja", At: t0.Add(6 * time.Minute)}
	r.recall(&held)
	held.ID = "" // surely not stored
	r.keep(held)
	got := Item{ID: "7", Fingerprint: "ja", At: t0.Add(7 * time.Minute)}
	if r.recall(&got); strings.Join(got.Tried, " ") != "0 3 4 5" {
		t.Errorf("tried as %v, want 0 3 4 5", got.Tried)
	}
	r.keep(Item{Fingerprint: "nein", At: t0})
	if r.count != 0 || len(r.tries) != 0 {
		t.Errorf("%d are left, and %v", r.count, r.tries)
	}
}

func TestWhatWasRefusedDoesNotFillTheMemory(t *testing.T) {
	t.Parallel()
	t0 := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	var r refused
	for n := range 2 * mostRefused {
		r.keep(Item{ID: "old", Fingerprint: fmt.Sprint(n % 1000), At: t0})
	}
	if r.count != mostRefused {
		t.Errorf("%d are remembered, want %d", r.count, mostRefused)
	}
	r.keep(Item{ID: "young", Fingerprint: "0", At: t0.Add(refusedFor + time.Second)})
	if r.count != 1 || len(r.tries) != 1 {
		t.Errorf("%d are remembered of which the old ones are of no use, want 1", r.count)
	}
}
