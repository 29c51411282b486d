package intents

import (
	"regexp"
	"strings"
)

// orderShape is what an order or parcel number can look like: digits in groups that blanks, dashes, slashes or
// dots may join, with up to four letters in front and three behind ("4711", "883 201", "DE-2024-00871", "MB7741X").
var orderShape = regexp.MustCompile(`(?i)(?:\b[a-z]{1,4}[-/.]?)?\d+(?:[-/]\d+|[ ]\d{1,4}\b)*(?:[-/]?[a-z]{1,3}\b)?(?:[-/]\d+)*`)

// minOrderDigits is how many digits a number needs to pass for an order's.
const minOrderDigits = 4

// orderNumber finds the first number in raw that could be an order's, as typed; "" when there is none.
func orderNumber(raw string) string {
	for _, span := range orderShape.FindAllStringIndex(raw, -1) {
		candidate := strings.TrimSpace(raw[span[0]:span[1]])
		if digits(candidate) >= minOrderDigits {
			return candidate
		}
	}
	return ""
}

func digits(s string) int {
	n := 0
	for _, r := range s {
		if isDigit(r) {
			n++
		}
	}
	return n
}
