package store_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"kurzwahl/store/storetest"
)

func TestNewDatabaseIsReadByItsOwnerOnly(t *testing.T) {
	t.Parallel()
	url := storetest.SQLiteURL(t)
	path := strings.TrimPrefix(url, "sqlite:")
	another(t, url)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("kurzwahl.db%s has mode %v, want -rw-------", suffix, info.Mode())
		}
	}
}

// TestEraseWritesOverTheFile reads the files themselves: a deleted row would stay in them until its page is used again.
func TestEraseWritesOverTheFile(t *testing.T) {
	t.Parallel()
	url := storetest.SQLiteURL(t)
	path := strings.TrimPrefix(url, "sqlite:")
	db := another(t, url)
	importFile(t, db, contactsFile, noon, false)
	words := []byte("Ja zu Angeboten")
	if traces(t, path, words) == 0 {
		t.Fatal("the words of the consent are in no file before the erasure")
	}
	if _, err := db.EraseContact(t.Context(), lena, "U1", noon); err != nil {
		t.Fatal(err)
	}
	if n := traces(t, path, words); n > 0 {
		t.Errorf("the files still hold the words of the consent %d times", n)
	}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() > 0 {
		t.Errorf("the log holds something (%v)", err)
	}
}

func traces(t *testing.T, path string, of []byte) (n int) {
	t.Helper()
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		n += bytes.Count(content, of)
	}
	return n
}
