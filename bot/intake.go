package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"
)

// delivery is one thing that Slack sent, over whichever way. It gets either an acknowledgement or a refusal, once.
type delivery struct {
	kind    string
	payload json.RawMessage
	ack     func(ctx context.Context, answer any) error
	refuse  func() // not stored: Slack sends events again and tells people that their click did not get through
}

// takeAll stores and acknowledges what the connections and requests bring, in the order in which it came, until ctx
// ends. From then on requests are refused.
func (b *Bot) takeAll(ctx context.Context) error {
	b.stopped.Store(false)
	defer b.stopped.Store(true)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case d := <-b.intake:
			b.take(ctx, d)
		case d := <-b.requests:
			b.take(ctx, d)
		}
	}
}

// storePatience is how long storing a delivery may take: Slack waits three seconds for all of it.
const storePatience = 2500 * time.Millisecond

// take stores a delivery and acknowledges it. What needs its answer within three seconds (a command, a submitted
// modal, a click that opens a modal) is handled at once on a goroutine of its own, once: its Dedupe is stored first.
// While too many such are under way, the next are refused: take never waits for them.
func (b *Bot) take(ctx context.Context, d delivery) {
	a, now := b.arrive(ctx, d)
	if a.Dedupe == "" {
		b.acknowledge(ctx, d, nil)
		return
	}
	if now && !b.slot() {
		b.tooBusy(ctx, d, a)
		return
	}
	fresh, err := b.record(ctx, a, now)
	if now && fresh {
		b.handlers.Go(func() {
			defer func() { <-b.slots }()
			b.answerNow(ctx, d, a)
		})
		return
	}
	if now {
		<-b.slots
	}
	if err != nil {
		b.log.ErrorContext(ctx, "store slack arrival", slog.String("kind", a.Kind), slog.Any("error", err))
		d.refuse()
		return
	}
	b.acknowledge(ctx, d, nil)
}

// record stores an arrival and says whether it is new. One that is handled at once is stored without what it says.
func (b *Bot) record(ctx context.Context, a Arrival, handled bool) (fresh bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, storePatience)
	defer cancel()
	if handled {
		a.Payload = nil
	}
	return b.store.AddArrival(ctx, a, handled, b.now())
}

// slot takes a place among what is answered at once, if one is free.
func (b *Bot) slot() bool {
	select {
	case b.slots <- struct{}{}:
		return true
	default:
		return false
	}
}

// tooBusy turns away what there is no slot for. Whoever typed a command is told; Slack tells the others.
func (b *Bot) tooBusy(ctx context.Context, d delivery, a Arrival) {
	b.log.WarnContext(ctx, "too much of slack's is under way", slog.String("kind", a.Kind))
	if a.Kind != arrivedCommand {
		d.refuse()
		return
	}
	b.acknowledge(ctx, d, ephemeral(content{text: b.lang.say("Gerade ist zu viel los. Versuchen Sie es in ein paar Sekunden noch einmal.",
		"Too much is going on just now. Try again in a few seconds.")}))
}

// answerNow handles an arrival and acknowledges it with what comes of it.
func (b *Bot) answerNow(ctx context.Context, d delivery, a Arrival) {
	ctx, cancel := context.WithTimeout(ctx, 2*callPatience)
	defer cancel()
	acknowledged := false
	reply := func(answer any) {
		if !acknowledged {
			acknowledged = true
			b.acknowledge(ctx, d, answer)
		}
	}
	defer func() {
		if r := recover(); r != nil {
			b.log.ErrorContext(ctx, "panic while answering slack", slog.String("kind", a.Kind), slog.String("panic", fmt.Sprintf("%T", r)), slog.String("stack", string(debug.Stack())))
			reply(nil)
		}
	}()
	if err := b.immediate(ctx, a, reply); err != nil {
		b.log.ErrorContext(ctx, "answer slack", slog.String("kind", a.Kind), slog.Any("error", err))
		reply(b.sorry(a.Kind))
	}
	reply(nil)
}

func (b *Bot) acknowledge(ctx context.Context, d delivery, answer any) {
	if err := d.ack(ctx, answer); err != nil {
		b.log.WarnContext(ctx, "acknowledge slack", slog.String("kind", d.kind), slog.Any("error", err))
	}
}

// The kinds of Arrival.
const (
	arrivedEvent      = "event"
	arrivedCommand    = "command"
	arrivedAction     = "action"
	arrivedSubmission = "submission"
	arrivedShortcut   = "shortcut"
	arrivedErasure    = "erasure" // ordered by us, not by Slack
)

// arrive says what a delivery is, and whether it needs its answer at once. What is of no concern to us has no Dedupe:
// the bot's own posts, talk outside our threads, kinds that we do not know.
func (b *Bot) arrive(ctx context.Context, d delivery) (a Arrival, now bool) {
	switch d.kind {
	case kindEvents:
		return b.arriveEvent(ctx, d.payload), false
	case kindCommands:
		var c commandPayload
		if json.Unmarshal(d.payload, &c) != nil || c.TriggerID == "" {
			return Arrival{}, false
		}
		return Arrival{Kind: arrivedCommand, Lane: "user:" + c.User, Dedupe: "command:" + c.TriggerID, Payload: d.payload}, true
	case kindInteractive:
		return arriveInteraction(d.payload)
	default:
		b.log.WarnContext(ctx, "unknown kind of slack envelope", slog.String("kind", d.kind))
		return Arrival{}, false
	}
}

func (b *Bot) arriveEvent(ctx context.Context, payload json.RawMessage) Arrival {
	var p eventPayload
	if err := json.Unmarshal(payload, &p); err != nil || p.EventID == "" {
		b.log.WarnContext(ctx, "unreadable slack event", slog.String("event", p.EventID))
		return Arrival{}
	}
	e, channel := p.Event, word(p.Event.Channel)
	a := Arrival{Kind: arrivedEvent, Dedupe: "event:" + p.EventID, Payload: payload}
	switch e.Type {
	case "message":
		m := e.chatMessage
		if e.Message != nil {
			m = *e.Message
		} else if e.PreviousMessage != nil {
			m = *e.PreviousMessage
		}
		if m.BotID != "" || m.ThreadTS == "" || m.ThreadTS == m.TS {
			return Arrival{}
		}
		a.Lane = laneOf(channel, m.ThreadTS)
	case "app_home_opened", "app_mention", "user_change":
		a.Lane = "user:" + word(e.User)
	case "channel_archive", "group_archive", "app_uninstalled", "tokens_revoked":
		a.Lane = "admin"
	default:
		return Arrival{}
	}
	return a
}

func laneOf(channel, thread string) string { return "thread:" + channel + ":" + thread }

func arriveInteraction(payload json.RawMessage) (Arrival, bool) {
	var p interactionPayload
	if json.Unmarshal(payload, &p) != nil {
		return Arrival{}, false
	}
	a := Arrival{Lane: "user:" + p.User.ID, Payload: payload}
	switch p.Type {
	case "block_actions":
		if len(p.Actions) == 0 {
			return Arrival{}, false
		}
		click := p.Actions[0]
		a.Kind = arrivedAction
		a.Dedupe = fmt.Sprintf("action:%s:%s:%s:%s", p.Container.MessageTS+p.Container.ViewID, click.ActionTS, p.User.ID, click.ActionID)
		if p.Container.MessageTS != "" {
			thread := p.Container.ThreadTS
			if thread == "" {
				thread = p.Container.MessageTS
			}
			a.Lane = laneOf(p.Container.ChannelID, thread)
		}
		return a, opensModal(click)
	case "view_submission":
		a.Kind, a.Dedupe = arrivedSubmission, "submission:"+p.View.ID+":"+p.View.Hash+":"+p.TriggerID
		return a, true
	case "shortcut", "message_action":
		a.Kind, a.Dedupe = arrivedShortcut, "shortcut:"+p.TriggerID
		return a, true
	default:
		return Arrival{}, false
	}
}

// opensModal says whether a click needs its trigger, which lives for three seconds. Such actions are named so.
func opensModal(click actionPayload) bool {
	return strings.HasPrefix(click.ActionID, modalPrefix) || strings.HasPrefix(click.SelectedOption.Value, modalPrefix)
}

// modalPrefix begins the action_id of a button, or the value of a menu's option, that opens a modal.
const modalPrefix = "modal."
