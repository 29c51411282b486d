package main

import (
	"fmt"

	"kurzwahl/demo"
)

type demoCmd struct {
	Listen string `default:"127.0.0.1:8080" help:"Where the page and all else can be reached; port 0 takes a free one."`
	Data   string `default:"data" type:"path" help:"The folder of its database; each demo begins anew."`
}

func (c demoCmd) Run(w *world) error {
	d, err := demo.New(w.ctx, demo.Config{Listen: c.Listen, Folder: c.Data, Logger: w.logger, Version: version})
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(w.out, "\n  Kurzwahl runs. Open %s in a browser. Ctrl-C stops it.\n\n", d.Address())
	return d.Run(w.ctx)
}
