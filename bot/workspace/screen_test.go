package workspace_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"kurzwahl/bot/workspace"
	"kurzwahl/bot/workspace/workspacetest"
	"kurzwahl/clock"
)

// opened starts an app that opens smallModal on every command and hands the view's id to the test.
func opened(t *testing.T, config workspace.Config, answer func(*app, socketmode.Event) any) (*app, workspace.View) {
	t.Helper()
	a := startApp(t, config, func(a *app, e socketmode.Event) any {
		if _, ok := e.Data.(slack.SlashCommand); ok {
			return nil
		}
		if answer == nil {
			return nil
		}
		return answer(a, e)
	})
	trigger := a.trigger(t)
	if got := call(t, a.Workspace, "views.open", object{"trigger_id": trigger, "view": smallModal()}); got["ok"] != true {
		t.Fatalf("open: %v", got)
	}
	return a, a.Views(workspace.Mia)[0]
}

// trigger has Mia type a command and gives its trigger_id.
func (a *app) trigger(t *testing.T) string {
	t.Helper()
	if err := a.Command(workspacetest.Context(t), workspace.Mia, workspace.Inbox, "/sms"); err != nil {
		t.Fatal(err)
	}
	command, ok := a.next(t).Data.(slack.SlashCommand)
	if !ok {
		t.Fatal("no command came")
	}
	return command.TriggerID
}

func TestUntouchedInputsStandInTheState(t *testing.T) {
	t.Parallel()
	_, v := opened(t, workspace.Config{}, nil)
	want := map[string]map[string]workspace.Object{
		"b": {"a": {"type": "plain_text_input", "value": nil}},
		"s": {"pick": {"type": "static_select", "selected_option": nil}},
	}
	if diff := cmp.Diff(want, v.State.Values); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
}

func TestTriggerOpensOneModalWithinThreeSeconds(t *testing.T) {
	t.Parallel()
	wire := clock.NewMovable(time.Now())
	a := startApp(t, workspace.Config{Wire: wire}, nil)
	open := func(trigger string) any {
		return call(t, a.Workspace, "views.open", object{"trigger_id": trigger, "view": smallModal()})["error"]
	}
	trigger := a.trigger(t)
	if got := open(trigger); got != nil {
		t.Errorf("first use: got %v", got)
	}
	if got := open(trigger); got != "exchanged_trigger_id" {
		t.Errorf("second use: got %v", got)
	}
	late := a.trigger(t)
	wire.Advance(3 * time.Second)
	if got := open(late); got != "expired_trigger_id" {
		t.Errorf("late use: got %v", got)
	}
	if err := a.Fail(workspace.Fault{Kind: "expired_trigger"}); err != nil {
		t.Fatal(err)
	}
	if got := open(a.trigger(t)); got != "expired_trigger_id" {
		t.Errorf("fault: got %v", got)
	}
}

func TestUpdateKeepsWhatWasEnteredAndMindsTheHash(t *testing.T) {
	t.Parallel()
	a, v := opened(t, workspace.Config{}, nil)
	ctx := workspacetest.Context(t)
	click := workspace.Click{User: workspace.Mia, ViewID: v.ID, ActionID: "pick", Value: "1"}
	if err := a.Click(ctx, click); err != nil {
		t.Fatal(err)
	}
	got, ok := a.next(t).Data.(slack.InteractionCallback)
	if !ok || got.View.ID != v.ID || got.Container.ViewID != v.ID || got.ActionCallback.BlockActions[0].SelectedOption.Value != "1" {
		t.Fatalf("click: got %+v", got)
	}
	update := func(hash string) object {
		return call(t, a.Workspace, "views.update", object{"view_id": v.ID, "hash": hash, "view": smallModal()})
	}
	if answer := update(v.Hash); answer["ok"] != true {
		t.Fatalf("update: %v", answer)
	}
	if answer := update(v.Hash); answer["error"] != "hash_conflict" {
		t.Errorf("update with the old hash: got %v", answer)
	}
	now := a.Views(workspace.Mia)[0]
	if picked, _ := now.State.Values["s"]["pick"]["selected_option"].(workspace.Object); picked["value"] != "1" {
		t.Errorf("after the update the choice is %v", now.State.Values)
	}
}

func TestClickTellsWhatElseWasEntered(t *testing.T) {
	t.Parallel()
	a, v := opened(t, workspace.Config{}, nil)
	click := workspace.Click{User: workspace.Mia, ViewID: v.ID, ActionID: "pick", Value: "1", Values: map[string]map[string]any{
		"b": {"a": object{"type": "plain_text_input", "value": "half a name"}}, "gone": {"x": "y"},
	}}
	if err := a.Click(workspacetest.Context(t), click); err != nil {
		t.Fatal(err)
	}
	got, _ := a.next(t).Data.(slack.InteractionCallback)
	if values := got.View.State.Values; values["b"]["a"].Value != "half a name" || values["s"]["pick"].SelectedOption.Value != "1" {
		t.Errorf("state: got %+v", values)
	}
	click.Values["b"]["a"] = ""
	if err := a.Click(workspacetest.Context(t), click); err != nil {
		t.Fatal(err)
	}
	if state := a.Views(workspace.Mia)[0].State.Values["b"]["a"]; state["value"] != nil {
		t.Errorf("emptied input: got %v, want null", state)
	}
}

func TestModalsStackThreeHigh(t *testing.T) {
	t.Parallel()
	a, v := opened(t, workspace.Config{}, nil)
	push := func() object {
		return call(t, a.Workspace, "views.push", object{"trigger_id": a.trigger(t), "view": smallModal()})
	}
	for range 2 {
		if got := push(); got["ok"] != true {
			t.Fatalf("push: %v", got)
		}
	}
	if got := push(); got["error"] != "push_limit_reached" {
		t.Errorf("fourth: got %v", got)
	}
	stack := a.Views(workspace.Mia)
	if len(stack) != 3 || stack[2].RootViewID != v.ID || *stack[2].PreviousViewID != stack[1].ID {
		t.Errorf("stack: got %+v", stack)
	}
	if err := a.Close(workspacetest.Context(t), workspace.Mia, stack[2].ID); err != nil {
		t.Fatal(err)
	}
	if got := len(a.Views(workspace.Mia)); got != 2 {
		t.Errorf("after closing the top: %d modals, want 2", got)
	}
}

func TestSubmissionMayUpdatePushAndClear(t *testing.T) {
	t.Parallel()
	second := modal()
	second.CallbackID = "second"
	a, v := opened(t, workspace.Config{}, func(_ *app, e socketmode.Event) any {
		callback, _ := e.Data.(slack.InteractionCallback)
		switch callback.View.State.Values["b"]["a"].Value {
		case "update":
			return slack.NewUpdateViewSubmissionResponse(&second)
		case "push":
			return slack.NewPushViewSubmissionResponse(&second)
		case "clear":
			return slack.NewClearViewSubmissionResponse()
		case "bad key":
			return slack.NewErrorsViewSubmissionResponse(map[string]string{"s": "no input"})
		}
		return nil
	})
	submit := func(word string) (workspace.Submission, error) {
		return a.Submit(workspacetest.Context(t), workspace.Mia, v.ID, map[string]map[string]any{"b": {"a": word}})
	}
	if got, err := submit("bad key"); err == nil {
		t.Errorf("an error on a section: got %+v, want it refused", got)
	}
	if got, err := submit("push"); err != nil || got.View.CallbackID != "second" || len(a.Views(workspace.Mia)) != 2 {
		t.Errorf("push: got %+v, %v", got, err)
	}
	if got, err := submit("clear"); err != nil || got.View != nil || len(a.Views(workspace.Mia)) != 0 {
		t.Errorf("clear: got %+v, %v", got, err)
	}
}

func TestLengthLimitsAreTheClients(t *testing.T) {
	t.Parallel()
	a, v := opened(t, workspace.Config{}, nil)
	got, err := a.Submit(workspacetest.Context(t), workspace.Mia, v.ID, map[string]map[string]any{"b": {"a": strings.Repeat("x", 3001)}})
	if err != nil || got.Errors["b"] == "" {
		t.Errorf("got %+v, %v; want an error on the field", got, err)
	}
}

func TestHomeIsPublishedAndOpened(t *testing.T) {
	t.Parallel()
	a := startApp(t, workspace.Config{}, nil)
	home := object{"type": "home", "blocks": []object{{"type": "divider"}}}
	if got := call(t, a.Workspace, "views.publish", object{"user_id": workspace.Mia, "view": home}); got["ok"] != true {
		t.Fatalf("publish: %v", got)
	}
	if v, ok := a.Home(workspace.Mia); !ok || v.Type != "home" || len(v.Blocks) != 1 {
		t.Errorf("got %+v", v)
	}
	if err := a.OpenHome(workspace.Mia); err != nil {
		t.Fatal(err)
	}
	if e := a.event(t); e.InnerEvent.Type != "app_home_opened" {
		t.Errorf("got %+v", e)
	}
}

func TestResponseURLAnswersFiveTimesInThirtyMinutes(t *testing.T) {
	t.Parallel()
	wire := clock.NewMovable(time.Now())
	a := startApp(t, workspace.Config{Wire: wire}, nil)
	ctx := workspacetest.Context(t)
	respond := func() string {
		t.Helper()
		if err := a.Command(ctx, workspace.Mia, workspace.Inbox, "/sms"); err != nil {
			t.Fatal(err)
		}
		command, _ := a.next(t).Data.(slack.SlashCommand)
		return command.ResponseURL
	}
	url := respond()
	for i := range 5 {
		if err := slack.PostWebhookContext(ctx, url, &slack.WebhookMessage{Text: "only you"}); err != nil {
			t.Errorf("use %d: %v", i+1, err)
		}
	}
	if err := slack.PostWebhookContext(ctx, url, &slack.WebhookMessage{Text: "x"}); err == nil {
		t.Error("the sixth use was taken")
	}
	if got := len(a.Ephemerals(workspace.Mia)); got != 5 {
		t.Errorf("Mia sees %d answers, want 5", got)
	}
	old := respond()
	wire.Advance(30 * time.Minute)
	if err := slack.PostWebhookContext(ctx, old, &slack.WebhookMessage{Text: "x"}); err == nil {
		t.Error("an address of 30 minutes ago was taken")
	}
}

func TestButtonInAnAttachmentIsClicked(t *testing.T) {
	t.Parallel()
	a := startApp(t, workspace.Config{}, nil)
	ctx := workspacetest.Context(t)
	button := slack.NewButtonBlockElement("claim", "1", slack.NewTextBlockObject("plain_text", "Claim", false, false))
	_, ts, err := a.api.PostMessageContext(ctx, workspace.Inbox, slack.MsgOptionAttachments(slack.Attachment{
		Color: "#2eb67d", Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewActionBlock("", button)}},
	}))
	if err != nil {
		t.Fatal(err)
	}
	a.event(t)
	if err = a.Click(ctx, workspace.Click{User: workspace.Mia, Channel: workspace.Inbox, MessageTS: ts, ActionID: "claim"}); err != nil {
		t.Fatal(err)
	}
	got, _ := a.next(t).Data.(slack.InteractionCallback)
	if got.Container.Type != "message_attachment" || got.Message.Timestamp != ts || got.ActionCallback.BlockActions[0].Value != "1" {
		t.Errorf("got %+v", got)
	}
}

func TestEphemeralButtonReplacesAndRemovesItsMessage(t *testing.T) {
	t.Parallel()
	a := startApp(t, workspace.Config{}, nil)
	ctx := workspacetest.Context(t)
	button := slack.NewButtonBlockElement("once", "1", slack.NewTextBlockObject("plain_text", "Send once", false, false))
	ts, err := a.api.PostEphemeralContext(ctx, workspace.Inbox, workspace.Mia, slack.MsgOptionText("held", false), slack.MsgOptionBlocks(slack.NewActionBlock("", button)))
	if err != nil {
		t.Fatal(err)
	}
	click := workspace.Click{User: workspace.Mia, Channel: workspace.Inbox, MessageTS: ts, ActionID: "once"}
	if err = a.Click(ctx, click); err != nil {
		t.Fatal(err)
	}
	got, _ := a.next(t).Data.(slack.InteractionCallback)
	if !got.Container.IsEphemeral || got.Message.Timestamp != "" {
		t.Errorf("got %+v, want an ephemeral container and no message", got.Container)
	}
	if err = slack.PostWebhookContext(ctx, got.ResponseURL, &slack.WebhookMessage{Text: "sent", ReplaceOriginal: true}); err != nil {
		t.Fatal(err)
	}
	if now := a.Ephemerals(workspace.Mia); len(now) != 1 || now[0].Text != "sent" {
		t.Errorf("replaced: got %+v", now)
	}
	if err = slack.PostWebhookContext(ctx, got.ResponseURL, &slack.WebhookMessage{DeleteOriginal: true}); err != nil {
		t.Fatal(err)
	}
	if now := a.Ephemerals(workspace.Mia); len(now) != 0 {
		t.Errorf("removed: got %+v", now)
	}
	click.User = workspace.Tarek
	if err = a.Click(ctx, click); err == nil {
		t.Error("somebody else clicked on Mia's message")
	}
}
