package workspace_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"kurzwahl/bot/workspace"
	"kurzwahl/bot/workspace/workspacetest"
)

type object = map[string]any

// call posts to a method with the bot's token.
func call(t *testing.T, w *workspacetest.Workspace, method string, body object) object {
	t.Helper()
	return post(t, w, method, "xoxb-1", body)
}

func TestWebAPIRefusesAsSlackDoes(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{Channels: append(workspace.DefaultChannels(),
		workspace.Channel{ID: "C0OPEN", Name: "open", Members: []string{workspace.Mia}},
		workspace.Channel{ID: "C0SECRET", Name: "secret", Private: true, Members: []string{workspace.Mia}},
		workspace.Channel{ID: "C0OLD", Name: "old", Archived: true, Members: []string{workspace.Mia, workspace.Bot}})})
	theirs := say(t, w, "hers")
	for _, c := range []struct {
		method string
		body   object
		want   string
	}{
		{"chat.fly", nil, "unknown_method"},
		{"chat.postMessage", object{"channel": "C0", "text": "x"}, "channel_not_found"},
		{"chat.postMessage", object{"channel": "C0OPEN", "text": "x"}, "not_in_channel"},
		{"chat.postMessage", object{"channel": "C0SECRET", "text": "x"}, "channel_not_found"},
		{"chat.postMessage", object{"channel": "C0OLD", "text": "x"}, "is_archived"},
		{"chat.postMessage", object{"channel": workspace.Inbox}, "no_text"},
		{"chat.postMessage", object{"channel": workspace.Inbox, "text": "x", "thread_ts": "soon"}, "invalid_thread_ts"},
		{"chat.postMessage", object{"channel": workspace.Inbox, "text": "x", "blocks": nil}, "invalid_blocks_format"},
		{"chat.postMessage", object{"channel": workspace.Inbox, "text": "x", "blocks": "{"}, "invalid_blocks_format"},
		{"chat.postMessage", object{"channel": workspace.Inbox, "text": "x", "blocks": []object{{"type": "nope"}}}, "invalid_blocks"},
		{"chat.postMessage", object{"channel": workspace.Inbox, "blocks": longBlocks()}, "msg_blocks_too_long"},
		{"chat.postMessage", object{"channel": workspace.Inbox, "text": "x", "metadata": object{"event_type": "a b"}}, "invalid_metadata_schema"},
		{"chat.postMessage", object{"channel": workspace.Inbox, "text": "x", "attachments": "no"}, "invalid_attachments"},
		{"chat.update", object{"channel": workspace.Inbox, "ts": "1.000000", "text": "x"}, "message_not_found"},
		{"chat.update", object{"channel": workspace.Inbox, "ts": theirs, "text": "x"}, "cant_update_message"},
		{"chat.delete", object{"channel": workspace.Inbox, "ts": theirs}, "cant_delete_message"},
		{"chat.postEphemeral", object{"channel": workspace.Inbox, "user": workspace.Gina, "text": "x"}, "user_not_in_channel"},
		{"chat.getPermalink", object{"channel": workspace.Inbox, "message_ts": "1.000000"}, "message_not_found"},
		{"reactions.add", object{"channel": workspace.Inbox, "timestamp": theirs, "name": "No!"}, "invalid_name"},
		{"reactions.remove", object{"channel": workspace.Inbox, "timestamp": theirs, "name": "eyes"}, "no_reaction"},
		{"conversations.history", object{"channel": "C0OPEN"}, "not_in_channel"},
		{"conversations.history", object{"channel": workspace.Inbox, "cursor": "x"}, "invalid_cursor"},
		{"conversations.replies", object{"channel": workspace.Inbox, "ts": "1.000000"}, "thread_not_found"},
		{"conversations.info", object{"channel": "C0SECRET"}, "channel_not_found"},
		{"conversations.open", object{"users": "U0"}, "user_not_found"},
		{"conversations.join", object{"channel": "C0SECRET"}, "method_not_supported_for_channel_type"},
		{"users.info", object{"user": "U0"}, "user_not_found"},
		{"users.list", object{"cursor": "bmV4dDo5OTk="}, "invalid_cursor"},
		{"usergroups.users.list", object{"usergroup": "S0"}, "no_such_subteam"},
		{"views.open", object{"trigger_id": "1", "view": smallModal()}, "invalid_trigger_id"},
		{"views.open", object{"trigger_id": "1"}, "invalid_arguments"},
		{"views.update", object{"view_id": "V0", "view": smallModal()}, "not_found"},
		{"views.publish", object{"user_id": "U0", "view": object{"type": "home", "blocks": []object{}}}, "user_not_found"},
		{"files.info", object{"file": "F0"}, "file_not_found"},
		{"files.getUploadURLExternal", object{"filename": "x", "length": 1 << 40}, "file_upload_size_restricted"},
		{"files.completeUploadExternal", object{"files": []object{{"id": "F0"}}}, "file_not_found"},
	} {
		if got := call(t, w, c.method, c.body); got["ok"] != false || got["error"] != c.want {
			t.Errorf("%s %v: got %v, want %s", c.method, c.body, got, c.want)
		}
	}
}

func longBlocks() []object {
	var blocks []object
	for range 5 {
		blocks = append(blocks, object{"type": "section", "text": object{"type": "plain_text", "text": strings.Repeat("x", 2700)}})
	}
	return blocks
}

func smallModal() object {
	return object{
		"type": "modal", "callback_id": "small", "title": object{"type": "plain_text", "text": "Small"},
		"submit": object{"type": "plain_text", "text": "Go"},
		"blocks": []object{
			{"type": "input", "block_id": "b", "label": object{"type": "plain_text", "text": "L"}, "element": object{"type": "plain_text_input", "action_id": "a"}},
			{"type": "section", "block_id": "s", "text": object{"type": "mrkdwn", "text": "x"}, "accessory": object{
				"type": "static_select", "action_id": "pick", "options": []object{
					{"text": object{"type": "plain_text", "text": "One"}, "value": "1"},
				},
			}},
		},
	}
}

func TestRefusedBlocksComeWithReasons(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	got := call(t, w, "chat.postMessage", object{"channel": workspace.Inbox, "blocks": []object{
		{"type": "section", "text": object{"type": "mrkdwn", "text": strings.Repeat("x", 3001)}},
	}})
	meta, _ := got["response_metadata"].(object)
	messages, _ := meta["messages"].([]any)
	want := "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
	if len(messages) != 1 || messages[0] != want {
		t.Errorf("got %v, want %q", got, want)
	}
}

func TestArgumentsMayComeAsForm(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	r, err := http.NewRequestWithContext(workspacetest.Context(t), http.MethodPost, w.API()+"chat.postMessage", strings.NewReader(url.Values{
		"token": {"xoxb-1"}, "channel": {"#sms-inbox"}, "text": {"a &amp; b"}, "blocks": {`[{"type":"divider"}]`},
		"metadata": {`{"event_type":"post","event_payload":{"id":"1"}}`},
	}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	got := w.Messages(workspace.Inbox)
	if len(got) != 1 || got[0].Text != "a &amp; b" || got[0].Blocks[0]["block_id"] == "" || got[0].Metadata.EventType != "post" {
		t.Errorf("got %+v", got)
	}
	for _, entry := range w.Log() {
		if data, _ := json.Marshal(entry); bytes.Contains(data, []byte("xoxb-1")) {
			t.Errorf("the inspector shows the token: %s", data)
		}
	}
}

func TestMetadataShowsOnlyOnRequest(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	call(t, w, "chat.postMessage", object{"channel": workspace.Inbox, "text": "x", "metadata": object{"event_type": "post", "event_payload": object{"id": "1"}}})
	for _, all := range []bool{false, true} {
		got := call(t, w, "conversations.history", object{"channel": workspace.Inbox, "include_all_metadata": all})
		list, _ := got["messages"].([]any)
		m, _ := list[0].(object)
		if _, has := m["metadata"]; has != all {
			t.Errorf("include_all_metadata %v: got %v", all, m)
		}
	}
}

func TestReplyToADeletedMessageLandsInTheChannel(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	head := say(t, w, "head")
	if err := w.Delete(workspace.Mia, workspace.Inbox, head); err != nil {
		t.Fatal(err)
	}
	got := call(t, w, "chat.postMessage", object{"channel": workspace.Inbox, "thread_ts": head, "text": "reply"})
	if m, _ := got["message"].(object); m["thread_ts"] != nil {
		t.Errorf("got %v, want no thread_ts", got)
	}
}

func TestHistoryPagesHoldStillWhileMessagesArrive(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	for _, text := range []string{"1", "2", "3", "4", "5"} {
		say(t, w, text)
	}
	api := slack.New("xoxb-1", slack.OptionAPIURL(w.API()))
	var got []string
	cursor := ""
	for {
		page, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: workspace.Inbox, Limit: 2, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range page.Messages {
			got = append(got, m.Text)
		}
		if cursor = page.ResponseMetaData.NextCursor; cursor == "" {
			break
		}
		say(t, w, "new")
	}
	if strings.Join(got, "") != "54321" {
		t.Errorf("got %v, want 5 to 1 once each", got)
	}
}

func TestFaultsOfTheWebAPI(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	fail := func(kind string) {
		t.Helper()
		if err := w.Fail(workspace.Fault{Kind: kind, Method: "chat.postMessage"}); err != nil {
			t.Fatal(err)
		}
	}
	api := slack.New("xoxb-1", slack.OptionAPIURL(w.API()))
	send := func() error {
		_, _, err := api.PostMessage(workspace.Inbox, slack.MsgOptionText("x", false))
		return err
	}
	fail("429")
	if limited, ok := send().(*slack.RateLimitedError); !ok || limited.RetryAfter < time.Second { //nolint:errorlint // slack-go returns it bare
		t.Errorf("429: got %v", limited)
	}
	fail("error")
	if err := send(); err == nil || err.Error() != "internal_error" {
		t.Errorf("error: got %v", err)
	}
	if got := len(w.Messages(workspace.Inbox)); got != 0 {
		t.Errorf("refused calls left %d messages", got)
	}
	fail("lost_response")
	if err := send(); err == nil {
		t.Error("lost_response: got an answer")
	}
	if got := len(w.Messages(workspace.Inbox)); got != 1 {
		t.Errorf("a lost answer left %d messages, want 1", got)
	}
	if err := send(); err != nil {
		t.Errorf("after the faults: %v", err)
	}
	if err := w.Fail(workspace.Fault{Kind: "sunspots"}); err == nil {
		t.Error("an unknown fault was taken")
	}
}

func TestStrictRatesHoldPostsToOneASecond(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{StrictRates: true})
	refused := 0
	for range 20 {
		if call(t, w, "chat.postMessage", object{"channel": workspace.Inbox, "text": "x"})["error"] == "ratelimited" {
			refused++
		}
	}
	if refused < 10 {
		t.Errorf("%d of 20 posts at once were refused, want most", refused)
	}
	if got := call(t, w, "chat.postMessage", object{"channel": workspace.General, "text": "x"}); got["ok"] != true {
		t.Errorf("another channel: got %v", got)
	}
}

func TestFilesGoUpAndComeDown(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	api := slack.New("xoxb-1", slack.OptionAPIURL(w.API()))
	content := "a;b\n1;2\n"
	file, err := api.UploadFile(slack.UploadFileParameters{
		Filename: "report.csv", FileSize: len(content), Reader: strings.NewReader(content), Channel: workspace.Campaigns, InitialComment: "Done", Title: "Report",
	})
	if err != nil {
		t.Fatal(err)
	}
	m := w.Messages(workspace.Campaigns)[0]
	if m.Subtype != "file_share" || m.Text != "Done" || m.Files[0].ID != file.ID || m.Files[0].Title != "Report" {
		t.Fatalf("got %+v", m)
	}
	var down bytes.Buffer
	if err = api.GetFile(m.Files[0].URLPrivateDownload, &down); err != nil || down.String() != content {
		t.Errorf("got %q, %v", down.String(), err)
	}
}

func TestUploadTakesAFileOnce(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	at, _ := call(t, w, "files.getUploadURLExternal", object{"filename": "../../etc/x.txt", "length": 3})["upload_url"].(string)
	for i, want := range []int{http.StatusBadRequest, http.StatusOK, http.StatusNotFound} {
		body := []string{"four", "abc", "abc"}[i]
		r, err := http.NewRequestWithContext(workspacetest.Context(t), http.MethodPost, at, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("upload %d: got status %d, want %d", i+1, answer.StatusCode, want)
		}
	}
}

func TestUninstalledAppIsRefused(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	conn, _ := dial(t, w)
	w.Uninstall()
	if a, b := receive(t, conn), receive(t, conn); a.Payload.Event["type"] != "tokens_revoked" || b.Payload.Event["type"] != "app_uninstalled" {
		t.Errorf("got %v and %v", a.Payload.Event, b.Payload.Event)
	}
	if got := call(t, w, "auth.test", nil); got["error"] != "token_revoked" {
		t.Errorf("got %v, want token_revoked", got)
	}
}
