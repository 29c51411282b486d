package web

import (
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/message"
)

// How long the form may be open, and how long a person takes at least to fill it in.
const (
	joinPatience = 2 * time.Hour
	joinLeast    = 2 * time.Second
)

// joinReuse is how often one form is taken: a number may be mistyped, a button pressed twice.
const joinReuse = 3

// askJoin shows the opt-in page.
func (p *Pages) askJoin(w http.ResponseWriter, r *http.Request) {
	p.showJoin(w, r, http.StatusOK, p.joinView(r), "")
}

// joinView begins the opt-in page in the language of its address, else of the browser.
func (p *Pages) joinView(r *http.Request) view {
	return p.view(p.spoken(r, asked(r)), "", "join.title")
}

// joinBound is what the seal of an opt-in form is bound to: the words of the consent, which become the proof.
func joinBound(v view) string { return "join " + string(v.Language) + " " + v.Say("join.consent") }

// showJoin shows the form: under a new seal when v has none.
func (p *Pages) showJoin(w http.ResponseWriter, r *http.Request, status int, v view, notice string) {
	if notice != "" {
		v.Notice = v.Say(notice)
	}
	if v.Seal == "" {
		var err error
		if v.Seal, err = p.seals.issue(joinBound(v), p.c.Clock.Now()); err != nil {
			p.failed(w, r, "seal form", err)
			return
		}
	}
	p.write(w, r, status, "join", v)
}

// join takes the form. The answer is the same for every number that can be asked, known or not.
func (p *Pages) join(w http.ResponseWriter, r *http.Request) {
	now := p.c.Clock.Now()
	v := p.joinView(r)
	v.Typed = readTyped(r.PostForm)
	seal := r.PostForm.Get("form")
	opened, err := p.seals.open(seal, joinBound(v), now, joinLeast, joinPatience)
	switch {
	case errors.Is(err, errTooSoon): // under the same seal, which is older by then
		v.Seal = seal
		p.showJoin(w, r, http.StatusBadRequest, v, "join.too_soon")
		return
	case err != nil:
		p.showJoin(w, r, http.StatusBadRequest, v, "join.stale")
		return
	}
	phone, wrong := v.Typed.check(v, p.c.Country)
	if len(wrong) > 0 {
		v.Seal, v.Problems = seal, wrong
		p.showJoin(w, r, http.StatusUnprocessableEntity, v, "")
		return
	}
	if phone.Country() == "PL" {
		p.showPolish(w, r, v.Language)
		return
	}
	if r.PostForm.Get("homepage") == "" && !p.invite(w, r, v, opened, phone, now) {
		return
	}
	p.showJoined(w, r, v.Language, phone)
}

// invite has the owner of the number asked by SMS, unless a limit is used up. false when it has answered itself.
func (p *Pages) invite(w http.ResponseWriter, r *http.Request, v view, opened seal, phone message.Address, now time.Time) bool {
	from := client(r, p.c.Proxies)
	perForm := limit{"form " + string(opened.nonce[:]), joinReuse, joinPatience}
	perClient := limit{"client " + household(from), p.c.Limits.PerClient, time.Hour}
	inAll := limit{"all", p.c.Limits.InAll, time.Hour}
	perPhone := limit{"phone " + string(phone), p.c.Limits.PerPhone, 24 * time.Hour}
	full, again, ok := p.limiter.admit(now, perForm, perClient, inAll, perPhone)
	switch {
	case ok:
	case full == perForm:
		p.showJoin(w, r, http.StatusBadRequest, v, "join.stale")
		return false
	case full == perPhone: // whether a number was asked before is nobody's business
		return true
	default:
		p.c.Logger.WarnContext(r.Context(), "opt-in refused: limit used up", slog.Bool("in_all", full == inAll))
		p.showBusy(w, r, v.Language, again.Sub(now))
		return false
	}
	_, err := p.c.Store.AddEvents(r.Context(), []conversations.Event{{
		Address: phone, Kind: conversations.WebOptIn, At: now, Dedupe: opened.dedupe("join", string(phone)), Text: v.Say("join.consent"),
		Web:  conversations.Web{IP: from.String(), UserAgent: agent(r)},
		Form: conversations.Form{FirstName: v.Typed.FirstName, Language: v.Language},
	}})
	if err != nil {
		p.failed(w, r, "store opt-in", err)
		return false
	}
	return true
}

// showJoined says that an SMS is on its way that wants an answer.
func (p *Pages) showJoined(w http.ResponseWriter, r *http.Request, language message.Language, phone message.Address) {
	v := p.view(language, string(phone), "join.done")
	v.Good = true
	v.add("join.done_sms", "join.done_none")
	p.write(w, r, http.StatusOK, "answer", v)
}

// showPolish asks for an SMS: Polish numbers are not asked by SMS (PKE art. 398), their own START is the proof.
func (p *Pages) showPolish(w http.ResponseWriter, r *http.Request, language message.Language) {
	v := p.view(language, "", "join.polish")
	v.add("join.polish_how", "join.polish_why")
	v.Button = p.texting(v.Say("join.polish_button"), "START")
	p.write(w, r, http.StatusOK, "answer", v)
}

func (p *Pages) showBusy(w http.ResponseWriter, r *http.Request, language message.Language, wait time.Duration) {
	v := p.view(language, "", "join.busy")
	v.add("join.busy_text")
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	p.write(w, r, http.StatusTooManyRequests, "answer", v)
}
