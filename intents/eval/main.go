// Command eval prints how well the built-in parser understands the labelled texts of a file:
//
//	go run ./intents/eval FILE.tsv
//
// Package accuracy says what the file looks like. The texts are only read, never learned from.
package main

import (
	"fmt"
	"io"
	"os"

	"kurzwahl/intents"
	"kurzwahl/intents/accuracy"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: eval FILE.tsv")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run(path string, out io.Writer) error {
	file, err := os.Open(path) //nolint:gosec // the path is the user's own argument
	if err != nil {
		return fmt.Errorf("open cases: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	cases, err := accuracy.Read(file)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	parser, err := intents.New(intents.Config{})
	if err != nil {
		return fmt.Errorf("start parser: %w", err)
	}
	return accuracy.Measure(parser, cases).Write(out)
}
