package config

import (
	"cmp"
	"fmt"
	"time"

	"kurzwahl/message"
	"kurzwahl/surveys"
)

// Survey is a question for a rating, and what is asked after it.
type Survey struct {
	Name         string            `toml:"name"`               // unique; required
	Scale        string            `toml:"scale"`              // "1-6" (6 is best), "6-1" (school grades, 1 is best), "0-10" (recommendation), "1-5" (stars), "yes-no"; default "1-6"
	Question     map[string]string `toml:"question"`           // by language; default the phrasebook's
	LowBar       *int              `toml:"low_bar"`            // a score this bad or worse is low; default by the scale
	HighBar      *int              `toml:"high_bar"`           // a score this good or better is high; default by the scale
	Open         int               `toml:"open_hours"`         // how long it may be answered; default 72
	Remind       *int              `toml:"remind_after_hours"` // whoever has not answered is asked once more; 0 is never; default 48, or two thirds of a shorter open_hours
	CouponPool   string            `toml:"coupon_pool"`        // whose codes thank for a rating; default none
	Coupons      []string          `toml:"coupons"`            // codes to fill the pool with at start
	WhenEmpty    string            `toml:"when_empty"`         // when the pool is empty: "thank" (in words, or with static_coupon) or "stop" (nobody is asked); default "thank"
	StaticCoupon string            `toml:"static_coupon"`      // one code for all when the pool is empty; default none
	Then         []Then            `toml:"then"`               // what is asked after the score; default: what went wrong, after a low one
}

// Then is one thing that a survey asks, or shows, after its score.
type Then struct {
	Ask      string            `toml:"ask"`        // "wrong", "words", "score", "publish" or "link"; required
	Name     string            `toml:"name"`       // by which results call it; default ask
	When     []string          `toml:"when"`       // after which scores: "low", "middle", "high"; default all
	Question map[string]string `toml:"question"`   // by language; default the phrasebook's; required for "score"
	Scale    string            `toml:"scale"`      // of "score"; default "1-6"
	Link     string            `toml:"link"`       // of "link": where it leads; required there
	Open     int               `toml:"open_hours"` // how long it may be answered; default 24
}

func (s *Survey) fillDefaults() {
	s.Scale = cmp.Or(s.Scale, "1-6")
	s.Open = cmp.Or(s.Open, int(surveys.OpenFor.Hours()))
	remind := min(48, s.Open*2/3)
	s.Remind = cmp.Or(s.Remind, &remind)
	s.WhenEmpty = cmp.Or(s.WhenEmpty, "thank")
	if s.Then == nil {
		s.Then = []Then{{Ask: string(surveys.AskWrong), When: []string{string(surveys.Low)}}}
	}
	for i := range s.Then {
		s.Then[i].Scale = cmp.Or(s.Then[i].Scale, "1-6")
		s.Then[i].Open = cmp.Or(s.Then[i].Open, 24)
	}
}

func (s Survey) check(p *problems) {
	key := fmt.Sprintf("survey %q: ", s.Name)
	p.oneOf(key+"when_empty", s.WhenEmpty, "thank", string(surveys.Stop))
	if hours := *s.Remind; hours < 0 || hours > 0 && hours >= s.Open {
		p.add("%sremind_after_hours is %d: the question is open for %d hours, so write fewer, or 0 for no reminder", key, hours, s.Open)
	}
	p.languages(key, s.Question)
	for i, then := range s.Then {
		p.languages(fmt.Sprintf("%sthen %d: ", key, i+1), then.Question)
		if then.Link != "" {
			p.url(fmt.Sprintf("%sthen %d: link", key, i+1), then.Link)
		}
	}
	if len(s.Coupons) > 0 && s.CouponPool == "" {
		p.add("%scoupons need a coupon_pool to go into", key)
	}
	made, err := s.Survey()
	if err != nil {
		p.add("%s%v", key, err)
		return
	}
	made.RemindAfter = -1 // looked at above, in the words of the file
	if s.Name == "" {
		made.Name = "without a name" // which is said elsewhere
	}
	if err := made.Check(); err != nil {
		p.add("%v", err)
	}
}

// languages wants texts to be in languages that are spoken here.
func (p *problems) languages(key string, texts map[string]string) {
	for language := range texts {
		p.oneOf(key+"question's language", language, string(message.German), string(message.English), string(message.Polish))
	}
}

// Survey makes the survey of a section. It fails where a scale has no known name.
func (s Survey) Survey() (surveys.Survey, error) {
	scale, err := surveys.ParseScale(s.Scale)
	if err != nil {
		return surveys.Survey{}, err
	}
	made := surveys.Survey{
		Name: s.Name, Scale: scale, Question: texts(s.Question), CouponPool: s.CouponPool, StaticCoupon: s.StaticCoupon,
		LowBar: s.LowBar, HighBar: s.HighBar, Lasts: time.Duration(s.Open) * time.Hour, RemindAfter: time.Duration(*s.Remind) * time.Hour,
	}
	if *s.Remind == 0 {
		made.RemindAfter = -1
	}
	if s.WhenEmpty == string(surveys.Stop) {
		made.WhenEmpty = surveys.Stop
	}
	for _, t := range s.Then {
		step := surveys.Step{Ask: surveys.Ask(t.Ask), Name: t.Name, Question: texts(t.Question), Link: t.Link, Lasts: time.Duration(t.Open) * time.Hour}
		for _, when := range t.When {
			step.When = append(step.When, surveys.Branch(when))
		}
		if step.Scale, err = surveys.ParseScale(t.Scale); err != nil {
			return surveys.Survey{}, err
		}
		made.Then = append(made.Then, step)
	}
	return made, nil
}

// texts are words by language; nil where there are none.
func texts(byName map[string]string) map[message.Language]string {
	if len(byName) == 0 {
		return nil
	}
	all := map[message.Language]string{}
	for language, text := range byName {
		all[message.Language(language)] = text
	}
	return all
}
