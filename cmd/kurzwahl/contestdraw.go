package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"kurzwahl/contests"
)

type contestDrawCmd struct {
	oneContest
	Value  string `help:"What the public source gave; only letters and digits count."`
	Out    string `required:"" type:"path" help:"Where to write the draw; a file that exists is left alone."`
	Phones bool   `help:"Print the full numbers of those who were drawn, for whoever confirms and texts them."`
}

func (c contestDrawCmd) Run(w *world) (err error) {
	d, err := c.open(w)
	if err != nil {
		return err
	}
	defer closing(d.db, &err)
	if d.standing.Document == nil {
		return fmt.Errorf("contest %q is not frozen yet: kurzwahl contest freeze %s, and post its list, comes first", c.Name, c.Name)
	}
	drawn := *d.standing.Document
	if drawn.Draw != nil && c.Value != "" && contests.PlainValue(c.Value) != drawn.Draw.Value {
		return fmt.Errorf("contest %q was drawn at %s with the value %q: there is no second draw", c.Name, drawn.Draw.At.Format(time.RFC3339), drawn.Draw.Value)
	}
	return writeNew(c.Out, func() ([]byte, error) {
		if drawn.Draw == nil {
			now := time.Now()
			if drawn, err = drawn.Drawn(d.standing.Secret, c.Value, now); err != nil {
				return nil, err
			}
			if err := d.db.FinishContest(w.ctx, drawn, commandLine, now); err != nil {
				return nil, err
			}
		}
		candidates, err := d.db.ContestCandidates(w.ctx, c.Name)
		if err != nil {
			return nil, err
		}
		return drawn.Encode(), c.say(w.out, drawn, drawn.Holders(d.standing.Salt, candidates))
	})
}

// say prints the places with the phones that only the shop can find.
func (c contestDrawCmd) say(w io.Writer, d contests.Document, holders map[contests.Ticket]contests.Candidate) error {
	out := printer{out: w}
	out.say("Drawn at %s from %d entries:\n", d.Draw.At.Format(time.RFC3339), len(d.List.Entries))
	for _, p := range d.Draw.Places {
		holder, known := holders[p.Entry]
		shown := holder.Address.Masked()
		if c.Phones {
			shown = string(holder.Address)
		}
		switch {
		case !known:
			shown = "their data was erased since: the next place moves up"
		case holder.Suppressed != "":
			shown += " cannot be texted any more: " + holder.Suppressed
		}
		out.say("%3d  %-10s  %s  %s\n", p.Place, p.Role, p.Entry[:12], shown)
	}
	out.say("Publish %s: kurzwahl contest verify shows that it is right.\nNobody has been texted. Somebody checks the winners and confirms them first.\n", c.Out)
	return out.err
}

type contestEntryCmd struct {
	oneContest
	Phone string `arg:"" help:"The phone number, as people write it."`
}

func (c contestEntryCmd) Run(w *world) (err error) {
	d, err := c.open(w)
	if err != nil {
		return err
	}
	defer closing(d.db, &err)
	if d.standing.Document == nil {
		return fmt.Errorf("contest %q is not frozen yet: there is no list to be found in", c.Name)
	}
	address, err := onePhone{configured: c.configured, Phone: c.Phone}.address(d.cfg)
	if err != nil {
		return err
	}
	return printJSON(w.out, d.standing.Part(address))
}

type contestVerifyCmd struct {
	File       string          `arg:"" type:"existingfile" help:"The published file, a list or a draw."`
	Commitment contests.Digest `help:"The commitment as it was posted, to be compared."`
	ListSHA256 contests.Digest `name:"list-sha256" help:"The list's SHA-256 as it was posted, to be compared."`
}

// errDoesNotFit says that a draw is not what it should be; what is wrong stands above it.
var errDoesNotFit = errors.New("this draw does not fit: see the lines that say WRONG")

func (c contestVerifyCmd) Run(w *world) (err error) {
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("read draw: %w", err)
	}
	defer closing(f, &err)
	d, err := contests.ReadDocument(f)
	if err != nil {
		return err
	}
	out := printer{out: w.out}
	report := append(contests.Verify(d), contests.Posted(d, c.Commitment, c.ListSHA256)...)
	for _, finding := range report {
		word := "ok   "
		if !finding.Fits {
			word = "WRONG"
		}
		out.say("%s  %s\n", word, finding.Says)
	}
	if len(report.Wrong()) > 0 {
		return errors.Join(errDoesNotFit, out.err)
	}
	c.conclude(&out, d)
	return out.err
}

// conclude says what a file that fits proves, and what it cannot.
func (c contestVerifyCmd) conclude(out *printer, d contests.Document) {
	if d.Draw == nil {
		out.say("\nThe list of contest %q fits. Nothing is drawn yet.\n", d.List.Contest)
	} else {
		out.say("\nThe draw of contest %q fits: from this list and this seed, exactly these entries come out.\n", d.List.Contest)
	}
	out.say("A file cannot prove when it was published. Compare with what was posted, and with the source:\n")
	if m := d.List.Commitment; m != nil && c.Commitment == "" {
		out.say("- the commitment, posted before entries closed:  %s\n", m.SHA256)
	}
	if c.ListSHA256 == "" {
		out.say("- the list's SHA-256, posted before the draw:    %s\n", d.ListSHA256)
	}
	if s := d.List.Source; s != nil && d.Draw != nil {
		out.say("- %q, whose value was:  %s\n", s.Name, d.Draw.Value)
	}
	if d.List.Source == nil {
		out.say("No public source took part: whoever knew the secret could have known the outcome when the list was frozen.\n")
	}
}

// writeNew writes what content gives to a file that does not exist yet. The file is made first, so that nothing
// is done that cannot be written down; it goes again when content fails.
func writeNew(path string, content func() ([]byte, error)) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // it is to be published
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already: name another file, or move it away", path)
	}
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	text, err := content()
	if err == nil {
		_, err = f.Write(text)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
