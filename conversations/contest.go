package conversations

import (
	"strings"
	"time"

	"kurzwahl/contests"
	"kurzwahl/intents"
)

// contestLasts is how long the bot waits for a contest's answer.
const contestLasts = 24 * time.Hour

// contestEntry takes part in a contest: one entry a phone, while it is open. It is no consent to marketing.
func (t *talk) contestEntry() {
	contest, ok := contests.Meant(t.desk.config.Contests, t.Event.Text, t.State.Contest, t.now)
	answer := t.Reading.Slots[intents.SlotAnswer]
	switch {
	case !ok:
		t.handOver(t.tell("reason.unknown", nil))
	case !contest.Open(t.now):
		t.Why = "the contest is not open"
		t.endContest()
		t.reply("contest.closed", nil)
	case t.facts.Contests[contest.Name]:
		t.Why = "entered already"
		t.endContest()
		t.reply("contest.already", nil)
	case contest.Asks() && answer == "":
		t.Why = "asked the contest's question"
		t.askContest(contest.Name)
	default:
		t.Why = "entered the contest " + contest.Name
		t.Entries = append(t.Entries, contests.Entry{Contest: contest.Name, Address: t.Event.Address, Answer: answer, Event: t.Event.ID, At: t.now})
		t.endContest()
		t.reply("contest.entered", fields{"terms": contest.TermsLink})
	}
}

func (t *talk) endContest() {
	if t.State.Question == AskContest {
		t.answered()
	}
}

// askContest puts the contest's question.
func (t *talk) askContest(name string) {
	misread := t.State.Misread
	for _, c := range t.desk.config.Contests {
		if c.Name != name {
			continue
		}
		question := c.Question[t.language()]
		if question == "" {
			question = c.Question[t.desk.config.Language]
		}
		for _, any := range c.Question {
			if question == "" {
				question = any
			}
		}
		letters := c.Answers
		if letters == "" {
			letters = "ABC"
		}
		t.reply("contest.question", fields{"question": question, "answers": strings.Join(strings.Split(letters, ""), " / "), "terms": c.TermsLink})
		t.ask(AskContest, "", contestLasts)
		t.State.Contest, t.State.Misread = name, misread
		return
	}
}
