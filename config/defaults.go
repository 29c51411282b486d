package config

import (
	"cmp"
	"time"

	"kurzwahl/message"
)

// fillDefaults puts the documented default wherever the file is silent.
func (c *Config) fillDefaults() {
	yes := true
	c.Shop.Country = cmp.Or(c.Shop.Country, "DE")
	c.Shop.Language = cmp.Or(c.Shop.Language, message.German)
	c.Shop.Timezone = cmp.Or(c.Shop.Timezone, "Europe/Berlin")
	c.Shop.Address = cmp.Or(c.Shop.Address, "formal")
	c.Store.URL = cmp.Or(c.Store.URL, "sqlite:kurzwahl.db")
	c.HTTP.Listen = cmp.Or(c.HTTP.Listen, "127.0.0.1:8080")
	c.HTTP.PublicURL = cmp.Or(c.HTTP.PublicURL, "http://"+c.HTTP.Listen)
	c.Slack.Mode = cmp.Or(c.Slack.Mode, "socket")
	c.Slack.APIURL = cmp.Or(c.Slack.APIURL, "https://slack.com/api/")
	c.Quiet.Marketing = orWindow(c.Quiet.Marketing, 9*time.Hour, 20*time.Hour)
	c.Quiet.Days = orDays(c.Quiet.Days, time.Monday, time.Saturday)
	c.Quiet.Holidays = cmp.Or(c.Quiet.Holidays, &yes)
	c.Quiet.HardLimits = cmp.Or(c.Quiet.HardLimits, &yes)
	c.Limits.MarketingPerDay = cmp.Or(c.Limits.MarketingPerDay, 1)
	c.Limits.MarketingPer30Days = cmp.Or(c.Limits.MarketingPer30Days, 4)
	c.Desk.Hours = orWindow(c.Desk.Hours, 9*time.Hour, 18*time.Hour)
	c.Desk.Days = orDays(c.Desk.Days, time.Monday, time.Friday)
	c.Desk.MaxSegments = cmp.Or(c.Desk.MaxSegments, 3)
	c.Links.Days = cmp.Or(c.Links.Days, 180)
	c.Texts.PricePerPart = cmp.Or(c.Texts.PricePerPart, "0.075")
	c.Texts.Currency = cmp.Or(c.Texts.Currency, "EUR")
	for i := range c.SMSCs {
		c.SMSCs[i].fillDefaults()
	}
	for i := range c.Surveys {
		c.Surveys[i].LowBar = cmp.Or(c.Surveys[i].LowBar, 2)
	}
	for i := range c.Schedules {
		c.Schedules[i].AfterDays = cmp.Or(c.Schedules[i].AfterDays, 2)
		c.Schedules[i].Missed = cmp.Or(c.Schedules[i].Missed, "catch_up")
	}
	for i := range c.Sources {
		c.Sources[i].Kind = cmp.Or(c.Sources[i].Kind, "generic")
	}
}

func (s *SMSC) fillDefaults() {
	s.Mode = cmp.Or(s.Mode, "transceiver")
	s.Binds = cmp.Or(s.Binds, 1)
	s.Window = cmp.Or(s.Window, 10)
	s.Rate = cmp.Or(s.Rate, 20)
	s.Alphabet = cmp.Or(s.Alphabet, "gsm")
	s.LongMessages = cmp.Or(s.LongMessages, "udh8")
	s.IDFormat = cmp.Or(s.IDFormat, "auto")
}

func orWindow(w Window, from, to time.Duration) Window {
	if w == (Window{}) {
		return Window{From: from, To: to}
	}
	return w
}

func orDays(d Days, first, last time.Weekday) Days {
	if d != nil {
		return d
	}
	set := Days{}
	for day := first; day <= last; day++ {
		set[day] = true
	}
	return set
}
