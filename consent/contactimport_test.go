package consent_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"

	"kurzwahl/consent"
)

// importer takes in what comes, and looks at each batch.
type importer func(batch []consent.ImportedContact) error

func (i importer) ImportContacts(_ context.Context, batch []consent.ImportedContact, _ time.Time, _ bool) (consent.ImportResult, error) {
	return consent.ImportResult{New: len(batch)}, i(batch)
}

// manyContacts writes a file of so many contacts while it is read; every fourth line is refused.
func manyContacts(t testing.TB, lines int) io.Reader {
	r, w := io.Pipe()
	t.Cleanup(func() { _ = r.Close() }) // it never fails
	go func() {
		_, err := fmt.Fprintln(w, "phone,first_name,tags,consent_purpose,consent_source,consent_at,consent_text")
		for n := 0; n < lines && err == nil; n++ {
			phone := fmt.Sprintf("+4917%09d", n)
			if n%4 == 3 {
				phone = "none"
			}
			_, err = fmt.Fprintf(w, "%s,Kim,\"vip;rad\",offers,checkout,2026-01-01,Ja zu Angeboten per SMS\n", phone)
		}
		_ = w.CloseWithError(err) // without one that is the end of the file
	}()
	return r
}

// TestImportNeedsLittleMemory is alone in the process: what others hold would count.
func TestImportNeedsLittleMemory(t *testing.T) { //nolint:paralleltest // it measures the memory of the process
	const lines = 40_000
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	file, err := consent.OpenContacts(manyContacts(t, lines), "DE", now)
	if err != nil {
		t.Fatal(err)
	}
	var first, last uint64
	batches := 0
	held := func([]consent.ImportedContact) error {
		if batches++; batches == 1 || batches%20 == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			if last = m.HeapAlloc; first == 0 {
				first = last
			}
		}
		return nil
	}
	taken, refused := 0, 0
	err = consent.Import(t.Context(), file, importer(held), now, false, func(batch consent.ImportResult) {
		taken += batch.New
		refused += len(batch.Refused)
	})
	if err != nil || taken != lines*3/4 || refused != lines/4 {
		t.Fatalf("took %d and refused %d of %d lines: %v", taken, refused, lines, err)
	}
	if grown := int64(last) - int64(first); batches < 60 || grown > 1536<<10 {
		t.Errorf("%d batches, and the heap grew by %d KB, want 1.5 MB at most", batches, grown>>10)
	}
}

func TestImportTellsWhatIsInBeforeItFails(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	file, err := consent.OpenContacts(manyContacts(t, 5000), "DE", now)
	if err != nil {
		t.Fatal(err)
	}
	broken, batches, told := errors.New("disk full"), 0, consent.ImportResult{}
	err = consent.Import(t.Context(), file, importer(func([]consent.ImportedContact) error {
		if batches++; batches == 3 {
			return broken
		}
		return nil
	}), now, false, told.Add)
	if !errors.Is(err, broken) || told.New != 1000 {
		t.Errorf("told of %d contacts, %v; want the 1000 that are in, and why it stopped", told.New, err)
	}
}

func BenchmarkImport(b *testing.B) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for b.Loop() {
		file, err := consent.OpenContacts(manyContacts(b, 10_000), "DE", now)
		if err != nil {
			b.Fatal(err)
		}
		if err := consent.Import(b.Context(), file, importer(func([]consent.ImportedContact) error { return nil }), now, false, func(consent.ImportResult) {}); err != nil {
			b.Fatal(err)
		}
	}
}
