package main

import (
	"encoding/json"
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
	db, cfg, err := c.database(w)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("read contacts: %w", err)
	}
	defer closing(f, &err)
	now := time.Now()
	file, err := consent.OpenContacts(f, cfg.Shop.Country, now)
	if err != nil {
		return err
	}
	result, err := consent.Import(w.ctx, file, db, now, c.DryRun)
	if err != nil {
		return err
	}
	return report(w.out, result, c.DryRun)
}

// report says what became of an import, line by line where a line was not taken in as it stands.
func report(out io.Writer, r consent.ImportResult, dry bool) error {
	p := printer{out: out}
	for _, line := range r.Refused {
		p.say("line %d refused: %s\n", line.Line, line.Reason)
	}
	for _, line := range r.Notes {
		p.say("line %d taken in, but %s\n", line.Line, line.Reason)
	}
	word := "Taken in"
	if dry {
		word = "Would be taken in"
	}
	p.say("%s: %d new and %d known contacts, %d of them with consent to marketing. Refused: %d lines.\n",
		word, r.New, r.Known, r.Consented, len(r.Refused))
	return p.err
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
		if c.Readable {
			return printProof(w.out, address, records, standing)
		}
		return printJSON(w.out, map[string]any{"phone": address, "ledger": provenLines(records), "standing": standing})
	})
}

func printJSON(out io.Writer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}
