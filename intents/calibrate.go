package intents

import (
	"fmt"
	"math"
)

// folds is into how many parts the examples are cut for calibration.
const folds = 5

// easier is by how much, in log odds, the classifier is right more often on customers' texts than on held-out examples,
// which are unlike one another on purpose. It was measured on labelled texts by others.
const easier = 0.4

// TrainBuiltin learns the model that comes with the program. Its confidence is calibrated on examples held out in
// turn (all texts made of one template together), and heldOut says what share of those it read rightly, 0..1.
// It takes a minute of a processor.
func TrainBuiltin() (m *Model, heldOut float64, err error) {
	examples, err := Builtin()
	if err != nil {
		return nil, 0, err
	}
	rules, err := builtinRules()
	if err != nil {
		return nil, 0, err
	}
	if m, err = train(rules, examples); err != nil {
		return nil, 0, err
	}
	trials, err := crossValidate(rules, examples)
	if err != nil {
		return nil, 0, err
	}
	right := 0
	for _, t := range trials {
		if t.right {
			right++
		}
	}
	m.sure = fitCalibration(trials)
	m.sure.Bias += easier
	return m, float64(right) / float64(max(len(trials), 1)), nil
}

// trial is how the classifier did on one held-out text.
type trial struct {
	score, lead float64
	right       bool
}

// crossValidate trains on four fifths of the templates and tries the last fifth, five times.
func crossValidate(rules *book, examples []Example) ([]trial, error) {
	var trials []trial
	for fold := range folds {
		var rest, held []Example
		for _, example := range examples {
			if example.template%folds == fold {
				held = append(held, example)
			} else {
				rest = append(rest, example)
			}
		}
		m, err := train(rules, rest)
		if err != nil {
			return nil, fmt.Errorf("fold %d: %w", fold, err)
		}
		for _, example := range held {
			t := read(example.Text)
			rules.prepare(t)
			list, norm := rules.features(example.Context, t)
			v := m.judge(list, norm)
			want, _ := split(example.label())
			trials = append(trials, trial{float64(v.best.score), v.lead(), want == v.best.intent})
		}
	}
	return trials, nil
}

// fitCalibration finds the logistic curve that turns score and lead into the share of right answers (Platt,
// "Probabilistic Outputs for Support Vector Machines", 1999, with a second variable).
func fitCalibration(trials []trial) calibration {
	var score, lead, bias float64
	const rounds, rate = 4000, 0.3
	for range rounds {
		var dScore, dLead, dBias float64
		for _, t := range trials {
			p := 1 / (1 + math.Exp(-(score*t.score + lead*t.lead + bias)))
			if t.right {
				p--
			}
			dScore += p * t.score
			dLead += p * t.lead
			dBias += p
		}
		n := float64(max(len(trials), 1))
		score -= rate * dScore / n / 10
		lead -= rate * dLead / n / 10
		bias -= rate * dBias / n
	}
	return calibration{float32(score), float32(lead), float32(bias)}
}
