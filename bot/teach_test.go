package bot_test

import (
	"strings"
	"testing"

	"kurzwahl/bot"
	"kurzwahl/bot/workspace"
	"kurzwahl/intents"
	"kurzwahl/lessons"
)

// teaches has a teacher that only reads the very texts, and gives what reads now.
func teaches(t *testing.T, d *desk) func(ctx intents.Context, text string) intents.Reading {
	t.Helper()
	teacher, err := lessons.New(lessons.Config{Store: d.db, Owner: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return func(ctx intents.Context, text string) intents.Reading {
		t.Helper()
		if err := teacher.Refresh(d.ctx()); err != nil {
			t.Fatal(err)
		}
		return teacher.Parser().Parse(ctx, text)
	}
}

// chosen fills in the modal.
func chosen(intent, topic string) map[string]map[string]any {
	values := map[string]map[string]any{"intent": {"intent": intent}}
	if topic != "" {
		values["topic"] = map[string]any{"topic": topic}
	}
	return values
}

const korb = "Passt der Korb auch an mein altes Rad?"

func TestTeachFromTheCardIsReadAtOnceAndTakenBack(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	reads := teaches(t, d)
	before := reads(intents.ContextNone, korb).Intent
	card := d.claimed(d.asked())
	d.chooses(workspace.Mia, card, "case.more", find(t, card, "case.more", "modal.teach"))
	view := d.view(workspace.Mia, "teach")
	if strings.Contains(view.PrivateMetadata, "Korb") || strings.Contains(asJSON(view), "491711") {
		t.Errorf("the modal carries the text or the number: %s", asJSON(view))
	}
	if !strings.Contains(asJSON(view), korb) || !strings.Contains(asJSON(view), "Where is my order?") {
		t.Errorf("the modal must have the text and the meanings in words: %s", asJSON(view))
	}
	if got := d.submits(workspace.Mia, view, chosen("faq", "")); got.Errors["topic"] == "" {
		t.Errorf("a general question without a topic gave %+v, want a word at the field", got)
	}
	d.submits(workspace.Mia, view, chosen("faq", "size"))
	hint := d.hinted(workspace.Mia, "Taught")
	if all := everything(hint); !strings.Contains(all, "General question, Sizes") || !strings.Contains(all, korb) {
		t.Errorf("the confirmation must say what changed: %s", all)
	}
	if got := reads(intents.ContextNone, "passt der korb auch an mein altes rad"); got.Intent != intents.FAQ || got.Slots[intents.SlotTopic] != "size" || got.Step != intents.StepTaught {
		t.Errorf("read as %+v, want what was taught", got)
	}
	d.clicks(workspace.Mia, hint, "lesson.undo")
	d.eventually("the lesson to be taken back", func() bool { return reads(intents.ContextNone, korb).Intent == before })
	d.settled()
}

func TestTeachByShortcutTakesTheTextItPointsAt(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	reads := teaches(t, d)
	card := d.claimed(d.asked())
	d.text(customer, "Dann halt ohne Klimbim <!channel> & so")
	second := d.inbox("the second text", func(m workspace.Message) bool {
		return m.ThreadTS == card.TS && strings.Contains(everything(m), "Klimbim")
	})
	d.settled()
	if err := d.Shortcut(d.ctx(), workspace.Mia, "teach", workspace.Inbox, second.TS); err != nil {
		t.Fatal(err)
	}
	view := d.view(workspace.Mia, "teach")
	if !strings.Contains(asJSON(view), "Klimbim") || strings.Contains(asJSON(view), "Korb") {
		t.Errorf("the modal shows another text: %s", asJSON(view))
	}
	d.submits(workspace.Mia, view, chosen("human", ""))
	if hint := d.hinted(workspace.Mia, "Taught"); strings.Contains(hint.Text, "<!channel>") {
		t.Errorf("the confirmation is parsed: %s", hint.Text)
	}
	if got := reads(intents.ContextNone, "dann halt ohne klimbim <!channel> & so"); got.Intent != intents.Human {
		t.Errorf("read as %+v, want human", got)
	}
	taught, err := d.db.Taught(d.ctx())
	if err != nil || len(taught.Lessons) != 1 || taught.Lessons[0].By != workspace.Mia || taught.Lessons[0].Address != customer {
		t.Errorf("taught: %+v, %v", taught.Lessons, err)
	}
}

func TestTeachRefusesWhatItMust(t *testing.T) {
	t.Parallel()
	parser, err := intents.New(intents.Config{})
	if err != nil {
		t.Fatal(err)
	}
	d := openDesk(t, func(c *bot.Config) { c.Parser = func() *intents.Parser { return parser } })
	card := d.claimed(d.asked())
	d.text(customer, "STOP")
	stop := d.inbox("the opt-out", func(m workspace.Message) bool {
		return m.ThreadTS == card.TS && strings.Contains(everything(m), "STOP")
	})
	d.settled()
	other, err := d.Say(workspace.Mia, workspace.Inbox, "Mittagspause?", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Shortcut(d.ctx(), workspace.Mia, "teach", workspace.Inbox, other); err != nil {
		t.Fatal(err)
	}
	if view := d.view(workspace.Mia, "message"); !strings.Contains(asJSON(view), "no customer's text") {
		t.Errorf("outside of a thread: %s", asJSON(view))
	}
	if err := d.Shortcut(d.ctx(), workspace.Tarek, "teach", workspace.Inbox, stop.TS); err != nil {
		t.Fatal(err)
	}
	view := d.view(workspace.Tarek, "teach")
	if strings.Contains(asJSON(view), `"opt_in"`) || strings.Contains(asJSON(view), `"rating"`) {
		t.Errorf("a consent or a rating can be taught: %s", asJSON(view))
	}
	if got := d.submits(workspace.Tarek, view, chosen("thanks", "")); !strings.Contains(asJSON(got), "no lesson outweighs") {
		t.Errorf("an opt-out was taught away: %s", asJSON(got))
	}
	if version, err := d.db.TaughtVersion(d.ctx()); err != nil || version != "" {
		t.Errorf("something was taught: %q, %v", version, err)
	}
}

func TestClosedCardTeachesFromItsMenu(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.claimed(d.asked())
	d.clicks(workspace.Mia, card, "case.close")
	closed := d.inbox("the closed card", func(m workspace.Message) bool { return m.TS == card.TS && !hasAction(m, "case.close") })
	d.chooses(workspace.Tarek, closed, "case.more", find(t, closed, "case.more", "modal.teach"))
	d.submits(workspace.Tarek, d.view(workspace.Tarek, "teach"), chosen("thanks", ""))
	d.hinted(workspace.Tarek, "Taught")
}
