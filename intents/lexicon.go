package intents

import (
	"embed"
	"fmt"
)

//go:embed rules/*.txt
var ruleFiles embed.FS

// keepOutcome marks the rules that hide words from the opt-out rules.
const keepOutcome = "keep"

// builtinRules compiles the rule books that come with the program.
func builtinRules() (*book, error) {
	var sources []string
	for _, name := range []string{"words", "keep", "opt_out", "auto_reply", "keywords"} {
		source, err := ruleFiles.ReadFile("rules/" + name + ".txt")
		if err != nil {
			return nil, fmt.Errorf("read rules: %w", err)
		}
		sources = append(sources, string(source))
	}
	rules, err := compile(sources...)
	if err != nil {
		return nil, fmt.Errorf("compile rules: %w", err)
	}
	return rules, nil
}

// classes holds the classes of words that Go code asks about, by the names that words.txt gives them.
type classes struct {
	scoreCue, scoreUnit, scoreFrame, unit, notScoreBefore, less, or, of, upTo uint16
	broken, missing                                                           uint16
	numberCue, numberFrame                                                    uint16
	entryFrame                                                                uint16
	productFrame, joins, conditional                                          uint16
	yes, no, neg, stop                                                        uint16
}

func (b *book) wordClasses() classes {
	return classes{
		scoreCue: b.named["@scorecue"], scoreUnit: b.named["@scoreunit"], scoreFrame: b.named["@scoreframe"],
		unit: b.named["@unit"], notScoreBefore: b.named["@notscorebefore"], less: b.named["@less"], or: b.named["@or"], of: b.named["@of"],
		upTo: b.named["@upto"], broken: b.named["@broken"], missing: b.named["@missing"],
		numberCue: b.named["@numbercue"], numberFrame: b.named["@numberframe"], entryFrame: b.named["@entryframe"],
		productFrame: b.named["@productframe"], joins: b.named["@joins"], conditional: b.named["@if"],
		yes: b.named["@yes"], no: b.named["@no"], neg: b.named["@neg"], stop: b.named["@stop"],
	}
}
