package bot

import (
	"encoding/json"
	"strings"

	"kurzwahl/message"
)

// The kinds of envelopes, as Socket Mode names them.
const (
	kindEvents      = "events_api"
	kindCommands    = "slash_commands"
	kindInteractive = "interactive"
)

// eventPayload is an event of the Events API, as far as we need it.
type eventPayload struct {
	EventID string     `json:"event_id"`
	Event   innerEvent `json:"event"`
}

// innerEvent is the event itself: the fields of all that we listen to.
type innerEvent struct {
	Type            string          `json:"type"`
	Subtype         string          `json:"subtype"`
	Channel         json.RawMessage `json:"channel"` // an id, or an object in some events
	User            json.RawMessage `json:"user"`    // likewise
	Tab             string          `json:"tab"`
	Message         *chatMessage    `json:"message"`          // of message_changed
	PreviousMessage *chatMessage    `json:"previous_message"` // of message_changed and message_deleted
	chatMessage
}

// chatMessage is a message in a channel.
type chatMessage struct {
	Text     string            `json:"text"`
	TS       string            `json:"ts"`
	ThreadTS string            `json:"thread_ts"`
	User     string            `json:"user"` // who wrote it
	BotID    string            `json:"bot_id"`
	AppID    string            `json:"app_id"`
	Blocks   []json.RawMessage `json:"blocks"`
	Files    []json.RawMessage `json:"files"`
	Edited   struct {
		TS string `json:"ts"`
	} `json:"edited"` // zero where it was never changed
}

// word reads a JSON string, or the id of an object; "" for anything else.
func word(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var o struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(raw, &o) == nil {
		return o.ID
	}
	return ""
}

// at is the place of the thread in which the message stands, its own place where it is in none.
func (m chatMessage) at(channel string) message.SlackRef {
	if m.ThreadTS != "" {
		return message.SlackRef{Channel: channel, TS: m.ThreadTS}
	}
	return message.SlackRef{Channel: channel, TS: m.TS}
}

// commandPayload is a slash command.
type commandPayload struct {
	Command   string `json:"command"`
	Text      string `json:"text"`
	User      string `json:"user_id"`
	Channel   string `json:"channel_id"`
	TriggerID string `json:"trigger_id"`
	Response  string `json:"response_url"`
}

// interactionPayload is a click, a submitted modal or a shortcut.
type interactionPayload struct {
	Type       string              `json:"type"`
	CallbackID string              `json:"callback_id"`
	TriggerID  string              `json:"trigger_id"`
	ActionTS   string              `json:"action_ts"`
	MessageTS  string              `json:"message_ts"`
	Response   string              `json:"response_url"`
	User       struct{ ID string } `json:"user"`
	Channel    struct{ ID string } `json:"channel"`
	Message    chatMessage         `json:"message"`
	Container  container           `json:"container"`
	Actions    []actionPayload     `json:"actions"`
	View       viewPayload         `json:"view"`
}

// container is where a click was made.
type container struct {
	Type      string `json:"type"`
	MessageTS string `json:"message_ts"`
	ThreadTS  string `json:"thread_ts"`
	ChannelID string `json:"channel_id"`
	ViewID    string `json:"view_id"`
}

// actionPayload is what was clicked.
type actionPayload struct {
	ActionID       string      `json:"action_id"`
	BlockID        string      `json:"block_id"`
	Value          string      `json:"value"`
	ActionTS       string      `json:"action_ts"`
	SelectedOption optionValue `json:"selected_option"`
}

type optionValue struct {
	Value string `json:"value"`
}

// viewPayload is a modal or a Home tab.
type viewPayload struct {
	ID              string    `json:"id"`
	Hash            string    `json:"hash"`
	CallbackID      string    `json:"callback_id"`
	PrivateMetadata string    `json:"private_metadata"`
	State           viewState `json:"state"`
}

// viewState is what was put into a view, by block_id and action_id.
type viewState struct {
	Values looseValues `json:"values"`
}

// looseValues reads the values also where Slack writes none as an empty list.
type looseValues map[string]map[string]elementState

// UnmarshalJSON takes anything that is no object for no values.
func (v *looseValues) UnmarshalJSON(data []byte) error {
	var values map[string]map[string]elementState
	if json.Unmarshal(data, &values) == nil {
		*v = values
	}
	return nil
}

// elementState is what one element holds.
type elementState struct {
	Value            string        `json:"value"`
	SelectedOption   optionValue   `json:"selected_option"`
	SelectedOptions  []optionValue `json:"selected_options"`
	SelectedDateTime int64         `json:"selected_date_time"`
}

// text gives what was typed or chosen in the block, trimmed; our blocks have one element each.
func (v viewPayload) text(block string) string {
	for _, e := range v.State.Values[block] {
		if e.SelectedOption.Value != "" {
			return e.SelectedOption.Value
		}
		return strings.TrimSpace(e.Value)
	}
	return ""
}

// chosen gives the values that were chosen in the block.
func (v viewPayload) chosen(block string) []string {
	var all []string
	for _, e := range v.State.Values[block] {
		for _, o := range e.SelectedOptions {
			all = append(all, o.Value)
		}
	}
	return all
}

// moment gives the unix second that was chosen in the block, 0 for none.
func (v viewPayload) moment(block string) int64 {
	for _, e := range v.State.Values[block] {
		return e.SelectedDateTime
	}
	return 0
}

// chosen gives the value of what was clicked: of a button its own, of a menu that of the chosen option.
func (a actionPayload) chosen() string {
	if a.SelectedOption.Value != "" {
		return a.SelectedOption.Value
	}
	return a.Value
}
