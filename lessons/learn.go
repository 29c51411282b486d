package lessons

import (
	"context"
	"fmt"
	"log/slog"

	"kurzwahl/intents"
	"kurzwahl/message"
)

// learn learns from what waits and settles it. When all together make the model worse, each is tried alone, the oldest
// first, so that one bad lesson keeps no other out. It takes seconds.
func (t *Teacher) learn(ctx context.Context) (bool, error) {
	batch := t.taught.standing(Waiting)
	if t.alone {
		batch = batch[:1]
	}
	model, verdict, checks, err := t.try(batch)
	if err != nil {
		return false, err
	}
	t.config.Logger.LogAttrs(ctx, slog.LevelInfo, "learned from lessons",
		slog.Int("lessons", len(batch)), slog.Bool("promoted", verdict.Promote), slog.String("why", verdict.Why))
	result := Result{Version: t.taught.Version}
	switch {
	case verdict.Promote:
		if result.Model, err = model.MarshalBinary(); err != nil {
			return false, err
		}
		result.Lessons = standingAs(batch, Learned)
	case len(batch) > 1:
		t.alone = true
		return true, nil
	default:
		result.Lessons, result.Remark = standingAs(batch, KeptOut), t.remark(verdict, checks)
	}
	_, err = t.config.Store.SettleLessons(ctx, result, t.config.Clock.Now())
	return err == nil, err
}

// try learns from the lessons that the model knows and a batch more, and compares with what reads now.
func (t *Teacher) try(batch []Lesson) (*intents.Model, intents.Verdict, int, error) {
	var examples []intents.Example
	for _, l := range append(t.taught.standing(Learned), batch...) {
		examples = append(examples, l.Example)
	}
	model, err := t.config.Train(examples)
	if err != nil {
		return nil, intents.Verdict{Why: err.Error()}, 0, nil //nolint:nilerr // what cannot be learned is kept out, as what makes it worse
	}
	candidate, err := t.parserOf(t.taught, model)
	if err != nil {
		return nil, intents.Verdict{}, 0, err
	}
	verdict, checks := t.config.Compare(t.Parser(), candidate)
	return model, verdict, checks, nil
}

func standingAs(lessons []Lesson, s Standing) []Lesson {
	for i := range lessons {
		lessons[i].Standing = s
	}
	return lessons
}

// remark tells somebody that nothing more was learned from their lesson.
func (t *Teacher) remark(v intents.Verdict, checks int) string {
	if t.config.Language == message.German {
		return fmt.Sprintf("Gelehrt, aber nur für genau diesen Text: ähnliche Texte werden weiter gelesen wie zuvor. Sonst würden Texte der festen Prüfmenge schlechter verstanden (%d von %d richtig, vorher %d).",
			v.Right, checks, v.RightBefore)
	}
	return fmt.Sprintf("Taught, but for this very text only: similar ones are still read as before. Otherwise texts of the frozen check set would be understood less well (%d of %d right, %d before).",
		v.Right, checks, v.RightBefore)
}
