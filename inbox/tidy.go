package inbox

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"kurzwahl/message"
)

const (
	tidyEvery = 30 * time.Second
	// remembered is how long fingerprints are kept; a process may be down for some time before an SMSC can
	// deliver again.
	remembered = 48 * time.Hour
)

// tidy gives up long texts that never became whole, until ctx ends.
func (i *Intake) tidy(ctx context.Context) {
	for {
		now := i.config.Clock.Now()
		n, err := i.store.GiveUpParts(ctx, now.Add(-i.config.PartTimeout), now.Add(-remembered))
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			i.config.Logger.ErrorContext(ctx, "incomplete texts not handed on", slog.Any("error", err))
		case n > 0:
			i.config.Logger.InfoContext(ctx, "incomplete texts handed on", slog.Int("texts", n))
			i.taken.Add(int64(n))
		}
		if i.config.Clock.Until(ctx, now.Add(tidyEvery)) != nil {
			return
		}
	}
}

// sessions are those that texts of this process came over. Ended ones are kept for as long as their texts could
// be delivered again.
type sessions struct {
	mu   sync.Mutex
	last message.Session
	byID map[string]message.Session
}

// maxSessions bounds the memory; a link that binds anew once a second takes a quarter of an hour to fill it.
const maxSessions = 1000

func (s *sessions) remember(session message.Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if session == nil || session == s.last {
		return
	}
	s.last = session
	if s.byID == nil {
		s.byID = make(map[string]message.Session)
	}
	s.byID[session.ID()] = session
	if len(s.byID) > maxSessions {
		s.forgetOldest()
	}
}

// forgetOldest drops the session that ended first; a later text of its words is then taken as a redelivery more
// readily, as after a restart.
func (s *sessions) forgetOldest() {
	oldest := ""
	for id, session := range s.byID {
		if ended := session.Ended(); !ended.IsZero() && (oldest == "" || ended.Before(s.byID[oldest].Ended())) {
			oldest = id
		}
	}
	delete(s.byID, oldest)
}

// find gives a session of this process, nil when it is not known.
func (s *sessions) find(id string) message.Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[id]
}
