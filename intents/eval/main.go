// Command eval prints how well the built-in parser understands the labelled texts of a file:
//
//	go run ./intents/eval [-folds] FILE.tsv
//
// Package accuracy says what the file looks like. The built-in parser only reads the texts. With -folds it also says how
// they are read by models that learned from four fifths of them, which takes a minute or two.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"kurzwahl/intents"
	"kurzwahl/intents/accuracy"
)

func main() {
	folds := flag.Bool("folds", false, "also learn from four fifths of the file and try the last, five times")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: eval [-folds] FILE.tsv")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *folds, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run(path string, folds bool, out io.Writer) error {
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
	if err := accuracy.Measure(parser, cases).Write(out); err != nil || !folds {
		return err
	}
	validated, err := intents.CrossValidate(accuracy.Examples(cases))
	if err != nil {
		return fmt.Errorf("cross-validate: %w", err)
	}
	return accuracy.WriteFolds(out, validated)
}
