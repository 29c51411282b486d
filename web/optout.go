package web

import (
	"net/http"
	"time"

	"kurzwahl/consent"
	"kurzwahl/conversations"
	"kurzwahl/message"
)

// stopPatience is how long the opt-out page may be open before its button asks once more.
const stopPatience = 24 * time.Hour

// askStop shows the opt-out page and changes nothing, so that whoever looks at a link, a preview or a scanner, stops
// nobody's messages.
func (p *Pages) askStop(w http.ResponseWriter, r *http.Request) {
	if address, language, ok := p.stopper(w, r); ok {
		p.showStop(w, r, http.StatusOK, address, language, "")
	}
}

// stop ends what the customer chose. The page that says so is written after the commit.
func (p *Pages) stop(w http.ResponseWriter, r *http.Request) {
	address, language, ok := p.stopper(w, r)
	if !ok {
		return
	}
	now := p.c.Clock.Now()
	opened, err := p.seals.open(r.PostForm.Get("form"), stopBound(address), now, 0, stopPatience)
	if err != nil {
		p.showStop(w, r, http.StatusBadRequest, address, language, "stop.stale")
		return
	}
	purpose, done := consent.All, "stop.done_offers"
	if r.PostForm.Get("what") == "all" || endsAll(address) {
		purpose, done = consent.Orders, "stop.done_all"
	}
	v := p.view(language, address.Masked(), "stop.done")
	_, err = p.c.Store.AddEvents(r.Context(), []conversations.Event{{
		Address: address, Kind: conversations.WebOptOut, At: now, Dedupe: opened.dedupe("stop", string(purpose)),
		Text: v.Say("stop.button"), Purpose: purpose,
		Web: conversations.Web{IP: client(r, p.c.Proxies).String(), UserAgent: agent(r)},
	}})
	if err != nil {
		p.failed(w, r, "store opt-out", err)
		return
	}
	v.Good = true
	v.add(done, "stop.done_way")
	if p.c.Number != "" {
		v.add("stop.done_back")
	}
	p.write(w, r, http.StatusOK, "answer", v)
}

// stopBound is what the seal of an opt-out form is bound to.
func stopBound(address message.Address) string { return "stop " + string(address) }

// endsAll says whether any opt-out of the phone ends everything, as for US numbers (consent.Evidence.OptOut).
func endsAll(address message.Address) bool { return address.Country() == "US" }

// stopper finds whose link it is, and the language to speak with them. Where it is nobody's, it answers itself.
func (p *Pages) stopper(w http.ResponseWriter, r *http.Request) (message.Address, message.Language, bool) {
	address, ours := p.tokens.address(r.PathValue("token"))
	if !ours {
		p.unknownStop(w, r)
		return "", "", false
	}
	known, found, err := p.c.Store.ContactLanguage(r.Context(), address)
	if err != nil {
		p.failed(w, r, "look up contact", err)
		return "", "", false
	}
	if !found { // erased: nothing is sent there any more, and a click must not bring the number back
		p.unknownStop(w, r)
		return "", "", false
	}
	return address, p.spoken(r, asked(r), known), true
}

func (p *Pages) showStop(w http.ResponseWriter, r *http.Request, status int, address message.Address, language message.Language, notice string) {
	v := p.view(language, address.Masked(), "stop.title")
	v.OnlyAll = endsAll(address)
	if notice != "" {
		v.Notice = v.Say(notice)
	}
	var err error
	if v.Seal, err = p.seals.issue(stopBound(address), p.c.Clock.Now()); err != nil {
		p.failed(w, r, "seal form", err)
		return
	}
	p.write(w, r, status, "stop", v)
}

// unknownStop says how to stop messages without the link.
func (p *Pages) unknownStop(w http.ResponseWriter, r *http.Request) {
	v := p.view(p.spoken(r, asked(r)), "", "unknown.title")
	v.add("unknown.text")
	switch {
	case p.c.Number != "":
		v.add("unknown.stop")
		v.Button = p.texting(v.Say("unknown.button"), "STOP")
	case p.c.Contact != "":
		v.add("unknown.contact")
	}
	p.write(w, r, http.StatusNotFound, "answer", v)
}
