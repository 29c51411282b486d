package conversations

import (
	"slices"
	"strings"

	"kurzwahl/consent"
	"kurzwahl/intents"
)

// optOut ends what the customer no longer wants, at once, whatever dialogue is open, and confirms it once.
func (t *talk) optOut() {
	products, asked := t.stopsProduct()
	if !asked {
		return
	}
	if len(products) > 0 {
		t.stopProducts(products)
		return
	}
	purpose, everything := scope(t.Event.Text)
	t.revoke("sms", purpose, everything)
	t.Why = "opted out of " + string(purpose)
	if everything {
		t.Why = "opted out of everything"
	}
	t.lock(t.tell("remark.stop", nil))
	if t.mayConfirm() {
		t.confirmStop(purpose, everything || t.endsEverything())
	}
	if purpose == consent.All && !everything && t.wantsMore() {
		t.unlock()
		t.escalate(t.tell("reason.stop_and_more", nil))
	}
}

// stopProducts ends what the customer signed up for; all else goes on. No open question rests on it.
func (t *talk) stopProducts(purposes []consent.Purpose) {
	names := make([]string, len(purposes))
	for i, purpose := range purposes {
		t.Consents = append(t.Consents, t.evidence("sms").OptOut(purpose, false)...)
		names[i] = t.say("topic."+string(purpose), nil)
	}
	t.Why = "opted out of what was signed up for"
	switch {
	case !t.mayConfirm():
	case t.endsEverything():
		t.confirmStop(consent.All, true)
	default:
		t.confirm("stop.topic", fields{"topic": strings.Join(names, ", ")})
	}
}

// mayConfirm says whether this opt-out is confirmed: one in 24 hours is, and one that ends a consent given after the last
// confirmation, which spoke of another one.
func (t *talk) mayConfirm() bool {
	if t.State.StoppedAt.After(t.now.Add(-confirmEvery)) && !t.facts.Consent.GrantedAfter(t.State.StoppedAt) {
		t.Why += "; confirmed less than 24 hours ago"
		return false
	}
	t.State.StoppedAt = t.now
	return true
}

// wantsMore says whether the same text asks for something that people should see.
func (t *talk) wantsMore() bool {
	return slices.ContainsFunc(t.Reading.Also, func(also intents.Reading) bool {
		return slices.Contains([]intents.Intent{
			intents.OrderStatus, intents.Complaint, intents.ReturnRefund, intents.ChangeOrder, intents.Human, intents.Privacy, intents.FAQ,
		}, also.Intent)
	})
}

// endsEverything says whether any opt-out of this phone ends everything, as for US numbers.
func (t *talk) endsEverything() bool {
	return slices.ContainsFunc(t.Consents, func(r consent.Record) bool { return r.Purpose == consent.Orders })
}

func (t *talk) confirmStop(purpose consent.Purpose, everything bool) {
	switch {
	case everything:
		t.confirm("stop.all", nil)
	case purpose != consent.All:
		t.confirm("stop.topic", fields{"topic": t.say("topic."+string(purpose), nil)})
	default:
		t.confirm("stop.done", nil)
	}
}

// confirm replies to an opt-out: within confirmWithin of its arrival, or not at all.
func (t *talk) confirm(key string, f fields) {
	t.reply(key, f)
	t.Replies[len(t.Replies)-1].Deadline = t.Event.At.Add(confirmWithin)
}

// revoke writes the opt-out into the ledger and forgets questions that rested on the consent.
func (t *talk) revoke(source string, purpose consent.Purpose, everything bool) {
	draft := t.State.Draft
	t.Consents = append(t.Consents, t.evidence(source).OptOut(purpose, everything)...)
	if on := t.State.OnItsWay; on != nil {
		t.withdraw(on.Message, "opted out")
		t.State.OnItsWay = nil
	}
	for t.State.Question != NoQuestion {
		t.State.Paused = nil
		t.answered()
	}
	if draft.Kind != "" {
		t.fileCase(draft)
	}
}

// topics are the words that narrow "STOP" to one purpose or widen it to everything, in three languages.
var topics = map[string]consent.Purpose{
	"umfrage": consent.Surveys, "umfragen": consent.Surveys, "survey": consent.Surveys, "surveys": consent.Surveys, "ankieta": consent.Surveys, "ankiety": consent.Surveys,
	"angebot": consent.Offers, "angebote": consent.Offers, "offer": consent.Offers, "offers": consent.Offers, "oferta": consent.Offers, "oferty": consent.Offers,
	"gewinnspiel": consent.Contest, "gewinnspiele": consent.Contest, "contest": consent.Contest, "contests": consent.Contest, "konkurs": consent.Contest, "konkursy": consent.Contest,
	"warteliste": consent.Waitlist, "waitlist": consent.Waitlist, "lista": consent.Waitlist, "preisalarm": consent.PriceAlarm, "alarm": consent.PriceAlarm, "alarmy": consent.PriceAlarm,
	"alles": consent.Orders, "alle": consent.Orders, "allen": consent.Orders, "all": consent.Orders, "everything": consent.Orders,
	"wszystko": consent.Orders, "wszystkie": consent.Orders, "wszystkich": consent.Orders,
}

// besideStop are words that may stand beside a topic and change nothing: courtesies, and words for messages.
var besideStop = map[string]bool{
	"bitte": true, "please": true, "pls": true, "proszę": true, "prosze": true, "danke": true, "thanks": true, "jetzt": true, "sofort": true, "now": true,
	"sms": true, "smsy": true, "smsów": true, "text": true, "texts": true, "message": true, "messages": true, "msgs": true,
	"nachricht": true, "nachrichten": true, "mitteilungen": true, "wiadomości": true, "wiadomosci": true, "powiadomienia": true,
}

// scope reads what an opt-out is to end. Only "STOP" with one known word behind it, apart from courtesies, is narrowed or
// widened; every other wording ends all marketing.
func scope(text string) (purpose consent.Purpose, everything bool) {
	words := stopWords(text)
	words = slices.DeleteFunc(words, func(word string) bool { return besideStop[word] })
	if len(words) != 2 || words[0] != "stop" {
		return consent.All, false
	}
	purpose, known := topics[words[1]]
	switch {
	case !known:
		return consent.All, false
	case purpose == consent.Orders:
		return consent.All, true
	default:
		return purpose, false
	}
}

// stopWords gives the words of a text that begins with STOP, in lower case; STOP stands alone, also where the next word
// is written onto it: "STOPALLES".
func stopWords(text string) []string {
	words := nameWords(text)
	if len(words) == 0 {
		return nil
	}
	for _, stop := range []string{"stopp", "stop"} {
		rest, ok := strings.CutPrefix(words[0], stop)
		if _, topic := topics[rest]; ok && (rest == "" || topic) {
			return slices.DeleteFunc(append([]string{"stop", rest}, words[1:]...), func(word string) bool { return word == "" })
		}
	}
	return words
}

// sureEnough is from which confidence on a text counts as said by somebody who is not meant: it ends everything.
const sureEnough = 0.9

// wrongNumber ends all messages to a phone whose owner says that somebody else is meant. Where that was only
// guessed, people decide.
func (t *talk) wrongNumber() {
	if t.Reading.Confidence < sureEnough {
		t.handOver(t.reason())
		return
	}
	t.Why = "wrong number: nothing is sent there any more"
	t.revoke("sms", consent.All, true)
	t.Suppress, t.Detach = "wrong number", true
	t.notice(Notice{Kind: ChannelRemark, Text: t.tell("remark.wrong_number", fields{"phone": t.Event.Address.Masked()}), Quote: t.Event.Text})
	t.lock(t.tell("remark.stop", nil))
}

// webOptOut takes the opt-out of a page, which confirms it itself.
func (t *talk) webOptOut() {
	purpose, everything := t.Event.Purpose, t.Event.Purpose == consent.Orders
	if purpose == "" || everything {
		purpose = consent.All
	}
	t.Why = "opted out on the page"
	t.revoke("web_form", purpose, everything)
	t.lock(t.tell("remark.stop", nil))
}

// staffOptOut records what the customer told a person.
func (t *talk) staffOptOut() {
	t.Why = "opt-out recorded by staff"
	t.revoke("staff", consent.All, false)
	t.lock(t.tell("remark.staff_stop", fields{"name": t.Event.Staff.Name}))
}

// lock refuses replies of people from now on, those too that wait to go out, and says so in an open thread.
func (t *talk) lock(remark string) {
	c := t.at()
	dropped := t.dropHeld(c.ID)
	if !t.threadOpen() {
		return
	}
	if !c.Locked {
		c.Locked = true
		c.Replies -= dropped
		t.change(c)
	}
	t.notice(Notice{Kind: DeskRemark, Text: remark})
}

// unlock lets people reply again: the customer wrote, and wants an answer.
func (t *talk) unlock() {
	if c := t.at(); t.threadOpen() && c.Locked {
		c.Locked = false
		t.change(c)
	}
}
