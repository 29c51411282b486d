package workspace

import "slices"

// Channel is a public or private channel, or the direct messages between the bot and one user.
type Channel struct {
	ID       string
	Name     string // without #; empty for direct messages
	Topic    string
	Private  bool
	Archived bool
	// Shared is a channel that another company shares (Slack Connect).
	Shared bool
	// IM is a direct message channel, and User the person on its other end.
	IM   bool
	User string
	// Members are the ids of those who can read and write it.
	Members []string
}

// has tells whether user is in the channel.
func (c Channel) has(user string) bool { return slices.Contains(c.Members, user) }

// kind gives the channel_type of events: "channel", "group" or "im".
func (c Channel) kind() string {
	switch {
	case c.IM:
		return "im"
	case c.Private:
		return "group"
	default:
		return "channel"
	}
}

// commandName gives the name under which slash commands know the channel.
func (c Channel) commandName() string {
	switch {
	case c.IM:
		return "directmessage"
	case c.Private:
		return "privategroup"
	default:
		return c.Name
	}
}

// slack gives c as conversations.info does, seen by member.
func (c Channel) slack(team Team, member string) Object {
	if c.IM {
		return Object{
			"id": c.ID, "created": 1_700_000_000, "is_archived": false, "is_im": true, "is_org_shared": false,
			"context_team_id": team.ID, "user": c.User, "is_user_deleted": false, "is_open": true, "priority": 0,
		}
	}
	return Object{
		"id": c.ID, "name": c.Name, "name_normalized": c.Name, "is_channel": !c.Private, "is_group": c.Private, "is_im": false,
		"is_mpim": false, "is_private": c.Private, "created": 1_700_000_000, "is_archived": c.Archived, "is_general": c.Name == "general",
		"unlinked": 0, "is_shared": c.Shared, "is_org_shared": false, "is_pending_ext_shared": false, "pending_shared": []string{},
		"context_team_id": team.ID, "is_ext_shared": c.Shared, "shared_team_ids": []string{team.ID}, "creator": c.creator(),
		"is_member": c.has(member), "num_members": len(c.Members), "previous_names": []string{},
		"topic":   Object{"value": c.Topic, "creator": "", "last_set": 0},
		"purpose": Object{"value": c.Topic, "creator": "", "last_set": 0},
	}
}

// creator gives the first member, whom the default channels treat as their creator.
func (c Channel) creator() string {
	if len(c.Members) == 0 {
		return ""
	}
	return c.Members[0]
}

// page gives c as the page wants it.
func (c Channel) page(unread int) Object {
	o := Object{"id": c.ID, "name": c.Name, "is_private": c.Private, "topic": c.Topic, "is_im": c.IM, "unread": unread}
	if c.IM {
		o["user"] = c.User
	}
	return o
}
