package conversations

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"kurzwahl/consent"
	"kurzwahl/contests"
	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/surveys"
)

// prizeLook is how often it is looked whether the text to a winner went out, arrived, and was answered in time.
const prizeLook = 6 * time.Hour

// Won is a prize that the contact was told of and has not answered yet. It stands beside the bot's questions: whatever is
// asked and answered meanwhile, it stays open until its time is over.
type Won struct {
	Contest   string    `json:"contest"`
	Place     int       `json:"place"`
	Message   string    `json:"message"`             // the text that tells of it, by its Dedupe
	AskedAt   time.Time `json:"asked_at,omitzero"`   // when that text went out; zero while it waits
	ExpiresAt time.Time `json:"expires_at,omitzero"` // when a substitute moves up
}

// PrizeMove is what became of a prize in a turn.
type PrizeMove struct {
	Contest string
	Place   int
	State   contests.PrizeState
}

// contestNamed gives the contest of that name, or one with nothing but the name when the shop has dropped it.
func (d *Desk) contestNamed(name string) contests.Contest {
	i := slices.IndexFunc(d.config.Contests, func(c contests.Contest) bool { return c.Name == name })
	if i < 0 {
		return contests.Contest{Name: name}
	}
	return d.config.Contests[i]
}

// prizeWon tells a winner, by day. The text is about the contest that they entered and advertises nothing, so that it
// needs no consent to marketing; whoever wants no texts about contests, or none at all, is not told.
func (t *talk) prizeWon() {
	e, contest := t.Event, t.desk.contestNamed(t.Event.Contest)
	won := Won{Contest: e.Contest, Place: e.Place, Message: fmt.Sprintf("prize:%s:%d", e.Contest, e.Place)}
	prize := ""
	if contest.Prize != "" {
		prize = t.say("piece.prize", fields{"prize": contest.Prize})
	}
	told := message.Outbound{
		To: e.Address, From: t.State.From, SMSC: t.State.SMSC, Class: message.Transactional, Dedupe: won.Message, Due: t.daytime(), Why: "prize of contest " + e.Contest, Cause: e.ID,
		Text: t.fit(t.say("prize.won", fields{"contest": e.Contest, "prize": prize, "hours": strconv.Itoa(int(contest.AnswerTime().Hours())), "terms": contest.TermsLink})),
	}
	decision := t.gate(told)
	switch {
	case t.facts.Consent[consent.Contest].Status == consent.Revoked:
		t.Why = "not told of a prize: opted out of contests"
		t.movePrize(won, contests.Unreachable)
	case decision.Verdict == consent.Skip:
		t.Why = "not told of a prize: " + decision.Reason
		t.movePrize(won, contests.Unreachable)
	default:
		t.Why = "told of a prize"
		t.Replies = append(t.Replies, told)
		t.State.Won = append(slices.Clone(t.State.Won), won)
		t.Timers = append(t.Timers, Timer{Kind: TimerPrize, Due: told.Due.Add(firstLook)})
	}
}

// daytime is now, or nine in the morning of the desk when it is night.
func (t *talk) daytime() time.Time {
	day := consent.Hours{Open: 9 * 60, Close: 20 * 60, Days: [7]bool{true, true, true, true, true, true, true}}
	return day.Next(t.now.In(t.desk.config.Zone), func(time.Time) bool { return false })
}

func (t *talk) movePrize(w Won, state contests.PrizeState) {
	t.Prizes = append(t.Prizes, PrizeMove{Contest: w.Contest, Place: w.Place, State: state})
}

// prizesPassed sees which texts to winners went out, and ends the prizes whose texts never arrived or whose time is over.
func (t *talk) prizesPassed() {
	var open []Won
	for _, w := range t.State.Won {
		delivery, known := t.facts.Deliveries[w.Message]
		if w.AskedAt.IsZero() && !delivery.SentAt.IsZero() {
			w.AskedAt, w.ExpiresAt = delivery.SentAt, delivery.SentAt.Add(t.desk.contestNamed(w.Contest).AnswerTime())
		}
		switch {
		case delivery.Lost || !known && w.AskedAt.IsZero():
			t.movePrize(w, contests.Unreachable)
		case !w.AskedAt.IsZero() && !t.now.Before(w.ExpiresAt):
			t.movePrize(w, contests.Silent)
		default:
			open = append(open, w)
		}
	}
	t.State.Won = open
}

// lookAtPrizes looks again later, at the latest when the time of a prize is over.
func (t *talk) lookAtPrizes() {
	if len(t.State.Won) == 0 {
		t.Why = "no prize waits for an answer"
		return
	}
	t.Why = "a prize waits for its winner"
	due := t.now.Add(prizeLook)
	for _, w := range t.State.Won {
		switch {
		case w.AskedAt.IsZero():
			due = t.now.Add(lookAgain)
		case w.ExpiresAt.Before(due):
			due = w.ExpiresAt
		}
	}
	t.Timers = append(t.Timers, Timer{Kind: TimerPrize, Due: due})
}

// dropPrizes ends the prizes of somebody to whom nothing is sent from this turn on.
func (t *talk) dropPrizes() {
	everything := slices.ContainsFunc(t.Consents, func(r consent.Record) bool { return r.Purpose == consent.Orders && r.Action == consent.Revoked })
	if t.Suppress == "" && !everything {
		return
	}
	for _, w := range t.State.Won {
		t.movePrize(w, contests.Unreachable)
	}
	t.State.Won = nil
}

// takesYes says whether the open question is answered with a yes.
func (t *talk) takesYes() bool {
	s := &t.State
	switch s.Question {
	case AskOptIn, AskPublish, AskStop:
		return true
	case AskRating:
		return t.desk.scales[t.desk.scaleName(s.Survey, s.Part)].Style == surveys.YesNo
	case NoQuestion, AskWhatWrong, AskWords, AskOrderNumber, AskContest, AskWhich, AskCaseOrder, AskCaseText, AskProduct, AskVariant, AskPrice:
		return false
	default:
		return false
	}
}

// prizeMeant gives what a text says to the prizes that were told of. Beside a question that was put since it is only a
// yes that counts, and none that answers the question. ok is false when the text answers none.
func (t *talk) prizeMeant() (state contests.PrizeState, ok bool) {
	told, last := false, false
	for _, w := range t.State.Won {
		told = told || !w.AskedAt.IsZero()
		last = last || !w.AskedAt.IsZero() && (t.State.Question == NoQuestion || w.AskedAt.After(t.State.AskedAt))
	}
	if !told || !last && t.takesYes() {
		return "", false
	}
	score, _, said := surveys.Scale{Max: 1, Style: surveys.YesNo}.Said(t.Event.Text)
	switch intent := t.Reading.Intent; {
	case !last:
		return contests.Accepted, said && score == 1 && intent != intents.OptOut
	case said && score == 0 && intent != intents.OptOut:
		return contests.Declined, true
	case said || slices.Contains([]intents.Intent{intents.Yes, intents.Thanks, intents.Unknown, intents.Human, intents.Greeting, intents.ContestEntry}, intent):
		return contests.Accepted, true
	default:
		return "", false
	}
}

// prizeAnswered takes a winner's answer. Any answer but a no counts: people hand the prize over, and see the words. It
// says whether the text was one.
func (t *talk) prizeAnswered(silent bool) bool {
	state, ok := t.prizeMeant()
	if !ok {
		return false
	}
	var open []Won
	key := "prize.accepted"
	for _, w := range t.State.Won {
		if w.AskedAt.IsZero() {
			open = append(open, w)
			continue
		}
		t.movePrize(w, state)
		t.Why = fmt.Sprintf("prize %d of contest %s: %s", w.Place, w.Contest, state)
		if state == contests.Declined {
			key = "prize.declined"
			continue
		}
		t.escalate(t.tell("reason.prize", fields{"contest": w.Contest, "place": strconv.Itoa(w.Place)}))
	}
	t.State.Won = open
	if !silent {
		t.reply(key, fields{"when": t.when()})
	}
	return true
}
