package conversations

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kurzwahl/contests"
	"kurzwahl/intents"
)

// contestLasts is how long the bot waits for a contest's answer.
const contestLasts = 24 * time.Hour

// contestEntry takes part in a contest: one entry a phone, while it is open. It is no consent to marketing.
func (t *talk) contestEntry() {
	contest, ok := contests.Meant(t.desk.config.Contests, t.Event.Text, t.State.Contest, t.now)
	answer := t.Reading.Slots[intents.SlotAnswer]
	if contest.Asks() && !strings.Contains(contest.Letters(), answer) {
		answer = "" // of another contest
	}
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
	case contest.Asks() && answer == "" && t.State.Question == AskContest && t.State.Contest == contest.Name:
		t.misread()
	case contest.Asks() && answer == "":
		t.Why = "asked the contest's question"
		t.askContest(contest.Name)
		if t.wrongLetter(contest) {
			t.State.Misread = 1
		}
	default:
		t.Why = "entered the contest " + contest.Name
		t.Entries = append(t.Entries, contests.Entry{Contest: contest.Name, Address: t.Event.Address, Answer: answer, Event: t.Event.ID, At: t.now})
		t.endContest()
		t.reply("contest.entered", fields{"terms": contest.TermsLink})
	}
}

// wrongLetter says whether a text gives an answer that the contest does not have.
func (t *talk) wrongLetter(c contests.Contest) bool {
	return slices.ContainsFunc(nameWords(t.Event.Text), func(word string) bool {
		return utf8.RuneCountInString(word) == 1 && !frames[word] && !strings.Contains(c.Letters(), strings.ToUpper(word))
	})
}

// triesToEnter says whether a text that was not understood is a contest's keyword with an answer that the contest does
// not have: "GEWINN D".
func (t *talk) triesToEnter() bool {
	contest, ok := contests.Meant(t.desk.config.Contests, t.Event.Text, "", t.now)
	if !ok || !contest.Asks() || !contest.NamedIn(t.Event.Text) || !t.wrongLetter(contest) {
		return false
	}
	return !slices.ContainsFunc(nameWords(t.Event.Text), func(word string) bool {
		isKeyword := slices.ContainsFunc(contest.Keywords, func(k string) bool { return strings.EqualFold(k, word) })
		return !isKeyword && !frames[word] && utf8.RuneCountInString(word) > 1
	})
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
		t.reply("contest.question", fields{"question": question, "answers": strings.Join(strings.Split(c.Letters(), ""), " / "), "terms": c.TermsLink})
		t.ask(AskContest, "", contestLasts)
		t.State.Contest, t.State.Misread = name, misread
		return
	}
}
