package bench

import (
	"strconv"
	"strings"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// phone gives the number of recipient or customer n; n is below 100 million.
func phone(n int) message.Address { return message.Address("+49151" + eightDigits(n)) }

// numberOf is the inverse of phone, for digits with or without the plus; ok is false for what phone never gives.
func numberOf[T ~string | ~[]byte](digits T) (n int, ok bool) {
	text := strings.TrimPrefix(string(digits), "+")
	if len(text) != len("4915100000000") || !strings.HasPrefix(text, "49151") {
		return 0, false
	}
	for _, d := range text[5:] {
		if d < '0' || d > '9' {
			return 0, false
		}
		n = 10*n + int(d-'0')
	}
	return n, true
}

// filler is the body of the messages: GSM 03.38 letters, one octet each.
var filler = strings.Repeat(" Ihr Fahrrad ist fertig und kann heute bis 19 Uhr abgeholt werden. Vielen Dank, Ihr Radhaus am Markt.", 10)

// words are those of the message to recipient n, as many characters as asked for; no two messages are alike.
func words(n, characters int) string {
	return "Auftrag " + eightDigits(n) + filler[:max(0, characters-len("Auftrag 12345678"))]
}

func eightDigits(n int) string { return strconv.Itoa(100_000_000 + n)[1:] }

// dayOf is a working day at ten in the morning: measuring must not depend on when it is done.
func dayOf(zone *time.Location) time.Time {
	return time.Date(2026, time.November, 24, 10, 0, 0, 0, zone)
}

// contact is recipient n of a campaign, with proof of consent.
func contact(n int, now time.Time) consent.ImportedContact {
	proof := consent.Evidence{Address: phone(n), Source: "web_form", Shown: "Ja, ich möchte Angebote per SMS.", At: now.Add(-24 * time.Hour)}
	return consent.ImportedContact{
		Address: proof.Address, FirstName: "Anna", Language: message.German, Tags: []string{"bench"},
		Consents: []consent.Record{proof.Record(consent.Offers, consent.Granted)},
	}
}
