package links

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// Errors that say why a link may not lead to an address. Their texts are for logs; ErrHostNotAllowed is what a person
// mends in the configuration.
var (
	// ErrBadTarget: the text is no absolute http or https address, or one that hides where it leads.
	ErrBadTarget = errors.New("not an absolute http or https address")
	// ErrHostNotAllowed: the address leads to a host that is not in the list.
	ErrHostNotAllowed = errors.New("host is not allowed for short links")
)

// longestTarget is the most octets of an address that browsers and servers reliably take.
const longestTarget = 2048

// carriers are the hosts of parcel carriers' tracking pages in the countries of the shop, which are always allowed.
var carriers = []string{
	"dhl.de", "dhl.com", "deutschepost.de", "dpd.de", "dpd.com", "dpd.com.pl", "myhermes.de", "hermesworld.com",
	"gls-group.com", "gls-group.eu", "gls-pakete.de", "ups.com", "fedex.com", "inpost.pl", "poczta-polska.pl",
	"orlenpaczka.pl", "post.at", "post.ch", "royalmail.com", "evri.com",
}

// hosts is a list of allowed hosts: "shop.example" allows that host and those below it, "127.0.0.1:8080" that host
// and port only.
type hosts map[string]bool

func newHosts(lists ...[]string) hosts {
	h := make(hosts)
	for _, host := range slices.Concat(lists...) {
		if host = canonical(host); host != "" {
			h[host] = true
		}
	}
	return h
}

func canonical(host string) string {
	return strings.TrimSuffix(strings.ToLower(strings.TrimSpace(host)), ".")
}

// check reads an address and says why it may not be a target: ErrBadTarget or ErrHostNotAllowed.
func (h hosts) check(target string) (*url.URL, error) {
	if len(target) > longestTarget || strings.ContainsFunc(target, suspicious) {
		return nil, ErrBadTarget
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.Hostname() == "" ||
		strings.ContainsFunc(u.Hostname(), notInHost) {
		return nil, ErrBadTarget
	}
	if !h.allow(u) {
		return nil, ErrHostNotAllowed
	}
	return u, nil
}

// suspicious finds what readers and browsers see differently: spaces, control and invisible characters, backslashes.
func suspicious(r rune) bool {
	return r == '\\' || r == unicode.ReplacementChar || unicode.IsSpace(r) || !unicode.IsPrint(r)
}

// notInHost finds what no host name holds and what a browser might turn into a slash or a question mark, such as the
// wide forms of these.
func notInHost(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune(".-_:", r)
}

func (h hosts) allow(u *url.URL) bool {
	host := canonical(u.Hostname())
	if port := u.Port(); port != "" {
		if h[net.JoinHostPort(host, port)] {
			return true
		}
		if port != "443" && port != "80" {
			return false
		}
	}
	if h[host] {
		return true
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return false
	}
	for {
		_, parent, found := strings.Cut(host, ".")
		if !found {
			return false
		}
		if host = parent; h[host] {
			return true
		}
	}
}
