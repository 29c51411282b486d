package workspace_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"kurzwahl/bot/workspace"
	"kurzwahl/bot/workspace/workspacetest"
)

// control posts to the control API and gives the answer.
func control(t *testing.T, w *workspacetest.Workspace, verb string, body any) object {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return controlText(t, w, verb, "application/json", string(data))
}

func controlText(t *testing.T, w *workspacetest.Workspace, verb, contentType, body string) object {
	t.Helper()
	r, err := http.NewRequestWithContext(workspacetest.Context(t), http.MethodPost, w.URL+"/control/"+verb, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var o object
	if err = json.NewDecoder(answer.Body).Decode(&o); err != nil {
		t.Fatal(err)
	}
	return o
}

// get reads a page of the workspace as JSON.
func get(t *testing.T, address string) object {
	t.Helper()
	r, err := http.NewRequestWithContext(workspacetest.Context(t), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var o object
	if err = json.NewDecoder(answer.Body).Decode(&o); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestControlPlaysAPerson(t *testing.T) {
	t.Parallel()
	a := startApp(t, workspace.Config{}, func(a *app, e socketmode.Event) any {
		if command, ok := e.Data.(slack.SlashCommand); ok {
			if _, err := a.api.OpenView(command.TriggerID, modal()); err != nil {
				return map[string]string{"text": err.Error()}
			}
		}
		return nil
	})
	do := func(verb string, body object) object {
		t.Helper()
		got := control(t, a.Workspace, verb, body)
		if got["ok"] != true {
			t.Fatalf("%s: %v", verb, got)
		}
		return got
	}
	ts := do("say", object{"user": workspace.Mia, "channel": workspace.Inbox, "text": "hi"})["ts"]
	do("edit", object{"user": workspace.Mia, "channel": workspace.Inbox, "ts": ts, "text": "hello"})
	do("react", object{"user": workspace.Mia, "channel": workspace.Inbox, "ts": ts, "name": "eyes"})
	do("upload", object{"user": workspace.Mia, "channel": workspace.Inbox, "thread_ts": ts, "name": "a.txt", "content_base64": "YWJj"})
	do("command", object{"user": workspace.Mia, "channel": workspace.Inbox, "text": "/sms new"})
	state := get(t, a.URL+"/control/state?user="+workspace.Mia)
	views, _ := state["views"].([]any)
	view, _ := views[0].(object)
	answer := do("submit", object{"user": workspace.Mia, "view_id": view["id"], "values": object{"name": object{"text": object{"type": "plain_text_input", "value": "x"}}}})
	if answer["view"] != nil || answer["errors"] != nil {
		t.Errorf("submit: got %v", answer)
	}
	messages, _ := state["messages"].(object)
	inbox, _ := messages[workspace.Inbox].([]any)
	head, _ := inbox[0].(object)
	if head["text"] != "hello" || head["reply_count"] != 1.0 || head["edited"] == nil || state["me"] != workspace.Mia {
		t.Errorf("state: got %v", head)
	}
	do("delete", object{"user": workspace.Mia, "channel": workspace.Inbox, "ts": ts})
	do("open-home", object{"user": workspace.Mia})
	do("fault", object{"kind": "slow", "count": 2})
	do("read", object{"user": workspace.Mia, "channel": workspace.Inbox})
	if entries, _ := do("log", object{})["entries"].([]any); len(entries) == 0 {
		t.Error("the log is empty")
	}
	do("reset", object{})
	if got := a.Messages(workspace.Inbox); len(got) != 0 {
		t.Errorf("after reset: got %v", got)
	}
}

func TestControlSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	for name, got := range map[string]object{
		"unknown verb":     control(t, w, "sing", nil),
		"a form":           controlText(t, w, "say", "application/x-www-form-urlencoded", "user=U0"),
		"no JSON":          controlText(t, w, "say", "application/json", "{"),
		"a list":           controlText(t, w, "say", "application/json", "[]"),
		"unknown user":     control(t, w, "say", object{"user": "U0", "channel": workspace.Inbox, "text": "x"}),
		"no app connected": control(t, w, "command", object{"user": workspace.Mia, "channel": workspace.Inbox, "text": "/sms"}),
	} {
		if reason, _ := got["error"].(string); got["ok"] != false || reason == "" {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestGuestSeesTheirChannelsOnly(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	say(t, w, "not for guests")
	data, err := json.Marshal(get(t, w.URL+"/control/state?user="+workspace.Gina))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "not for guests") || strings.Contains(string(data), "sms-inbox") {
		t.Errorf("Gina sees %s", data)
	}
}

func TestPageHearsWhatHappens(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	r, err := http.NewRequestWithContext(workspacetest.Context(t), http.MethodGet, w.URL+"/control/events?user="+workspace.Mia, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	lines := bufio.NewScanner(answer.Body)
	next := func() (o object) {
		t.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				if err := json.Unmarshal([]byte(data), &o); err != nil {
					t.Fatal(err)
				}
				return o
			}
		}
		t.Fatalf("the events ended: %v", lines.Err())
		return nil
	}
	lines.Scan() // the greeting: from here on we hear all
	ts := say(t, w, "hello")
	if got := next(); got["type"] != "message" || got["channel"] != workspace.Inbox {
		t.Errorf("got %v, want the message", got)
	}
	if got := next(); got["type"] != "notice" {
		t.Errorf("got %v, want a notice that no app is connected", got)
	}
	if err = w.Delete(workspace.Mia, workspace.Inbox, ts); err != nil {
		t.Fatal(err)
	}
	if got := next(); got["type"] != "message_deleted" || got["ts"] != ts {
		t.Errorf("got %v, want the deletion", got)
	}
}

func TestPageIsServed(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	root := strings.TrimSuffix(w.URL, "/workspace")
	if config := get(t, root+"/page/config"); config["workspace"] != "/workspace" {
		t.Errorf("config: got %v", config)
	}
	r, err := http.NewRequestWithContext(workspacetest.Context(t), http.MethodGet, root+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		t.Errorf("got %s %s", answer.Status, answer.Header.Get("Content-Type"))
	}
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]workspace.Config{
		"no bot":       {Users: []workspace.User{{ID: "U1"}}},
		"user twice":   {Users: []workspace.User{{ID: "U1", IsBot: true}, {ID: "U1"}}},
		"no id":        {Users: []workspace.User{{IsBot: true}}},
		"same channel": {Channels: []workspace.Channel{{ID: "C1"}, {ID: "C1"}}},
	} {
		if _, err := workspace.New(config); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
