package main

import (
	"errors"

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
	out := printer{out: w.out}
	out.say("ok    the config has no mistakes\n")
	failed := false
	for _, f := range service.Check(w.ctx, cfg) {
		if f.Mend == "" {
			out.say("ok    %s %s\n", f.Part, f.Says)
			continue
		}
		failed = true
		out.say("MEND  %s: %s\n", f.Part, f.Mend)
	}
	if failed {
		return errors.Join(errCheck, out.err)
	}
	return out.err
}
