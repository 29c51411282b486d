package campaigns

import (
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/sms"
)

// Config is what Service and Runner must know of the shop.
type Config struct {
	Approvers []Person         // who may approve; nobody else can
	Admins    []Person         // who may have a test sent of any campaign
	Language  message.Language // in which a contact of unknown language is written to
	Gate      Gate             // what the preview asks and the Runner too; nil takes consent's defaults
	Rate      float64          // segments a second that the links carry; 0 means 10
	Price     int64            // of one segment in thousandths of the currency's cent, 0 where it is not known
	Currency  string           // "EUR"

	CheckLink func(target string) error // says why {{link}} may not lead there; links.Shortener.Check is one; nil lets it lead anywhere
	LinkHosts []string                  // that CheckLink allows, as people are told of them
	Marks     bool                      // Polish letters keep their marks, though that doubles the price of most texts

	SampleLink string // stands for {{link}} in previews, as long as a real one; "" takes an example
}

// Gate decides whether a message may go now; consent.Gate.Decide is one.
type Gate func(m message.Outbound, f consent.Facts, now time.Time) consent.Decision

// withDefaults fills in what was left out.
func (c Config) withDefaults() Config {
	if c.Rate <= 0 {
		c.Rate = 10
	}
	if c.SampleLink == "" {
		c.SampleLink = "https://r.example/Ab12Cd3"
	}
	if c.Gate == nil {
		gate, err := consent.NewGate(consent.Rules{})
		if err != nil {
			panic("campaigns: the gate's defaults are refused: " + err.Error())
		}
		c.Gate = gate.Decide
	}
	return c
}

// policy says what smart replacement may do to a campaign's texts: the same as to automatic replies.
func (c Config) policy() sms.Policy { return sms.Policy{Polish: !c.Marks} }
