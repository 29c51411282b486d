package surveys

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// CodeProblem is a line of a file of coupon codes that is not taken in.
type CodeProblem struct {
	Line   int
	Reason string
}

// LongestCode is how many characters a coupon code has at most: it must fit into one text with its thanks.
const LongestCode = 32

// ReadCodes reads coupon codes, one a line, in quotation marks or not. Below a header such as "code;note" they are the first
// column of a CSV file with commas, semicolons or tabs; without one a line with a separator is a problem, as nobody knows
// which of the things in it are codes. The header and empty lines are left out. Codes come back in the order of the file,
// each once; lines that hold no good code, or one that came before, come back as problems.
func ReadCodes(r io.Reader) (codes []string, problems []CodeProblem, err error) {
	lines := bufio.NewScanner(r)
	seen, columns := map[string]int{}, false
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimPrefix(lines.Text(), "\ufeff")
		code, more := firstColumn(line)
		switch reason := badCode(code); {
		case number == 1 && isHeader(code):
			columns = true
		case more && !columns:
			problems = append(problems, CodeProblem{Line: number, Reason: `more than one thing stands in the line: write one code a line, or a header such as "code;note" above all`})
		case code == "":
		case reason != "":
			problems = append(problems, CodeProblem{Line: number, Reason: reason})
		case seen[code] > 0:
			problems = append(problems, CodeProblem{Line: number, Reason: fmt.Sprintf("the code stands in line %d already", seen[code])})
		default:
			seen[code] = number
			codes = append(codes, code)
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return nil, nil, errors.New("read coupon codes: a line is too long to hold a code: write one code a line")
	}
	if err := lines.Err(); err != nil {
		return nil, nil, fmt.Errorf("read coupon codes: %w", err)
	}
	return codes, problems, nil
}

// firstColumn gives what stands before the first separator, without quotation marks, and whether anything stands behind it.
func firstColumn(line string) (code string, more bool) {
	const separators = ",;\t"
	if i := strings.IndexAny(line, separators); i >= 0 {
		line, more = line[:i], strings.Trim(line[i:], separators+" ") != ""
	}
	return strings.TrimSpace(strings.Trim(strings.TrimSpace(line), `"'`)), more
}

func isHeader(code string) bool {
	switch strings.ToLower(code) {
	case "code", "codes", "coupon", "coupons", "coupon code", "gutschein", "gutscheine", "gutscheincode", "kod", "kupon", "voucher":
		return true
	default:
		return false
	}
}

// badCode says why a code cannot be texted; "" when it can.
func badCode(code string) string {
	if utf8.RuneCountInString(code) > LongestCode {
		return fmt.Sprintf("the code has more than %d characters", LongestCode)
	}
	for _, r := range code {
		if (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune("-_.+*/#%!", r) {
			return fmt.Sprintf("the code holds %q: use letters, digits and - _ . + * / # %% !", r)
		}
	}
	return ""
}
