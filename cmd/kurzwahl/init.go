package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"kurzwahl/config"
)

type initCmd struct {
	File string `arg:"" optional:"" default:"kurzwahl.toml" help:"Where to write it; a file that exists is left alone."`
}

func (c initCmd) Run(w *world) error {
	f, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already: name another file, or move it away", c.File)
	}
	if err != nil {
		return fmt.Errorf("write config: %w", err)
	}
	if _, err := f.WriteString(config.Template); err != nil {
		return errors.Join(fmt.Errorf("write config: %w", err), f.Close())
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("write config: %w", err)
	}
	_, err = fmt.Fprintf(w.out, "Wrote %s. Fill it in, then try: kurzwahl check --config %s\n", c.File, c.File)
	return err
}
