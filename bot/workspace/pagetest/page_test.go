// Package pagetest_test runs the tests of the page's pure modules, which are JavaScript, in Node.
package pagetest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestPageModules runs every *.test.mjs of this folder.
func TestPageModules(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("KURZWAHL_REQUIRE_PEERS") == "1" {
			t.Fatalf("node is required: %v", err)
		}
		t.Skip("node is not installed, so the page's modules stay untested: install Node 20 or later")
	}
	files, err := filepath.Glob("*.test.mjs")
	if err != nil || len(files) == 0 {
		t.Fatalf("found no tests of the page: %v", err)
	}
	readAll(t, append(files, modules(t)...))
	out, err := exec.CommandContext(t.Context(), node, append([]string{"--test"}, files...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("the page's modules are wrong: %v\n%s", err, out)
	}
}

// modules lists the page's scripts.
func modules(t *testing.T) []string {
	t.Helper()
	scripts, err := filepath.Glob("../page/*.js")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("found no scripts of the page: %v", err)
	}
	return scripts
}

// readAll opens the files, so that go test knows that its cached result depends on what Node will read.
func readAll(t *testing.T, files []string) {
	t.Helper()
	for _, name := range files {
		if _, err := os.ReadFile(name); err != nil {
			t.Fatalf("read %s: %v", name, err)
		}
	}
}
