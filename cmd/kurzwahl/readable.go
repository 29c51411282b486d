package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// printExport prints what is known of a phone for people: a heading for each kind of thing, a line for each value. What is
// empty is left out, and moments are written in UTC.
func printExport(out io.Writer, address message.Address, known map[string][]map[string]any) error {
	p := printer{out: out}
	p.say("All that is known of %s\n", address)
	if len(known) == 0 {
		p.say("\nNothing.\n")
	}
	for _, table := range slices.Sorted(maps.Keys(known)) {
		for i, row := range known[table] {
			p.say("\n%s %d of %d\n", strings.ReplaceAll(table, "_", " "), i+1, len(known[table]))
			for _, column := range slices.Sorted(maps.Keys(row)) {
				if name, value := readable(column, row[column]); value != "" {
					p.say("  %s: %s\n", name, value)
				}
			}
		}
	}
	return p.err
}

// readable gives the name and the value of a column as people read them; "" for a value that says nothing.
func readable(column string, value any) (name, text string) {
	name, isMoment := strings.CutSuffix(column, "_ms")
	name = strings.ReplaceAll(name, "_", " ")
	ms, isNumber := value.(int64)
	switch {
	case value == nil, isNumber && ms == 0:
		return name, ""
	case isMoment && isNumber:
		return name, time.UnixMilli(ms).UTC().Format(time.RFC3339)
	default:
		return name, indented(fmt.Sprint(value))
	}
}

// indented keeps the lines of a text behind its name.
func indented(text string) string { return strings.ReplaceAll(text, "\n", "\n    ") }

// proof is what `consent show` prints as JSON.
type proof struct {
	Phone    message.Address           `json:"phone"`
	Note     string                    `json:"note,omitempty"` // where there is nothing to prove
	Ledger   []provenLine              `json:"ledger"`
	Standing map[string]provenStanding `json:"standing"`
}

// provenLine is a line of the ledger with the version of the words that were shown.
type provenLine struct {
	At        time.Time       `json:"at"`
	Action    consent.Action  `json:"action"`
	Purpose   string          `json:"purpose"`
	Channel   message.Channel `json:"channel"`
	Source    string          `json:"source"`
	Shown     string          `json:"shown,omitempty"`
	Version   string          `json:"version,omitempty"`
	Actor     string          `json:"actor,omitempty"`
	IP        string          `json:"ip,omitempty"`
	UserAgent string          `json:"user_agent,omitempty"`
	Evidence  string          `json:"evidence,omitempty"`
}

// provenStanding is what the ledger amounts to today for one purpose.
type provenStanding struct {
	Status  consent.Action `json:"status"`
	Since   time.Time      `json:"since,omitzero"`
	Used    time.Time      `json:"used,omitzero"`
	AskedAt time.Time      `json:"asked_at,omitzero"`
	Asked   int            `json:"asked,omitempty"`
}

func proofOf(address message.Address, note string, ledger []consent.Record, standing consent.Standing) proof {
	p := proof{Phone: address, Note: note, Ledger: make([]provenLine, len(ledger)), Standing: make(map[string]provenStanding, len(standing))}
	for i, r := range ledger {
		p.Ledger[i] = provenLine{
			At: r.At, Action: r.Action, Purpose: purposeKey(r.Purpose), Channel: r.Channel, Source: r.Source, Shown: r.Shown, Version: r.Version(),
			Actor: r.Actor, IP: r.IP, UserAgent: r.UserAgent, Evidence: r.Evidence,
		}
	}
	for purpose, c := range standing {
		p.Standing[purposeKey(purpose)] = provenStanding{Status: c.Status, Since: c.Since, Used: c.Used, AskedAt: c.AskedAt, Asked: c.Asked}
	}
	return p
}

// purposeKey names a purpose as a contacts file does.
func purposeKey(p consent.Purpose) string {
	if p == consent.All {
		return "all"
	}
	return string(p)
}

// nothingProven says why there is no proof.
func nothingProven(known bool) string {
	if known {
		return "This number is known, but the ledger has no line about it: nothing was agreed to, and nothing stopped."
	}
	return "This number is not known: nobody with it texted, ordered or was imported, or the person was erased."
}

// printProof prints the ledger of one phone for people, oldest line first, and what it amounts to.
func printProof(out io.Writer, address message.Address, note string, ledger []consent.Record, standing consent.Standing) error {
	p := printer{out: out}
	p.say("Consent of %s\n", address)
	if note != "" {
		p.say("\n%s\n", note)
		return p.err
	}
	for _, r := range ledger {
		p.say("\n%s  %s %s on %s\n", r.At.UTC().Format(time.RFC3339), r.Action, purposeName(r.Purpose), r.Channel)
		for _, detail := range []struct{ name, value string }{
			{"source", r.Source},
			{"words", r.Shown},
			{"version of the words", r.Version()},
			{"recorded by", r.Actor},
			{"IP address", r.IP},
			{"browser", r.UserAgent},
			{"event", r.Evidence},
		} {
			if detail.value != "" {
				p.say("  %s: %s\n", detail.name, indented(detail.value))
			}
		}
	}
	p.say("\nToday\n")
	if len(standing) == 0 {
		p.say("  nothing was agreed to\n")
	}
	for _, purpose := range slices.Sorted(maps.Keys(standing)) {
		state := standing[purpose]
		p.say("  %s: %s since %s\n", purposeName(purpose), state.Status, state.Since.UTC().Format(time.RFC3339))
	}
	return p.err
}

func purposeName(p consent.Purpose) string {
	if p == consent.All {
		return "all marketing"
	}
	return string(p)
}
