package main

import (
	"path/filepath"
	"testing"
)

func TestCopydbCopiesOnceAndSaysWhatItRefuses(t *testing.T) {
	t.Parallel()
	cfg := configFile(t)
	says(t, []string{"migrate", "--config", cfg}, "Applied")
	enter(t, filepath.Join(filepath.Dir(cfg), "k.db"), 7)
	from := "sqlite:" + filepath.Join(filepath.Dir(cfg), "k.db")
	to := "sqlite:" + filepath.Join(t.TempDir(), "copy.db")
	says(t, []string{"copydb", from, from}, "error: the two databases are the same")
	says(t, []string{"copydb", from + "x", to}, "error: source", "no such file")
	says(t, []string{"copydb", from, "mysql://x"}, "error: target", "must begin with")
	says(t, []string{"copydb", from, to}, "Copied 7 rows of", "contest_entry")
	says(t, []string{"copydb", from, to}, "error: ", "the target is not empty: contest_entry has rows")
}
