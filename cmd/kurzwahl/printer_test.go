package main

import (
	"errors"
	"io"
	"strings"
	"testing"

	"kurzwahl/consent"
)

// full is a disk without room: it takes some octets and no more.
type full struct{ room int }

var errFull = errors.New("no space left")

func (f *full) Write(text []byte) (int, error) {
	if f.room -= len(text); f.room < 0 {
		return 0, errFull
	}
	return len(text), nil
}

func TestWhatCannotBePrintedIsAnError(t *testing.T) {
	t.Parallel()
	for name, command := range map[string]func(out io.Writer) error{
		"report": func(out io.Writer) error {
			r := importReport{printer: printer{out: out}}
			r.add(consent.ImportResult{Refused: []consent.RefusedLine{{Line: 2, Reason: "no phone"}}})
			return r.err
		},
		"intents": func(out io.Writer) error {
			return run(t.Context(), []string{"intents"}, strings.NewReader("none\tSTOP\n"), out, io.Discard)
		},
	} {
		if err := command(&full{room: 5}); !errors.Is(err, errFull) {
			t.Errorf("%s: got %v, want the disk's error", name, err)
		}
	}
}

func TestClosingKeepsBothErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	err := func() (err error) {
		defer closing(failing{}, &err)
		return broken
	}()
	if !errors.Is(err, broken) || !errors.Is(err, errFull) {
		t.Errorf("got %v, want both errors", err)
	}
}

type failing struct{}

func (failing) Close() error { return errFull }
