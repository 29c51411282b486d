package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// contestConfig writes a config with a contest that ends on a day, and gives the path of its database.
func contestConfig(t *testing.T, file string, until time.Time) (database string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	base, _, _ := strings.Cut(string(text), "\n[[contest]]\n")
	section := fmt.Sprintf("\n[[contest]]\nname = \"advent\"\nkeywords = [\"GEWINN\"]\nfrom = \"2020-01-01\"\nuntil = %q\nquestion = \"Wie viele?\"\nanswers = [\"A\", \"B\"]\nterms = \"https://shop.example/t\"\n",
		until.Format(time.DateOnly))
	if err := os.WriteFile(file, []byte(base+section), 0o600); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(filepath.Dir(file), "k.db")
}

// enter puts entries into the database, as texts would.
func enter(t *testing.T, database string, n int) {
	t.Helper()
	db, err := sql.Open("sqlite3", database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for i := range n {
		answer := "AB"[i%2 : i%2+1]
		if _, err := db.ExecContext(t.Context(), "INSERT INTO contest_entry (contest, address, answer, event_id, entered_ms) VALUES ('advent', ?, ?, 'e', ?)",
			fmt.Sprintf("+49171392%04d", i), answer, time.Date(2021, 1, 1, 0, 0, i, 0, time.UTC).UnixMilli()); err != nil {
			t.Fatal(err)
		}
	}
}

// says runs a command and wants words in what it prints, or in its error.
func says(t *testing.T, args []string, words ...string) string {
	t.Helper()
	out, err := call(t, "", args...)
	all := out
	if err != nil {
		all += "error: " + err.Error()
	}
	for _, word := range words {
		if !strings.Contains(all, word) {
			t.Errorf("%v says nothing of %q:\n%s", args, word, all)
		}
	}
	if failed := strings.HasPrefix(words[0], "error: "); failed != (err != nil) {
		t.Errorf("%v: got error %v", args, err)
	}
	return out
}

func TestAContestIsDrawnOnceAndVerifiedFromItsFile(t *testing.T) {
	t.Parallel()
	cfg := configFile(t)
	folder := t.TempDir()
	list, drawn := filepath.Join(folder, "list.json"), filepath.Join(folder, "draw.json")
	database := contestConfig(t, cfg, time.Now().AddDate(0, 0, 2))
	contest := func(step string, args ...string) []string {
		return append([]string{"contest", step, "advent", "--config", cfg}, args...)
	}
	freeze := contest("freeze", "--winners", "2", "--substitutes", "1", "--answer", "b", "--out", list)

	says(t, []string{"contest", "commit", "summer", "--config", cfg}, `error: there is no [[contest]] named "summer"`)
	out := says(t, contest("commit"), "Post this line")
	commitment := regexp.MustCompile("[0-9a-f]{64}").FindString(out)
	says(t, contest("commit"), commitment)
	enter(t, database, 21)
	says(t, freeze, "error: ", "takes entries until")
	says(t, contest("draw", "--out", drawn), "error: ", "not frozen yet")
	says(t, contest("entry", "0171 3920001"), "error: ", "not frozen yet")

	contestConfig(t, cfg, time.Now().AddDate(0, 0, -2))
	says(t, contest("freeze", "--winners", "2", "--out", list), "error: ", "--any-answer")
	nobody := filepath.Join(folder, "nobody.json")
	if err := os.WriteFile(filepath.Join(folder, "all.txt"), []byte(phones(21)), 0o600); err != nil {
		t.Fatal(err)
	}
	says(t, contest("freeze", "--winners", "2", "--answer", "b", "--exclude", filepath.Join(folder, "all.txt"), "--out", nobody),
		"error: ", "nobody takes part: of 21 entries all are left out, 10 (excluded by the terms), 11 (wrong answer)")
	says(t, freeze, "10 entries take part", "Left out: 11 (wrong answer)")
	says(t, freeze, "error: ", "exists already")
	again := filepath.Join(folder, "again.json")
	says(t, contest("freeze", "--winners", "3", "--substitutes", "1", "--answer", "B", "--out", again), "error: ", "other rules")
	says(t, contest("freeze", "--winners", "2", "--substitutes", "1", "--answer", "B", "--out", again), "10 entries")
	sameFiles(t, list, again)
	says(t, []string{"contest", "verify", list}, "Nothing is drawn yet", "the list's SHA-256")

	says(t, contest("draw", "--value", "7", "--out", drawn), "error: ", "without a public source")
	out = says(t, contest("draw", "--out", drawn), "Nobody has been texted", "winner", "substitute", "•••")
	if strings.Contains(out, "+491713920") {
		t.Errorf("full numbers were printed without being asked for:\n%s", out)
	}
	copyOf := filepath.Join(folder, "copy.json")
	says(t, contest("draw", "--phones", "--out", copyOf), "+49171392")
	sameFiles(t, drawn, copyOf)
	says(t, []string{"contest", "verify", drawn, "--commitment", commitment}, "The commitment is the one that was posted", "exactly these entries", "No public source took part")
	says(t, []string{"contest", "verify", drawn, "--commitment", strings.Repeat("0", 64)}, "error: this draw does not fit", "WRONG  The commitment is NOT")
	inTheList(t, contest("entry", "0171 3920001"), contest("entry", "0171 3920002"))
	tampered(t, drawn)
}

// phones are those of enter, one a line.
func phones(n int) string {
	var all strings.Builder
	for i := range n {
		fmt.Fprintf(&all, "+49171392%04d\n", i)
	}
	return all.String()
}

func sameFiles(t *testing.T, a, b string) {
	t.Helper()
	one, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	if other, err := os.ReadFile(b); err != nil || string(one) != string(other) {
		t.Errorf("%s and %s differ (%v)", a, b, err)
	}
}

// inTheList asks for the part of somebody who takes part and of somebody who does not.
func inTheList(t *testing.T, right, wrong []string) {
	t.Helper()
	for want, args := range map[bool][]string{true: right, false: wrong} {
		var part struct {
			Key, Entry string
			Listed     bool
		}
		if err := json.Unmarshal([]byte(says(t, args, "key")), &part); err != nil || part.Listed != want || len(part.Key) != 64 {
			t.Errorf("%v gives %+v (%v), want listed %v", args, part, err, want)
		}
	}
}

// tampered exchanges winner and substitute in a published file.
func tampered(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := strings.NewReplacer(`"place": 1`, `"place": 3`, `"place": 3`, `"place": 1`).Replace(string(text))
	if err := os.WriteFile(file, []byte(spoilt), 0o600); err != nil {
		t.Fatal(err)
	}
	says(t, []string{"contest", "verify", file}, "error: this draw does not fit", "WRONG  The right entries were drawn, but their order")
	if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	says(t, []string{"contest", "verify", file}, "error: ", "WRONG  The file is of the format")
}

func TestAContestWithAPublicSourceWaitsForItsValue(t *testing.T) {
	t.Parallel()
	cfg := configFile(t)
	folder := t.TempDir()
	database := contestConfig(t, cfg, time.Now().AddDate(0, 0, -2))
	contest := func(step string, args ...string) []string {
		return append([]string{"contest", step, "advent", "--config", cfg}, args...)
	}
	out, staff := filepath.Join(folder, "list.json"), filepath.Join(folder, "staff.txt")
	if err := os.WriteFile(staff, []byte("# staff\n0171 3920001 # Mia\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	says(t, contest("commit"), "error: ", "could be chosen to suit them")
	enter(t, database, 4)
	freeze := contest("freeze", "--winners", "1", "--any-answer", "--out", out)
	says(t, freeze, "error: ", "proves nothing")
	says(t, append(freeze, "--source", "dice"), "error: ", "belong together")
	says(t, append(freeze, "--source", "dice", "--source-at", "2022-01-01T00:00:00Z"), "error: ", "known before the list was frozen")
	if _, err := os.Stat(out); err == nil {
		t.Error("a failed freeze left a file")
	}
	at := time.Now().Add(time.Hour).Format(time.RFC3339)
	says(t, append(freeze, "--source", "dice", "--source-at", at, "--exclude", staff), "3 entries take part", "1 (excluded by the terms)")
	says(t, contest("draw", "--value", "7", "--out", filepath.Join(folder, "draw.json")), "error: ", "draw after that")
	if err := os.WriteFile(staff, []byte("nobody\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	says(t, contest("freeze", "--winners", "1", "--any-answer", "--source", "dice", "--source-at", at, "--exclude", staff, "--out", filepath.Join(folder, "x.json")), "error: ", "line 1")
}
