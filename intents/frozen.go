package intents

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed testdata/golden.tsv
var frozenChecks string

// Frozen gives the check set that comes with the program: texts that no model may unlearn, and from which none learns.
// The caller owns it.
func Frozen() ([]Check, error) {
	var checks []Check
	number := 0
	for line := range strings.Lines(frozenChecks) {
		number++
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		columns := strings.SplitN(line, "\t", 5) // context, language, intent, slots, text
		if len(columns) != 5 {
			return nil, fmt.Errorf("check set: line %d has %d columns, not 5", number, len(columns))
		}
		checks = append(checks, Check{Context: Context(columns[0]), Intent: Intent(columns[2]), Text: strings.ReplaceAll(columns[4], `\n`, "\n")})
	}
	return checks, nil
}

// Topics lists what general questions are about, as in SlotTopic; the caller owns the slice.
func Topics() []string {
	return []string{"hours", "shipping", "payment", "voucher", "size", "address", "returns_policy", "contact", "stock"}
}
