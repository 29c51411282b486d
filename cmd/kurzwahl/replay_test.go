package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/config"
	"kurzwahl/conversations"
	"kurzwahl/intents"
	"kurzwahl/lessons"
	"kurzwahl/store"
)

// heard has customers text, and the dialogue read what they texted, a day apart.
func heard(t *testing.T, cfg string, texts ...string) *store.DB {
	t.Helper()
	parsed, err := config.Load(cfg, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), parsed.Store.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	desk, err := conversations.New(conversations.Config{Shop: "Radhaus"})
	if err != nil {
		t.Fatal(err)
	}
	worker := conversations.NewWorker(desk, db, nil, clock.NewMovable(time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)), nil)
	for i, text := range texts {
		at := time.Date(2026, 11, 10+i, 12, 0, 0, 0, time.UTC)
		_, err := db.AddEvents(t.Context(), []conversations.Event{{Address: "+491711234567", Kind: conversations.Texted, At: at, Text: text, To: "72100", SMSC: "main"}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Turns(context.WithoutCancel(t.Context()), at, 10, worker); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func TestReplayShowsWhatWouldBeDecidedOtherwise(t *testing.T) {
	t.Parallel()
	cfg := configFile(t)
	db := heard(t, cfg, "Wat mutt, dat mutt", "wo ist meine Bestellung?", "STOP")
	var lesson lessons.Lesson
	err := db.TextsHeard(t.Context(), time.Time{}, time.Time{}, 0, func(h lessons.Heard) error {
		if strings.HasPrefix(h.Text, "Wat") {
			lesson = lessons.From(h, intents.Thanks, "")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if out, err := call(t, "", "replay", "--config", cfg); err != nil || out != `{"read":3,"differ":0,"skipped":0}`+"\n" {
		t.Errorf("before the lesson: %s, %v", out, err)
	}
	if _, err := db.Teach(t.Context(), lesson); err != nil {
		t.Fatal(err)
	}
	out, err := call(t, "", "replay", "--config", cfg)
	if err != nil {
		t.Fatal(err)
	}
	var line rereading
	if err := json.Unmarshal([]byte(strings.SplitN(out, "\n", 2)[0]), &line); err != nil {
		t.Fatal(err)
	}
	if line.Now != intents.Thanks || line.Step != intents.StepTaught || line.Was == intents.Thanks || line.Text != "" {
		t.Errorf("replay gave %+v", line)
	}
	if strings.Contains(out, "1711234567") || strings.Contains(out, "mutt") {
		t.Errorf("replay shows a number or a text: %s", out)
	}
	for _, tt := range []struct {
		flags []string
		want  string
	}{
		{[]string{"--since", "2026-11-11"}, `{"read":2,"differ":0,"skipped":0}`},
		{[]string{"--until", "2026-11-10"}, `{"read":1,"differ":1,"skipped":0}`},
		{[]string{"--limit", "2"}, `{"read":2,"differ":0,"skipped":0}`},
		{[]string{"--texts"}, `"text":"Wat mutt, dat mutt"`},
	} {
		if out, err := call(t, "", append([]string{"replay", "--config", cfg}, tt.flags...)...); err != nil || !strings.Contains(out, tt.want) {
			t.Errorf("%v: got %s, %v, want %s", tt.flags, out, err, tt.want)
		}
	}
	if _, err := call(t, "", "replay", "--config", cfg, "--since", "gestern"); !errors.Is(err, errUsage) {
		t.Errorf("a day that is none gave %v", err)
	}
}
