package intents

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// How the model is trained.
const (
	epochs       = 8
	settled      = 3 // the epochs after these are averaged, which evens out the order of the examples
	learningRate = 0.5
	decay        = 1e-3 // L2 regularisation
	biasRate     = 0.02
	negligible   = 0.004 // a slope below this changes nothing
)

// sample is an example ready for training.
type sample struct {
	features []feature
	norm     float32
	label    int
	language int
}

// Train learns a Model from the built-in examples and those that staff taught, which count like several. The same
// examples give the same model. It takes some ten seconds of a processor, so it does not belong on a worker that answers texts.
func Train(taught []Example) (*Model, error) {
	builtin, err := Builtin()
	if err != nil {
		return nil, err
	}
	return retrain(builtin, taught)
}

// retrain learns from examples and what was taught, with the calibration of the built-in model.
func retrain(examples, taught []Example) (*Model, error) {
	all := slices.Clone(examples)
	for range taughtCopies {
		all = append(all, taught...)
	}
	return calibratedLike(all)
}

// calibratedLike learns from examples, with the calibration of the built-in model.
func calibratedLike(examples []Example) (*Model, error) {
	rules, err := builtinRules()
	if err != nil {
		return nil, err
	}
	m, err := train(rules, examples)
	if err != nil {
		return nil, err
	}
	calibrated, err := builtinModel()
	if err != nil {
		return nil, err
	}
	m.sure = calibrated.sure
	return m, nil
}

// taughtCopies is how many built-in examples a taught one outweighs.
const taughtCopies = 3

func train(rules *book, examples []Example) (*Model, error) {
	source, err := sourceDigest()
	if err != nil {
		return nil, err
	}
	m := &Model{source: source, labels: labels(examples), languages: []string{"de", "en", "pl", ""}}
	m.columns = len(m.labels) + len(m.languages)
	if m.columns > maxWords*wordBytes {
		return nil, fmt.Errorf("train: %d intents, topics and languages are more than %d", m.columns, maxWords*wordBytes)
	}
	random := rand.New(rand.NewPCG(7, 11)) //nolint:gosec // reproducible training, no secret
	varied := vary(examples, random)
	samples := make([]sample, 0, len(examples)+len(varied))
	for _, example := range slices.Concat(examples, varied) {
		label := slices.Index(m.labels, example.label())
		language := slices.Index(m.languages, string(example.Language))
		if language < 0 {
			return nil, fmt.Errorf("train: language %q is not known", example.Language)
		}
		t := read(example.Text)
		rules.prepare(t)
		list, norm := rules.features(example.Context, t)
		samples = append(samples, sample{list, norm, label, language})
	}
	learn(m, samples, random)
	return m, nil
}

func labels(examples []Example) []string {
	var names []string
	for _, example := range examples {
		names = append(names, example.label())
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// learner is the state of training: one logistic regression a column.
type learner struct {
	columns        int
	labels         int // the first columns are intents, the rest languages
	weights        []float32
	squares        []float32 // sum of squared slopes, which sets each weight's own step
	bias           []float32
	scores, slopes []float32
	active         []int // the columns that are wrong enough to change
}

// learn runs stochastic gradient descent with a step of its own for each weight (Duchi et al., "Adaptive
// Subgradient Methods", 2011), then shortens the weights to a byte.
func learn(m *Model, samples []sample, random *rand.Rand) {
	l := &learner{
		columns: m.columns, labels: len(m.labels),
		weights: make([]float32, buckets*m.columns), squares: make([]float32, buckets*m.columns),
		bias: make([]float32, m.columns), scores: make([]float32, m.columns), slopes: make([]float32, m.columns),
	}
	mean, meanBias := make([]float32, len(l.weights)), make([]float32, len(l.bias))
	for epoch := range epochs {
		random.Shuffle(len(samples), func(i, j int) { samples[i], samples[j] = samples[j], samples[i] })
		for i := range samples {
			l.judge(&samples[i])
			l.step(&samples[i])
		}
		if epoch >= settled {
			addShare(mean, l.weights)
			addShare(meanBias, l.bias)
		}
	}
	m.quantise(mean, meanBias)
}

// addShare adds one epoch's part to the mean of the last epochs.
func addShare(mean, weights []float32) {
	for i, w := range weights {
		mean[i] += w / (epochs - settled)
	}
}

// judge scores a sample and finds the columns that are wrong about it.
func (l *learner) judge(s *sample) {
	copy(l.scores, l.bias)
	for _, f := range s.features {
		value := float32(f.weight) * s.norm
		for c, w := range l.weights[int(f.bucket)*l.columns:][:l.columns] {
			l.scores[c] += value * w
		}
	}
	l.active = l.active[:0]
	for c := range l.scores {
		target := float32(0)
		if c == s.label || c == l.labels+s.language {
			target = 1
		}
		l.slopes[c] = sigmoid(l.scores[c]) - target
		if l.slopes[c] > negligible || l.slopes[c] < -negligible {
			l.active = append(l.active, c)
		}
	}
}

// step moves the weights of those columns against their slope.
func (l *learner) step(s *sample) {
	for _, f := range s.features {
		value := float32(f.weight) * s.norm
		base := int(f.bucket) * l.columns
		for _, c := range l.active {
			slope := l.slopes[c]*value + decay*l.weights[base+c]
			l.squares[base+c] += slope * slope
			l.weights[base+c] -= learningRate * slope / (1e-6 + float32(math.Sqrt(float64(l.squares[base+c]))))
		}
	}
	for _, c := range l.active {
		l.bias[c] -= biasRate * l.slopes[c]
	}
}

func sigmoid(x float32) float32 { return float32(1 / (1 + math.Exp(-float64(x)))) }
