package bot

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"kurzwahl/clock"
)

// postAll shows what is queued, one worker a channel, until ctx ends and all is down.
func (b *Bot) postAll(ctx context.Context) {
	if err := b.store.ReclaimPosts(ctx, b.now()); err != nil && ctx.Err() == nil {
		b.log.ErrorContext(ctx, "reclaim slack posts", slog.Any("error", err))
	}
	done := make(chan channelDone)
	busy, paused := map[string]bool{}, map[string]time.Time{}
	for ctx.Err() == nil {
		if err := b.startChannels(ctx, busy, paused, done); err != nil && ctx.Err() == nil {
			b.log.ErrorContext(ctx, "read slack posts", slog.Any("error", err))
		}
		poll, stop := clock.Alarm(ctx, b.config.Clock, b.now().Add(pollEvery))
		select {
		case <-ctx.Done():
		case <-b.config.Posts:
		case <-poll:
		case d := <-done:
			delete(busy, d.channel)
			paused[d.channel] = d.until
		}
		stop()
	}
	for len(busy) > 0 {
		delete(busy, (<-done).channel)
	}
}

// channelDone says that a channel has no more to show for now, and until when it must rest.
type channelDone struct {
	channel string
	until   time.Time
}

func (b *Bot) startChannels(ctx context.Context, busy map[string]bool, paused map[string]time.Time, done chan<- channelDone) error {
	channels, err := b.store.DueChannels(ctx, b.now())
	if err != nil {
		return err
	}
	for _, channel := range channels {
		if busy[channel] || b.now().Before(paused[channel]) {
			continue
		}
		busy[channel] = true
		go func() { done <- channelDone{channel: channel, until: b.drain(ctx, channel)} }()
	}
	return nil
}

// drain shows what is due in a channel, one after another, and gives until when the channel must rest: not at all
// when nothing is left.
func (b *Bot) drain(ctx context.Context, channel string) time.Time {
	for ctx.Err() == nil {
		p, found, err := b.store.TakePost(ctx, channel, b.now())
		if err != nil || !found {
			if err != nil && ctx.Err() == nil {
				b.log.ErrorContext(ctx, "take slack post", slog.Any("error", err))
			}
			return b.now()
		}
		s := b.showSafely(ctx, p)
		if ctx.Err() != nil && s.State != PostSent {
			return b.now() // stays under way; whoever leads next looks whether it got through
		}
		if err := b.store.SettlePost(context.WithoutCancel(ctx), p, s.Settlement); err != nil {
			b.log.ErrorContext(ctx, "settle slack post", slog.String("post", p.ID), slog.Any("error", err))
			return b.now().Add(pollEvery)
		}
		if s.rest > 0 {
			return b.now().Add(s.rest)
		}
	}
	return b.now()
}

// shown is what became of an attempt, and how long the whole channel must rest.
type shown struct {
	Settlement
	rest time.Duration
}

// The waits of the queue.
const (
	lookAfter   = 5 * time.Second // before an uncertain post is looked for
	blockedWait = time.Minute     // while an app or a channel has to be mended
	unsentWait  = 5 * time.Second // while Slack is out of reach
	postTries   = 5               // of a post that makes us panic or the database fail
)

// showSafely shows a post and makes a failure of a panic.
func (b *Bot) showSafely(ctx context.Context, p Post) (s shown) {
	defer func() {
		if r := recover(); r != nil {
			b.log.ErrorContext(ctx, "panic while posting to slack", slog.String("post", p.ID), slog.String("panic", fmt.Sprintf("%T", r)), slog.String("stack", string(debug.Stack())))
			s = b.again(p, fmt.Sprintf("panic with %T", r))
		}
	}()
	s, err := b.show(ctx, p)
	if err != nil {
		if ctx.Err() == nil {
			b.log.ErrorContext(ctx, "show slack post", slog.String("post", p.ID), slog.Any("error", err))
		}
		return b.again(p, "internal")
	}
	return s
}

// again has a post tried once more after a failure of our own, up to a limit.
func (b *Bot) again(p Post, why string) shown {
	if p.Attempts+1 >= postTries {
		return shown{Settlement: Settlement{State: PostFailed, Error: why, Blamed: true}}
	}
	return shown{Settlement: Settlement{State: PostPending, Error: why, Next: b.now().Add(unsentWait << p.Attempts), Blamed: true}}
}

// sent is the settlement of a post that stands in Slack, or that need not.
func sent(ts string) shown { return shown{Settlement: Settlement{State: PostSent, TS: ts}} }

// settle says what follows from trouble with a post. repeatable is for calls that do no harm when made twice: they
// are never uncertain.
func (b *Bot) settle(ctx context.Context, p Post, t trouble, repeatable bool) shown {
	b.note(t)
	if t.kind != fine {
		b.log.WarnContext(ctx, "slack refuses post", slog.String("post", p.ID), slog.String("kind", string(p.Kind)), slog.String("trouble", t.code))
	}
	now := b.now()
	pending := func(wait time.Duration) shown {
		return shown{Settlement: Settlement{State: PostPending, Error: t.code, Next: now.Add(wait)}, rest: wait}
	}
	switch t.kind {
	case fine:
		return sent("")
	case limited:
		return pending(t.after)
	case unsent:
		return pending(unsentWait)
	case blocked:
		return pending(blockedWait)
	case uncertain:
		if repeatable {
			return pending(lookAfter)
		}
		return shown{Settlement: Settlement{State: PostUncertain, Error: t.code, Next: now.Add(lookAfter)}}
	case refused:
		b.alarm(ctx, p, t.code)
		return shown{Settlement: Settlement{State: PostFailed, Error: t.code, Blamed: true}}
	default:
		return b.again(p, t.code)
	}
}
