package slacksdk_test

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"kurzwahl/bot/workspace"
	"kurzwahl/bot/workspace/workspacetest"
)

// needNode skips the test, or fails it where peers are required, unless node and the packages are there.
func needNode(t *testing.T) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat("node_modules/@slack/bolt")
	}
	if err == nil {
		return node
	}
	if os.Getenv("KURZWAHL_REQUIRE_PEERS") == "1" {
		t.Fatalf("Slack's Node packages are missing (%v): run `make test-deps`", err)
	}
	t.Skipf("NOT TESTED: Slack's Node packages are missing (%v): run `make test-deps`", err)
	return ""
}

// output collects what a process prints, for a test that fails.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write keeps p.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

// String gives all that was kept.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// startNode starts a workspace and Slack's own app on it.
func startNode(t *testing.T) *workspacetest.Workspace {
	t.Helper()
	node := needNode(t)
	w := workspacetest.Start(t, workspace.Config{})
	cmd := exec.Command(node, "app.mjs")
	cmd.Env = append(os.Environ(), "SLACK_API_URL="+w.API(), "INBOX="+workspace.Inbox)
	errors := &output{}
	cmd.Stderr = errors
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err = cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() && lines.Text() != "ready" {
		t.Log(lines.Text())
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		for lines.Scan() {
			t.Log(lines.Text())
		}
		if err := cmd.Wait(); err != nil || t.Failed() {
			t.Errorf("node ended with %v:\n%s", err, errors)
		}
	})
	if err = w.Wait(workspacetest.Context(t), func() bool { return w.Connections() == 1 }); err != nil {
		t.Fatalf("node did not connect: %v\n%s", err, errors)
	}
	return w
}

// says waits for a message with exactly that text.
func says(text string) func(workspace.Message) bool {
	return func(m workspace.Message) bool { return m.Text == text }
}

// must fails the test on an error.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestBoltAnswersInThreadAndHandlesAButton(t *testing.T) {
	t.Parallel()
	w := startNode(t)
	ctx := workspacetest.Context(t)
	ts := must[string](t)(w.Say(workspace.Mia, workspace.Inbox, "hello", ""))
	card := must[workspace.Message](t)(w.WaitMessage(ctx, workspace.Inbox, says("Hello <@"+workspace.Mia+">")))
	if card.ThreadTS != ts {
		t.Errorf("thread_ts: got %q, want %q", card.ThreadTS, ts)
	}
	if err := w.Click(ctx, workspace.Click{User: workspace.Tarek, Channel: workspace.Inbox, MessageTS: card.TS, ActionID: "greet"}); err != nil {
		t.Fatal(err)
	}
	must[workspace.Message](t)(w.WaitMessage(ctx, workspace.Inbox, func(m workspace.Message) bool {
		return m.Text == "Greeted by <@"+workspace.Tarek+">" && len(m.Reactions) == 1 && m.Reactions[0].Name == "wave" && m.Blocks == nil
	}))
}

func TestBoltOpensAModalAndRefusesAnEntry(t *testing.T) {
	t.Parallel()
	w := startNode(t)
	ctx := workspacetest.Context(t)
	if err := w.Command(ctx, workspace.Mia, workspace.Inbox, "/sms campaign new"); err != nil {
		t.Fatal(err)
	}
	must[workspace.Message](t)(w.WaitEphemeral(ctx, workspace.Mia, says("Opening")))
	view := must[workspace.View](t)(w.WaitView(ctx, workspace.Mia, func(v workspace.View) bool { return v.CallbackID == "form" }))
	fill := func(name string) workspace.Submission {
		return must[workspace.Submission](t)(w.Submit(ctx, workspace.Mia, view.ID, map[string]map[string]any{
			"name": {"text": name}, "tags": {"tags": []string{"vip"}},
		}))
	}
	if got := fill("bad"); got.Errors["name"] != "Choose another name." {
		t.Errorf("bad name: got %+v", got)
	}
	if got := fill("Autumn"); got.Errors != nil || got.View != nil {
		t.Errorf("good name: got %+v", got)
	}
	must[workspace.Message](t)(w.WaitEphemeral(ctx, workspace.Mia, says("Saved Autumn")))
}

func TestBoltHearsOfShortcutHomeMentionAndClose(t *testing.T) {
	t.Parallel()
	w := startNode(t)
	ctx := workspacetest.Context(t)
	ts := must[string](t)(w.Say(workspace.Mia, workspace.Inbox, "where is it?", ""))
	if err := w.Shortcut(ctx, workspace.Mia, "teach", workspace.Inbox, ts); err != nil {
		t.Fatal(err)
	}
	must[workspace.Message](t)(w.WaitMessage(ctx, workspace.Inbox, says("Learnt: where is it?")))
	if err := w.OpenHome(workspace.Mia); err != nil {
		t.Fatal(err)
	}
	if err := w.Wait(ctx, func() bool { _, ok := w.Home(workspace.Mia); return ok }); err != nil {
		t.Fatalf("home tab: %v", err)
	}
	must[string](t)(w.Say(workspace.Mia, workspace.General, "@kurzwahl are you there?", ""))
	must[workspace.Message](t)(w.WaitMessage(ctx, workspace.General, says("Yes, Mia Brandt?")))
	if err := w.Command(ctx, workspace.Mia, workspace.Inbox, "/sms new"); err != nil {
		t.Fatal(err)
	}
	view := must[workspace.View](t)(w.WaitView(ctx, workspace.Mia, func(workspace.View) bool { return true }))
	if err := w.Close(ctx, workspace.Mia, view.ID); err != nil {
		t.Fatal(err)
	}
	must[workspace.Message](t)(w.WaitEphemeral(ctx, workspace.Mia, says("Closed")))
}

func TestWebClientReadsErrorsPagesLimitsAndFiles(t *testing.T) {
	t.Parallel()
	w := startNode(t)
	ctx := workspacetest.Context(t)
	if err := w.Fail(workspace.Fault{Kind: "429", Method: "team.info"}); err != nil {
		t.Fatal(err)
	}
	if err := w.Command(ctx, workspace.Mia, workspace.Inbox, "/sms probe"); err != nil {
		t.Fatal(err)
	}
	got := must[workspace.Message](t)(w.WaitEphemeral(ctx, workspace.Mia, func(m workspace.Message) bool { return strings.HasPrefix(m.Text, "probe") }))
	if got.Text != "probe passed" {
		t.Error(got.Text)
	}
}
