package bot

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// member is somebody in the workspace.
type member struct {
	user string
	name string
	ok   bool // may see customers' data and act: a full, active, human member of this company
	at   time.Time
}

// people remembers members for a while.
type people struct {
	mu    sync.Mutex
	known map[string]member
}

// remember is how long a member is taken for what they were; user_change events forget earlier.
const remember = 10 * time.Minute

// member gives somebody by their user id.
func (b *Bot) member(ctx context.Context, user string) (member, error) {
	now := b.now()
	b.people.mu.Lock()
	m, known := b.people.known[user]
	b.people.mu.Unlock()
	if known && now.Before(m.at.Add(remember)) {
		return m, nil
	}
	u, err := b.api.GetUserInfoContext(ctx, user)
	if err != nil {
		return member{}, fmt.Errorf("look up user: %w", err)
	}
	m = member{user: user, name: nameOf(*u), at: now}
	m.ok = !u.Deleted && !u.IsBot && !u.IsRestricted && !u.IsUltraRestricted && !u.IsStranger && !u.IsInvitedUser
	b.people.mu.Lock()
	defer b.people.mu.Unlock()
	if b.people.known == nil {
		b.people.known = map[string]member{}
	}
	b.people.known[user] = m
	return m, nil
}

func nameOf(u slack.User) string {
	for _, name := range []string{u.RealName, u.Profile.RealName, u.Profile.DisplayName, u.Name} {
		if name != "" {
			return name
		}
	}
	return u.ID
}

// forget makes the next look-up of user ask Slack.
func (b *Bot) forget(user string) {
	b.people.mu.Lock()
	defer b.people.mu.Unlock()
	delete(b.people.known, user)
}

// self is who the bot itself is in Slack.
type self struct {
	mu   sync.Mutex
	user string
	url  string // of the workspace, with a slash at its end
}

// me asks Slack once who the bot is.
func (b *Bot) me(ctx context.Context) (user string, err error) {
	b.self.mu.Lock()
	defer b.self.mu.Unlock()
	if b.self.user != "" {
		return b.self.user, nil
	}
	who, err := b.api.AuthTestContext(ctx)
	b.note(troubleOf(err))
	if err != nil {
		return "", fmt.Errorf("ask Slack who the bot is: %w", err)
	}
	b.self.user, b.self.url = who.UserID, who.URL
	return b.self.user, nil
}
