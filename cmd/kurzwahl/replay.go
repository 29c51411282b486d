package main

import (
	"encoding/json"
	"fmt"
	"time"

	"kurzwahl/config"
	"kurzwahl/intents"
	"kurzwahl/lessons"
	"kurzwahl/service"
)

// replayCmd reads stored texts again. It sends nothing and changes nothing.
type replayCmd struct {
	configured
	Since string `help:"Only texts from this day on, such as 2026-11-01."`
	Until string `help:"Only texts until the end of this day."`
	Limit int    `help:"At most so many texts, the newest; 0 for all." default:"10000"`
	Texts bool   `help:"Show the texts too: they are customers' own words."`
}

// rereading is one line of output: a text that would be decided otherwise now.
type rereading struct {
	At         time.Time       `json:"at"`
	Event      string          `json:"event"`
	Phone      string          `json:"phone"` // masked
	Asked      intents.Context `json:"asked"`
	Was        intents.Intent  `json:"was"`
	Now        intents.Intent  `json:"now"`
	Confidence float64         `json:"confidence"`
	Step       intents.Step    `json:"step"`
	Why        string          `json:"why"`
	Text       string          `json:"text,omitempty"`
}

// replayed is the last line of output.
type replayed struct {
	Read      int `json:"read"`
	Differ    int `json:"differ"`
	Unrelated int `json:"skipped"` // texts of which it is not known after which question they came
}

func (c replayCmd) Run(w *world) (err error) {
	db, cfg, err := c.database(w)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	since, until, err := c.period(cfg)
	if err != nil {
		return err
	}
	read, err := service.Reading(w.ctx, cfg, db, w.logger)
	if err != nil {
		return err
	}
	out := json.NewEncoder(w.out)
	out.SetEscapeHTML(false)
	var sum replayed
	err = db.TextsHeard(w.ctx, since, until, c.Limit, func(h lessons.Heard) error {
		if h.Asked.Context == "" || h.Text == "" {
			sum.Unrelated++
			return nil
		}
		sum.Read++
		reading := read(h.Asked, h.Text)
		if reading.Intent == h.Intent {
			return nil
		}
		sum.Differ++
		return out.Encode(c.line(h, reading))
	})
	if err != nil {
		return err
	}
	return out.Encode(sum)
}

func (c replayCmd) line(h lessons.Heard, r intents.Reading) rereading {
	line := rereading{
		At: h.At, Event: h.Event, Phone: h.Address.Masked(), Asked: h.Asked.Context, Was: h.Intent,
		Now: r.Intent, Confidence: r.Confidence, Step: r.Step, Why: r.Why,
	}
	if c.Texts {
		line.Text = h.Text
	}
	return line
}

// period is from the beginning of the first day to the end of the last, in the shop's time zone; zero times are no bound.
func (c replayCmd) period(cfg *config.Config) (since, until time.Time, err error) {
	if since, err = day(c.Since, cfg); err != nil {
		return since, until, err
	}
	until, err = day(c.Until, cfg)
	if !until.IsZero() {
		until = until.AddDate(0, 0, 1)
	}
	return since, until, err
}

func day(text string, cfg *config.Config) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, text, cfg.Location())
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no day: write it as 2026-11-01; %w", text, errUsage)
	}
	return t, nil
}
