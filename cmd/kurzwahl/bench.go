package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"kurzwahl/bench"
	"kurzwahl/message"
)

type benchCmd struct {
	Outbound benchOutboundCmd `cmd:"" help:"Measure sending: outbox, SMPP link, a socket, the SMSC simulator, receipts."`
	Inbound  benchInboundCmd  `cmd:"" help:"Measure answering: texts of many phones, understood, answered, and the answers on their phones."`
}

// measuring is what both directions can be told.
type measuring struct {
	Store      string `help:"URL of an empty database, sqlite:FILE or postgres://...; without it a SQLite file in a temporary folder." placeholder:"URL"`
	CPUProfile string `name:"cpu-profile" type:"path" help:"Write a CPU profile of what is measured, for go tool pprof." placeholder:"FILE"`
	Allocs     string `name:"alloc-profile" type:"path" help:"Write a profile of allocations, likewise." placeholder:"FILE"`
}

func (m measuring) profile() *bench.Profile {
	return &bench.Profile{CPU: m.CPUProfile, Allocs: m.Allocs}
}

type benchOutboundCmd struct {
	measuring
	Messages   int    `default:"50000" help:"How many messages, each to a recipient of its own."`
	Class      string `enum:"transactional,marketing" default:"transactional" help:"Of the messages; marketing goes to contacts with consent."`
	Characters int    `default:"160" help:"Of each text; 160 is one segment."`
	SMSC       string `name:"smsc" help:"Address of a simulator elsewhere, host:port; without it one runs inside." placeholder:"ADDR"`
	Window     int    `default:"1000" help:"How many submit_sm may be unanswered."`
	Bare       string `enum:",link,store" default:"" help:"Measure one half alone: link (nothing is stored) or store (nothing is sent)."`
	Compare    bool   `help:"Measure both halves and the whole, and print the ratios."`
	Rounds     int    `default:"1" help:"How often to compare; the median round is printed last."`
}

// errBareCompare is told when both are asked for.
var errBareCompare = errors.New("--compare measures both halves anyway: leave out --bare")

func (c benchOutboundCmd) Run(w *world) error {
	run := bench.Outbound{
		Messages: c.Messages, Class: message.Class(c.Class), Characters: c.Characters, SMSC: c.SMSC, Store: c.Store, Window: c.Window,
		Bare: bench.Bare(c.Bare), Logger: w.logger, Progress: drawn(os.Stderr), Profile: c.profile(),
	}
	if !c.Compare {
		return printResult(w.out)(run.Run(w.ctx))
	}
	if c.Bare != "" {
		return errBareCompare
	}
	each := func(r bench.Result) error { return printResult(w.out)(r, nil) }
	return printResult(w.out)(run.Compare(w.ctx, c.Rounds, each))
}

type benchInboundCmd struct {
	measuring
	Messages int     `default:"10000" help:"How many texts, each from a phone of its own; half of the phones are known customers."`
	Rate     float64 `default:"1000" help:"Texts a second that the phones send; 0 is as many as are taken."`
	Window   int     `default:"1000" help:"How many deliver_sm, and how many submit_sm, may be unanswered."`
	Bare     string  `enum:",link,store" default:"" help:"Measure one half alone: link (texts are answered at once, nothing is stored) or store (texts and answers without a link)."`
	Compare  bool    `help:"Measure both halves and the whole, and print the ratios."`
	Rounds   int     `default:"1" help:"How often to compare; the median round is printed last."`
}

func (c benchInboundCmd) Run(w *world) error {
	run := bench.Inbound{
		Messages: c.Messages, Rate: c.Rate, Window: c.Window, Store: c.Store, Bare: bench.Bare(c.Bare),
		Logger: w.logger, Progress: drawn(os.Stderr), Profile: c.profile(),
	}
	if !c.Compare {
		return printResult(w.out)(run.Run(w.ctx))
	}
	if c.Bare != "" {
		return errBareCompare
	}
	each := func(r bench.Result) error { return printResult(w.out)(r, nil) }
	return printResult(w.out)(run.Compare(w.ctx, c.Rounds, each))
}

// printResult prints a result as one line of JSON.
func printResult(out io.Writer) func(bench.Result, error) error {
	return func(r bench.Result, err error) error {
		if err != nil {
			return err
		}
		if err := json.NewEncoder(out).Encode(r); err != nil {
			return fmt.Errorf("print result: %w", err)
		}
		return nil
	}
}

// drawn gives a bar that shows how far it is on a terminal; elsewhere it shows nothing.
func drawn(terminal *os.File) func(stage string, done, total int) {
	if info, err := terminal.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	const width = 40
	return func(stage string, done, total int) {
		filled := width * done / max(total, 1)
		_, _ = fmt.Fprintf(terminal, "\r%-9s[%s%s] %d of %d ", stage, strings.Repeat("#", filled), strings.Repeat(".", width-filled), done, total)
		if done >= total {
			_, _ = fmt.Fprint(terminal, "\r\033[K")
		}
	}
}
