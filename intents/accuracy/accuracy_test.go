package accuracy_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/intents"
	"kurzwahl/intents/accuracy"
	"kurzwahl/message"
)

const labelled = "# a comment\n" +
	"none\tde\topt_out\t-\tStopp\n" +
	"survey\t-\trating\tscore=5;comment=yes\t5\\nsuper\n" +
	"none\ten\tfaq\ttopic=hours\twhen?\n"

func TestReadTakesTheColumnsApart(t *testing.T) {
	t.Parallel()
	got, err := accuracy.Read(strings.NewReader(labelled))
	if err != nil {
		t.Fatal(err)
	}
	want := []accuracy.Case{
		{Line: 2, Context: "none", Language: "de", Intent: "opt_out", Text: "Stopp"},
		{Line: 3, Context: "survey", Intent: "rating", Slots: map[string]string{"score": "5", "comment": "yes"}, Text: "5\nsuper"},
		{Line: 4, Context: "none", Language: "en", Intent: "faq", Slots: map[string]string{"topic": "hours"}, Text: "when?"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Read (-want +got):\n%s", diff)
	}
}

func TestReadNamesTheBadLine(t *testing.T) {
	t.Parallel()
	for _, source := range []string{"ok\n", "#\nnone\tde\tfaq\tnovalue\ttext\n"} {
		if _, err := accuracy.Read(strings.NewReader(source)); err == nil || !strings.Contains(err.Error(), "line ") {
			t.Errorf("Read(%q) = %v, want an error that names the line", source, err)
		}
	}
}

// scripted answers each text with a reading of its own.
type scripted map[string]intents.Reading

func (s scripted) Parse(_ intents.Context, text string) intents.Reading { return s[text] }

func TestMeasureCounts(t *testing.T) {
	t.Parallel()
	cases, err := accuracy.Read(strings.NewReader(labelled))
	if err != nil {
		t.Fatal(err)
	}
	report := accuracy.Measure(scripted{
		"Stopp":    {Intent: intents.OptOut, Language: message.German},
		"5\nsuper": {Intent: intents.Rating, Slots: map[string]string{"score": "5"}},
		"when?":    {Intent: intents.OptOut, Language: message.English},
	}, cases)
	if report.Right != 2 || report.Confident != 1 || report.SlotsRight != 1 || report.Languages != 2 || len(report.Mistakes) != 2 {
		t.Errorf("report %+v", report)
	}
	if got := report.ByIntent[intents.OptOut]; got.Recall() != 1 || got.Precision() != 0.5 {
		t.Errorf("opt_out recall %v, precision %v, want 1 and 0.5", got.Recall(), got.Precision())
	}
	var text strings.Builder
	if err := report.Write(&text); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"macro-F1", "opt_out 1", `"when?": want faq`} {
		if !strings.Contains(text.String(), part) {
			t.Errorf("the report lacks %q:\n%s", part, text.String())
		}
	}
}

func TestExamplesKeepWhatIsLearned(t *testing.T) {
	t.Parallel()
	cases, err := accuracy.Read(strings.NewReader(labelled))
	if err != nil {
		t.Fatal(err)
	}
	want := intents.Example{Context: "none", Language: message.English, Intent: intents.FAQ, Topic: "hours", Text: "when?"}
	got := accuracy.Examples(cases)
	if len(got) != len(cases) || got[2].Topic != want.Topic || got[2].Text != want.Text || got[2].Intent != want.Intent {
		t.Errorf("Examples = %+v, want the last to be %+v", got, want)
	}
	var line strings.Builder
	if err := accuracy.WriteFolds(&line, intents.FiveFold{Texts: 8, Classified: 6, Right: 7, Confident: 1}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(line.String(), "75.0 %; with all steps 87.5 % right, 12.5 % confidently wrong") {
		t.Errorf("the line reads %q", line.String())
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteReportsAFailure(t *testing.T) {
	t.Parallel()
	if err := (accuracy.Report{}).Write(broken{}); err == nil {
		t.Error("Write to a full disk gave no error")
	}
}
