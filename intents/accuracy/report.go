package accuracy

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"kurzwahl/intents"
)

// Write prints the report as text: the figures, the intents, the confusions, the mistakes with their texts.
func (r Report) Write(w io.Writer) error {
	out := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	p := printer{out: out}
	p.line("texts\t%d", r.Cases)
	p.line("intent right\t%d\t%.1f %%", r.Right, 100*share(r.Right, r.Cases))
	p.line("confidently wrong\t%d\t%.1f %%", r.Confident, 100*share(r.Confident, r.Cases))
	p.line("slots right where the intent is\t%d\t%.1f %%", r.SlotsRight, 100*share(r.SlotsRight, r.Right))
	p.line("language right where there is one\t%d\t%.1f %%", r.Languages, 100*share(r.Languages, r.Spoken))
	p.line("macro-F1\t\t%.3f", r.MacroF1())
	p.line("")
	p.line("intent\ttexts\trecall\tprecision\tF1\tread as")
	for _, intent := range intents.Intents() {
		tally, ok := r.ByIntent[intent]
		if !ok {
			continue
		}
		p.line("%s\t%d\t%.3f\t%.3f\t%.3f\t%s", intent, tally.Right+tally.Missed, tally.Recall(), tally.Precision(),
			tally.F1(), r.readAs(intent))
	}
	p.line("")
	p.mistakes(r.Mistakes)
	if p.err != nil {
		return fmt.Errorf("write report: %w", p.err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// WriteFolds prints one line about a cross-validation.
func WriteFolds(w io.Writer, f intents.FiveFold) error {
	_, err := fmt.Fprintf(w, "five-fold cross-validation: the classifier's best is right for %.1f %%; with all steps %.1f %% right, %.1f %% confidently wrong\n",
		100*share(f.Classified, f.Texts), 100*share(f.Right, f.Texts), 100*share(f.Confident, f.Texts))
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// readAs is one row of the confusion table: the other intents that texts of this one were read as.
func (r Report) readAs(intent intents.Intent) string {
	var others []string
	for _, got := range slices.Sorted(maps.Keys(r.Confusion[intent])) {
		if got != intent {
			others = append(others, fmt.Sprintf("%s %d", got, r.Confusion[intent][got]))
		}
	}
	return strings.Join(others, ", ")
}

// printer keeps the first error, so that a report is written without a check a line.
type printer struct {
	out io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.out, format+"\n", args...)
	}
}

func (p *printer) mistakes(mistakes []Mistake) {
	for _, m := range mistakes {
		want, got := "", ""
		switch m.What {
		case "intent":
			want, got = string(m.Case.Intent), fmt.Sprintf("%s (%s: %s)", m.Got.Intent, m.Got.Step, m.Got.Why)
		case "slots":
			want, got = string(m.Case.Intent)+" "+slots(m.Case.Slots), slots(m.Got.Slots)
		case "language":
			want, got = "language "+string(m.Case.Language), string(m.Got.Language)
		}
		p.line("%d [%s] %q: want %s, got %s", m.Case.Line, m.Case.Context, m.Case.Text, want, got)
	}
}

func slots(values map[string]string) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		pairs = append(pairs, name+"="+values[name])
	}
	return strings.Join(pairs, ";")
}
