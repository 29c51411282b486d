package workspace

import "slices"

// Object is a JSON object as Slack sends it. Objects that a Server hands out are shared: read, never write them.
type Object = map[string]any

// Message is one message as conversations.history gives it.
type Message struct {
	Type        string `json:"type"`
	Subtype     string `json:"subtype,omitempty"`
	Hidden      bool   `json:"hidden,omitempty"`
	ClientMsgID string `json:"client_msg_id,omitempty"`
	// Channel is set on ephemeral messages only, which belong to no history.
	Channel  string `json:"channel,omitempty"`
	User     string `json:"user,omitempty"`
	BotID    string `json:"bot_id,omitempty"`
	AppID    string `json:"app_id,omitempty"`
	Username string `json:"username,omitempty"`
	Team     string `json:"team,omitempty"`
	// Text is escaped: & < > stand as entities.
	Text string `json:"text"`
	// TS is the message's id in its channel: seconds, a dot and six digits.
	TS string `json:"ts"`
	// ThreadTS is the TS of the thread's first message; that message has it too, once there is a reply.
	ThreadTS        string     `json:"thread_ts,omitempty"`
	ParentUserID    string     `json:"parent_user_id,omitempty"`
	ReplyCount      int        `json:"reply_count,omitempty"`
	ReplyUsersCount int        `json:"reply_users_count,omitempty"`
	LatestReply     string     `json:"latest_reply,omitempty"`
	ReplyUsers      []string   `json:"reply_users,omitempty"`
	Blocks          []Object   `json:"blocks,omitempty"`
	Attachments     []Object   `json:"attachments,omitempty"`
	Files           []File     `json:"files,omitempty"`
	Upload          bool       `json:"upload,omitempty"`
	Reactions       []Reaction `json:"reactions,omitempty"`
	Edited          *Edited    `json:"edited,omitempty"`
	Metadata        *Metadata  `json:"metadata,omitempty"`
	BotProfile      Object     `json:"bot_profile,omitempty"`
	// Root is the thread's first message, on a thread_broadcast only.
	Root *Message `json:"root,omitempty"`
	// IsEphemeral marks a message that only one user sees.
	IsEphemeral bool `json:"is_ephemeral,omitempty"`
	// viewer is the user who sees an ephemeral message.
	viewer string
}

// Reaction is an emoji under a message and who put it there.
type Reaction struct {
	Name  string   `json:"name"`
	Users []string `json:"users"`
	Count int      `json:"count"`
}

// Edited says who changed a message and when.
type Edited struct {
	User string `json:"user"`
	TS   string `json:"ts"`
}

// Metadata is the hidden data of a message that an app gave it.
type Metadata struct {
	EventType    string `json:"event_type"`
	EventPayload Object `json:"event_payload"`
}

// File is an uploaded file as messages show it.
type File struct {
	ID                 string `json:"id"`
	Created            int64  `json:"created"`
	Timestamp          int64  `json:"timestamp"`
	Name               string `json:"name"`
	Title              string `json:"title"`
	Mimetype           string `json:"mimetype"`
	Filetype           string `json:"filetype"`
	PrettyType         string `json:"pretty_type"`
	User               string `json:"user"`
	Mode               string `json:"mode"`
	Size               int64  `json:"size"`
	IsPublic           bool   `json:"is_public"`
	FileAccess         string `json:"file_access,omitempty"`
	URLPrivate         string `json:"url_private"`
	URLPrivateDownload string `json:"url_private_download"`
	Permalink          string `json:"permalink"`
	AltText            string `json:"alt_txt,omitempty"`
}

// allBlocks gives the message's blocks and those of its attachments.
func (m Message) allBlocks() []Object {
	all := slices.Clone(m.Blocks)
	for _, a := range m.Attachments {
		list, _ := a["blocks"].([]any)
		for _, item := range list {
			if b, ok := item.(Object); ok {
				all = append(all, b)
			}
		}
	}
	return all
}

// isReply tells whether m stands inside a thread and not at its head.
func (m Message) isReply() bool { return m.ThreadTS != "" && m.ThreadTS != m.TS }

// inChannel tells whether m shows in the channel itself: anything but a plain reply.
func (m Message) inChannel() bool { return !m.isReply() || m.Subtype == "thread_broadcast" }

// reacted tells whether user has put name under m.
func (m Message) reacted(user, name string) bool {
	return slices.ContainsFunc(m.Reactions, func(r Reaction) bool {
		return r.Name == name && slices.Contains(r.Users, user)
	})
}

// withReaction gives m with one more reaction; m itself is not changed.
func (m Message) withReaction(user, name string) Message {
	m.Reactions = slices.Clone(m.Reactions)
	for i, r := range m.Reactions {
		if r.Name == name {
			users := append(slices.Clone(r.Users), user)
			m.Reactions[i] = Reaction{Name: name, Users: users, Count: len(users)}
			return m
		}
	}
	m.Reactions = append(m.Reactions, Reaction{Name: name, Users: []string{user}, Count: 1})
	return m
}

// withoutReaction gives m with a reaction taken back; m itself is not changed.
func (m Message) withoutReaction(user, name string) Message {
	var left []Reaction
	for _, r := range m.Reactions {
		if r.Name == name {
			r.Users = slices.DeleteFunc(slices.Clone(r.Users), func(u string) bool { return u == user })
			r.Count = len(r.Users)
		}
		if r.Count > 0 {
			left = append(left, r)
		}
	}
	m.Reactions = left
	return m
}
