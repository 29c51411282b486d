package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"kurzwahl/store"
)

type copydbCmd struct {
	From    string `arg:"" help:"The database to copy, as in the config: sqlite:PATH or postgres://…"`
	To      string `arg:"" help:"Where to: a database without rows. Its schema is made."`
	Running bool   `help:"Copy although a service works on it, as a backup: never start a service on such a copy while the other one may have sent."`
}

func (c copydbCmd) Run(w *world) (err error) {
	if c.From == c.To {
		return errors.New("the two databases are the same")
	}
	source, err := store.OpenExisting(w.ctx, c.From)
	if err != nil {
		return fmt.Errorf("source: %w", err)
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := store.Open(w.ctx, c.To)
	if err != nil {
		return fmt.Errorf("target: %w", err)
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	options := store.CopyOptions{Running: c.Running}
	bar := drawn(os.Stderr)
	if bar != nil {
		options.Progress = func(p store.CopyProgress) { bar(stage(p), int(p.Done), int(p.Total)) }
	}
	tables, err := source.Copy(w.ctx, target, time.Now(), options)
	if err != nil {
		if bar != nil {
			_, _ = fmt.Fprintln(os.Stderr) // the bar stays where it stopped
		}
		return err
	}
	return sayCopied(w.out, tables)
}

func stage(p store.CopyProgress) string {
	if p.Checking {
		return "checking"
	}
	return "copying"
}

func sayCopied(out io.Writer, tables []store.CopiedTable) error {
	p := printer{out: out}
	var rows int64
	for _, t := range tables {
		rows += t.Sum.Rows
		p.say("%-20s %12d rows  %s\n", t.Name, t.Sum.Rows, hex.EncodeToString(t.Sum.Sum[:6]))
	}
	p.say("Copied %d rows of %d tables; read back from the target, all of them are the same.\n", rows, len(tables))
	return p.err
}
