package inbox

import (
	"context"
	"log/slog"
	"time"
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

// noteEvery is how often sessions are looked at: what is noted late makes others wait who meet the same words again.
const noteEvery = 200 * time.Millisecond

// note keeps the database's notes of the sessions up to date, until ctx ends.
func (i *Intake) note(ctx context.Context) {
	ticker := time.NewTicker(noteEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			i.noteOnce(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// noteOnce stores what is new.
func (i *Intake) noteOnce(ctx context.Context) {
	now := i.config.Clock.Now()
	notes := i.sessions.news(now)
	if len(notes) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, stopWithin)
	defer cancel()
	if err := i.store.NoteSessions(ctx, notes, now); err != nil {
		i.config.Logger.WarnContext(ctx, "sessions not noted", slog.Any("error", err))
		return
	}
	i.sessions.noted(notes)
}
