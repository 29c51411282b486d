// Command train learns the classifier's built-in weights from the examples in intents/examples and writes them to
// the file that package intents embeds. "go generate ./intents" runs it after examples or words.txt changed.
package main

import (
	"fmt"
	"os"

	"kurzwahl/intents"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: train FILE")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(path string) error {
	model, heldOut, err := intents.TrainBuiltin()
	if err != nil {
		return err
	}
	data, err := model.MarshalBinary()
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, data, 0o600); err != nil { //nolint:gosec // the path is the user's own argument
		return fmt.Errorf("write weights: %w", err)
	}
	fmt.Printf("%d bytes; %.1f %% of held-out examples right\n", len(data), 100*heldOut)
	return nil
}
