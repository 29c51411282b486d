package faq

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// numbered finds what belongs to one customer by its shape: long numbers, ids of cases, links, sums with two decimals.
var numbered = regexp.MustCompile(`(?i)\d{4,}|\bR\d+\b|https?://|\d+[.,]\d{2}\b`)

// priced finds amounts of money with their currency before or behind: "59 EUR", "59,- €", "80 złotych", "£5".
var priced = regexp.MustCompile(`(?i)\d(?:[.,]?[-–]+)?[\s\pZ]*(?:[€$£]|kč|z[łl](?:ot\pL*)?(?:\PL|$)|(?:euros?|eur|pln|usd|gbp|chf|czk|cents?|ct)\b)` +
	`|(?:[€$£]|\b(?:euro?|pln|usd|gbp|chf|czk))[\s\pZ]*\d`)

// ordered finds the number of one order, invoice, parcel or case: a word for it, or for number, and digits.
var ordered = regexp.MustCompile(`(?i)(?:^|\PL)(?:bestellung|auftrag|rechnung|sendung|paket|vorgang|order|invoice|parcel|zam[oó]wieni\pL*|faktur\pL*|paczk\pL*` +
	`|\pL*-?n(?:umme)?r|no\.|number|numer\pL*)[\s\pZ.:#]*(?:(?:nr|no)[.:\s\pZ#]*)?\d|#\d`)

// titled finds a title with a name: "Frau Meier", "Mr. Brown", "Pani Kasiu".
var titled = regexp.MustCompile(`(?:^|\PL)(?:(?i:frau|herrn?|mrs?|ms|miss)|Pani[ąe]?|Pan(?:ie|u|a|em)?)\.?[\s\pZ]+\p{Lu}\pL`)

// greeted finds a salutation with the word behind it, which may be a name.
var greeted = regexp.MustCompile(`(?:^|\PL)(?i:hallo|hi|hey|hej|moin|servus|liebe[rs]?|(?:sehr[\s\pZ]+)?geehrte[rs]?|guten[\s\pZ]+(?:tag|morgen|abend)|dear|hello|` +
	`good[\s\pZ]+(?:morning|afternoon|evening)|dzie[nń][\s\pZ]+dobry|cze[sś][cć]|witaj|drog[ia]|szanown[aiy])[\s\pZ]+((?i:frau|herrn?|mrs?|ms)\.?[\s\pZ]+\pL+|\p{Lu}\pL+)`)

// anybody are the words behind a salutation that are nobody's name.
var anybody = map[string]bool{
	"alle": true, "zusammen": true, "kunde": true, "kunden": true, "kundin": true, "kundinnen": true, "kundschaft": true, "team": true, "leute": true, "gruß": true, "grüße": true,
	"grüsse": true, "ihr": true, "sie": true, "wir": true, "ja": true, "nein": true, "all": true, "customer": true, "customers": true, "sir": true, "madam": true, "there": true,
	"yes": true, "we": true, "you": true, "państwo": true, "panstwo": true, "pani": true, "panie": true, "klienci": true, "kliencie": true, "tak": true,
}

// personal says whether a reply may hold what is meant for one customer only.
func personal(reply string, names []string) bool {
	return numbered.MatchString(reply) || priced.MatchString(reply) || NamesOrder(reply) || Names(reply, names)
}

// NamesOrder says whether a text gives the number of an order, an invoice, a parcel or a case: "Bestellung 123", "order
// no. 12", "zamówienie 77", "Nr. 5", "#12".
func NamesOrder(text string) bool { return ordered.MatchString(text) }

// Names says whether a text has one of the names in it, or a part of one, or speaks to somebody by name: a title or a
// salutation with a name behind it, as in "Frau Meier" and "Hi Anna".
func Names(text string, names []string) bool {
	if titled.MatchString(text) {
		return true
	}
	for _, found := range greeted.FindAllStringSubmatch(text, -1) {
		if !anybody[strings.ToLower(found[1])] {
			return true
		}
	}
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.ContainsFunc(names, func(name string) bool {
		for part := range strings.FieldsSeq(strings.ToLower(name)) {
			if len([]rune(part)) > 1 && slices.Contains(words, part) {
				return true
			}
		}
		return false
	})
}
