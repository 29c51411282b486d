package demo

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockFolder makes the folder and takes it for this process, so that a second demo does not remove the database of
// one that runs. The lock ends with the process, however it ends.
func lockFolder(folder string) (*os.File, error) {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(folder, "demo.lock"), os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the folder is named by whoever runs the demo
	if err != nil {
		return nil, fmt.Errorf("lock data folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("another demo runs in %s: name another folder with --data", folder), f.Close())
	}
	return f, nil
}

// unlock gives the folder back.
func (d *Demo) unlock() error {
	if d.lock == nil {
		return nil
	}
	return d.lock.Close()
}
