package workspace

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// apiTest answers api.test.
func (s *Server) apiTest(c *call) (Object, error) {
	if c.has("error") {
		return nil, refuse(c.text("error"))
	}
	return Object{"args": c.visible()}, nil
}

// authTest answers auth.test.
func (s *Server) authTest(c *call) (Object, error) {
	bot := s.bot()
	return Object{
		"url": s.base(c.request) + "/", "team": s.config.Team.Name, "user": bot.Name, "team_id": s.config.Team.ID,
		"user_id": bot.ID, "bot_id": bot.BotID, "is_enterprise_install": false,
	}, nil
}

// openConnection answers apps.connections.open with an address that can be dialled once.
func (s *Server) openConnection(c *call) (Object, error) {
	if s.config.Requests != nil {
		return nil, refuse("not_allowed") // Socket Mode is off
	}
	now, ticket := s.wire(), newSecret()
	maps.DeleteFunc(s.tickets, func(_ string, expires time.Time) bool { return !now.Before(expires) })
	s.tickets[ticket] = now.Add(ticketLife)
	at := "ws" + strings.TrimPrefix(s.base(c.request), "http") + "/socket?" +
		url.Values{"ticket": {ticket}, "app_id": {s.config.AppID}}.Encode()
	return Object{"url": at}, nil
}

// authorizations answers apps.event.authorizations.list.
func (s *Server) authorizations(*call) (Object, error) {
	return Object{"authorizations": []Object{{
		"enterprise_id": nil, "team_id": s.config.Team.ID, "user_id": s.bot().ID, "is_bot": true, "is_enterprise_install": false,
	}}}, nil
}

// teamInfo answers team.info.
func (s *Server) teamInfo(c *call) (Object, error) {
	team := s.config.Team
	return Object{"team": Object{
		"id": team.ID, "name": team.Name, "domain": team.Domain, "url": s.base(c.request) + "/", "email_domain": "",
		"icon": Object{"image_default": true},
	}}, nil
}

// botInfo answers bots.info.
func (s *Server) botInfo(c *call) (Object, error) {
	bot := s.bot()
	if c.has("bot") && c.text("bot") != bot.BotID {
		return nil, refuse("bot_not_found")
	}
	return Object{"bot": Object{
		"id": bot.BotID, "deleted": false, "name": bot.RealName, "updated": 1_700_000_000, "app_id": s.config.AppID,
		"user_id": bot.ID, "icons": Object{"image_36": bot.avatar(), "image_48": bot.avatar(), "image_72": bot.avatar()},
	}}, nil
}

// userInfo answers users.info.
func (s *Server) userInfo(c *call) (Object, error) {
	u, ok := s.user(c.text("user"))
	if !ok {
		return nil, refuse("user_not_found")
	}
	o := u.slack(s.config.Team)
	if c.truth("include_locale") {
		o["locale"] = "de-DE"
	}
	return Object{"user": o}, nil
}

// userList answers users.list.
func (s *Server) userList(c *call) (Object, error) {
	all := make([]Object, len(s.users))
	for i, u := range s.users {
		all[i] = u.slack(s.config.Team)
	}
	page, next, err := paged(all, c, 1000)
	return Object{"members": page, "cache_ts": s.config.Clock.Now().Unix(), "response_metadata": Object{"next_cursor": next}}, err
}

// groupList answers usergroups.list.
func (s *Server) groupList(c *call) (Object, error) {
	all := []Object{}
	for _, g := range s.groups {
		all = append(all, g.slack(s.config.Team, c.truth("include_users")))
	}
	return Object{"usergroups": all}, nil
}

// groupUsers answers usergroups.users.list.
func (s *Server) groupUsers(c *call) (Object, error) {
	for _, g := range s.groups {
		if g.ID == c.text("usergroup") {
			return Object{"users": g.Users}, nil
		}
	}
	return nil, refuse("no_such_subteam")
}

// base gives the workspace's own address, as configured or as the request has reached it. It needs no lock.
func (s *Server) base(r *http.Request) string {
	if s.config.BaseURL != "" {
		return s.config.BaseURL
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host
}

// address gives the workspace's own address where there is no request to take it from.
func (s *Server) address() string {
	if s.config.BaseURL != "" {
		return s.config.BaseURL
	}
	return s.reached
}
