package bot

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/contests"
	"kurzwahl/conversations"
	"kurzwahl/message"
)

// drawn is a store in which every step of a draw was done by somebody else; it keeps what people are told.
type drawn struct {
	Store

	standing contests.Standing
	told     []conversations.Notice
}

func (s *drawn) CheckContest(context.Context, string, string, time.Time) error {
	return contests.ErrMoved
}

func (s *drawn) ConfirmContest(context.Context, string, string, time.Time) error {
	return contests.ErrMoved
}

func (s *drawn) ContestStandings(context.Context) ([]contests.Overview, error) {
	return []contests.Overview{{Contest: "winter", Standing: s.standing}}, nil
}

func (s *drawn) AddPosts(_ context.Context, posts []Post, _ time.Time) error {
	for _, p := range posts {
		var n conversations.Notice
		if err := json.Unmarshal(p.Payload, &n); err != nil {
			return err
		}
		s.told = append(s.told, n)
	}
	return nil
}

func TestWhoComesLateToADrawHearsWhoWasThere(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		choice   string
		standing contests.Standing
		want     string
	}{
		{actContestCheck, contests.Standing{CheckedBy: "U1"}, "Mia Brandt looked at the draw"},
		{actContestConfirm, contests.Standing{CheckedBy: "U2", ConfirmedBy: "U1"}, "Mia Brandt confirmed the winners"},
		{actContestConfirm, contests.Standing{}, "how far the draw is"},
	} {
		store, now := &drawn{standing: tt.standing}, clock.NewMovable(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC))
		b := &Bot{store: store, lang: tongueOf(message.English), config: Config{Clock: now, Approvers: []string{"U3"}}}
		b.people.known = map[string]member{"U1": {user: "U1", name: "Mia Brandt", ok: true, at: now.Now()}}
		late := conversations.Staff{User: "U3", Message: message.SlackRef{Channel: "C1", TS: "1.1"}}
		if err := b.onContestClick(t.Context(), tt.choice, "winter", late); err != nil {
			t.Fatal(err)
		}
		if len(store.told) != 1 || !strings.Contains(store.told[0].Text, tt.want) || store.told[0].Staff.User != "U3" {
			t.Errorf("%s: told %+v, want %q to U3", tt.choice, store.told, tt.want)
		}
	}
}

func TestAnUnknownContestIsAnsweredWithThoseThereAre(t *testing.T) {
	t.Parallel()
	b := &Bot{store: &drawn{}, lang: tongueOf(message.English)}
	answer, err := b.contestCommand(t.Context(), commandPayload{}, "summer")
	if err != nil || answer.text != "Which contest? There is: winter" {
		t.Errorf("got %+v, %v", answer, err)
	}
}
