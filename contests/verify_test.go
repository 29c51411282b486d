package contests_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"kurzwahl/contests"
)

// copied gives a document that can be changed without changing the other.
func copied(t testing.TB, d contests.Document) contests.Document {
	t.Helper()
	back, err := contests.ReadDocument(bytes.NewReader(d.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	return back
}

func TestVerifyAcceptsWhatWasDrawnAndPublished(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 5, 6, 500} {
		d := copied(t, drawn(t, n))
		if wrong := contests.Verify(d).Wrong(); len(wrong) > 0 {
			t.Errorf("%d entries: %q", n, wrong)
		}
		d.Draw = nil
		if wrong := contests.Verify(d).Wrong(); len(wrong) > 0 {
			t.Errorf("the list of %d entries: %q", n, wrong)
		}
	}
}

// forge makes a document that is right in itself after a change to its list: what somebody does who knows the format.
func forge(d *contests.Document) {
	d.ListSHA256 = d.List.SHA256()
	d.Draw.Seed = contests.NewSeed(d.ListSHA256, d.Draw.Secret, d.Draw.Value)
	d.Draw.Places = contests.DrawPlaces(d.Draw.Seed, d.List.Entries, d.List.Winners, d.List.Substitutes)
}

func TestVerifyNamesWhatWasTamperedWith(t *testing.T) {
	t.Parallel()
	stranger := contests.NewTicket("advent", "k", phone(12345))
	for name, c := range map[string]struct {
		change func(d *contests.Document)
		says   string
	}{
		"entry added": {func(d *contests.Document) {
			d.List.Entries = append(d.List.Entries, stranger)
			slices.Sort(d.List.Entries)
		}, "the list or its rules were changed"},
		"entry removed":        {func(d *contests.Document) { d.List.Entries = d.List.Entries[1:] }, "the list or its rules were changed"},
		"entry exchanged":      {func(d *contests.Document) { d.List.Entries[3] = stranger; slices.Sort(d.List.Entries) }, "the list or its rules were changed"},
		"entry twice":          {func(d *contests.Document) { d.List.Entries[1] = d.List.Entries[0]; forge(d) }, "stands there twice"},
		"entries out of order": {func(d *contests.Document) { slices.Reverse(d.List.Entries); forge(d) }, "out of order"},
		"entry not a digest":   {func(d *contests.Document) { d.List.Entries[0] = "+491711234567"; forge(d) }, "not a SHA-256"},
		"capital letters":      {func(d *contests.Document) { d.List.Entries[0] = "A" + d.List.Entries[0][1:]; forge(d) }, "not a SHA-256"},
		"no entries":           {func(d *contests.Document) { d.List.Entries = nil; forge(d) }, "no entries"},
		"list's sum":           {func(d *contests.Document) { d.ListSHA256 = "00" + d.ListSHA256[2:] }, "the list or its rules were changed"},
		"more winners":         {func(d *contests.Document) { d.List.Winners++ }, "the list or its rules were changed"},
		"other answer":         {func(d *contests.Document) { d.List.Answer = "A" }, "the list or its rules were changed"},
		"other terms":          {func(d *contests.Document) { d.List.Terms += "2" }, "the list or its rules were changed"},
		"other contest":        {func(d *contests.Document) { d.List.Contest = "summer" }, "the list or its rules were changed"},
		"left out changed":     {func(d *contests.Document) { d.List.LeftOut = []contests.LeftOut{{Reason: "x", Count: 1}} }, "the list or its rules were changed"},
		"frozen earlier":       {func(d *contests.Document) { d.List.FrozenAt = d.List.FrozenAt.Add(-time.Second) }, "the list or its rules were changed"},
		"frozen later":         {func(d *contests.Document) { d.List.FrozenAt = known.Add(time.Hour); forge(d) }, "known before the list was frozen"},
		"source exchanged":     {func(d *contests.Document) { d.List.Source.Name = "my dice" }, "the list or its rules were changed"},
		"source dropped":       {func(d *contests.Document) { d.List.Source = nil; forge(d) }, "no source was named"},
		"no seed at all":       {func(d *contests.Document) { d.List.Source, d.List.Commitment = nil, nil; forge(d) }, "neither a commitment nor a public source"},
		"commitment dropped":   {func(d *contests.Document) { d.List.Commitment = nil; forge(d) }, "nobody had committed"},
		"commitment late":      {func(d *contests.Document) { d.List.Commitment.At = frozen.Add(time.Minute); forge(d) }, "after the list was frozen"},
		"secret exchanged":     {func(d *contests.Document) { d.Draw.Secret = contests.Secret(strings.Repeat("77", 32)); forge(d) }, "does not fit the commitment"},
		"secret missing":       {func(d *contests.Document) { d.Draw.Secret = ""; forge(d) }, "secret is missing"},
		"secret malformed":     {func(d *contests.Document) { d.Draw.Secret = "x"; forge(d) }, "not 64 hexadecimal digits"},
		"value missing":        {func(d *contests.Document) { d.Draw.Value = ""; forge(d) }, "is missing"},
		"value reshaped":       {func(d *contests.Document) { d.Draw.Value = "3, 11 17 25 40 44"; forge(d) }, "one way that counts"},
		"value exchanged":      {func(d *contests.Document) { d.Draw.Value = "1 2 3" }, "seed does not follow"},
		"seed exchanged":       {func(d *contests.Document) { d.Draw.Seed = contests.NewSeed(d.ListSHA256, secret, "other") }, "seed does not follow"},
		"seed and places": {func(d *contests.Document) {
			d.Draw.Seed = d.Draw.Seed[:63] + "0"
			d.Draw.Places = contests.DrawPlaces(d.Draw.Seed, d.List.Entries, 3, 2)
		}, "seed does not follow"},
		"wrong winner":        {func(d *contests.Document) { d.Draw.Places[1].Entry = loser(*d) }, "Place 2: it belongs to entry"},
		"winner from outside": {func(d *contests.Document) { d.Draw.Places[0].Entry = stranger }, "Place 1: entry " + string(stranger[:12]) + "… is not in the list at all"},
		"wrong order":         {func(d *contests.Document) { p := d.Draw.Places; p[0].Entry, p[4].Entry = p[4].Entry, p[0].Entry }, "order or their roles were changed"},
		"substitute promoted": {func(d *contests.Document) { d.Draw.Places[3].Role = contests.Winner }, "order or their roles were changed"},
		"place renumbered":    {func(d *contests.Document) { d.Draw.Places[2].Place = 1 }, "should be place 3"},
		"a place less":        {func(d *contests.Document) { d.Draw.Places = d.Draw.Places[:4] }, "has 4 places, but 5"},
		"a place more":        {func(d *contests.Document) { d.Draw.Places = append(d.Draw.Places, d.Draw.Places[0]) }, "has 6 places, but 5"},
		"drawn too early":     {func(d *contests.Document) { d.Draw.At = known.Add(-time.Second) }, "older than the public source"},
		"drawn before frozen": {func(d *contests.Document) { d.Draw.At = frozen.Add(-time.Second) }, "older than the list"},
		"other format":        {func(d *contests.Document) { d.Format = "kurzwahl contest draw 2" }, "this program knows"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := copied(t, drawn(t, 40))
			c.change(&d)
			wrong := strings.Join(contests.Verify(d).Wrong(), "\n")
			if !strings.Contains(wrong, c.says) {
				t.Errorf("got %q, want a word about %q", wrong, c.says)
			}
		})
	}
}

// loser gives an entry that was not drawn.
func loser(d contests.Document) contests.Ticket {
	for _, entry := range d.List.Entries {
		if !slices.ContainsFunc(d.Draw.Places, func(p contests.Place) bool { return p.Entry == entry }) {
			return entry
		}
	}
	return ""
}

// TestVerifyFindsAnyChangedCharacter changes single characters of published files: either the file is no document
// any more, or something does not fit, or it still says exactly the same.
func TestVerifyFindsAnyChangedCharacter(t *testing.T) {
	t.Parallel()
	d := drawn(t, 6)
	text := d.Encode()
	for at := range text {
		spoilt := slices.Clone(text)
		for spoilt[at] == text[at] {
			spoilt[at] = byte(' ' + rand.IntN(95))
		}
		got, err := contests.ReadDocument(bytes.NewReader(spoilt))
		if err != nil || len(contests.Verify(got).Wrong()) > 0 || bytes.Equal(got.Encode(), text) {
			continue
		}
		if got.Draw != nil && got.Draw.At.After(d.Draw.At) {
			continue // a later time of the draw is possible, and decides nothing
		}
		t.Errorf("a change at octet %d goes unseen: …%s…", at, spoilt[max(0, at-40):min(len(spoilt), at+40)])
	}
}

func TestPostedFindsAnExchangedDocument(t *testing.T) {
	t.Parallel()
	d := drawn(t, 20)
	if r := contests.Posted(d, secret.Commitment(), d.ListSHA256); len(r) != 2 || len(r.Wrong()) > 0 {
		t.Errorf("the right document: %+v", r)
	}
	if r := contests.Posted(d, "", ""); len(r) != 0 {
		t.Errorf("nothing was to be compared: %+v", r)
	}
	forged := copied(t, d)
	forged.Draw.Secret = contests.Secret(strings.Repeat("77", 32))
	forged.List.Commitment.SHA256 = forged.Draw.Secret.Commitment()
	forge(&forged)
	if wrong := contests.Verify(forged).Wrong(); len(wrong) > 0 {
		t.Fatalf("the forgery is not right in itself: %q", wrong)
	}
	if r := contests.Posted(forged, secret.Commitment(), d.ListSHA256); len(r.Wrong()) != 2 {
		t.Errorf("a whole forgery: %+v", r)
	}
}

func TestReadDocumentTakesNothingAmbiguous(t *testing.T) {
	t.Parallel()
	text := string(drawn(t, 3).Encode())
	for name, spoilt := range map[string]string{
		"empty":                  "",
		"null and more":          "null null",
		"behind":                 text + "{}",
		"unknown key":            strings.Replace(text, `"format"`, `"winner": "me", "format"`, 1),
		"key twice":              strings.Replace(text, `"seed":`, `"seed": "x", "seed":`, 1),
		"key twice, in capitals": strings.Replace(text, `"seed":`, `"SEED": "x", "seed":`, 1),
		"list twice":             strings.Replace(text, `"list":`, `"list": {}, "list":`, 1),
		"place twice":            strings.Replace(text, `"place": 2`, `"place": 2, "place": 2`, 1),
		"number":                 strings.Replace(text, `"winners": 3`, `"winners": 3.5`, 1),
		"time":                   strings.Replace(text, `"at": "2026`, `"at": "x2026`, 1),
		"cut off":                text[:len(text)/2],
		"deep":                   strings.Repeat("[", 20_000),
	} {
		if d, err := contests.ReadDocument(strings.NewReader(spoilt)); err == nil {
			t.Errorf("%s: it was taken (%s)", name, d.Format)
		}
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(text)); err != nil {
		t.Fatal(err)
	}
	if d, err := contests.ReadDocument(&compact); err != nil || len(contests.Verify(d).Wrong()) > 0 {
		t.Errorf("the same without white space: %v", err)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(drawn(f, 4).Encode())
	f.Add([]byte(`{"format":"kurzwahl contest draw 1","list":{"winners":-1,"substitutes":9223372036854775807,"entries":["x"]},"draw":{"places":[{}]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := contests.ReadDocument(bytes.NewReader(raw))
		if err != nil {
			return
		}
		for _, finding := range contests.Verify(d) {
			if strings.ContainsAny(finding.Says, "\x1b\r\n\x00") || len(finding.Says) > 600 {
				t.Errorf("a finding would write to the terminal: %q", finding.Says)
			}
		}
	})
}
