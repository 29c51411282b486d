package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kurzwahl/config"
	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/store"
)

// asProgram has this test binary be the program itself, so that a test can kill it.
const asProgram = "KURZWAHL_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func importedPhone(n int) message.Address { return message.Address(fmt.Sprintf("+4917139%05d", n)) }

// TestAKilledImportIsFinishedByTheSameFile kills the program in the middle: it fills the pipe with refused lines, so that
// it cannot have come to its end.
func TestAKilledImportIsFinishedByTheSameFile(t *testing.T) {
	t.Parallel()
	const contacts = 6000
	cfg, file := configFile(t), filepath.Join(t.TempDir(), "contacts.csv")
	var rows strings.Builder
	rows.WriteString("phone,first_name,tags,consent_purpose,consent_source,consent_at,consent_text\n")
	for n := range contacts {
		fmt.Fprintf(&rows, "%s,Kim,vip;rad,offers,checkout,2026-01-01,Ja zu Angeboten\nnone\n", importedPhone(n))
	}
	if err := os.WriteFile(file, []byte(rows.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	killInTheMiddle(t, "contacts", "import", file, "--config", cfg)

	before := ledgerLines(t, cfg, contacts)
	if before == 0 || before == contacts {
		t.Fatalf("%d of %d consents were in when the program was killed: not in the middle", before, contacts)
	}
	out, err := call(t, "", "contacts", "import", file, "--config", cfg)
	want := fmt.Sprintf("Taken in: %d new and %d known contacts, %d of them", contacts-before, before, contacts-before)
	if err != nil || !strings.Contains(out, want) {
		t.Errorf("the second run (%v) ends with %q, want %q", err, out[max(0, len(out)-200):], want)
	}
	if after := ledgerLines(t, cfg, contacts); after != contacts {
		t.Errorf("%d consents are in, want %d", after, contacts)
	}
}

// killInTheMiddle runs the program until it says its first line, and kills it.
func killInTheMiddle(t *testing.T, args ...string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.Contains(line, "refused") {
		t.Errorf("the program begins with %q, %v", line, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the program had ended before it was killed")
	}
}

// ledgerLines counts the contacts that stand in the ledger, which none may do twice.
func ledgerLines(t *testing.T, file string, contacts int) (lines int) {
	t.Helper()
	cfg, err := config.Load(file, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), cfg.Store.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer closing(db, &err)
	for n := range contacts {
		ledger, standing, err := db.ConsentProof(t.Context(), importedPhone(n))
		if err != nil {
			t.Fatal(err)
		}
		if len(ledger) > 1 || len(ledger) == 1 && !standing.Allows(consent.Offers) {
			t.Fatalf("contact %d has %+v, %+v", n, ledger, standing)
		}
		lines += len(ledger)
	}
	return lines
}

func TestImportSaysHowFarItIs(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "contacts.csv")
	if err := os.WriteFile(file, make([]byte, 10<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer closing(f, &err)
	var drawn []string
	bar := filling(func(stage string, done, total int) { drawn = append(drawn, fmt.Sprint(stage, " ", done, "/", total)) }, f)
	for _, octets := range []int64{0, 5 << 10, 10 << 10, 20 << 10, gone} {
		bar(octets)
	}
	// Only the last one is whole, which takes the bar away.
	if want := []string{"KB read 0/11", "KB read 5/11", "KB read 10/11", "KB read 10/11", "KB read 11/11"}; !slices.Equal(drawn, want) {
		t.Errorf("drawn %q, want %q", drawn, want)
	}
	filling(nil, f)(5) // no terminal, no bar
}
