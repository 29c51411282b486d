package main

import (
	"errors"
	"fmt"
	"io"
)

// printer prints until that fails once, and keeps the error, so that it is looked at in one place.
type printer struct {
	out io.Writer
	err error
}

// say prints as fmt.Printf does.
func (p *printer) say(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.out, format, args...)
	}
}

// closing closes at the end of a function what its commands were about, and adds what goes wrong to its error.
func closing(c io.Closer, err *error) { *err = errors.Join(*err, c.Close()) }
