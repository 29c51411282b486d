package config

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Problems is all that is wrong with a config, in the order of the file's sections.
type Problems []string

// Error lists the problems, one a line.
func (p Problems) Error() string {
	return fmt.Sprintf("%d problem(s) in the config:\n  - %s", len(p), strings.Join(p, "\n  - "))
}

// Load reads the file at path, takes secrets from getenv (KURZWAHL_…) and from the files that *_file keys name, fills in
// the defaults and checks it all. The error is Problems when the file could be read but must not be used.
func Load(path string, getenv func(string) string) (*Config, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the operator names the file on the command line
	if err != nil {
		return nil, fmt.Errorf("read config: %w", err)
	}
	return Parse(text, getenv)
}

// Parse is Load for a text that was read already.
func Parse(text []byte, getenv func(string) string) (*Config, error) {
	var c Config
	problems := decode(text, &c)
	problems = append(problems, c.fillSecrets(getenv)...)
	c.fillDefaults()
	problems = append(problems, c.check()...)
	if len(problems) > 0 {
		return nil, Problems(problems)
	}
	return &c, nil
}

// decode is strict: a key that means nothing is most likely a key misspelt. A value of the wrong form ends the
// decoding, so it is taken out and the rest is read again, to find all the problems there are.
func decode(text []byte, c *Config) (problems []string) {
	for range 50 {
		*c = Config{}
		decoder := toml.NewDecoder(strings.NewReader(string(text)))
		err := decoder.DisallowUnknownFields().EnableUnmarshalerInterface().Decode(c)
		if err == nil {
			return problems
		}
		if unknown, ok := errors.AsType[*toml.StrictMissingError](err); ok {
			for _, e := range unknown.Errors {
				row, _ := e.Position()
				problems = append(problems, fmt.Sprintf("line %d: %s is not a setting: is it misspelt?", row, strings.Join(e.Key(), ".")))
			}
			return problems
		}
		wrong, ok := errors.AsType[*toml.DecodeError](err)
		if !ok {
			return append(problems, err.Error())
		}
		row, _ := wrong.Position()
		problems = append(problems, fmt.Sprintf("line %d: %s", row, strings.TrimPrefix(wrong.Error(), "toml: ")))
		if text, ok = withoutLine(text, row); !ok {
			return problems
		}
	}
	return problems
}

// withoutLine empties one line if it holds a whole "key = value", and says whether it did.
func withoutLine(text []byte, row int) ([]byte, bool) {
	lines := strings.Split(string(text), "\n")
	if row < 1 || row > len(lines) || !strings.Contains(lines[row-1], "=") {
		return text, false
	}
	lines[row-1] = ""
	return []byte(strings.Join(lines, "\n")), true
}
