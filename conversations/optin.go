package conversations

import (
	"kurzwahl/consent"
)

// optIn handles START, and JA after the double opt-in. A question that waits is thereby answered; whoever has not
// been asked is asked, because a bare START does not say what was agreed to. Who was asked in the last 24 hours is told
// from when on it can be asked again, and whoever was asked twice is handed to people. Polish numbers are not asked by
// SMS (PKE art. 398): their own START is the proof.
func (t *talk) optIn() {
	t.unsuppress()
	if waiting := t.facts.Consent.Pending(t.now); len(waiting) > 0 {
		t.grant(waiting)
		return
	}
	switch {
	case t.facts.Consent.Allows(consent.All):
		t.Why = "agreed already"
		t.reply("optin.already", nil)
	case t.polish():
		t.grant([]consent.Purpose{consent.All})
	default:
		t.startAgain()
	}
}

// startAgain asks whoever texts START and agreed to nothing, as often as may be.
func (t *talk) startAgain() {
	from, ever := t.facts.Consent.MayAskFrom(consent.All)
	switch {
	case !ever:
		t.handOver(t.tell("reason.opt_in", nil))
	case t.now.Before(from):
		t.Why = "not asked to confirm: once in 24 hours is enough"
		t.answerWith(t.moment("optin.later", from))
	default:
		t.Why = "asked to confirm the opt-in"
		t.askOptIn(consent.All, "keyword")
	}
}

// unsuppress lets messages to a phone pass again whose owner asks for them.
func (t *talk) unsuppress() { t.Unsuppress = t.facts.Contact.Suppressed != "" }

func (t *talk) polish() bool {
	return t.facts.Contact.Country == "PL" || t.Event.Address.Country() == "PL"
}

// grant writes the answered double opt-in into the ledger.
func (t *talk) grant(purposes []consent.Purpose) {
	if t.seeksToJoin(purposes) {
		return
	}
	t.Why = "opted in"
	t.Consents = append(t.Consents, t.evidence("keyword").OptIn(purposes, t.facts.Consent)...)
	t.FirstName = t.State.Form.FirstName
	if t.facts.Contact.Language == "" {
		t.Language = t.State.Form.Language
	}
	if t.State.Question == AskOptIn {
		t.answered()
	}
	t.State.Form = Form{}
	if !t.joined(purposes) {
		t.reply("optin.done", nil)
	}
}

// askOptIn asks for the answer that makes a consent a proof. The line of the ledger keeps the words that ask, behind those
// of the form where there was one: texts themselves are not kept for as long as a consent lasts.
func (t *talk) askOptIn(purpose consent.Purpose, source string) {
	t.State.Form = t.Event.Form // its language is the one to ask in
	words := t.say("optin.ask", nil)
	asked := t.evidence(source).Record(purpose, consent.Asked)
	asked.Shown = t.fit(words)
	if source == "web_form" {
		asked.Shown = t.Event.Text + "\n\n" + asked.Shown
	}
	t.Consents = append(t.Consents, asked)
	t.answerWith(words)
	t.ask(AskOptIn, "", consent.AskValid)
}

// webOptIn takes the form of the opt-in page: the number in it may be anybody's, so its owner is asked by SMS, at
// most once in 24 hours and twice ever.
func (t *talk) webOptIn() {
	purpose := t.Event.Purpose
	if purpose == "" {
		purpose = consent.All
	}
	switch {
	case t.facts.Contact.Suppressed != "":
		t.Why = "not asked: suppressed: " + t.facts.Contact.Suppressed
	case t.facts.Consent.Allows(purpose):
		t.Why = "not asked: agreed already"
	case t.polish():
		t.Why = "not asked: Polish numbers are not asked by SMS; START is the proof"
	case !t.facts.Consent.MayAsk(purpose, t.now):
		t.Why = "not asked: once in 24 hours and twice ever is enough"
	default:
		t.Why = "asked to confirm the opt-in of the form"
		t.askOptIn(purpose, "web_form")
	}
}
