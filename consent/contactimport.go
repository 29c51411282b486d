package consent

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"time"
)

// ImportResult is what became of a batch of contacts.
type ImportResult struct {
	New       int // contacts that were not known
	Known     int // contacts that were, and are brought up to date
	Consented int // of both, those who may get marketing by this import
	Refused   []RefusedLine
	Notes     []RefusedLine // lines that were taken in, but not whole
}

// Importer keeps contacts.
type Importer interface {
	// ImportContacts takes in a batch in one transaction. A dry run does all of it and then takes it back. Nobody who
	// opted out later than a line's consent is opted in by it.
	ImportContacts(ctx context.Context, batch []ImportedContact, now time.Time, dry bool) (ImportResult, error)
}

// importBatch is how many contacts one transaction takes in, and how many lines that were refused are told at once.
const importBatch = 500

// Import takes in a whole file. told hears of each batch once it is committed: what became of its contacts, and of each
// line that was not taken in as it stands; ImportResult.Add makes a sum of that. A line that is refused stops nothing; an
// error of the store does, and what was told before stays in. What is kept in memory is a batch, and a few octets for each
// number.
func Import(ctx context.Context, file *ContactFile, to Importer, now time.Time, dry bool, told func(ImportResult)) error {
	batch := make([]ImportedContact, 0, importBatch)
	var beside ImportResult // what the store never sees
	flush := func() error {
		if len(batch) > 0 {
			result, err := to.ImportContacts(ctx, batch, now, dry)
			if err != nil {
				return err
			}
			beside.Add(result)
		}
		sortLines(beside.Refused)
		sortLines(beside.Notes)
		told(beside)
		batch, beside = batch[:0], ImportResult{}
		return nil
	}
	for {
		contact, err := file.Read()
		var refused *RefusedLine
		switch {
		case errors.Is(err, io.EOF):
			return flush()
		case errors.As(err, &refused):
			beside.Refused = append(beside.Refused, *refused)
		case err != nil:
			return err
		default:
			if contact.Note != "" {
				beside.Notes = append(beside.Notes, RefusedLine{contact.Line, contact.Note})
			}
			batch = append(batch, contact)
		}
		if max(len(batch), len(beside.Refused)) == importBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
}

func sortLines(lines []RefusedLine) {
	slices.SortStableFunc(lines, func(a, b RefusedLine) int { return cmp.Compare(a.Line, b.Line) })
}

// Add adds what became of more contacts.
func (r *ImportResult) Add(more ImportResult) {
	r.New += more.New
	r.Known += more.Known
	r.Consented += more.Consented
	r.Refused = append(r.Refused, more.Refused...)
	r.Notes = append(r.Notes, more.Notes...)
}
