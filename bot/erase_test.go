package bot

import (
	"context"
	"testing"

	"kurzwahl/message"
)

// talkative has a customer with many conversations, none of which has a card; everything else is not asked for.
type talkative struct {
	Store

	all, given int
}

func (s *talkative) Cases(_ context.Context, q CaseQuery) ([]Case, error) {
	s.given = min(s.all, q.Limit)
	return make([]Case, s.given), nil
}

func TestErasureReachesEveryConversation(t *testing.T) {
	t.Parallel()
	store := &talkative{all: 2500}
	b := &Bot{store: store}
	if _, err := b.eraseThreads(t.Context(), message.Address("+491711234567")); err != nil || store.given != store.all {
		t.Errorf("erased %d of %d conversations (%v)", store.given, store.all, err)
	}
}
