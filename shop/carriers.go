package shop

import (
	"net/url"
	"strings"
)

// carrierPages are the carriers' public tracking pages, "N" being the number.
var carrierPages = map[string]string{
	"dhl":           "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode=N",
	"dpd":           "https://tracking.dpd.de/status/de_DE/parcel/N",
	"gls":           "https://gls-group.com/DE/de/paketverfolgung?match=N",
	"hermes":        "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation/#N",
	"ups":           "https://www.ups.com/track?loc=de_DE&tracknum=N",
	"post_at":       "https://www.post.at/sv/sendungssuche?snr=N",
	"post_ch":       "https://service.post.ch/ekp-web/ui/entry/search/N",
	"inpost":        "https://inpost.pl/sledzenie-przesylek?number=N",
	"poczta_polska": "https://emonitoring.poczta-polska.pl/?numer=N",
	"dpd_pl":        "https://tracktrace.dpd.com.pl/findParcel?parcelNr=N",
}

// TrackingPage gives the carrier's page for a parcel, or "" for a carrier that is not known.
func TrackingPage(carrier, number string) string {
	page := carrierPages[strings.ToLower(strings.TrimSpace(carrier))]
	number = strings.TrimSpace(number)
	if page == "" || number == "" {
		return ""
	}
	return strings.TrimSuffix(page, "N") + url.QueryEscape(number)
}
