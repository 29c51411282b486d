package workspace_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"kurzwahl/bot/workspace"
	"kurzwahl/bot/workspace/workspacetest"
)

// app is a Slack app made with slack-go: it acknowledges all it gets and hands it to the test.
type app struct {
	*workspacetest.Workspace
	api    *slack.Client
	socket *socketmode.Client
	// answer gives the acknowledgement's payload; nil acknowledges without one. It runs on the app's goroutine.
	answer func(socketmode.Event) any
	events chan socketmode.Event
}

// startApp starts a workspace and an app on it, connected.
func startApp(t *testing.T, config workspace.Config, answer func(*app, socketmode.Event) any) *app {
	t.Helper()
	w := workspacetest.Start(t, config)
	a := &app{Workspace: w, events: make(chan socketmode.Event, 100)}
	a.api = slack.New("xoxb-test", slack.OptionAPIURL(w.API()), slack.OptionAppLevelToken("xapp-test"))
	a.socket = socketmode.New(a.api)
	if answer != nil {
		a.answer = func(e socketmode.Event) any { return answer(a, e) }
	}
	ctx, cancel := context.WithCancel(context.Background())
	read, ran := make(chan struct{}), make(chan struct{})
	go func() { defer close(read); a.read(ctx) }()
	go func() { defer close(ran); _ = a.socket.RunContext(ctx) }()
	t.Cleanup(func() { cancel(); <-ran; <-read })
	a.connected(t, 1)
	return a
}

// connected waits until the app has n connections.
func (a *app) connected(t *testing.T, n int) {
	t.Helper()
	if err := a.Wait(workspacetest.Context(t), func() bool { return a.Connections() == n }); err != nil {
		t.Fatalf("wait for %d connections: %v", n, err)
	}
}

// handled are the kinds of slack-go's events that the tests look at.
var handled = []socketmode.EventType{
	socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand, socketmode.EventTypeErrorBadMessage,
}

// read acknowledges what comes and keeps it for the test.
func (a *app) read(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-a.socket.Events:
			if slices.Contains(handled, e.Type) {
				a.handle(e)
			}
		}
	}
}

func (a *app) handle(e socketmode.Event) {
	if e.Request != nil {
		var payload any
		if a.answer != nil {
			payload = a.answer(e)
		}
		if payload != silent {
			_ = a.socket.Ack(*e.Request, payload)
		}
	}
	a.events <- e
}

// silent as an answer means no acknowledgement.
const silent = "silent"

// next gives the next thing the app got.
func (a *app) next(t *testing.T) socketmode.Event {
	t.Helper()
	select {
	case e := <-a.events:
		if e.Type == socketmode.EventTypeErrorBadMessage {
			t.Fatalf("slack-go cannot read: %v", e.Data)
		}
		return e
	case <-workspacetest.Context(t).Done():
		t.Fatal("nothing came to the app")
		return socketmode.Event{}
	}
}

// event gives the next event of the Events API.
func (a *app) event(t *testing.T) slackevents.EventsAPIEvent {
	t.Helper()
	e := a.next(t)
	got, ok := e.Data.(slackevents.EventsAPIEvent)
	if !ok {
		t.Fatalf("got %s, want an event", e.Type)
	}
	return got
}

// modal gives a small modal with one input.
func modal() slack.ModalViewRequest {
	input := slack.NewInputBlock("name", slack.NewTextBlockObject("plain_text", "Name", false, false), nil,
		slack.NewPlainTextInputBlockElement(nil, "text"))
	return slack.ModalViewRequest{
		Type: "modal", Title: slack.NewTextBlockObject("plain_text", "Campaign", false, false), CallbackID: "campaign",
		Submit: slack.NewTextBlockObject("plain_text", "Go", false, false), Blocks: slack.Blocks{BlockSet: []slack.Block{input}},
	}
}

func TestMessageReachesTheApp(t *testing.T) {
	t.Parallel()
	a := startApp(t, workspace.Config{}, nil)
	ts, err := a.Say(workspace.Mia, workspace.Inbox, "a < b & @jonas", "")
	if err != nil {
		t.Fatal(err)
	}
	got, ok := a.event(t).InnerEvent.Data.(*slackevents.MessageEvent)
	if !ok || got.Text != "a &lt; b &amp; <@"+workspace.Jonas+">" || got.TimeStamp != ts || got.User != workspace.Mia || got.ChannelType != "channel" {
		t.Errorf("got %+v", got)
	}
}

func TestAppPostsUpdatesAndReacts(t *testing.T) {
	t.Parallel()
	a := startApp(t, workspace.Config{}, nil)
	ctx := workspacetest.Context(t)
	_, ts, err := a.api.PostMessageContext(ctx, workspace.Inbox, slack.MsgOptionText("hello", false),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "post", EventPayload: map[string]any{"id": "1"}}))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err = a.api.PostMessageContext(ctx, workspace.Inbox, slack.MsgOptionText("reply", false), slack.MsgOptionTS(ts)); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err = a.api.UpdateMessageContext(ctx, workspace.Inbox, ts, slack.MsgOptionText("hello again", false)); err != nil {
		t.Fatal(err)
	}
	item := slack.NewRefToMessage(workspace.Inbox, ts)
	if err = a.api.AddReactionContext(ctx, "eyes", item); err != nil {
		t.Fatal(err)
	}
	if err = a.api.AddReactionContext(ctx, "eyes", item); err == nil || err.Error() != "already_reacted" {
		t.Errorf("second reaction: got %v, want already_reacted", err)
	}
	thread, _, _, err := a.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
		ChannelID: workspace.Inbox, Timestamp: ts, IncludeAllMetadata: true,
	})
	if err != nil || len(thread) != 2 {
		t.Fatalf("got %d messages, %v; want 2", len(thread), err)
	}
	head := thread[0]
	if head.Text != "hello again" || head.ReplyCount != 1 || head.Metadata.EventType != "post" || head.Edited == nil || len(head.Reactions) != 1 {
		t.Errorf("head: got %+v", head)
	}
	if first, ok := a.event(t).InnerEvent.Data.(*slackevents.MessageEvent); !ok || first.BotID == "" || first.TimeStamp != ts {
		t.Errorf("echo: got %+v", first)
	}
}

func TestModalOpensAndShowsErrors(t *testing.T) {
	t.Parallel()
	a := startApp(t, workspace.Config{}, func(a *app, e socketmode.Event) any {
		switch data := e.Data.(type) {
		case slack.SlashCommand:
			if _, err := a.api.OpenView(data.TriggerID, modal()); err != nil {
				return map[string]string{"text": err.Error()}
			}
		case slack.InteractionCallback:
			if data.View.State.Values["name"]["text"].Value == "bad" {
				return slack.NewErrorsViewSubmissionResponse(map[string]string{"name": "Choose another name."})
			}
		}
		return nil
	})
	ctx := workspacetest.Context(t)
	if err := a.Command(ctx, workspace.Mia, workspace.General, "/sms campaign new"); err != nil {
		t.Fatal(err)
	}
	cmd, ok := a.next(t).Data.(slack.SlashCommand)
	if !ok || cmd.Text != "campaign new" || cmd.UserID != workspace.Mia || cmd.ChannelName != "general" {
		t.Errorf("command: got %+v", cmd)
	}
	open := a.Views(workspace.Mia)
	if len(open) != 1 || open[0].CallbackID != "campaign" {
		t.Fatalf("views: got %+v", open)
	}
	submit := func(name string) workspace.Submission {
		t.Helper()
		answer, err := a.Submit(ctx, workspace.Mia, open[0].ID, map[string]map[string]any{"name": {"text": name}})
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	if got := submit(""); got.Errors["name"] == "" {
		t.Errorf("empty input: got %+v, want an error of the client's", got)
	}
	if got := submit("bad"); got.Errors["name"] != "Choose another name." || got.View == nil {
		t.Errorf("bad name: got %+v", got)
	}
	if got := submit("Autumn"); got.Errors != nil || got.View != nil {
		t.Errorf("good name: got %+v, want the modal closed", got)
	}
}

func TestButtonClickCarriesMessageAndResponseURL(t *testing.T) {
	t.Parallel()
	a := startApp(t, workspace.Config{}, nil)
	ctx := workspacetest.Context(t)
	button := slack.NewButtonBlockElement("claim", "case:1:1", slack.NewTextBlockObject("plain_text", "Claim", false, false))
	_, ts, err := a.api.PostMessageContext(ctx, workspace.Inbox, slack.MsgOptionText("card", false),
		slack.MsgOptionBlocks(slack.NewActionBlock("buttons", button)))
	if err != nil {
		t.Fatal(err)
	}
	a.event(t)
	if err = a.Click(ctx, workspace.Click{User: workspace.Mia, Channel: workspace.Inbox, MessageTS: ts, ActionID: "claim"}); err != nil {
		t.Fatal(err)
	}
	got, ok := a.next(t).Data.(slack.InteractionCallback)
	if !ok || got.Message.Timestamp != ts || got.Container.MessageTs != ts || got.Channel.ID != workspace.Inbox || got.User.ID != workspace.Mia ||
		len(got.ActionCallback.BlockActions) != 1 || got.ActionCallback.BlockActions[0].Value != "case:1:1" || got.TriggerID == "" {
		t.Fatalf("got %+v", got)
	}
	if err = slack.PostWebhookContext(ctx, got.ResponseURL, &slack.WebhookMessage{Text: "claimed", ReplaceOriginal: true}); err != nil {
		t.Fatal(err)
	}
	if now := a.Messages(workspace.Inbox); now[0].Text != "claimed" || now[0].Blocks != nil {
		body, _ := json.Marshal(now)
		t.Errorf("after response_url: got %s", body)
	}
}

func TestTokenIsChecked(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{BotToken: "xoxb-right"})
	for token, want := range map[string]string{"": "not_authed", "xoxb-wrong": "invalid_auth", "xapp-1": "not_allowed_token_type", "xoxb-right": ""} {
		_, err := slack.New(token, slack.OptionAPIURL(w.API())).AuthTest()
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("token %q: got %v, want %q", token, err, want)
		}
	}
}
