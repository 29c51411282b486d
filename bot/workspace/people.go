package workspace

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// User is a person of the workspace, or the app's bot.
type User struct {
	ID       string
	Name     string // the handle, without @
	RealName string
	Title    string
	Color    string // "#" and six hexadecimal digits
	BotID    string // of the bot only
	IsBot    bool
	IsGuest  bool
	IsAdmin  bool
	// IsStranger is somebody of another company, met in a shared channel.
	IsStranger bool
	// Deleted is a deactivated account.
	Deleted bool
}

// Group is a user group.
type Group struct {
	ID     string
	Handle string
	Name   string
	Users  []string
}

// slack gives u as users.info does.
func (u User) slack(team Team) Object {
	first, last, _ := strings.Cut(u.RealName, " ")
	profile := Object{
		"title": u.Title, "phone": "", "skype": "", "real_name": u.RealName, "real_name_normalized": u.RealName,
		"display_name": u.Name, "display_name_normalized": u.Name, "status_text": "", "status_emoji": "",
		"first_name": first, "last_name": last, "team": team.ID, "avatar_hash": "g" + strings.ToLower(u.ID),
		"image_24": u.avatar(), "image_32": u.avatar(), "image_48": u.avatar(), "image_72": u.avatar(),
	}
	o := Object{
		"id": u.ID, "team_id": team.ID, "name": u.Name, "deleted": u.Deleted, "color": strings.TrimPrefix(u.Color, "#"),
		"real_name": u.RealName, "tz": "Europe/Berlin", "tz_label": "Central European Time", "tz_offset": 3600,
		"profile": profile, "is_admin": u.IsAdmin, "is_owner": false, "is_primary_owner": false,
		"is_restricted": u.IsGuest, "is_ultra_restricted": false, "is_bot": u.IsBot, "is_app_user": false,
		"updated": 1_700_000_000, "is_email_confirmed": true, "who_can_share_contact_card": "EVERYONE",
	}
	if u.IsBot {
		profile["bot_id"] = u.BotID
	}
	if u.IsStranger {
		o["is_stranger"] = true
	}
	return o
}

// page gives u as the page wants it.
func (u User) page() Object {
	return Object{
		"id": u.ID, "name": u.Name, "real_name": u.RealName, "title": u.Title, "is_bot": u.IsBot,
		"is_guest": u.IsGuest, "color": u.Color, "avatar": u.avatar(),
	}
}

// avatar gives a picture of the user's initials as a data URL.
func (u User) avatar() string {
	var initials strings.Builder
	for part := range strings.FieldsSeq(u.RealName) {
		initials.WriteString(string([]rune(part)[:1]))
	}
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72"><rect width="72" height="72" rx="12" fill="%s"/>`+
		`<text x="36" y="46" font-family="sans-serif" font-size="28" font-weight="600" fill="#fff" text-anchor="middle">%s</text></svg>`, u.Color, initials.String())
	return "data:image/svg+xml," + url.PathEscape(svg)
}

// slack gives g as usergroups.list does.
func (g Group) slack(team Team, withUsers bool) Object {
	o := Object{
		"id": g.ID, "team_id": team.ID, "is_usergroup": true, "is_subteam": true, "name": g.Name, "description": "",
		"handle": g.Handle, "is_external": false, "date_create": 1_700_000_000, "date_update": 1_700_000_000,
		"date_delete": 0, "user_count": len(g.Users),
	}
	if withUsers {
		o["users"] = slices.Clone(g.Users)
	}
	return o
}
