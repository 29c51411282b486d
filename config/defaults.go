package config

import (
	"cmp"

	"kurzwahl/message"
)

// fillDefaults puts the documented default wherever the file is silent.
func (c *Config) fillDefaults() {
	yes, year, twoMinutes := true, 365, 120
	c.Shop.Country = cmp.Or(c.Shop.Country, "DE")
	c.Shop.Language = cmp.Or(c.Shop.Language, message.German)
	c.Shop.Timezone = cmp.Or(c.Shop.Timezone, "Europe/Berlin")
	c.Shop.Address = cmp.Or(c.Shop.Address, "formal")
	c.Store.URL = cmp.Or(c.Store.URL, "sqlite:kurzwahl.db")
	c.Store.KeepTextsDays = cmp.Or(c.Store.KeepTextsDays, &year)
	c.HTTP.Listen = cmp.Or(c.HTTP.Listen, "127.0.0.1:8080")
	c.HTTP.PublicURL = cmp.Or(c.HTTP.PublicURL, "http://"+c.HTTP.Listen)
	c.Slack.Mode = cmp.Or(c.Slack.Mode, "socket")
	c.Slack.APIURL = cmp.Or(c.Slack.APIURL, "https://slack.com/api/")
	c.Quiet.Marketing = cmp.Or(c.Quiet.Marketing, "09:00-20:00")
	c.Quiet.Days = cmp.Or(c.Quiet.Days, "Mon-Sat")
	c.Quiet.Holidays = cmp.Or(c.Quiet.Holidays, &yes)
	c.Quiet.HardLimits = cmp.Or(c.Quiet.HardLimits, &yes)
	c.Limits.MarketingPerDay = cmp.Or(c.Limits.MarketingPerDay, 1)
	c.Limits.MarketingPer30Days = cmp.Or(c.Limits.MarketingPer30Days, 4)
	c.Desk.Times = cmp.Or(c.Desk.Times, "09:00-18:00")
	c.Desk.Days = cmp.Or(c.Desk.Days, "Mon-Fri")
	c.Desk.Digest = cmp.Or(c.Desk.Digest, &yes)
	c.Desk.MaxSegments = cmp.Or(c.Desk.MaxSegments, 3)
	c.Desk.UndoWithin = cmp.Or(c.Desk.UndoWithin, "5s")
	c.Desk.AutoReplies = cmp.Or(c.Desk.AutoReplies, 3)
	c.Desk.Machine = cmp.Or(c.Desk.Machine, 4)
	c.News.MergeSeconds = cmp.Or(c.News.MergeSeconds, &twoMinutes)
	c.Alerts.fillDefaults()
	c.Links.Days = cmp.Or(c.Links.Days, 180)
	c.Texts.PricePerPart = cmp.Or(c.Texts.PricePerPart, "0.075")
	c.Texts.Currency = cmp.Or(c.Texts.Currency, "EUR")
	for i := range c.SMSCs {
		c.SMSCs[i].fillDefaults()
	}
	for i := range c.Surveys {
		c.Surveys[i].fillDefaults()
	}
	for i := range c.Contests {
		c.Contests[i].AnswerHours = cmp.Or(c.Contests[i].AnswerHours, 72)
	}
	for i := range c.Schedules {
		c.Schedules[i].AfterDays = cmp.Or(c.Schedules[i].AfterDays, 2)
		c.Schedules[i].Missed = cmp.Or(c.Schedules[i].Missed, "catch_up")
	}
	for i := range c.Sources {
		c.Sources[i].Kind = cmp.Or(c.Sources[i].Kind, "generic")
	}
}

func (a *Alerts) fillDefaults() {
	a.PerUnit = cmp.Or(a.PerUnit, 2)
	a.EveryMinutes = cmp.Or(a.EveryMinutes, 60)
	a.CoolDownHours = cmp.Or(a.CoolDownHours, 48)
	a.KeepDays = cmp.Or(a.KeepDays, 180)
	a.DropPercent = cmp.Or(a.DropPercent, 5)
	a.DropAmount = cmp.Or(a.DropAmount, "1.00")
	a.SettleMinutes = cmp.Or(a.SettleMinutes, 30)
	a.ProductDays = cmp.Or(a.ProductDays, 7)
	a.PersonHours = cmp.Or(a.PersonHours, 24)
}

func (s *SMSC) fillDefaults() {
	s.Mode = cmp.Or(s.Mode, "transceiver")
	s.Binds = cmp.Or(s.Binds, 1)
	s.Window = cmp.Or(s.Window, 10)
	s.Rate = cmp.Or(s.Rate, 20)
	s.Alphabet = cmp.Or(s.Alphabet, "gsm")
	s.LongMessages = cmp.Or(s.LongMessages, "udh8")
	s.IDFormat = cmp.Or(s.IDFormat, "auto")
	s.ReceiptZone = cmp.Or(s.ReceiptZone, "UTC")
	s.EnquireSeconds = cmp.Or(s.EnquireSeconds, 30)
	s.FailoverSeconds = cmp.Or(s.FailoverSeconds, 5)
}
