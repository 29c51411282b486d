package conversations

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode"

	"kurzwahl/intents"
	"kurzwahl/message"
)

// The windows of what the bot remembers.
const (
	replyWindow      = 10 * time.Minute // in which automatic replies are counted
	hearWindow       = time.Hour        // in which equal texts are counted
	correctionWindow = time.Hour        // in which a rating may be corrected
	greetEvery       = 24 * time.Hour
	emptyEvery       = 24 * time.Hour  // between two answers to texts without words
	confirmEvery     = 24 * time.Hour  // between two confirmations of opt-outs (47 CFR 64.1200(a)(12))
	confirmWithin    = 5 * time.Minute // of an opt-out; later its confirmation is a message to somebody who wants none (ibid.)
	noteEvery        = 24 * time.Hour  // between two remarks that the bot keeps silent
)

// sameTexts is how often the same text comes before it counts as a machine's.
const sameTexts = 3

// hear remembers a text.
func (t *talk) hear(text string) {
	t.State.Heard = append(t.State.Heard, Heard{Hash: hash(text), At: t.now})
	if n := len(t.State.Heard); n > sameTexts {
		t.State.Heard = t.State.Heard[n-sameTexts:]
	}
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(text))))
	return hex.EncodeToString(sum[:6])
}

// looping says whether this may be a machine that answers ours: too many automatic replies of late, or the same
// text over and over, this one included.
func (t *talk) looping() bool {
	if t.inSurvey() {
		return false
	}
	if len(t.State.Recent) >= t.desk.config.MaxReplies {
		return true
	}
	same := 1
	for i := len(t.State.Heard) - 1; i >= 0 && t.State.Heard[i].Hash == hash(t.Event.Text); i-- {
		same++
	}
	return same >= sameTexts
}

// machine says whether the sender answers the bot like a machine, this text included: by its rhythm, or because it asks
// for help more often than people do. HELP is answered always but for that.
func (t *talk) machine() bool {
	s := &t.State
	at, answered := t.Event.At, time.Time{}
	if at.IsZero() {
		at = t.now
	}
	if n := len(s.Recent); n > 0 {
		answered = s.Recent[n-1].At
	}
	if !t.inSurvey() { // whoever answers a shop's many questions is prompt and regular
		s.Rhythm = s.Rhythm.After(answered, at, t.desk.config.MachineAfter)
	}
	if t.Reading.Intent == intents.Help && len(s.Helped) >= helpsAtAll {
		s.Rhythm = Rhythm{Until: at.Add(quietFor)}
	}
	return s.Rhythm.Machine(at)
}

// keepSilent ends a loop, and has people see it, once a day: it may be a customer in need after all.
func (t *talk) keepSilent(why, reason string) {
	t.Why = why
	if t.State.NotedAt.After(t.now.Add(-noteEvery)) {
		return
	}
	t.State.NotedAt = t.now
	t.escalate(t.tell(reason, nil))
}

// remarkOnce tells people, once a day, that a machine wrote.
func (t *talk) remarkOnce(key string) {
	if t.State.RemarkAt.After(t.now.Add(-noteEvery)) {
		return
	}
	t.State.RemarkAt = t.now
	t.notice(Notice{Kind: ChannelRemark, Text: t.tell(key, fields{"phone": t.Event.Address.Masked()}), Quote: t.Event.Text})
}

// fromMachine shows people a text from a sender that no answer can reach.
func (t *talk) fromMachine() {
	t.Why = "the sender is no phone: no answer"
	t.notice(Notice{Kind: ChannelRemark, Text: t.tell("remark.no_phone", fields{"phone": string(t.Event.Address)}), Quote: t.Event.Text})
}

// empty answers a text without words, once a day. It opens no card: there is nothing to read.
func (t *talk) empty() {
	if t.State.EmptyAt.After(t.now.Add(-emptyEvery)) {
		t.Why = "an empty text, answered today already"
		return
	}
	t.Why = "an empty text"
	t.State.EmptyAt = t.now
	t.reply("empty", nil)
}

// blank says whether a text shows nothing: it is empty, or of spaces and characters that nobody sees.
func blank(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) })
}

// shown is a text as people see it: of one without words they are told that it is so.
func (t *talk) shown(text string) string {
	if blank(text) {
		return t.tell("remark.empty", nil)
	}
	return text
}

// broken shows people a text that could not be read or handled.
func (t *talk) broken() {
	t.Why = "shown to people: " + t.Event.Reason
	if t.Event.Address.Kind() == message.Phone {
		if t.threadOpen() {
			t.notice(Notice{Kind: CustomerSaid, Text: t.shown(t.Event.Text)})
		}
		t.escalate(t.tell("reason.broken", fields{"reason": t.Event.Reason}))
		return
	}
	t.notice(Notice{
		Kind: ChannelRemark, Quote: t.Event.Text,
		Text: t.tell("remark.broken", fields{"phone": t.Event.Address.Masked(), "reason": t.Event.Reason}),
	})
}

// Unhandled gives the turn of an event that could not be handled in several attempts: nothing changes, and people
// see what the customer wrote and why it failed.
func (d *Desk) Unhandled(s State, e Event, f Facts, reason string, now time.Time) Turn {
	t := &talk{desk: d, facts: f, now: now, Turn: Turn{Event: e, State: s, Failed: reason, Why: "could not be handled: " + reason}}
	if e.Text == "" || e.Address.Kind() != message.Phone {
		t.notice(Notice{
			Kind: ChannelRemark, Quote: e.Text,
			Text: t.tell("remark.broken", fields{"phone": e.Address.Masked(), "reason": string(e.Kind) + ": " + reason}),
		})
		return t.Turn
	}
	if t.threadOpen() {
		t.notice(Notice{Kind: CustomerSaid, Text: e.Text})
	}
	t.escalate(t.tell("reason.broken", fields{"reason": reason}))
	return t.Turn
}
