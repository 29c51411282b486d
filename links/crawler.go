package links

import "strings"

// Visit is what is known of a request for a link.
type Visit struct {
	Method    string // of the HTTP request: "GET", "HEAD"
	UserAgent string // as the request says
	// Purpose is what the headers Sec-Purpose, Purpose, X-Purpose or X-Moz say; browsers that load a page before
	// anybody asked for it say "prefetch", "prerender" or "preview" there.
	Purpose string
}

// crawlerTokens are parts of the user agents of programs that fetch a link without a person having opened it, in lower
// case: previews in messengers and mail, search engines, scanners, plain HTTP libraries. iMessage's preview calls
// itself facebookexternalhit and Twitterbot. They are published by the makers, as seen in servers' logs.
var crawlerTokens = []string{
	"bot", "crawl", "spider", "slurp", "preview", "externalhit", "facebookcatalog", "meta-externalagent",
	"whatsapp", "viber", "skypeuri", "slack-imgproxy", "embedly", "iframely", "vkshare", "mediapartners-google",
	"google-read-aloud", "google-safety", "google-inspectiontool", "google-pagerenderer", "googleimageproxy",
	"apis-google", "feedfetcher", "bingpreview", "microsoft office", "ms-office", "safelinks", "barracuda",
	"proofpoint", "mimecast", "virustotal", "urlscan", "phishtank", "headlesschrome", "phantomjs", "lighthouse",
	"curl/", "wget/", "python-", "python/", "aiohttp", "go-http-client", "okhttp", "java/", "apache-httpclient",
	"node-fetch", "axios/", "libwww", "ruby", "php/", "guzzle", "dalvik/", "cfnetwork/", "monitor", "uptime",
	"scan",
}

// notCrawlers are names in users' browsers that hold one of the tokens by accident: a maker of telephones.
var notCrawlers = []string{"cubot"}

// byPerson says whether the visit can be a person's click. A HEAD request, a browser that only loads ahead, a known
// crawler and a nameless program cannot. It errs on the side of not counting.
func (v Visit) byPerson() bool {
	if v.Method != "GET" || v.Purpose != "" {
		return false
	}
	agent := strings.ToLower(v.UserAgent)
	for _, name := range notCrawlers {
		agent = strings.ReplaceAll(agent, name, "")
	}
	for _, token := range crawlerTokens {
		if strings.Contains(agent, token) {
			return false
		}
	}
	return strings.TrimSpace(agent) != ""
}
