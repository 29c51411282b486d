package shop

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How long what a webhook says may be, in characters; of a page's address in octets.
const (
	maxID     = 200
	maxNumber = 64
	maxWord   = 40 // a carrier, a price, a day
	maxName   = 100
	maxURL    = 2048
	maxItems  = 500
)

// plain says whether a text that must stay as it is can be stored: no control characters, not too long.
func plain(s string, most int) bool {
	return !strings.ContainsFunc(s, unicode.IsControl) && utf8.RuneCountInString(s) <= most
}

// clean makes one line of a text: without control characters and spaces around it, cut after most characters.
func clean(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case unicode.IsControl(r):
			return -1
		default:
			return r
		}
	}, s)
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > most {
		s = strings.TrimSpace(string([]rune(s)[:most]))
	}
	return s
}

// cleanURL gives the address of a page, or "" for one that is none: cut or mended it would lead elsewhere.
func cleanURL(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > maxURL || strings.ContainsFunc(s, unicode.IsControl) {
		return ""
	}
	return s
}

// cleanItems cleans the lines of an order; of a very long one the first are kept.
func cleanItems(items []Item) []Item {
	var all []Item
	for _, item := range items[:min(len(items), maxItems)] {
		all = append(all, Item{SKU: clean(item.SKU, maxName), Name: clean(item.Name, 2*maxName), Quantity: item.Quantity})
	}
	return all
}
