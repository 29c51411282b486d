package contests_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kurzwahl/contests"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestAPublishedDrawFitsForGood holds documents and arithmetic to a file as it was once published: the format is a
// promise to everybody who keeps one.
func TestAPublishedDrawFitsForGood(t *testing.T) {
	t.Parallel()
	file := filepath.Join("testdata", "draw.json")
	want := drawn(t, 20).Encode()
	if *update {
		if err := os.WriteFile(file, want, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the same draw is published in another form than %s", file)
	}
	d, err := contests.ReadDocument(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	if wrong := contests.Verify(d).Wrong(); len(wrong) > 0 {
		t.Errorf("%s does not fit any more: %q", file, wrong)
	}
}

// TestTheProgramInTheDocsAgrees runs the checker that docs/contests.md gives to people who trust no program of ours.
func TestTheProgramInTheDocsAgrees(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("NO PYTHON, the checker in the docs is not run (on Debian and Ubuntu: apt-get install python3)")
	}
	docs, err := os.ReadFile(filepath.Join("..", "docs", "contests.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, program, _ := strings.Cut(string(docs), "```python\n")
	program, _, ok := strings.Cut(program, "```")
	if !ok {
		t.Fatal("docs/contests.md has no program in Python")
	}
	right := drawn(t, 40)
	bare := right
	bare.List.Answer, bare.List.Commitment, bare.List.LeftOut = "", nil, []contests.LeftOut{{Reason: "wrong answer", Count: 2}, {Reason: "zu spät", Count: 1}}
	bare.Draw = &contests.Draw{At: right.Draw.At, Value: right.Draw.Value}
	forge(&bare)
	wrong := copied(t, right)
	wrong.Draw.Places[0].Entry = loser(wrong)
	for _, c := range []struct {
		document contests.Document
		says     string
	}{{right, "fits"}, {bare, "fits"}, {wrong, "DOES NOT FIT"}} {
		file := filepath.Join(t.TempDir(), "draw.json")
		if err := os.WriteFile(file, c.document.Encode(), 0o600); err != nil {
			t.Fatal(err)
		}
		if ours := len(contests.Verify(c.document).Wrong()) == 0; ours != (c.says == "fits") {
			t.Errorf("Verify says %v, want what the docs' program says: %s", ours, c.says)
		}
		out, err := exec.CommandContext(t.Context(), python, "-c", program, file).CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != c.says {
			t.Errorf("the program in the docs says %q (%v), want %q", got, err, c.says)
		}
	}
}
