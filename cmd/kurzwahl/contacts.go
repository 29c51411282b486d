package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"kurzwahl/config"
	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/store"
)

type contactsCmd struct {
	Import contactsImportCmd `cmd:"" help:"Take in contacts from a CSV file, consents with their proof."`
	Export contactsExportCmd `cmd:"" help:"Print all that is known of a phone number, as JSON or to read (GDPR Art. 15 and 20)."`
	Erase  contactsEraseCmd  `cmd:"" help:"Delete all that is known of a phone number but a salted hash (GDPR Art. 17)."`
}

type contactsImportCmd struct {
	configured
	File   string `arg:"" type:"existingfile" help:"CSV with a header row: phone, first_name, last_name, language, tags, consent_purpose, consent_source, consent_at, consent_text."`
	DryRun bool   `help:"Say what would become of it, and change nothing."`
}

func (c contactsImportCmd) Run(w *world) (err error) {
	db, cfg, f, err := c.databaseAnd(w, c.File)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	defer closing(f, &err)
	now := time.Now()
	file, err := consent.OpenContacts(f, cfg.Shop.Country, now)
	if err != nil {
		return err
	}
	r := importReport{printer: printer{out: w.out}, dry: c.DryRun}
	bar := filling(drawn(os.Stderr), f)
	err = consent.Import(w.ctx, file, db, now, c.DryRun, func(batch consent.ImportResult) {
		bar(gone)
		r.add(batch)
		bar(file.Offset())
	})
	bar(gone)
	r.sum()
	if err != nil && !c.DryRun {
		err = fmt.Errorf("%w: the import stopped; import the same file again when that is mended, what is in stays as it is", err)
	}
	return errors.Join(err, r.err)
}

// gone takes a bar off the terminal until it is drawn again.
const gone = -1

// filling gives a bar that shows how many octets of a file are read; draw is nil where there is no terminal.
func filling(draw func(stage string, done, total int), file *os.File) func(octets int64) {
	info, err := file.Stat()
	if draw == nil || err != nil {
		return func(int64) {}
	}
	total := int(info.Size())>>10 + 1
	return func(octets int64) {
		done := min(int(octets>>10), total-1)
		if octets == gone {
			done = total
		}
		draw("KB read", done, total)
	}
}

// importReport says what becomes of an import while it goes on, line by line where a line is not taken in as it stands.
type importReport struct {
	printer

	dry                                bool
	created, known, consented, refused int
}

func (r *importReport) add(batch consent.ImportResult) {
	for _, line := range batch.Refused {
		r.say("line %d refused: %s\n", line.Line, line.Reason)
	}
	for _, line := range batch.Notes {
		r.say("line %d taken in, but %s\n", line.Line, line.Reason)
	}
	r.created += batch.New
	r.known += batch.Known
	r.consented += batch.Consented
	r.refused += len(batch.Refused)
}

func (r *importReport) sum() {
	word := "Taken in"
	if r.dry {
		word = "Would be taken in"
	}
	r.say("%s: %d new and %d known contacts, %d of them with consent to marketing. Refused: %d lines.\n",
		word, r.created, r.known, r.consented, r.refused)
}

// onePhone is the argument of commands about one contact.
type onePhone struct {
	configured
	Phone string `arg:"" help:"The phone number, as people write it."`
}

// with opens the database and calls work for the contact.
func (p onePhone) with(w *world, work func(db *store.DB, address message.Address) error) (err error) {
	db, cfg, err := p.database(w)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	address, err := p.address(cfg)
	if err != nil {
		return err
	}
	return work(db, address)
}

func (p onePhone) address(cfg *config.Config) (message.Address, error) {
	address, err := message.ParsePhone(p.Phone, cfg.Shop.Country)
	if err != nil {
		return "", fmt.Errorf("%w: write it as +49 171 1234567", err)
	}
	return address, nil
}

type contactsExportCmd struct {
	onePhone
	Readable bool `help:"Print it for people to read, not as JSON."`
}

func (c contactsExportCmd) Run(w *world) error {
	return c.with(w, func(db *store.DB, address message.Address) error {
		known, err := db.ExportContact(w.ctx, address)
		if err != nil {
			return err
		}
		if c.Readable {
			return printExport(w.out, address, known)
		}
		return printJSON(w.out, known)
	})
}

type contactsEraseCmd struct {
	onePhone
	Yes bool `help:"Really do it: it cannot be taken back."`
}

func (c contactsEraseCmd) Run(w *world) error {
	return c.with(w, func(db *store.DB, address message.Address) error {
		if !c.Yes {
			return fmt.Errorf("all that is known of %s would be deleted for good: add --yes to do it", address.Masked())
		}
		gone, err := db.EraseContact(w.ctx, address, "command line", time.Now())
		if err != nil {
			return err
		}
		return printJSON(w.out, gone)
	})
}

type consentCmd struct {
	Show consentShowCmd `cmd:"" help:"Print the ledger of one phone number: what was agreed to, when, how, and the proof."`
}

type consentShowCmd struct {
	onePhone
	Readable bool `help:"Print it for people to read, not as JSON."`
}

func (c consentShowCmd) Run(w *world) error {
	return c.with(w, func(db *store.DB, address message.Address) error {
		records, standing, err := db.ConsentProof(w.ctx, address)
		if err != nil {
			return err
		}
		note := ""
		if len(records) == 0 {
			_, known, err := db.ContactLanguage(w.ctx, address)
			if err != nil {
				return err
			}
			note = nothingProven(known)
		}
		if c.Readable {
			return printProof(w.out, address, note, records, standing)
		}
		return printJSON(w.out, proofOf(address, note, records, standing))
	})
}

func printJSON(out io.Writer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}
