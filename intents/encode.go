package intents

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

//go:generate go run ./train weights.bin

//go:embed weights.bin
var builtinWeights []byte

// ErrOldModel says that a stored Model was learned by another version of the program and must be learned anew.
var ErrOldModel = errors.New("model of another version")

// header is the part of an encoded Model before its weights.
type header struct {
	Source    string // digest of the examples, rules and feature space it was learned with
	Labels    []string
	Languages []string
	Scale     []float32
	Bias      []float32
	Sure      calibration
}

// MarshalBinary encodes the model for storing: one line of JSON, then a byte a weight.
func (m *Model) MarshalBinary() ([]byte, error) {
	line, err := json.Marshal(header{m.source, m.labels, m.languages, m.scale, m.bias, m.sure})
	if err != nil {
		return nil, fmt.Errorf("encode model: %w", err)
	}
	data := make([]byte, 0, len(line)+1+buckets*m.columns)
	data = append(append(data, line...), '\n')
	for i := range buckets * m.columns {
		data = append(data, byte(m.weight(i/m.columns, i%m.columns))) //nolint:gosec // the same eight bits
	}
	return data, nil
}

// DecodeModel reads what MarshalBinary wrote. It returns ErrOldModel, wrapped, for a model that was learned with
// other features.
func DecodeModel(data []byte) (*Model, error) {
	line, weights, _ := bytes.Cut(data, []byte("\n"))
	var h header
	if err := json.Unmarshal(line, &h); err != nil {
		return nil, fmt.Errorf("decode model: %w", err)
	}
	source, err := sourceDigest()
	if err != nil {
		return nil, err
	}
	columns := len(h.Labels) + len(h.Languages)
	if h.Source != source || columns > maxWords*wordBytes || len(weights) != buckets*columns || len(h.Scale) != columns || len(h.Bias) != columns {
		return nil, fmt.Errorf("decode model: %w", ErrOldModel)
	}
	m := &Model{
		source: h.Source, labels: h.Labels, languages: h.Languages, columns: columns,
		scale: h.Scale, bias: h.Bias, sure: h.Sure, rows: make([]uint64, buckets*wordsOf(columns)),
	}
	for i, w := range weights {
		m.setWeight(i/columns, i%columns, int8(w)) //nolint:gosec // the same eight bits
	}
	return m, nil
}

// builtinModel decodes the weights that come with the program.
func builtinModel() (*Model, error) {
	m, err := DecodeModel(builtinWeights)
	if err != nil {
		return nil, fmt.Errorf("built-in weights (run go generate in intents): %w", err)
	}
	return m, nil
}

// sourceDigest is a digest of everything that shapes features: the rules' classes and the feature space, and of the
// built-in examples.
func sourceDigest() (string, error) {
	sum := sha256.New()
	sum.Write([]byte(featureVersion + strconv.Itoa(bucketBits)))
	examples, err := exampleSource("*")
	if err != nil {
		return "", err
	}
	sum.Write([]byte(examples))
	for _, name := range []string{"words", "keep"} {
		rules, err := ruleFiles.ReadFile("rules/" + name + ".txt")
		if err != nil {
			return "", fmt.Errorf("read rules: %w", err)
		}
		sum.Write(rules)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}
