package links

import (
	"net/url"
	"strings"
)

// UTM is what the shop's web statistics shall know of a visit. Empty fields are left out; none of them may hold
// anything that tells who the reader is.
type UTM struct {
	Source, Medium, Campaign, Content string
}

// tag adds the parameters to u behind what its query holds already. A parameter that is there stays as it is.
func (t UTM) tag(u *url.URL) {
	present := u.Query()
	var added []string
	for _, p := range []struct{ name, value string }{
		{"utm_source", t.Source},
		{"utm_medium", t.Medium},
		{"utm_campaign", t.Campaign},
		{"utm_content", t.Content},
	} {
		if p.value != "" && !present.Has(p.name) {
			added = append(added, p.name+"="+url.QueryEscape(p.value))
		}
	}
	if u.RawQuery != "" {
		added = append([]string{u.RawQuery}, added...)
	}
	u.RawQuery = strings.Join(added, "&")
}
