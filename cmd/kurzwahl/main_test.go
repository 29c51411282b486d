package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kurzwahl/config"
)

// call runs one command line and gives what it printed.
func call(t *testing.T, in string, args ...string) (string, error) {
	t.Helper()
	var out, logged bytes.Buffer
	err := run(t.Context(), args, strings.NewReader(in), &out, &logged)
	return out.String(), err
}

// configFile writes a working config with a database of the test's own.
func configFile(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	text := strings.NewReplacer("xapp-...", "xapp-1", "xoxb-...", "xoxb-1",
		`# url = "sqlite:kurzwahl.db"`, `url = "sqlite:`+filepath.Join(folder, "k.db")+`"`).Replace(config.Template)
	file := filepath.Join(folder, "kurzwahl.toml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestIntentsPrintsOneObjectALine(t *testing.T) {
	t.Parallel()
	out, err := call(t, "none\tSTOP\nsurvey\t5\nnone\tzeile eins\\nzeile zwei\n", "intents")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 3 || !strings.Contains(lines[0], `"intent":"opt_out","slots":{}`) || !strings.Contains(lines[1], `"slots":{"score":"5"}`) {
		t.Errorf("got\n%s", out)
	}
	odd := "no tab here\nnowhere\tSTOP\n\nnone\t" + strings.Repeat("lang ", 1<<18) + "\nnone\tSTOP"
	out, err = call(t, odd, "intents")
	if lines := strings.Split(strings.TrimSpace(out), "\n"); err != nil || len(lines) != 5 || !strings.Contains(lines[4], "opt_out") {
		t.Errorf("odd lines gave %v and\n%s\nwant an answer for each", err, out)
	}
}

func TestIntentsExplainsEachStep(t *testing.T) {
	t.Parallel()
	out, err := call(t, "none\two bleibt mein Paket\n", "intents", "--explain")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"step":"classifier"`, `"auto_reply: no mark of a machine"`, `"classifier: order_status scores`, `"words":["wo"`, `"scores":{`} {
		if !strings.Contains(out, part) {
			t.Errorf("the explanation lacks %s:\n%s", part, out)
		}
	}
	if plain, err := call(t, "none\two bleibt mein Paket\n", "intents"); err != nil || strings.Contains(plain, "steps") {
		t.Errorf("without --explain: %v and\n%s", err, plain)
	}
}

func TestInitWritesAConfigOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "k.toml")
	if _, err := call(t, "", "init", file); err != nil {
		t.Fatal(err)
	}
	if _, err := call(t, "", "init", file); err == nil {
		t.Error("the second init wrote over the first")
	}
}

func TestHelpAndUnknownCommands(t *testing.T) {
	t.Parallel()
	out, err := call(t, "", "help")
	for _, command := range []string{"demo", "serve", "init", "check", "migrate", "intents", "replay", "smsc", "workspace", "contacts import", "consent show", "contest commit", "contest freeze", "contest draw", "contest entry", "contest verify", "copydb", "version"} {
		if err != nil || !strings.Contains(out, command) {
			t.Errorf("help does not name %s (%v):\n%s", command, err, out)
		}
	}
	if _, err := call(t, "", "fly"); !errors.Is(err, errUsage) || exitCode(err) != 2 {
		t.Errorf("an unknown command gave %v", err)
	}
}

func TestContactsAreImportedShownAndErased(t *testing.T) {
	t.Parallel()
	cfg := configFile(t)
	file := filepath.Join(t.TempDir(), "contacts.csv")
	csv := "phone,first_name,language,tags,consent_purpose,consent_source,consent_at,consent_text\n" +
		"0171 3920001,Anna,de,vip;rad,offers,checkout,2026-10-01,Ja zu Angeboten\n" +
		"030 901820,Amt,de,,,,,\n" +
		"0171 3920002,Tom,de,,offers,,2026-10-01,\n"
	if err := os.WriteFile(file, []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		args []string
		says []string
	}{
		{[]string{"contacts", "import", file, "--dry-run"}, []string{"Would be taken in: 2 new", "line 3 refused: this kind of number cannot receive SMS", "line 4 taken in, but no consent"}},
		{[]string{"contacts", "export", "0171 3920001"}, []string{"{}"}},
		{[]string{"contacts", "import", file}, []string{"Taken in: 2 new and 0 known contacts, 1 of them"}},
		{[]string{"contacts", "import", file}, []string{"Taken in: 0 new and 2 known"}},
		{[]string{"consent", "show", "0171 3920001"}, []string{`"shown": "Ja zu Angeboten"`, "import: checkout", `"version": "`, `"since": "2026-10-01T00:00:00Z"`}},
		{[]string{"consent", "show", "0171 3920002"}, []string{"is known, but the ledger has no line", `"ledger": []`}},
		{[]string{"consent", "show", "0171 3920099"}, []string{"is not known", `"standing": {}`}},
		{[]string{"consent", "show", "0171 3920099", "--readable"}, []string{"is not known"}},
		{[]string{"consent", "show", "0171 3920001", "--readable"}, []string{"2026-10-01T00:00:00Z  granted offers on sms", "words: Ja zu Angeboten", "version of the words: ", "offers: granted since 2026-10-01"}},
		{[]string{"contacts", "export", "0171 3920001", "--readable"}, []string{"All that is known of +491713920001", "contact tag 2 of 2", "first name: Anna", "at: 2026-10-01T00:00:00Z"}},
		{[]string{"contacts", "export", "0171 3920001"}, []string{"Anna", "vip"}},
		{[]string{"contacts", "erase", "0171 3920001", "--yes"}, []string{"contact"}},
	} {
		out, err := call(t, "", append(step.args, "--config", cfg)...)
		if err != nil {
			t.Fatalf("%v: %v", step.args, err)
		}
		for _, word := range step.says {
			if !strings.Contains(out, word) {
				t.Errorf("%v says nothing of %q:\n%s", step.args, word, out)
			}
		}
	}
	out, err := call(t, "", "consent", "show", "0171 3920002", "--config", cfg)
	if unlike := regexp.MustCompile(`"[A-Z][A-Za-z]*":|0001-01-01|"": |null`).FindString(out); err != nil || unlike != "" {
		t.Errorf("consent show prints %q (%v):\n%s", unlike, err, out)
	}
	if _, err := call(t, "", "contacts", "erase", "0171 3920002", "--config", cfg); err == nil {
		t.Error("erase did it without --yes")
	}
}

func TestFilesThatAreMissingOrEmptySayWhatToDo(t *testing.T) {
	t.Parallel()
	cfg, folder := configFile(t), t.TempDir()
	empty, broken := filepath.Join(folder, "empty"), filepath.Join(folder, "broken")
	for file, text := range map[string]string{empty: "", broken: `{"list": {`} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		want string
		args []string
	}{
		{"the file is empty: begin it with a header line", []string{"contacts", "import", empty, "--config", cfg}},
		{"there is no file", []string{"contacts", "import", filepath.Join(folder, "missing"), "--config", cfg}},
		{"is a folder", []string{"contacts", "import", folder, "--config", cfg}},
		{"there is no file", []string{"serve", "--config", filepath.Join(folder, "missing")}},
		{"there is no file", []string{"contest", "verify", filepath.Join(folder, "missing")}},
		{"the file is empty: name the list or the draw", []string{"contest", "verify", empty}},
		{"the file ends in the middle", []string{"contest", "verify", broken}},
	} {
		_, err := call(t, "", c.args...)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "stat ") || strings.Contains(err.Error(), "EOF") {
			t.Errorf("%v: %v, want %q", c.args, err, c.want)
		}
	}
}

func TestBadConfigIsRefusedWithAllItsProblems(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "bad.toml")
	if err := os.WriteFile(file, []byte("[shop]\ncountry = \"Germany\"\n[http]\nlisten = \"8080\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"serve", "check", "migrate"} {
		_, err := call(t, "", command, "--config", file)
		if problems, ok := errors.AsType[config.Problems](err); !ok || len(problems) < 5 {
			t.Errorf("%s gave %v, want all the problems", command, err)
		}
	}
}
