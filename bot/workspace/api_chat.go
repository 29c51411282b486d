package workspace

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"kurzwahl/bot/workspace/blockkit"
)

// maxText is the longest text of a message, in characters; Slack cuts longer ones off.
const maxText = 40_000

// target finds the channel that a call names by channel id, by user id (direct messages) or by name, and in which
// the bot may write.
func (s *Server) target(c *call) (*room, error) {
	id := c.text("channel")
	if u, ok := s.user(id); ok && !u.IsBot {
		return s.direct(u.ID), nil
	}
	for _, r := range s.rooms {
		if r.ID != id && (id == "" || r.IM || r.Name != strings.TrimPrefix(id, "#")) {
			continue
		}
		switch {
		case r.Archived:
			return nil, refuse("is_archived")
		case !r.has(s.bot().ID) && r.Private:
			return nil, refuse("channel_not_found")
		case !r.has(s.bot().ID):
			return nil, refuse("not_in_channel")
		}
		return r, nil
	}
	return nil, refuse("channel_not_found")
}

// content reads the text, blocks and attachments of a call and checks them against Slack's limits.
func (s *Server) content(a args) (Message, error) {
	bot := s.bot()
	m := Message{
		Text: a.text("text"), User: bot.ID, BotID: bot.BotID, AppID: s.config.AppID,
		BotProfile: Object{
			"id": bot.BotID, "app_id": s.config.AppID, "name": bot.RealName, "deleted": false, "updated": 1_700_000_000,
			"team_id": s.config.Team.ID, "icons": Object{"image_36": bot.avatar(), "image_48": bot.avatar(), "image_72": bot.avatar()},
		},
	}
	attachments, err := messageAttachments(a)
	if err != nil {
		return m, err
	}
	m.Attachments = attachments
	blocks, err := messageBlocks(a)
	if err != nil {
		return m, err
	}
	m.Blocks = blocks
	if slices.ContainsFunc(blocks, isChart) && s.faults.take("no_charts", "") {
		return m, refuse("invalid_blocks", "[ERROR] unsupported type: data_visualization [json-pointer:/blocks/0/type]")
	}
	if blockkit.Characters(blocks) > blockkit.MaxMessageText {
		return m, refuse("msg_blocks_too_long")
	}
	if r := []rune(m.Text); len(r) > maxText {
		m.Text = string(r[:maxText])
	}
	if m.Text == "" && len(m.Blocks) == 0 && len(m.Attachments) == 0 {
		return m, refuse("no_text")
	}
	if m.Metadata, err = a.metadata(); err != nil {
		return m, err
	}
	return m, nil
}

func isChart(block Object) bool { return text(block, "type") == "data_visualization" }

// eventType is what Slack allows as a metadata's event_type.
var eventType = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.]{0,254}$`)

// metadata reads the argument of that name; nil when there is none.
func (a args) metadata() (*Metadata, error) {
	if !a.has("metadata") || a.text("metadata") == "" {
		return nil, nil //nolint:nilnil // no metadata is no error
	}
	var m Metadata
	if err := a.decode("metadata", &m); err != nil {
		return nil, refuse("invalid_metadata_format")
	}
	if m.EventType == "" && m.EventPayload == nil {
		return nil, nil //nolint:nilnil // slack-go sends {} for none
	}
	if !eventType.MatchString(m.EventType) || m.EventPayload == nil {
		return nil, refuse("invalid_metadata_schema")
	}
	return &m, nil
}

// postMessage answers chat.postMessage.
func (s *Server) postMessage(c *call) (Object, error) {
	r, err := s.target(c)
	if err != nil {
		return nil, err
	}
	m, err := s.content(c.args)
	if err != nil {
		return nil, err
	}
	m.ThreadTS, m.Username = c.text("thread_ts"), c.text("username")
	if m.ThreadTS != "" && c.truth("reply_broadcast") {
		m.Subtype = "thread_broadcast"
	}
	if m.ThreadTS != "" && !isTS(m.ThreadTS) {
		return nil, refuse("invalid_thread_ts")
	}
	m = s.post(r, m)
	return Object{"channel": r.ID, "ts": m.TS, "message": m}, nil
}

// isTS tells whether text has the form of a TS.
func isTS(text string) bool {
	seconds, micros, ok := strings.Cut(text, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return ok && digits(seconds) && digits(micros)
}

// own finds a message of the bot's that a call names by channel and ts.
func (s *Server) own(c *call, foreign string) (*room, Message, error) {
	r, err := s.target(c)
	if err != nil {
		return nil, Message{}, err
	}
	m, ok := r.find(c.text("ts"))
	switch {
	case !ok || m.Subtype == "tombstone":
		return nil, m, refuse("message_not_found")
	case m.BotID != s.bot().BotID:
		return nil, m, refuse(foreign)
	}
	return r, m, nil
}

// updateMessage answers chat.update. What the call does not name is kept, but text alone takes the blocks away.
func (s *Server) updateMessage(c *call) (Object, error) {
	r, before, err := s.own(c, "cant_update_message")
	if err != nil {
		return nil, err
	}
	fresh, err := s.content(c.args)
	if err != nil {
		return nil, err
	}
	after := before
	after.Text, after.Blocks, after.Attachments = fresh.Text, fresh.Blocks, fresh.Attachments
	if fresh.Metadata != nil {
		after.Metadata = fresh.Metadata
	}
	after.Edited = &Edited{User: before.User, TS: s.now()}
	s.change(r, before, after)
	return Object{"channel": r.ID, "ts": after.TS, "text": after.Text, "message": after}, nil
}

// deleteMessage answers chat.delete.
func (s *Server) deleteMessage(c *call) (Object, error) {
	r, m, err := s.own(c, "cant_delete_message")
	if err != nil {
		return nil, err
	}
	s.erase(r, m)
	return Object{"channel": r.ID, "ts": m.TS}, nil
}

// postEphemeral answers chat.postEphemeral.
func (s *Server) postEphemeral(c *call) (Object, error) {
	r, err := s.target(c)
	if err != nil {
		return nil, err
	}
	user := c.text("user")
	if !r.has(user) {
		return nil, refuse("user_not_in_channel")
	}
	m, err := s.content(c.args)
	if err != nil {
		return nil, err
	}
	m.ThreadTS = c.text("thread_ts")
	m = s.whisper(r, user, m)
	return Object{"message_ts": m.TS}, nil
}

// permalink answers chat.getPermalink.
func (s *Server) permalink(c *call) (Object, error) {
	r, ok := s.room(c.text("channel"))
	if !ok {
		return nil, refuse("channel_not_found")
	}
	m, ok := r.find(c.text("message_ts"))
	if !ok {
		return nil, refuse("message_not_found")
	}
	link := fmt.Sprintf("%s/archives/%s/p%s", s.base(c.request), r.ID, strings.Replace(m.TS, ".", "", 1))
	if m.isReply() {
		link += "?" + url.Values{"thread_ts": {m.ThreadTS}, "cid": {r.ID}}.Encode()
	}
	return Object{"channel": r.ID, "permalink": link}, nil
}

// addReaction answers reactions.add.
func (s *Server) addReaction(c *call) (Object, error) { return s.reaction(c, false, "already_reacted") }

// removeReaction answers reactions.remove.
func (s *Server) removeReaction(c *call) (Object, error) { return s.reaction(c, true, "no_reaction") }

// reaction adds or takes away a reaction of the bot's; idle is the error when there is nothing to do.
func (s *Server) reaction(c *call, remove bool, idle string) (Object, error) {
	r, err := s.target(c)
	if err != nil {
		return nil, err
	}
	m, ok := r.find(c.text("timestamp"))
	if !ok {
		return nil, refuse("message_not_found")
	}
	name := strings.Trim(c.text("name"), ":")
	switch {
	case !emojiName.MatchString(name):
		return nil, refuse("invalid_name")
	case !remove && len(m.Reactions) >= 23 && !slices.ContainsFunc(m.Reactions, func(r Reaction) bool { return r.Name == name }):
		return nil, refuse("too_many_emoji")
	case !s.react(r, m, s.bot().ID, name, remove):
		return nil, refuse(idle)
	}
	return Object{}, nil
}

// emojiName is the form of an emoji's name, with an optional skin tone.
var emojiName = regexp.MustCompile(`^[a-z0-9_+'-]+(::skin-tone-[2-6])?$`)
