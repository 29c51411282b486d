package consent

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kurzwahl/message"
)

// ImportedContact is one line of a contacts file that can be taken in.
type ImportedContact struct {
	Line      int // in the file; the header is line 1
	Address   message.Address
	FirstName string
	LastName  string
	Language  message.Language
	Tags      []string
	Consents  []Record // with their proof; none without one
	Note      string   // what was left out of the line, and why; "" normally
}

// RefusedLine says why a line of a contacts file is not taken in. It names nobody.
type RefusedLine struct {
	Line   int
	Reason string
}

// Error makes a RefusedLine an error.
func (r *RefusedLine) Error() string { return fmt.Sprintf("line %d: %s", r.Line, r.Reason) }

// ContactFile reads contacts from CSV, line by line.
type ContactFile struct {
	csv     *csv.Reader
	columns map[string]int
	country string
	now     time.Time
	seen    map[uint64]int32 // line of each number, which as digits takes less room
}

// contactColumns are the columns that a contacts file may have; phone must be there.
var contactColumns = []string{"phone", "first_name", "last_name", "language", "tags", "consent_purpose", "consent_source", "consent_at", "consent_text"}

// OpenContacts reads the header of a contacts file. Commas or semicolons separate its columns, in any order.
// National numbers belong to country (ISO 3166). Unknown columns are an error, so that a misspelt one is not lost.
func OpenContacts(r io.Reader, country string, now time.Time) (*ContactFile, error) {
	buffered := bufio.NewReader(r)
	if mark, err := buffered.Peek(3); err == nil && string(mark) == "\ufeff" {
		if _, err := buffered.Discard(3); err != nil {
			return nil, fmt.Errorf("read contacts: %w", err)
		}
	}
	start, err := buffered.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read contacts: %w", err)
	}
	if bytes.IndexByte(start, 0) >= 0 { // UTF-16, or a workbook
		return nil, errors.New(`read contacts: the file is not text in UTF-8: save it as "CSV UTF-8"`)
	}
	f := &ContactFile{csv: csv.NewReader(buffered), columns: map[string]int{}, country: country, now: now, seen: map[uint64]int32{}}
	first, _, _ := strings.Cut(string(start), "\n")
	if strings.Count(first, ";") > strings.Count(first, ",") {
		f.csv.Comma = ';'
	}
	f.csv.TrimLeadingSpace, f.csv.FieldsPerRecord = true, -1
	header, err := f.csv.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("read contacts: the file is empty: begin it with a header line such as %q", strings.Join(contactColumns, ","))
	case err != nil:
		return nil, fmt.Errorf("read contacts: the header line cannot be read: %w", err)
	}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(contactColumns, name) {
			return nil, fmt.Errorf("read contacts: unknown column %q; there are %s", name, strings.Join(contactColumns, ", "))
		}
		if _, twice := f.columns[name]; twice {
			return nil, fmt.Errorf("read contacts: the column %q is there twice", name)
		}
		f.columns[name] = i
	}
	if _, ok := f.columns["phone"]; !ok {
		return nil, errors.New(`read contacts: the column "phone" is missing`)
	}
	return f, nil
}

// Read gives the next contact. It returns a *RefusedLine for a line that cannot be taken in, after which reading
// goes on, and io.EOF at the end.
func (f *ContactFile) Read() (ImportedContact, error) {
	cells, err := f.csv.Read()
	if errors.Is(err, io.EOF) {
		return ImportedContact{}, io.EOF
	}
	if broken, ok := errors.AsType[*csv.ParseError](err); ok {
		return ImportedContact{}, &RefusedLine{broken.StartLine, quotesReason(broken)}
	}
	if err != nil {
		return ImportedContact{}, fmt.Errorf("read contacts: %w", err)
	}
	line, _ := f.csv.FieldPos(0)
	if !utf8.ValidString(strings.Join(cells, "")) {
		return ImportedContact{}, &RefusedLine{line, "the line is not UTF-8: save the file as UTF-8 and import it again"}
	}
	if len(cells) > len(f.columns) {
		return ImportedContact{}, &RefusedLine{line, "the line has more columns than the header"}
	}
	return f.contact(line, cells)
}

// Offset is how many octets of the file were read, for who shows how far it is.
func (f *ContactFile) Offset() int64 { return f.csv.InputOffset() }

// quotesReason says how far the broken quotation marks reach: all of those lines are lost.
func quotesReason(broken *csv.ParseError) string {
	if broken.Line > broken.StartLine {
		return fmt.Sprintf("quotation marks do not match, nothing was read down to line %d", broken.Line)
	}
	return "quotation marks do not match"
}

func (f *ContactFile) contact(line int, cells []string) (ImportedContact, error) {
	cell := func(column string) string {
		if i, ok := f.columns[column]; ok && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	address, err := message.ParsePhone(cell("phone"), f.country)
	switch {
	case errors.Is(err, message.ErrCannotReceive):
		return ImportedContact{}, &RefusedLine{line, "this kind of number cannot receive SMS"}
	case errors.Is(err, message.ErrRounded):
		return ImportedContact{}, &RefusedLine{line, "a spreadsheet has rounded the number: format the column as text and fill it in anew"}
	case err != nil:
		return ImportedContact{}, &RefusedLine{line, "not a phone number"}
	}
	digits, err := strconv.ParseUint(strings.TrimPrefix(string(address), "+"), 10, 64)
	if err != nil {
		return ImportedContact{}, &RefusedLine{line, "not a phone number"}
	}
	if before := f.seen[digits]; before > 0 {
		return ImportedContact{}, &RefusedLine{line, fmt.Sprintf("the same number as in line %d", before)}
	}
	f.seen[digits] = int32(min(line, math.MaxInt32)) //nolint:gosec // it fits
	c := ImportedContact{Line: line, Address: address, FirstName: cell("first_name"), LastName: cell("last_name")}
	switch language := message.Language(strings.ToLower(cell("language"))); language {
	case "", message.German, message.English, message.Polish:
		c.Language = language
	default:
		c.Note = fmt.Sprintf("language %q is not spoken here", language)
	}
	for tag := range strings.SplitSeq(cell("tags"), ";") {
		if tag = strings.ToLower(strings.TrimSpace(tag)); tag != "" && !slices.Contains(c.Tags, tag) {
			c.Tags = append(c.Tags, tag)
		}
	}
	consents, note := f.consents(address, cell)
	c.Consents = consents
	if note != "" {
		c.Note = strings.TrimPrefix(c.Note+"; "+note, "; ")
	}
	return c, nil
}

// consents reads the columns of consent. A consent without its whole proof is none (GDPR Art. 7(1)).
func (f *ContactFile) consents(address message.Address, cell func(string) string) (records []Record, note string) {
	purposes, source, text := cell("consent_purpose"), cell("consent_source"), cell("consent_text")
	if purposes == "" {
		if source != "" || text != "" || cell("consent_at") != "" {
			return nil, "no consent: consent_purpose is empty"
		}
		return nil, ""
	}
	at, err := parseMoment(cell("consent_at"))
	switch {
	case err != nil:
		return nil, "no consent: consent_at is no date such as 2026-11-21 or 2026-11-21T10:00:00Z"
	case at.After(f.now):
		return nil, "no consent: consent_at lies in the future"
	case source == "" || text == "":
		return nil, "no consent: consent_source and consent_text are needed as proof"
	}
	proof := Evidence{Address: address, Source: "import: " + source, Shown: text, At: at}
	for name := range strings.SplitSeq(purposes, ";") {
		purpose := Purpose(strings.ToLower(strings.TrimSpace(name)))
		if purpose == "all" {
			purpose = All
		}
		if !slices.Contains([]Purpose{Offers, Surveys, Waitlist, PriceAlarm, Contest, All}, purpose) {
			return nil, fmt.Sprintf("no consent: there is no purpose %q; there are offers, surveys, waitlist, price_alarm, contest and all", purpose)
		}
		records = append(records, proof.Record(purpose, Granted))
	}
	return records, ""
}

func parseMoment(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateTime, "2006-01-02 15:04", time.DateOnly} {
		if at, err := time.Parse(layout, s); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no date", s)
}
