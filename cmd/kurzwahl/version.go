package main

import (
	"fmt"
	"runtime"

	"github.com/alecthomas/kong"
)

type versionCmd struct{}

func (versionCmd) Run(w *world) error {
	_, err := fmt.Fprintf(w.out, "kurzwahl %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

type helpCmd struct{}

func (helpCmd) Run(command *kong.Context) error {
	outer, err := kong.Trace(command.Kong, nil)
	if err != nil {
		return err
	}
	return outer.PrintUsage(false)
}
