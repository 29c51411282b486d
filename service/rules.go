package service

import (
	"errors"
	"strings"
	"time"

	"kurzwahl/config"
	"kurzwahl/consent"
	"kurzwahl/contests"
	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/shop"
	"kurzwahl/surveys"
)

// Understanding is how texts are read in this shop.
func Understanding(cfg *config.Config) intents.Config {
	var c intents.Config
	letters := map[string]bool{}
	for _, contest := range cfg.Contests {
		c.ContestKeywords = append(c.ContestKeywords, contest.Keywords...)
		for _, answer := range contest.Answers {
			if answer = strings.ToUpper(answer); len(answer) == 1 && !letters[answer] {
				letters[answer] = true
				c.ContestAnswers += answer
			}
		}
	}
	return c
}

// rules is what the gate asks in this shop.
func rules(cfg *config.Config) consent.Rules {
	state := ""
	if cfg.Quiet.States {
		state = cfg.Shop.State
	}
	return consent.Rules{
		Marketing: cfg.Quiet.Hours, Zone: cfg.Location(), Country: cfg.Shop.Country, State: state, OnHolidays: !*cfg.Quiet.Holidays, Unbounded: !*cfg.Quiet.HardLimits,
		PerDay: cfg.Limits.MarketingPerDay, PerMonth: cfg.Limits.MarketingPer30Days,
	}
}

// alertRules is who hears of stock and prices in this shop; the config was checked.
func alertRules(cfg *config.Config) shop.AlertRules {
	a := cfg.Alerts
	amount, ok := shop.Cents(a.DropAmount)
	if !ok {
		panic("service: price drop of an unchecked config")
	}
	return shop.AlertRules{
		PerUnit: a.PerUnit, Every: time.Duration(a.EveryMinutes) * time.Minute, CoolDown: time.Duration(a.CoolDownHours) * time.Hour, Keep: days(a.KeepDays),
		Percent: a.DropPercent, Amount: amount, Debounce: time.Duration(a.SettleMinutes) * time.Minute, PerProduct: days(a.ProductDays),
		PerPerson: time.Duration(a.PersonHours) * time.Hour,
	}
}

// surveysOf makes the surveys of the [[survey]] sections; the config was checked.
func surveysOf(cfg *config.Config) []surveys.Survey {
	all := make([]surveys.Survey, len(cfg.Surveys))
	for i, s := range cfg.Surveys {
		survey, err := s.Survey()
		if err != nil {
			panic("service: survey of an unchecked config: " + err.Error())
		}
		all[i] = survey
	}
	return all
}

// mergeNews reads merge_seconds, of which 0 is not at all.
func mergeNews(seconds int) time.Duration {
	if seconds == 0 {
		return -1
	}
	return time.Duration(seconds) * time.Second
}

// Contests makes the contests of the [[contest]] sections; the config was checked. The last day counts whole.
func Contests(cfg *config.Config) []contests.Contest {
	all := make([]contests.Contest, 0, len(cfg.Contests))
	for _, c := range cfg.Contests {
		from, fromErr := c.Begins(cfg.Location())
		until, untilErr := c.Ends(cfg.Location())
		if err := errors.Join(fromErr, untilErr); err != nil {
			panic("service: contest of an unchecked config: " + err.Error())
		}
		contest := contests.Contest{
			Name: c.Name, Keywords: c.Keywords, From: from, Until: until,
			Answers: strings.ToUpper(strings.Join(c.Answers, "")), TermsLink: c.Terms, Prize: c.Prize, Answer: time.Duration(c.AnswerHours) * time.Hour,
		}
		if c.Question != "" {
			contest.Question = map[message.Language]string{cfg.Shop.Language: c.Question}
		}
		all = append(all, contest)
	}
	return all
}

// sources makes an adapter of each shop system.
func sources(cfg *config.Config) map[string]shop.Adapter {
	all := make(map[string]shop.Adapter, len(cfg.Sources))
	for _, s := range cfg.Sources {
		all[s.Name] = shop.NewGeneric(s.Name, s.Secret, cfg.Shop.Country)
	}
	return all
}
