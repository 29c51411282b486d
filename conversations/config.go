package conversations

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"kurzwahl/consent"
	"kurzwahl/contests"
	"kurzwahl/faq"
	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/surveys"
)

// Config is what a shop sets about its dialogues. Shop is needed; everything else has a default.
type Config struct {
	Shop     string           // the shop's name, as customers know it
	Contact  string           // how else the shop is reached, told by HELP: a phone number, an address; "" tells nothing
	Language message.Language // of customers whose language is not known, and of the desk; "" is German
	Country  string           // ISO 3166, for the holidays of the desk; "" is DE
	State    string           // of the Country, for the holidays that only it has; "" for none

	Zone  *time.Location // of the desk; nil is UTC
	Hours consent.Hours  // when people answer; zero is 9 to 18, Monday to Friday, not on public holidays

	Surveys  []surveys.Survey
	Contests []contests.Contest
	News     []string // states of orders that customers are told about; nil takes BusinessNews

	Parser  func() *intents.Parser // what reads texts now, asked for each; nil makes one that knows the contests' keywords
	Answers func() *faq.Book       // to general questions, asked for each; nil has none: people answer them
	Phrases *Phrasebook            // nil takes the built-in ones, formal German
	Gate    *consent.Gate          // asked before a survey's question is put; nil asks only whether there is consent
	Marks   bool                   // Polish letters keep their marks where the text then still fits, though that doubles the price of most texts

	MergeNews    time.Duration // how long news of an order waits for more, with which it becomes one text; 0 is 2 minutes, negative sends at once
	OrderRetries int           // how often an order number that is not found is asked for again; 0 is once, negative is never
	MaxReplies   int           // automatic replies to one phone in ten minutes, after which the bot is silent; 0 is 3
	MachineAfter int           // texts in a row that come as promptly and regularly upon an answer as only a machine's; 0 is 4
	Undo         time.Duration // how long a reply of people's waits, so that they can take it back; 0 sends it at once. No automatic answer waits
	MaxStaffSMS  int           // segments that a reply of people may take; 0 is 8
	AnswerWithin time.Duration // in which people are to answer; the thread is warned at three quarters; 0 is an hour
	SignupLasts  time.Duration // for which a sign-up for a product waits; 0 is 180 days
	BotBackAfter time.Duration // after which a conversation without a word of staff goes back to the bot; 0 is 24 hours
}

// BusinessNews gives the states of an order that customers are told about where a shop sets nothing else.
func BusinessNews() []string {
	return []string{"paid", "processing", "shipped", "out_for_delivery", "delivered", "delayed", "returned", "refunded"}
}

// Desk is the dialogue with customers. It never changes after New, but for the parser that it asks for; many goroutines
// may use it at once.
type Desk struct {
	config   Config
	phrases  *Phrasebook
	parser   func() *intents.Parser
	scales   map[string]surveys.Scale // by survey, and by "SURVEY/STEP" for further scores
	holidays *consent.Holidays
}

// New makes a Desk. All that is wrong with the configuration comes back in one error.
func New(config Config) (*Desk, error) {
	var wrong []error
	if config.Shop == "" {
		wrong = append(wrong, errors.New("the shop needs a name"))
	}
	config = config.withDefaults()
	desk := &Desk{config: config, phrases: config.Phrases, parser: config.Parser, scales: map[string]surveys.Scale{}, holidays: &consent.Holidays{}}
	if desk.phrases == nil {
		book, err := LoadPhrases(nil, false)
		wrong = append(wrong, err)
		desk.phrases = book
	}
	var keywords []string
	for _, c := range config.Contests {
		wrong = append(wrong, c.Check())
		keywords = append(keywords, c.Keywords...)
	}
	if desk.parser == nil {
		parser, err := intents.New(intents.Config{ContestKeywords: keywords})
		wrong = append(wrong, err)
		desk.parser = func() *intents.Parser { return parser }
	}
	for _, s := range config.Surveys {
		wrong = append(wrong, s.Check())
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, fmt.Errorf("conversations: %w", err)
	}
	for _, s := range config.Surveys {
		s = s.WithDefaults()
		desk.scales[s.Name] = s.Scale
		for _, step := range s.Then {
			if step.Ask == surveys.AskScore {
				desk.scales[stepScale(s.Name, step)] = step.Scale
			}
		}
		wrong = append(wrong, desk.checkSurvey(s)...)
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, fmt.Errorf("conversations: %w", err)
	}
	return desk, nil
}

func (c Config) withDefaults() Config {
	if c.Language == "" {
		c.Language = message.German
	}
	if c.Country == "" {
		c.Country = "DE"
	}
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	if c.Hours == (consent.Hours{}) {
		c.Hours = consent.Hours{Open: 9 * 60, Close: 18 * 60, Days: [7]bool{1: true, 2: true, 3: true, 4: true, 5: true}}
	}
	if c.News == nil {
		c.News = BusinessNews()
	}
	if c.MergeNews == 0 {
		c.MergeNews = 2 * time.Minute
	}
	if c.OrderRetries == 0 {
		c.OrderRetries = 1
	}
	if c.MaxReplies == 0 {
		c.MaxReplies = 3
	}
	if c.MachineAfter == 0 {
		c.MachineAfter = 4
	}
	if c.MaxStaffSMS == 0 {
		c.MaxStaffSMS = 8
	}
	if c.AnswerWithin == 0 {
		c.AnswerWithin = time.Hour
	}
	if c.SignupLasts == 0 {
		c.SignupLasts = 180 * 24 * time.Hour
	}
	if c.BotBackAfter == 0 {
		c.BotBackAfter = 24 * time.Hour
	}
	return c
}

// Surveys gives the surveys with their defaults filled in; the caller owns the slice.
func (d *Desk) Surveys() []surveys.Survey {
	all := slices.Clone(d.config.Surveys)
	for i := range all {
		all[i] = all[i].WithDefaults()
	}
	return all
}

// Contests gives the contests; the caller owns the slice.
func (d *Desk) Contests() []contests.Contest { return slices.Clone(d.config.Contests) }
