package main

import (
	"errors"
	"fmt"

	"kurzwahl/service"
)

type checkCmd struct{ configured }

// errCheck says that a part does not work; what to do stands above it.
var errCheck = errors.New("not all of it works yet")

func (c checkCmd) Run(w *world) error {
	cfg, err := c.load()
	if err != nil {
		return err
	}
	fmt.Fprintln(w.out, "ok    the config has no mistakes")
	failed := false
	for _, f := range service.Check(w.ctx, cfg) {
		if f.Mend == "" {
			fmt.Fprintf(w.out, "ok    %s %s\n", f.Part, f.Says)
			continue
		}
		failed = true
		fmt.Fprintf(w.out, "MEND  %s: %s\n", f.Part, f.Mend)
	}
	if failed {
		return errCheck
	}
	return nil
}
