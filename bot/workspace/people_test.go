package workspace_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/bot/workspace"
	"kurzwahl/bot/workspace/workspacetest"
)

func TestTypedTextIsEscapedAndLinked(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	for typed, want := range map[string]string{
		"plain":                          "plain",
		"a < b && c > d":                 "a &lt; b &amp;&amp; c &gt; d",
		"<@U1> <https://evil|x>":         "&lt;@U1&gt; &lt;https://evil|x&gt;",
		"hi @mia, ask @nobody":           "hi <@" + workspace.Mia + ">, ask @nobody",
		"see #general!":                  "see <#" + workspace.General + "|general>!",
		"mail a@mia.de":                  "mail a@mia.de",
		"https://example.com/a?b=1&c=2.": "<https://example.com/a?b=1&amp;c=2>.",
		"@here 👍 und :wave: um 10:30:00": "<!here> :+1: und :wave: um 10:30:00",
		"ä€ 🚲":                           "ä€ 🚲",
	} {
		ts, err := w.Say(workspace.Mia, workspace.Inbox, typed, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Thread(workspace.Inbox, ts)[0].Text; got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}

func TestThreadCountsItsReplies(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	say := func(user, text, thread string) string {
		t.Helper()
		ts, err := w.Say(user, workspace.Inbox, text, thread)
		if err != nil {
			t.Fatal(err)
		}
		return ts
	}
	head := say(workspace.Mia, "head", "")
	first := say(workspace.Tarek, "first", head)
	second := say(workspace.Mia, "second", first) // a reply to a reply joins the thread
	if err := w.Delete(workspace.Tarek, workspace.Inbox, first); err != nil {
		t.Fatal(err)
	}
	thread := w.Thread(workspace.Inbox, head)
	if len(thread) != 2 || thread[0].ReplyCount != 1 || thread[0].LatestReply != second || thread[1].ParentUserID != workspace.Mia {
		t.Fatalf("thread: got %+v", thread)
	}
	if err := w.Delete(workspace.Mia, workspace.Inbox, head); err != nil {
		t.Fatal(err)
	}
	if thread = w.Thread(workspace.Inbox, head); len(thread) != 2 || thread[0].Subtype != "tombstone" {
		t.Fatalf("deleted head: got %+v, want a tombstone and its reply", thread)
	}
	if err := w.Delete(workspace.Mia, workspace.Inbox, second); err != nil {
		t.Fatal(err)
	}
	if got := w.Messages(workspace.Inbox); len(got) != 0 {
		t.Errorf("after the last reply: got %+v, want nothing", got)
	}
}

func TestTimestampsAreUniqueAndAscend(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	for range 200 {
		if _, err := w.Say(workspace.Mia, workspace.Inbox, "x", ""); err != nil {
			t.Fatal(err)
		}
	}
	last := ""
	for _, m := range w.Messages(workspace.Inbox) {
		if m.TS <= last || len(m.TS) != 17 {
			t.Fatalf("ts %q after %q", m.TS, last)
		}
		last = m.TS
	}
}

func TestPeopleCannotActWhereTheyAreNot(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	ts, err := w.Say(workspace.Mia, workspace.Inbox, "ours", "")
	if err != nil {
		t.Fatal(err)
	}
	ctx := workspacetest.Context(t)
	for name, err := range map[string]error{
		"a guest outside":       second(w.Say(workspace.Gina, workspace.Inbox, "hello", "")),
		"nobody":                second(w.Say("U0", workspace.Inbox, "hello", "")),
		"no channel":            second(w.Say(workspace.Mia, "C0", "hello", "")),
		"no thread":             second(w.Say(workspace.Mia, workspace.Inbox, "hello", "1.000000")),
		"another's message":     w.Edit(workspace.Tarek, workspace.Inbox, ts, "mine"),
		"another's deletion":    w.Delete(workspace.Tarek, workspace.Inbox, ts),
		"no message to react":   w.React(workspace.Mia, workspace.Inbox, "1.000000", "x", false),
		"no emoji":              w.React(workspace.Mia, workspace.Inbox, ts, "Not An Emoji", false),
		"no button":             w.Click(ctx, workspace.Click{User: workspace.Mia, Channel: workspace.Inbox, MessageTS: ts, ActionID: "x"}),
		"no view":               second(w.Submit(ctx, workspace.Mia, "V0", nil)),
		"no modal to close":     w.Close(ctx, workspace.Mia, "V0"),
		"an unknown command":    w.Command(ctx, workspace.Mia, workspace.Inbox, "/nope"),
		"an unknown shortcut":   w.Shortcut(ctx, workspace.Mia, "nope", "", ""),
		"a message as a global": w.Shortcut(ctx, workspace.Mia, "send_sms", workspace.Inbox, ts),
	} {
		if !errors.Is(err, workspace.ErrNotThere) {
			t.Errorf("%s: got %v, want ErrNotThere", name, err)
		}
	}
}

// second gives the error of a call that gives a value, too.
func second[T any](_ T, err error) error { return err }

func TestReactionsCountPeople(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	ts, err := w.Say(workspace.Mia, workspace.Inbox, "hello", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		user   string
		remove bool
	}{{workspace.Mia, false}, {workspace.Mia, false}, {workspace.Tarek, false}, {workspace.Mia, true}, {workspace.Jonas, true}} {
		if err = w.React(step.user, workspace.Inbox, ts, "eyes", step.remove); err != nil {
			t.Fatal(err)
		}
	}
	want := []workspace.Reaction{{Name: "eyes", Users: []string{workspace.Tarek}, Count: 1}}
	if diff := cmp.Diff(want, w.Messages(workspace.Inbox)[0].Reactions); diff != "" {
		t.Errorf("reactions (-want +got):\n%s", diff)
	}
}
