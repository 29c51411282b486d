package intents

import (
	"fmt"
	"slices"
	"time"
)

// Lesson is a correction by staff: this text, after this question, means that.
type Lesson struct {
	ID      string
	Example Example
	At      time.Time
	By      string // who taught it
	Undone  bool   // it was taken back; it stays on record
}

// Teach adds a lesson to those that were taught before. A lesson on the same text after the same question replaces
// the older one, which is marked as undone. The given slice is left as it is.
func Teach(lessons []Lesson, lesson Lesson) ([]Lesson, error) {
	if !slices.Contains(Intents(), lesson.Example.Intent) {
		return nil, fmt.Errorf("teach: %q is no intent", lesson.Example.Intent)
	}
	if read(lesson.Example.Text).words() == 0 {
		return nil, fmt.Errorf("teach: the text of lesson %s has no word", lesson.ID)
	}
	key := lessonKey(lesson)
	taught := slices.Clone(lessons)
	for i := range taught {
		if lessonKey(taught[i]) == key {
			taught[i].Undone = true
		}
	}
	return append(taught, lesson), nil
}

// Undo takes back the lesson with the id. What it had replaced is in force again. The given slice is left as it is;
// an id that is not there changes nothing.
func Undo(lessons []Lesson, id string) []Lesson {
	undone := slices.Clone(lessons)
	at := slices.IndexFunc(undone, func(l Lesson) bool { return l.ID == id && !l.Undone })
	if at < 0 {
		return undone
	}
	undone[at].Undone = true
	for i := at - 1; i >= 0; i-- {
		if lessonKey(undone[i]) == lessonKey(undone[at]) {
			undone[i].Undone = false
			break
		}
	}
	return undone
}

// Taught gives the examples of the lessons in force, in the order in which they were taught.
func Taught(lessons []Lesson) []Example {
	var examples []Example
	for _, lesson := range lessons {
		if !lesson.Undone {
			examples = append(examples, lesson.Example)
		}
	}
	return examples
}

func lessonKey(lesson Lesson) string {
	return taughtKey(lesson.Example.Context, read(lesson.Example.Text))
}

// Check is a text of the frozen check set: what a model must not unlearn.
type Check struct {
	Context Context
	Text    string
	Intent  Intent
}

// Verdict is whether a candidate may take over, and why.
type Verdict struct {
	Promote     bool
	Why         string
	Right       int   // checks that the candidate reads rightly
	RightBefore int   // and the current parser
	Lost        []int // indexes of checks that only the current parser reads rightly
}

// Compare has two parsers read the check set. The candidate is promoted when it reads no fewer texts rightly, answers
// no more of them wrongly, and loses no opt-out.
func Compare(current, candidate *Parser, checks []Check) Verdict {
	var v Verdict
	wrong, wrongBefore, optOuts := 0, 0, 0
	for i, check := range checks {
		before := current.Parse(check.Context, check.Text).Intent
		after := candidate.Parse(check.Context, check.Text).Intent
		if before == check.Intent {
			v.RightBefore++
		} else if before != Unknown {
			wrongBefore++
		}
		switch {
		case after == check.Intent:
			v.Right++
			continue
		case after != Unknown:
			wrong++
		}
		if before == check.Intent {
			v.Lost = append(v.Lost, i)
			if check.Intent == OptOut {
				optOuts++
			}
		}
	}
	v.Promote, v.Why = promotes(v, wrong, wrongBefore, optOuts)
	return v
}

func promotes(v Verdict, wrong, wrongBefore, optOuts int) (bool, string) {
	switch {
	case optOuts > 0:
		return false, fmt.Sprintf("%d opt-outs would no longer be understood", optOuts)
	case v.Right < v.RightBefore:
		return false, fmt.Sprintf("%d texts of the check set would be right, not %d", v.Right, v.RightBefore)
	case wrong > wrongBefore:
		return false, fmt.Sprintf("%d texts of the check set would be answered wrongly, not %d", wrong, wrongBefore)
	}
	return true, fmt.Sprintf("%d texts of the check set right, %d before", v.Right, v.RightBefore)
}
