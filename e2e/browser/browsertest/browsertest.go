// Package browsertest opens a browser for a test.
package browsertest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"kurzwahl/e2e/browser"
)

// Open starts a browser that is closed with the test, or skips the test where none is installed; with
// KURZWAHL_REQUIRE_CHROMIUM=1 it fails instead.
func Open(ctx context.Context, t *testing.T, width, height int64) *browser.Page {
	t.Helper()
	page, closeBrowser, err := browser.Open(ctx, filepath.Join(t.TempDir(), "profile"), width, height)
	if errors.Is(err, browser.ErrMissing) && os.Getenv("KURZWAHL_REQUIRE_CHROMIUM") != "1" {
		t.Skipf("NO CHROMIUM, pages are not looked at in a browser: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeBrowser)
	return page
}
