package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// longestAgent is how much of a browser's name is kept.
const longestAgent = 300

// client is the address of the browser: the peer's, or, where the peer is a proxy of the operator's, the last address
// in X-Forwarded-For that is not. What stands before that in the header anybody may have written. Invalid when the
// request has none.
func client(r *http.Request, proxies []netip.Prefix) netip.Addr {
	at := peer(r.RemoteAddr)
	ours := func(a netip.Addr) bool {
		return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !at.IsValid() || !ours(at) {
			break
		}
		next := peer(strings.TrimSpace(hop))
		if !next.IsValid() {
			break
		}
		at = next
	}
	return at
}

// peer reads "address" or "address:port".
func peer(text string) netip.Addr {
	if both, err := netip.ParseAddrPort(text); err == nil {
		return both.Addr().Unmap().WithZone("")
	}
	alone, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Addr{}
	}
	return alone.Unmap().WithZone("")
}

// household is what one customer's connection has: an IPv4 address, or a /64 of IPv6 (RFC 6177 section 2).
func household(a netip.Addr) string {
	if !a.Is6() {
		return a.String()
	}
	network, err := a.Prefix(64)
	if err != nil {
		return a.String()
	}
	return network.String()
}

// agent is what the browser calls itself, cut to a length worth keeping.
func agent(r *http.Request) string {
	name := r.UserAgent()
	return name[:min(len(name), longestAgent)]
}
