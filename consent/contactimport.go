package consent

import (
	"context"
	"errors"
	"io"
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

// importBatch is how many contacts one transaction takes in.
const importBatch = 500

// Import takes in a whole file and says what became of each line that was not taken in as it stands. A line that
// is refused stops nothing; an error of the store does, and what was taken in before stays.
func Import(ctx context.Context, file *ContactFile, to Importer, now time.Time, dry bool) (ImportResult, error) {
	var total ImportResult
	var batch []ImportedContact
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		result, err := to.ImportContacts(ctx, batch, now, dry)
		batch = batch[:0]
		total.add(result)
		return err
	}
	for {
		contact, err := file.Read()
		var refused *RefusedLine
		switch {
		case errors.Is(err, io.EOF):
			return total, flush()
		case errors.As(err, &refused):
			total.Refused = append(total.Refused, *refused)
			continue
		case err != nil:
			return total, err
		}
		if contact.Note != "" {
			total.Notes = append(total.Notes, RefusedLine{contact.Line, contact.Note})
		}
		if batch = append(batch, contact); len(batch) == importBatch {
			if err := flush(); err != nil {
				return total, err
			}
		}
	}
}

func (r *ImportResult) add(more ImportResult) {
	r.New += more.New
	r.Known += more.Known
	r.Consented += more.Consented
	r.Refused = append(r.Refused, more.Refused...)
	r.Notes = append(r.Notes, more.Notes...)
}
