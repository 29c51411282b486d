package service

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"kurzwahl/bot"
	"kurzwahl/campaigns"
	"kurzwahl/consent"
	"kurzwahl/conversations"
	"kurzwahl/inbox"
	"kurzwahl/outbox"
	"kurzwahl/shop"
	"kurzwahl/smpp"
	"kurzwahl/store"
	"kurzwahl/web"
)

// build makes the rooms in the order in which they need each other.
func (s *Service) build(ctx context.Context) error {
	steps := []struct {
		what string
		make func(ctx context.Context) error
	}{
		{"gate", s.buildGate},
		{"short links", s.buildLinks},
		{"coupons", s.addCoupons},
		{"inbox", s.buildInbox},
		{"SMSC link", s.buildLink},
		{"outbox", s.buildOutbox},
		{"lessons", s.buildTeacher},
		{"answers", s.buildAnswers},
		{"dialogue", s.buildTurns},
		{"campaigns", s.buildCampaigns},
		{"scheduler", s.buildScheduler},
		{"orders", s.buildOrders},
		{"alerts", s.buildAlerts},
		{"slack", s.buildBot},
		{"web", s.buildWeb},
	}
	for _, step := range steps {
		if err := step.make(ctx); err != nil {
			return fmt.Errorf("set up %s: %w", step.what, err)
		}
	}
	return nil
}

func (s *Service) buildGate(context.Context) (err error) {
	s.gate, err = consent.NewGate(rules(s.cfg))
	return err
}

func (s *Service) buildLinks(context.Context) (err error) {
	s.links, err = s.shortener()
	return err
}

// addCoupons fills the pools of surveys with the codes that the config names; known codes are left alone.
func (s *Service) addCoupons(ctx context.Context) error {
	for _, survey := range s.cfg.Surveys {
		if len(survey.Coupons) == 0 {
			continue
		}
		if _, err := s.db.AddCoupons(ctx, survey.CouponPool, survey.Coupons); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) buildInbox(context.Context) error {
	s.intake = inbox.New(inbox.Config{Language: s.cfg.Shop.Language, Clock: s.clock, Logger: s.room("inbox")}, s.db)
	s.receipts = outbox.NewReceipts(s.db, outbox.Words{Language: s.cfg.Shop.Language}, s.room("receipts"))
	return nil
}

func (s *Service) buildLink(context.Context) error {
	all, err := accounts(s.cfg)
	if err != nil {
		return err
	}
	s.link, err = smpp.New(smpp.Config{
		SMSCs: all, Logger: s.room("smpp"), Clock: s.clock, Inbound: s.intake.Offer, Receipt: s.receipts.Offer, Alarm: s.alarm,
	})
	return err
}

func (s *Service) buildOutbox(context.Context) error {
	s.dispatcher = outbox.NewDispatcher(outbox.Config{
		Store: s.db, Link: s.link, Up: s.link.Up, Gate: s.gate.Decide, Bell: func() <-chan struct{} { return s.db.Watch(store.Outbox) },
		Receipts: s.receipts, Words: outbox.Words{Language: s.cfg.Shop.Language}, Clock: s.clock, Logger: s.room("outbox"),
	})
	return nil
}

// buildTeacher makes what reads texts, as staff have taught it.
func (s *Service) buildTeacher(ctx context.Context) (err error) {
	s.teacher, err = teacherOf(ctx, s.cfg, s.db, s.clock, s.room("lessons"))
	return err
}

// buildAnswers makes what knows the answers to general questions, as the file has them and people have changed them.
func (s *Service) buildAnswers(ctx context.Context) (err error) {
	s.answers, err = answersOf(ctx, s.cfg, s.db, s.clock, s.room("answers"))
	return err
}

func (s *Service) buildTurns(context.Context) error {
	phrases, err := s.phrases()
	if err != nil {
		return err
	}
	s.desk, err = conversations.New(conversations.Config{
		Shop: s.cfg.Shop.Name, Contact: s.cfg.Shop.Contact, Language: s.cfg.Shop.Language, Country: s.cfg.Shop.Country, State: s.cfg.Shop.State, Zone: s.cfg.Location(),
		Hours: s.cfg.Desk.Hours, Surveys: surveysOf(s.cfg), Contests: Contests(s.cfg), MaxReplies: s.cfg.Desk.AutoReplies, SignupLasts: days(s.cfg.Alerts.KeepDays), MachineAfter: s.cfg.Desk.Machine, Parser: s.teacher.Parser, Answers: s.answers.Book, Phrases: phrases, Gate: s.gate,
		Undo: s.cfg.Desk.Undo, Marks: s.cfg.Texts.PolishMarks, News: s.cfg.News.States, MergeNews: mergeNews(*s.cfg.News.MergeSeconds),
	})
	if err != nil {
		return err
	}
	s.turns = conversations.NewWorker(s.desk, s.db, s.db.Watch(store.Events), s.clock, s.room("turns"))
	return nil
}

// phrases is the phrasebook, with the shop's own words over it.
func (s *Service) phrases() (*conversations.Phrasebook, error) {
	informal := s.cfg.Shop.Address == "informal"
	if s.cfg.Texts.Folder == "" {
		return conversations.LoadPhrases(nil, informal)
	}
	return conversations.LoadPhrases(os.DirFS(s.cfg.Texts.Folder), informal)
}

func (s *Service) buildCampaigns(context.Context) error {
	var rate float64
	for _, smsc := range s.cfg.SMSCs {
		rate += smsc.Rate
	}
	config := campaigns.Config{
		Approvers: persons(s.cfg.Slack.Approvers), Admins: persons(s.cfg.Slack.Admins), Language: s.cfg.Shop.Language, Gate: s.gate.Decide, Rate: rate, Price: s.price(), Currency: s.cfg.Texts.Currency,
		CheckLink: s.links.Check, LinkHosts: s.cfg.Links.Hosts, SampleLink: s.links.URL("Ab12Cd3"), Marks: s.cfg.Texts.PolishMarks,
	}
	s.campaigns = campaigns.NewService(config, s.db, s.db, s.clock)
	s.runner = campaigns.NewRunner(config, s.db, s.links, s.db.Watch(store.Campaigns), s.clock, s.room("campaigns"))
	return nil
}

func persons(ids []string) []campaigns.Person {
	all := make([]campaigns.Person, len(ids))
	for i, id := range ids {
		all[i] = campaigns.Person(id)
	}
	return all
}

// price is that of one segment in thousandths of the currency's cent; the config was checked.
func (s *Service) price() int64 {
	price, err := strconv.ParseFloat(s.cfg.Texts.PricePerPart, 64)
	if err != nil {
		panic("service: price of an unchecked config: " + err.Error())
	}
	return int64(price*100_000 + 0.5)
}

func (s *Service) buildOrders(context.Context) error {
	s.orders = shop.NewWorker(shop.WorkerConfig{
		Sources: s.sources, Store: s.db, Links: s.links, Clock: s.clock, Logger: s.room("orders"), Wake: s.db.Watch(store.Hooks), Rules: alertRules(s.cfg),
	})
	return nil
}

func (s *Service) buildAlerts(context.Context) error {
	s.alerts = shop.NewAlerts(shop.AlertsConfig{
		Store: s.db, Rules: alertRules(s.cfg), Gate: s.gate.Decide, Links: s.links, Clock: s.clock, Logger: s.room("alerts"), Wake: s.db.Watch(store.Alerts),
	})
	return nil
}

func (s *Service) buildBot(context.Context) (err error) {
	c := s.cfg.Slack
	s.bot, err = bot.New(bot.Config{
		Mode: bot.Mode(c.Mode), APIURL: strings.TrimSuffix(c.APIURL, "/") + "/", BotToken: c.BotToken, AppToken: c.AppToken, SigningSecret: c.SigningSecret,
		InboxChannel: c.InboxChannel, CampaignChannel: c.CampaignChannel, Approvers: c.Approvers, Admins: c.Admins,
		Language: s.cfg.Shop.Language, Country: s.cfg.Shop.Country, Zone: s.cfg.Location(), MaxSegments: s.cfg.Desk.MaxSegments,
		Price: s.price(), Currency: s.cfg.Texts.Currency, Clock: s.clock, Logger: s.room("slack"),
		Posts: s.db.Watch(store.Posts), Events: s.db.Watch(store.SlackEvents), Parser: s.teacher.Parser, Surveys: surveysOf(s.cfg), Answers: s.answers,
	}, s.db, s.campaigns)
	return err
}

func (s *Service) buildWeb(ctx context.Context) error {
	pages, err := s.pages(ctx)
	if err != nil {
		return err
	}
	config := web.Config{
		Hooks: shop.NewIntake(s.sources, s.db), Links: s.links, Pages: pages, Checks: s.checks(), Metrics: s.metrics(), Clock: s.clock, Logger: s.room("web"),
	}
	if s.cfg.Slack.Mode == "http" {
		config.Slack = &web.Slack{Events: s.bot.Events(), Commands: s.bot.Commands(), Interactions: s.bot.Interactions()}
	}
	s.handler = web.New(config)
	return nil
}

// pages makes the customers' own pages; the number to text is that of the first SMSC.
func (s *Service) pages(ctx context.Context) (*web.Pages, error) {
	secret, err := s.db.PageSecret(ctx)
	if err != nil {
		return nil, err
	}
	return web.NewPages(web.PagesConfig{
		Store: s.db, Secret: secret, BaseURL: s.cfg.HTTP.PublicURL, Shop: s.cfg.Shop.Name, Country: s.cfg.Shop.Country, Language: s.cfg.Shop.Language,
		Informal: s.cfg.Shop.Address == "informal", Number: source(s.cfg.SMSCs[0].Source), Contact: s.cfg.Shop.Contact, Privacy: s.cfg.Shop.Privacy,
		Entropy: rand.Reader, Clock: s.clock, Logger: s.room("pages"),
	})
}

// room is the logger of one room.
func (s *Service) room(name string) *slog.Logger { return s.logger.With(slog.String("room", name)) }

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
