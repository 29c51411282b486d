package web

import (
	"cmp"
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/language"

	"kurzwahl/clock"
	"kurzwahl/conversations"
	"kurzwahl/message"
)

// PageStore is what the customers' pages need of the database.
type PageStore interface {
	// AddEvents takes in what customers did; it is committed on return. An event whose Dedupe is known is left out.
	AddEvents(ctx context.Context, events []conversations.Event) (added int, err error)
	// ContactLanguage gives a contact's language, "" where it is not known; known is false for an unknown phone.
	ContactLanguage(ctx context.Context, address message.Address) (language message.Language, known bool, err error)
}

// PagesConfig is what the customers' pages need. Store, Secret, BaseURL, Shop, Entropy, Clock and Logger are required.
type PagesConfig struct {
	Store    PageStore
	Secret   []byte           // at least 32 octets that stay the same, or links in texts that were sent stop working
	BaseURL  string           // where customers reach the service: "https://sms.shop.example"
	Shop     string           // as customers know it
	Country  string           // ISO 3166; numbers without a country code belong to it; "" is DE
	Language message.Language // where neither customer nor browser tells one; "" is German
	Informal bool             // German says du
	Number   message.Address  // what customers text to; an alphanumeric sender or "" cannot be texted: there is then no opt-in page
	Contact  string           // how else the shop is reached; "" tells nothing
	Privacy  string           // http or https address of the privacy policy; "" has no link
	Proxies  []netip.Prefix   // whose X-Forwarded-For is believed; nil is loopback
	Limits   JoinLimits
	Entropy  io.Reader // crypto/rand.Reader
	Clock    clock.Clock
	Logger   *slog.Logger
}

// JoinLimits caps the double opt-ins that the form of the opt-in page causes in this process: each is an SMS that the
// shop pays for, to a number that anybody may have typed. What one phone gets is limited by the ledger besides.
type JoinLimits struct {
	PerClient int // in an hour, for an IPv4 address or a /64 of IPv6; 0 is 20, as phones of one carrier share addresses
	PerPhone  int // in a day; 0 is 3
	InAll     int // in an hour; 0 is 1000
}

func (l JoinLimits) withDefaults() JoinLimits {
	return JoinLimits{PerClient: cmp.Or(l.PerClient, 20), PerPhone: cmp.Or(l.PerPhone, 3), InAll: cmp.Or(l.InAll, 1000)}
}

// Pages is what customers see in a browser: the opt-out page that links in texts lead to, and the opt-in page. It may
// be used by many goroutines at once.
type Pages struct {
	c       PagesConfig
	base    string
	tokens  stopTokens
	seals   seals
	words   words
	matcher language.Matcher // of the languages in tongues, in their order
	limiter *limiter
	origin  *http.CrossOriginProtection
}

// NewPages makes the pages. All that is wrong with the config comes back in one error.
func NewPages(c PagesConfig) (*Pages, error) {
	c.Country, c.Language, c.Limits = cmp.Or(c.Country, "DE"), cmp.Or(c.Language, message.German), c.Limits.withDefaults()
	if c.Number.Kind() == message.Alphanumeric {
		c.Number = ""
	}
	if c.Proxies == nil {
		c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	}
	p := &Pages{c: c, base: strings.TrimSuffix(c.BaseURL, "/"), matcher: newMatcher(), limiter: newLimiter(), origin: http.NewCrossOriginProtection()}
	var wrong []error
	if c.Shop == "" {
		wrong = append(wrong, errors.New("the shop needs a name"))
	}
	if c.Privacy != "" {
		if _, err := origin(c.Privacy); err != nil {
			wrong = append(wrong, fmt.Errorf("the privacy policy: %w", err))
		}
	}
	site, err := origin(c.BaseURL)
	if err == nil {
		err = p.origin.AddTrustedOrigin(site)
	}
	if err != nil {
		wrong = append(wrong, fmt.Errorf("the public address: %w", err))
	}
	wrong = append(wrong, p.derive())
	if p.words, err = loadWords(pageFiles, c.Informal); err != nil {
		wrong = append(wrong, err)
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, fmt.Errorf("set up the customers' pages: %w", err)
	}
	return p, nil
}

// origin gives the scheme and host of an address.
func origin(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", errors.New(`write it as "https://shop.example/…"`)
	}
	return u.Scheme + "://" + u.Host, nil
}

// derive makes the keys of links and of forms from the one secret (HKDF, RFC 5869).
func (p *Pages) derive() error {
	if len(p.c.Secret) < 32 {
		return errors.New("the secret needs at least 32 octets")
	}
	forLinks, err := hkdf.Key(sha256.New, p.c.Secret, nil, "kurzwahl opt-out links 1", 32)
	if err != nil {
		return fmt.Errorf("derive key: %w", err)
	}
	forForms, err := hkdf.Key(sha256.New, p.c.Secret, nil, "kurzwahl forms 1", 32)
	if err != nil {
		return fmt.Errorf("derive key: %w", err)
	}
	p.seals = seals{key: forForms, entropy: p.c.Entropy}
	p.tokens, err = newStopTokens(forLinks)
	return err
}

// StopURL gives the address of the page on which the owner of a phone stops messages, for texts of senders that
// cannot receive a STOP. It is the same each time and takes 22 characters behind "/stop/". What is not a phone number
// in E.164 form is an error.
func (p *Pages) StopURL(address message.Address) (string, error) {
	token, err := p.tokens.token(address)
	if err != nil {
		return "", err
	}
	return p.base + "/stop/" + token, nil
}

// register puts the pages where they belong.
func (p *Pages) register(mux *http.ServeMux) {
	mux.HandleFunc("GET /stop/{token}", p.askStop)
	mux.HandleFunc("POST /stop/{token}", p.own(p.stop))
	if p.c.Number != "" {
		mux.HandleFunc("GET /join", p.askJoin)
		mux.HandleFunc("POST /join", p.own(p.join))
	}
}

// maxForm is the most octets of a form: ten times what an honest one has.
const maxForm = 8 << 10

// own takes a form that comes from a page of ours and is not too large, and refuses any other.
func (p *Pages) own(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := p.origin.Check(r); err != nil {
			p.again(w, r, http.StatusForbidden, "again.foreign")
			return
		}
		// A recorder in a test has no deadline to set, and needs none.
		if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyPatience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			p.again(w, r, http.StatusServiceUnavailable, "again.text")
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
				p.again(w, r, http.StatusRequestEntityTooLarge, "again.large")
				return
			}
			p.again(w, r, http.StatusBadRequest, "again.text")
			return
		}
		next(w, r)
	}
}

// view begins a page in a language; phone, where there is one, is shown as given.
func (p *Pages) view(l message.Language, phone, title string) view {
	v := view{
		Language: l, Shop: p.c.Shop, Privacy: p.c.Privacy, texts: p.words[l],
		fills: strings.NewReplacer("{shop}", p.c.Shop, "{number}", string(p.c.Number), "{contact}", p.c.Contact, "{phone}", phone),
	}
	v.Title = v.Say(title)
	return v
}

// write shows a page and logs when that fails, which is a bug.
func (p *Pages) write(w http.ResponseWriter, r *http.Request, status int, name string, v view) {
	if err := show(w, status, name, v); err != nil {
		p.c.Logger.ErrorContext(r.Context(), "show page", slog.String("page", name), slog.Any("error", err))
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// again says that it did not work, and why.
func (p *Pages) again(w http.ResponseWriter, r *http.Request, status int, why string) {
	v := p.view(p.spoken(r, asked(r)), "", "again.title")
	v.add(why)
	p.write(w, r, status, "answer", v)
}

// failed logs what the database said, and asks the customer to try again.
func (p *Pages) failed(w http.ResponseWriter, r *http.Request, doing string, err error) {
	p.c.Logger.ErrorContext(r.Context(), "answer a customer's page", slog.String("doing", doing), slog.Any("error", err))
	p.again(w, r, http.StatusServiceUnavailable, "again.text")
}

// texting is a button that opens the phone's own SMS program with one word in it (RFC 5724; "?&" because some phones
// know only "&").
func (p *Pages) texting(text, word string) *button {
	return &button{Text: text, Target: template.URL("sms:" + string(p.c.Number) + "?&body=" + word)} //nolint:gosec // the number is digits and a plus
}
