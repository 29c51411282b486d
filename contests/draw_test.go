package contests_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/contests"
	"kurzwahl/message"
)

var (
	opens  = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	closes = time.Date(2026, 12, 25, 0, 0, 0, 0, time.UTC)
	frozen = closes.Add(time.Hour)
	known  = closes.Add(24 * time.Hour)
)

var secret = contests.Secret(strings.Repeat("5e", 32))

// rules is a contest with a question, a commitment and a public source.
func rules() contests.Rules {
	return contests.Rules{
		Contest: contests.Contest{
			Name: "advent", Keywords: []string{"GEWINN"}, From: opens, Until: closes, TermsLink: "https://shop.example/t",
			Question: map[message.Language]string{message.German: "Wie viele Speichen?"}, Answers: "ABC",
		},
		Answer: "B", Winners: 3, Substitutes: 2, Salt: contests.Secret(strings.Repeat("a1", 32)),
		Commitment: &contests.Commitment{SHA256: secret.Commitment(), At: opens},
		Source:     &contests.Source{Name: "Lotto 6aus49, 2026-12-26", KnownAt: known},
	}
}

func phone(i int) message.Address { return message.Address(fmt.Sprintf("+4917139%06d", i)) }

// entrants makes n who gave the right answer in time.
func entrants(n int) []contests.Candidate {
	all := make([]contests.Candidate, n)
	for i := range all {
		all[i] = contests.Candidate{Entry: contests.Entry{Contest: "advent", Address: phone(i), Answer: "B", At: opens.Add(time.Duration(i) * time.Second)}}
	}
	return all
}

// drawn is a whole draw among n.
func drawn(t testing.TB, n int) contests.Document {
	t.Helper()
	list, err := contests.Freeze(rules(), entrants(n), frozen)
	if err != nil {
		t.Fatal(err)
	}
	d, err := list.Drawn(secret, "3 11 17 25 40 44", known)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestFreezeTakesEachPhoneOnceAndSaysWhoIsLeftOut(t *testing.T) {
	t.Parallel()
	all := entrants(10)
	all[1].Answer = "C"
	all[2].At = closes
	all[3].At = opens.Add(-1)
	all[4].Suppressed = "wrong number"
	all[5].Blocked = true
	all[6].Address = "72100"
	all = append(all, all[0], all[9])
	r := rules()
	r.Excluded = map[message.Address]bool{phone(7): true, phone(1): true}
	d, err := contests.Freeze(r, all, frozen)
	if err != nil {
		t.Fatal(err)
	}
	want := []contests.LeftOut{
		{Reason: "cannot be texted", Count: 1},
		{Reason: "entered before", Count: 2},
		{Reason: "excluded by the terms", Count: 2},
		{Reason: "not a phone number", Count: 1},
		{Reason: "not within the dates", Count: 2},
		{Reason: "wrong answer", Count: 1},
	}
	if diff := cmp.Diff(want, d.List.LeftOut); diff != "" || len(d.List.Entries) != 3 {
		t.Errorf("%d entries take part, want 3; left out (-want +got):\n%s", len(d.List.Entries), diff)
	}
	if wrong := contests.Verify(d).Wrong(); len(wrong) > 0 {
		t.Errorf("the list does not fit: %q", wrong)
	}
}

func TestFreezeDoesNotDependOnTheOrderOfEntries(t *testing.T) {
	t.Parallel()
	all := entrants(50)
	want, err := contests.Freeze(rules(), all, frozen)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		got, err := contests.Freeze(rules(), all, frozen)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("another order gave another list:\n%s", diff)
		}
	}
}

func TestFreezeRefusesWhatProvesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(r *contests.Rules)
		at     time.Time
		says   string
	}{
		"still open":          {func(*contests.Rules) {}, closes.Add(-1), "takes entries until"},
		"no seed":             {func(r *contests.Rules) { r.Commitment, r.Source = nil, nil }, frozen, "neither a commitment nor a public source"},
		"source known":        {func(r *contests.Rules) { r.Source.KnownAt = frozen }, frozen, "known before"},
		"commitment late":     {func(r *contests.Rules) { r.Commitment.At = frozen.Add(time.Second) }, frozen, "after the list was frozen"},
		"no winner":           {func(r *contests.Rules) { r.Winners = 0 }, frozen, "no winner"},
		"negative":            {func(r *contests.Rules) { r.Substitutes = -1 }, frozen, "fewer than none"},
		"too many":            {func(r *contests.Rules) { r.Winners = math.MaxInt }, frozen, "More than"},
		"no such answer":      {func(r *contests.Rules) { r.Answer = "D" }, frozen, "A, B, C"},
		"nothing asked":       {func(r *contests.Rules) { r.Contest.Question = nil }, frozen, "asks nothing"},
		"nobody":              {func(r *contests.Rules) { r.Answer = "A" }, frozen, "all are left out, 5 (wrong answer)"},
		"a line in the terms": {func(r *contests.Rules) { r.Contest.TermsLink = "x\nwinners 1" }, frozen, "line break"},
		"a line in the name":  {func(r *contests.Rules) { r.Source.Name = "x\r" }, frozen, "line break"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rules()
			c.change(&r)
			if d, err := contests.Freeze(r, entrants(5), c.at); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v (%v), want a word about %q", err, d.List.FrozenAt, c.says)
			}
		})
	}
}

func TestDrawnRefusesAWrongSecretAndAnEarlyValue(t *testing.T) {
	t.Parallel()
	list, err := contests.Freeze(rules(), entrants(5), frozen)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := list.Drawn(contests.Secret(strings.Repeat("00", 32)), "1", known); !errors.Is(err, contests.ErrNotCommitted) {
		t.Errorf("another secret: got %v, want ErrNotCommitted", err)
	}
	if _, err := list.Drawn(secret, "1", known.Add(-time.Second)); err == nil {
		t.Error("drawn before the public value was known")
	}
	if _, err := list.Drawn(secret, " -- ", known); err == nil {
		t.Error("drawn without a public value")
	}
	spoilt := list
	spoilt.List.Winners = 2
	if _, err := spoilt.Drawn(secret, "1", known); err == nil {
		t.Error("drawn from a changed list")
	}
	d, err := list.Drawn(secret, "1", known)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Drawn(secret, "2", known); err == nil {
		t.Error("drawn twice")
	}
}

func TestASourceAloneAndACommitmentAloneMakeADraw(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(r *contests.Rules){
		"source":     func(r *contests.Rules) { r.Commitment = nil },
		"commitment": func(r *contests.Rules) { r.Source = nil },
	} {
		r := rules()
		change(&r)
		list, err := contests.Freeze(r, entrants(5), frozen)
		if err != nil {
			t.Fatal(err)
		}
		value := ""
		if r.Source != nil {
			value = "1"
		}
		d, err := list.Drawn(secret, value, known)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if (d.Draw.Secret == "") != (r.Commitment == nil) {
			t.Errorf("%s: the draw has the secret %q", name, d.Draw.Secret)
		}
	}
}

// TestPlacesAreAPrefixOfOneOrder: how many are drawn does not change who comes first, and nobody is drawn twice.
func TestPlacesAreAPrefixOfOneOrder(t *testing.T) {
	t.Parallel()
	for n := range 60 {
		entries := make([]contests.Ticket, n)
		for i := range entries {
			entries[i] = contests.NewTicket("c", "k", phone(rand.IntN(1e6)))
		}
		slices.Sort(entries)
		entries = slices.Compact(entries)
		seed := contests.NewSeed("list", "secret", fmt.Sprint(n))
		all := contests.DrawPlaces(seed, entries, len(entries), 0)
		winners, substitutes := rand.IntN(n+3), rand.IntN(n+3)
		some := contests.DrawPlaces(seed, entries, winners, substitutes)
		if want := min(winners+substitutes, len(entries)); len(some) != want {
			t.Fatalf("drew %d places, want %d", len(some), want)
		}
		seen := map[contests.Ticket]bool{}
		for i, p := range some {
			role := contests.Winner
			if i >= winners {
				role = contests.Substitute
			}
			if p.Place != i+1 || p.Entry != all[i].Entry || p.Role != role || seen[p.Entry] {
				t.Errorf("place %d of %d is %+v", i+1, len(entries), p)
			}
			seen[p.Entry] = true
		}
	}
}

// TestEveryEntryHasTheSameChance counts who wins in many draws with numbered seeds. The bound is that of a chi-square
// with 49 degrees of freedom at one in 100,000; the seeds are fixed, so that the test cannot flicker.
func TestEveryEntryHasTheSameChance(t *testing.T) {
	t.Parallel()
	const entries, draws = 50, 5_000
	list := make([]contests.Ticket, entries)
	for i := range list {
		list[i] = contests.NewTicket("c", "k", phone(i))
	}
	slices.Sort(list)
	first, second := map[contests.Ticket]int{}, map[contests.Ticket]int{}
	for i := range draws {
		places := contests.DrawPlaces(contests.NewSeed("list", "secret", fmt.Sprint(i)), list, 1, 1)
		first[places[0].Entry]++
		second[places[1].Entry]++
	}
	for place, won := range []map[contests.Ticket]int{first, second} {
		chi := 0.0
		for _, entry := range list {
			d := float64(won[entry]) - draws/entries
			chi += d * d / (draws / entries)
		}
		if chi > 97 {
			t.Errorf("place %d: chi-square is %.1f, want under 97", place+1, chi)
		}
	}
}

func TestTicketsHideThePhoneAndShowItToItsOwner(t *testing.T) {
	t.Parallel()
	all := entrants(20)
	salt := rules().Salt
	d := drawn(t, 20)
	if text := string(d.Encode()); strings.Contains(text, "4917139") || strings.Contains(text, string(salt)) {
		t.Error("the published document holds a phone or the salt")
	}
	standing := contests.Standing{Secret: secret, Salt: salt, Document: &d}
	places := 0
	for _, c := range all {
		part := standing.Part(c.Address)
		if !part.Listed || contests.NewTicket("advent", part.Key, c.Address) != part.Entry {
			t.Errorf("%s does not find itself: %+v", c.Address, part)
		}
		if part.Place != nil {
			places++
		}
	}
	if stranger := standing.Part(phone(999)); stranger.Listed || stranger.Place != nil {
		t.Errorf("somebody who did not enter is listed: %+v", stranger)
	}
	holders := d.Holders(salt, all)
	if places != 5 || len(holders) != 5 {
		t.Errorf("%d found their place, %d holders were found, want 5", places, len(holders))
	}
	if other := contests.Secret(strings.Repeat("b2", 32)); other.Key("advent", phone(1)) == salt.Key("advent", phone(1)) || salt.Key("summer", phone(1)) == salt.Key("advent", phone(1)) {
		t.Error("keys do not depend on the salt or the contest")
	}
}

func TestNewSecretNeedsAllItsOctets(t *testing.T) {
	t.Parallel()
	s, err := contests.NewSecret(bytes.NewReader(bytes.Repeat([]byte{0xab}, 32)))
	if err != nil || s != contests.Secret(strings.Repeat("ab", 32)) {
		t.Errorf("got %q, %v", s, err)
	}
	if _, err := contests.NewSecret(bytes.NewReader(make([]byte, 31))); err == nil {
		t.Error("31 octets made a secret")
	}
}

func TestPlainValueHasOneForm(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"3, 11, 17; S: 7": "3 11 17 s 7", "  3 11\t17 s:7 ": "3 11 17 s 7", "AbC": "abc", "…": "", "": "", "1ä2": "1 2",
	} {
		if got := contests.PlainValue(value); got != want {
			t.Errorf("PlainValue(%q) = %q, want %q", value, got, want)
		}
		if again := contests.PlainValue(contests.PlainValue(value)); again != contests.PlainValue(value) {
			t.Errorf("PlainValue(%q) changes when taken twice", value)
		}
	}
}
