package workspace_test

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"kurzwahl/bot/workspace"
	"kurzwahl/bot/workspace/workspacetest"
)

func TestLookupsReadInSlackGo(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{Groups: []workspace.Group{{ID: "S0DESK", Handle: "desk", Name: "Desk", Users: []string{workspace.Mia}}}})
	api := slack.New("xoxb-1", slack.OptionAPIURL(w.API()))
	who, err := api.AuthTest()
	if err != nil || who.UserID != workspace.Bot || who.BotID == "" || who.TeamID == "" {
		t.Errorf("auth.test: %+v, %v", who, err)
	}
	guest, err := api.GetUserInfo(workspace.Gina)
	if err != nil || !guest.IsRestricted || guest.RealName != "Gina Rossi" {
		t.Errorf("users.info: %+v, %v", guest, err)
	}
	users, err := api.GetUsers(slack.GetUsersOptionLimit(2))
	if err != nil || len(users) != 5 {
		t.Errorf("users.list: %d users, %v; want 5 over three pages", len(users), err)
	}
	channels, _, err := api.GetConversations(&slack.GetConversationsParameters{Types: []string{"public_channel", "private_channel"}})
	if err != nil || len(channels) != 3 || !channels[0].IsMember {
		t.Errorf("conversations.list: %+v, %v", channels, err)
	}
	members, _, err := api.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: workspace.Inbox})
	if err != nil || len(members) != 4 {
		t.Errorf("conversations.members: %v, %v", members, err)
	}
	group, err := api.GetUserGroupMembers("S0DESK")
	if err != nil || len(group) != 1 {
		t.Errorf("usergroups.users.list: %v, %v", group, err)
	}
	team, err := api.GetTeamInfo()
	if err != nil || team.Name != "Velo Nord" {
		t.Errorf("team.info: %+v, %v", team, err)
	}
	bot, err := api.GetBotInfo(slack.GetBotInfoParameters{Bot: who.BotID})
	if err != nil || bot.UserID != workspace.Bot {
		t.Errorf("bots.info: %+v, %v", bot, err)
	}
}

func TestDirectMessagesReachBothSides(t *testing.T) {
	t.Parallel()
	a := startApp(t, workspace.Config{}, nil)
	dm, _, _, err := a.api.OpenConversation(&slack.OpenConversationParameters{Users: []string{workspace.Mia}})
	if err != nil {
		t.Fatal(err)
	}
	at, ts, err := a.api.PostMessage(workspace.Mia, slack.MsgOptionText("psst", false))
	if err != nil || at != dm.ID {
		t.Fatalf("got %s, %v; want %s", at, err, dm.ID)
	}
	a.event(t)
	link, err := a.api.GetPermalink(&slack.PermalinkParameters{Channel: at, Ts: ts})
	if err != nil || !strings.HasSuffix(link, "/archives/"+dm.ID+"/p"+strings.ReplaceAll(ts, ".", "")) {
		t.Errorf("permalink: %s, %v", link, err)
	}
	if _, err = a.Say(workspace.Mia, workspace.Bot, "yes?", ""); err != nil {
		t.Fatal(err)
	}
	got, ok := a.event(t).InnerEvent.Data.(*slackevents.MessageEvent)
	if !ok || got.ChannelType != "im" || got.Channel != dm.ID || got.Text != "yes?" {
		t.Errorf("got %+v", got)
	}
	if _, _, err = a.api.DeleteMessage(at, ts); err != nil {
		t.Fatal(err)
	}
	deleted, ok := a.event(t).InnerEvent.Data.(*slackevents.MessageEvent)
	if !ok || deleted.SubType != "message_deleted" || deleted.PreviousMessage.Text != "psst" {
		t.Errorf("got %+v", deleted)
	}
}

func TestEditsAndChangesOfPeopleReachTheApp(t *testing.T) {
	t.Parallel()
	a := startApp(t, workspace.Config{}, nil)
	ts := say(t, a.Workspace, "first")
	a.event(t)
	if err := a.Edit(workspace.Mia, workspace.Inbox, ts, "second"); err != nil {
		t.Fatal(err)
	}
	edited, ok := a.event(t).InnerEvent.Data.(*slackevents.MessageEvent)
	if !ok || edited.SubType != "message_changed" || edited.Message.Text != "second" || edited.PreviousMessage.Text != "first" {
		t.Errorf("got %+v", edited)
	}
	a.SetUser(workspace.User{ID: workspace.Jonas, Name: "jonas", RealName: "Jonas Petersen", Deleted: true})
	a.SetGroup(workspace.Group{ID: "S0", Handle: "desk"})
	for _, step := range []error{
		a.Join(workspace.Gina, workspace.Inbox), a.Leave(workspace.Gina, workspace.Inbox), a.Archive(workspace.Mia, workspace.General),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	for _, want := range []string{"user_change", "subteam_members_changed", "member_joined_channel", "member_left_channel", "channel_archive"} {
		if got := a.event(t).InnerEvent.Type; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if err := a.Leave(workspace.Bot, workspace.Inbox); err != nil {
		t.Fatal(err)
	}
	say(t, a.Workspace, "the bot does not hear this")
	if err := a.OpenHome(workspace.Mia); err != nil {
		t.Fatal(err)
	}
	if got := a.event(t).InnerEvent.Type; got != "app_home_opened" {
		t.Errorf("got %s, want nothing of a channel that the bot has left", got)
	}
}

func TestUnknownEnvelopeReachesTheApp(t *testing.T) {
	t.Parallel()
	w := workspacetest.Start(t, workspace.Config{})
	conn, _ := dial(t, w)
	w.Deliver("telepathy", workspace.Object{"type": "thought"})
	if got := receive(t, conn); got.Type != "telepathy" || got.Payload.Type != "thought" {
		t.Errorf("got %+v", got)
	}
}

func TestDroppedConnectionIsOpenedAgain(t *testing.T) {
	t.Parallel()
	a := startApp(t, workspace.Config{}, nil)
	if err := a.Fail(workspace.Fault{Kind: "drop"}); err != nil {
		t.Fatal(err)
	}
	again := func() bool {
		opened := 0
		for _, entry := range a.Log() {
			if entry.Summary == "apps.connections.open" {
				opened++
			}
		}
		return opened == 2 && a.Connections() == 1
	}
	if err := a.Wait(workspacetest.Context(t), again); err != nil {
		t.Errorf("wait for another connection: %v", err)
	}
}

func TestExternalSelectIsOfferedOptions(t *testing.T) {
	t.Parallel()
	a, _ := opened(t, workspace.Config{}, func(_ *app, e socketmode.Event) any {
		callback, _ := e.Data.(slack.InteractionCallback)
		if callback.Type != slack.InteractionTypeBlockSuggestion {
			return nil
		}
		text := slack.NewTextBlockObject(slack.PlainTextType, callback.Value+" found", false, false)
		return slack.OptionsResponse{Options: []*slack.OptionBlockObject{slack.NewOptionBlockObject("1", text, nil)}}
	})
	label := object{"type": "plain_text", "text": "Customer"}
	got := call(t, a.Workspace, "chat.postMessage", object{"channel": workspace.Inbox, "blocks": []object{
		{"type": "input", "block_id": "who", "label": label, "element": object{"type": "external_select", "action_id": "customer"}},
	}})
	ts, _ := got["ts"].(string)
	offered, err := a.Suggest(workspacetest.Context(t), workspace.Click{User: workspace.Mia, Channel: workspace.Inbox, MessageTS: ts, ActionID: "customer"}, "mei")
	if err != nil || len(offered) != 1 || offered[0]["value"] != "1" {
		t.Errorf("got %v, %v", offered, err)
	}
}
