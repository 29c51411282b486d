package intents_test

import (
	"os"
	"strings"
	"testing"

	"kurzwahl/intents"
	"kurzwahl/intents/accuracy"
)

func measure(t *testing.T, path string) accuracy.Report {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Skipf("labelled texts are not here: %v", err)
	}
	defer func() { _ = file.Close() }()
	cases, err := accuracy.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	return accuracy.Measure(parser(), cases)
}

// bars fails the test where a report is below what is promised.
func bars(t *testing.T, report accuracy.Report, right float64) {
	t.Helper()
	optOut, rating, status := report.ByIntent[intents.OptOut], report.ByIntent[intents.Rating], report.ByIntent[intents.OrderStatus]
	checks := []struct {
		what     string
		got, bar float64
	}{
		{"texts right", float64(report.Right) / float64(report.Cases), right},
		{"not confidently wrong", 1 - float64(report.Confident)/float64(report.Cases), 0.98},
		{"slots right", float64(report.SlotsRight) / float64(report.Right), 0.97},
		{"opt-out recall", optOut.Recall(), 0.98},
		{"opt-out precision", optOut.Precision(), 0.99},
		{"rating F1", rating.F1(), 0.98},
		{"order status F1", status.F1(), 0.95},
		{"macro-F1", report.MacroF1(), 0.90},
	}
	failed := false
	for _, c := range checks {
		if c.got < c.bar {
			t.Errorf("%s: %.3f, want at least %.3f", c.what, c.got, c.bar)
			failed = true
		}
	}
	if failed {
		var text strings.Builder
		if err := report.Write(&text); err != nil {
			t.Fatal(err)
		}
		t.Log(text.String())
	}
}

func TestGoldenTexts(t *testing.T) {
	t.Parallel()
	bars(t, measure(t, "testdata/golden.tsv"), 0.96)
}

// The labelled texts that live beside the repository are extra data: the parser never learned from them.
func TestForeignTexts(t *testing.T) {
	t.Parallel()
	bars(t, measure(t, "../../shared/intents/dev.tsv"), 0.95)
}
