package lessons_test

import (
	"context"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/conversations"
	"kurzwahl/intents"
	"kurzwahl/lessons"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

var noon = time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)

// school is a database with texts in it, and teachers on it.
type school struct {
	t  *testing.T
	db *store.DB
}

// teach has a customer text something, and staff say what it means.
func (s school) teach(text string, intent intents.Intent) string {
	s.t.Helper()
	ctx := context.WithoutCancel(s.t.Context())
	_, err := s.db.AddEvents(ctx, []conversations.Event{{Address: "+491711234567", Kind: conversations.Texted, At: noon, Text: text, To: "72100", SMSC: "main"}})
	if err != nil {
		s.t.Fatal(err)
	}
	desk, err := conversations.New(conversations.Config{Shop: "Radhaus"})
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.db.Turns(ctx, noon, 10, conversations.NewWorker(desk, s.db, nil, clock.NewMovable(noon), slog.New(slog.DiscardHandler))); err != nil {
		s.t.Fatal(err)
	}
	var lesson lessons.Lesson
	err = s.db.TextsHeard(ctx, time.Time{}, time.Time{}, 1, func(h lessons.Heard) error {
		lesson = lessons.From(h, intent, "")
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	lesson.By, lesson.At, lesson.Dedupe, lesson.Conversation = "U1", noon, text, lesson.Event
	lesson.Place = message.SlackRef{Channel: "C1", TS: "1.1"}
	id, err := s.db.Teach(ctx, lesson)
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// run runs a teacher until the test ends.
func (s school) run(config lessons.Config) *lessons.Teacher {
	s.t.Helper()
	config.Store, config.Owner = s.db, s.t.Name()
	teacher, err := lessons.New(config)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = teacher.Run(ctx) }()
	s.t.Cleanup(sync.OnceFunc(func() { cancel(); <-ended }))
	return teacher
}

// standing gives the texts of the lessons in force that stand so, sorted.
func (s school) standing(want lessons.Standing) []string {
	s.t.Helper()
	taught, err := s.db.Taught(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	var texts []string
	for _, l := range taught.Lessons {
		if !l.Undone && l.Standing == want {
			texts = append(texts, l.Example.Text)
		}
	}
	slices.Sort(texts)
	return texts
}

// eventually waits for what nothing tells of.
func (s school) eventually(what string, met func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 5*time.Minute)
	defer cancel()
	for !met() {
		if err := (clock.System{}).Until(ctx, time.Now().Add(5*time.Millisecond)); err != nil {
			s.t.Fatalf("wait for %s: %v", what, err)
		}
	}
}

// pupil learns without the seconds that it takes: it gives the built-in model, and remembers from what.
type pupil struct {
	mu      sync.Mutex
	learned []string
	bad     string // a text that makes the model worse
}

func (p *pupil) train(taught []intents.Example) (*intents.Model, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.learned = nil
	for _, e := range taught {
		p.learned = append(p.learned, e.Text)
	}
	weights, err := os.ReadFile("../intents/weights.bin")
	if err != nil {
		return nil, err
	}
	return intents.DecodeModel(weights)
}

func (p *pupil) compare(*intents.Parser, *intents.Parser) (intents.Verdict, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bad != "" && slices.Contains(p.learned, p.bad) {
		return intents.Verdict{Why: "worse", Right: 8, RightBefore: 9}, 10
	}
	return intents.Verdict{Promote: true}, 10
}

func TestWhatOneProcessIsTaughtAllRead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s, p := school{t, db}, &pupil{}
		one := s.run(lessons.Config{Train: p.train, Compare: p.compare, Bell: db.Watch(store.Lessons)})
		two := s.run(lessons.Config{Train: p.train, Compare: p.compare})
		id := s.teach("Wat mutt, dat mutt", intents.Thanks)
		reads := func(want intents.Step) func() bool {
			return func() bool {
				for _, teacher := range []*lessons.Teacher{one, two} {
					if (teacher.Parser().Parse(intents.ContextNone, "wat mutt dat mutt").Step == intents.StepTaught) != (want == intents.StepTaught) {
						return false
					}
				}
				return true
			}
		}
		s.eventually("both to read what was taught", reads(intents.StepTaught))
		s.eventually("it to be learned", func() bool { return len(s.standing(lessons.Learned)) == 1 })
		if _, err := db.Unteach(t.Context(), id, "U1", noon); err != nil {
			t.Fatal(err)
		}
		s.eventually("both to forget it", reads(intents.StepNone))
	})
}

func TestOneBadLessonKeepsNoOtherOut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s, p := school{t, db}, &pupil{bad: "Schlecht"}
		for text, intent := range map[string]intents.Intent{"Gnampf": intents.Human, "Schlecht": intents.Thanks, "Schwupps": intents.Greeting} {
			s.teach(text, intent)
		}
		teacher := s.run(lessons.Config{Train: p.train, Compare: p.compare})
		s.eventually("all to be settled", func() bool { return len(s.standing(lessons.Waiting)) == 0 })
		if got := s.standing(lessons.Learned); !slices.Equal(got, []string{"Gnampf", "Schwupps"}) {
			t.Errorf("learned %v, want the two good ones", got)
		}
		if got := s.standing(lessons.KeptOut); !slices.Equal(got, []string{"Schlecht"}) {
			t.Errorf("kept out %v, want the bad one", got)
		}
		s.eventually("the text itself to be read as taught", func() bool {
			return teacher.Parser().Parse(intents.ContextNone, "schlecht!").Intent == intents.Thanks
		})
		remark, found, err := db.TakePost(t.Context(), "inbox", time.Now())
		for err == nil && found && remark.Kind != conversations.StaffHint {
			remark, found, err = db.TakePost(t.Context(), "inbox", time.Now())
		}
		if err != nil || strings.Contains(string(remark.Payload), "Schlecht") {
			t.Errorf("the remark to the teaching person: %s, %v", remark.Payload, err)
		}
	})
}

func TestModelOfAnotherVersionIsLearnedAnew(t *testing.T) {
	t.Parallel()
	s, p := school{t, storetest.SQLite(t)}, &pupil{}
	s.teach("Gnampf", intents.Human)
	taught, err := s.db.Taught(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	taught.Lessons[0].Standing = lessons.Learned
	if _, err := s.db.SettleLessons(t.Context(), lessons.Result{Version: taught.Version, Lessons: taught.Lessons, Model: []byte(`{"Source":"other"}` + "\n")}, noon); err != nil {
		t.Fatal(err)
	}
	teacher := s.run(lessons.Config{Train: p.train, Compare: p.compare})
	s.eventually("a model of this version", func() bool {
		taught, err := s.db.Taught(t.Context())
		return err == nil && len(taught.Model) > 100 && len(s.standing(lessons.Learned)) == 1
	})
	if got := teacher.Parser().Parse(intents.ContextNone, "gnampf").Intent; got != intents.Human {
		t.Errorf("read as %s, want what was taught", got)
	}
}

func TestLearningGeneralises(t *testing.T) {
	t.Parallel()
	if os.Getenv("KURZWAHL_SOAK") == "" {
		t.Skip("learning takes seconds of a processor, many with -race: set KURZWAHL_SOAK=1")
	}
	s := school{t, storetest.SQLite(t)}
	for _, text := range []string{"kann ich das rad probefahren", "probefahrt möglich?", "möchte eine probefahrt machen", "gibt es probefahrten"} {
		s.teach(text, intents.Human)
	}
	teacher := s.run(lessons.Config{})
	s.eventually("the lessons to be settled", func() bool { return len(s.standing(lessons.Waiting)) == 0 })
	if kept := s.standing(lessons.KeptOut); len(kept) > 0 {
		t.Fatalf("kept out: %v", kept)
	}
	s.eventually("a similar text to be read so", func() bool {
		got := teacher.Parser().Parse(intents.ContextNone, "ist eine probefahrt möglich")
		return got.Intent == intents.Human && got.Step == intents.StepClassifier
	})
}
