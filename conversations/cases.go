package conversations

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"kurzwahl/consent"
	"kurzwahl/intents"
	"kurzwahl/message"
)

// Case is something that people must settle for a customer: a complaint, a return, a change of an order, a wish about
// their data. The customer knows its id, and hears of each change.
type Case struct {
	Number       int64 // counts up over all customers
	Address      message.Address
	Kind         intents.Intent
	Order        string // its number, as the shop or the customer writes it; "" when none is known
	Text         string // the customer's words
	Conversation string // the thread in which people work on it
	State        CaseState
	Round        int         // how often it was taken up again after it was done
	Told         []CaseState // what the customer was told of in this round
	OpenedAt     time.Time
	ChangedAt    time.Time
}

// CaseState is where a Case stands.
type CaseState string

// The states of a Case.
const (
	CaseOpen       CaseState = "open"        // nobody has it
	CaseInProgress CaseState = "in_progress" // a person has it
	CaseWaiting    CaseState = "waiting"     // people wrote, and wait for the customer
	CaseDone       CaseState = "done"
)

// Draft is a case for which something is still asked.
type Draft struct {
	Kind  intents.Intent `json:"kind,omitempty"`
	Order string         `json:"order,omitempty"`
	Text  string         `json:"text,omitempty"`
	Asked int            `json:"asked,omitempty"` // questions so far
}

// ID is what customers and staff call the case: "R123".
func (c Case) ID() string { return "R" + strconv.FormatInt(c.Number, 10) }

func (c Case) open() bool { return c.State != CaseDone }

// caseLasts is how long the bot waits for the order or the description of a case before people get it as it is.
const caseLasts = time.Hour

// isCase says whether a wish is settled by people under an id.
func isCase(intent intents.Intent) bool {
	return slices.Contains([]intents.Intent{intents.Complaint, intents.ReturnRefund, intents.ChangeOrder, intents.Privacy}, intent)
}

// fileDraft opens the case with what is known of it, ends the question that was open for it, and tells the customer
// where that is wanted.
func (t *talk) fileDraft(tell bool) {
	draft := t.State.Draft
	t.answered()
	t.Why = "opened a case with what was known"
	t.fileCase(draft)
	if tell {
		t.tellCase("case.opened", fields{"case": t.at().Case, "when": t.when()})
	}
}

// tellFiled tells the customer of the case that was opened because another question was answered first, unless an answer
// names it already.
func (t *talk) tellFiled() {
	id := t.at().Case
	if t.filed && id != "" && !slices.ContainsFunc(t.Replies, func(r message.Outbound) bool { return strings.Contains(r.Text, id) }) {
		t.tellCase("case.opened", fields{"case": id, "when": t.when()})
	}
}

// fileCase opens a case in the conversation at hand, or in a new one. A conversation has one case: what comes later
// belongs to it.
func (t *talk) fileCase(draft Draft) {
	t.first = draft.Text
	t.escalate(t.named(draft.Kind))
	t.first = ""
	v := t.at()
	if v.Case != "" {
		return
	}
	if t.facts.CaseNumber == 0 {
		t.NeedsCase = true
		return
	}
	c := Case{
		Number: t.facts.CaseNumber, Address: t.Event.Address, Kind: draft.Kind, Order: draft.Order, Text: draft.Text,
		Conversation: v.ID, State: CaseOpen, OpenedAt: t.now, ChangedAt: t.now,
	}
	if v.Status == InHands {
		c.State = CaseInProgress
	}
	t.Case = &c
	v.Case = c.ID()
	if draft.Order != "" {
		v.Order = draft.Order
	}
	t.change(v)
}

// caseOf is the case of a conversation; false when it has none.
func (t *talk) caseOf(v Conversation) (Case, bool) {
	if t.Case != nil && t.Case.Conversation == v.ID {
		return *t.Case, true
	}
	i := slices.IndexFunc(t.facts.Cases, func(c Case) bool { return v.Case != "" && c.ID() == v.Case })
	if i < 0 {
		return Case{}, false
	}
	return t.facts.Cases[i], true
}

// move brings the case of a conversation into a state in which staff put it, and tells the customer, once a round.
func (t *talk) move(v Conversation, state CaseState) {
	c, ok := t.caseOf(v)
	if !ok || c.State == state || state == CaseInProgress && c.State == CaseWaiting {
		return
	}
	if c.State == CaseDone {
		c.Round++
		c.Told = nil
	}
	c.State, c.ChangedAt = state, t.now
	t.Case = &c
	if slices.Contains(c.Told, state) {
		return
	}
	text := t.fit(t.say("case."+string(state), fields{"case": c.ID()}))
	news := message.Outbound{
		To: t.Event.Address, From: t.State.From, SMSC: t.State.SMSC, Text: text, Class: message.Transactional,
		Dedupe: fmt.Sprintf("case:%s:%d:%s", c.ID(), c.Round, state), Why: "case " + string(state), Cause: t.Event.ID,
	}
	if t.gate(news).Verdict == consent.Skip {
		return
	}
	c.Told = append(slices.Clone(c.Told), state)
	t.Replies = append(t.Replies, news)
	t.notice(Notice{Kind: BotSaid, Conversation: v.ID, Text: text})
}

// await notes that people wrote and wait for the customer: their words are the news.
func (t *talk) await(v Conversation) {
	if c, ok := t.caseOf(v); ok && c.open() {
		c.State, c.ChangedAt = CaseWaiting, t.now
		t.Case = &c
	}
}

// caseHeard notes that the customer wrote, for whose words a case waited.
func (t *talk) caseHeard() {
	if t.threadOpen() {
		t.workOn(t.at())
	}
}

// workOn notes that a case does not wait for the customer any more.
func (t *talk) workOn(v Conversation) {
	c, ok := t.caseOf(v)
	if !ok || c.State != CaseWaiting {
		return
	}
	c.State, c.ChangedAt = CaseOpen, t.now
	if v.Status == InHands {
		c.State = CaseInProgress
	}
	t.Case = &c
}

// leave ends the case of a conversation that people left: it is done when they waited for the customer in vain, else
// people are told that it is still open.
func (t *talk) leave(v Conversation) {
	c, ok := t.caseOf(v)
	switch {
	case !ok || !c.open():
	case c.State == CaseWaiting:
		t.move(v, CaseDone)
	default:
		c.State, c.ChangedAt = CaseOpen, t.now
		t.Case = &c
		t.notice(Notice{Kind: ChannelRemark, Conversation: v.ID, Quote: c.Text, Text: t.tell("remark.case_open", fields{"case": c.ID(), "phone": c.Address.Masked()})})
	}
}
