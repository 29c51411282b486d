package intents

import (
	"fmt"
	"slices"
)

// FiveFold is how labelled texts were read when each fifth of them was tried in turn by a model that had learned from
// the built-in examples and the other four fifths.
type FiveFold struct {
	Texts      int
	Classified int // the classifier's best intent is right, sure or not
	Right      int // the whole cascade with that model is right
	Confident  int // it is wrong, and its intent is not Unknown
}

// CrossValidate learns five models, one for each fifth of the texts, which takes about a minute of a processor. A rating
// is never the classifier's to decide, so what it says of one counts as right.
func CrossValidate(texts []Example) (FiveFold, error) {
	builtin, err := Builtin()
	if err != nil {
		return FiveFold{}, err
	}
	return crossValidateWith(builtin, texts)
}

func crossValidateWith(builtin, texts []Example) (FiveFold, error) {
	result := FiveFold{Texts: len(texts)}
	for fold := range folds {
		var learned, held []Example
		for i, text := range texts {
			if i%folds == fold {
				held = append(held, text)
			} else {
				learned = append(learned, text)
			}
		}
		if len(held) == 0 {
			continue
		}
		model, err := calibratedLike(slices.Concat(builtin, learned))
		if err != nil {
			return FiveFold{}, fmt.Errorf("fold %d: %w", fold, err)
		}
		p, err := New(Config{Model: model})
		if err != nil {
			return FiveFold{}, err
		}
		for _, text := range held {
			result.add(p, text)
		}
	}
	return result, nil
}

func (f *FiveFold) add(p *Parser, want Example) {
	r := p.look(want.Context, want.Text)
	best := r.verdict.best.intent
	if best == want.Intent || want.Intent == Rating || p.inContext(r, best) == want.Intent {
		f.Classified++
	}
	switch got := p.Parse(want.Context, want.Text).Intent; {
	case got == want.Intent:
		f.Right++
	case got != Unknown:
		f.Confident++
	}
}
