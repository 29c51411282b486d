package campaigns

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kurzwahl/consent"
	"kurzwahl/links"
	"kurzwahl/message"
)

// Batch is recipients whose messages are to be made.
type Batch struct {
	Readers []Reader
	Coupons []string // free codes of the content's pool, at most one for each reader
}

// Filled is what was made of a Batch.
type Filled struct {
	Messages []message.Outbound
	Links    []links.Link // that the messages hold
	Coupons  []Given      // codes that the messages hold
	LeftOut  []LeftOut    // who gets no message, and why
	Wait     bool         // nothing may leave now: keep them all waiting
}

// Given is a coupon that a message gives to its reader.
type Given struct {
	Code string
	To   message.Address
}

// LeftOut is a recipient who gets no message.
type LeftOut struct {
	Address message.Address
	Reason  string
}

// feed makes the next messages where the outbox runs low, and says whether there may be more to make.
func (r *Runner) feed(ctx context.Context, c Campaign) (busy bool, err error) {
	now := r.clock.Now()
	if now.Before(r.until[c.ID]) {
		return false, nil
	}
	waiting, err := r.store.DueMarketing(ctx, now, lowWater)
	if err != nil || waiting >= lowWater {
		return err == nil, err
	}
	set, err := newTemplates(c.Content, r.config)
	if err != nil {
		return false, err
	}
	for range batchesARound {
		if busy, err = r.feedBatch(ctx, c, set, now); err != nil || !busy {
			return busy, err
		}
	}
	return true, nil
}

// batchesARound is how many batches one campaign is fed in a round: as many as the low water asks for.
const batchesARound = lowWater / batchSize

// pass is one walk over the recipients that wait. Batches of which nobody may be texted now are stepped over, so that
// the readers of one country do not hold up those of another.
type pass struct {
	after    message.Address // recipients up to here were looked at
	earliest time.Time       // when the first of those stepped over may be texted; zero when none was
}

// feedBatch makes the messages of one batch, and says whether there may be more to make at once.
func (r *Runner) feedBatch(ctx context.Context, c Campaign, set templates, now time.Time) (busy bool, err error) {
	walk := r.passes[c.ID]
	if walk == nil {
		walk = &pass{}
		r.passes[c.ID] = walk
	}
	held := false
	n, err := r.store.FeedCampaign(ctx, c, walk.after, batchSize, now, func(b Batch) (Filled, error) {
		f := filling{runner: r, campaign: c, texts: set, batch: b, now: now}
		filled, err := f.run()
		if held = err == nil && filled.Wait; held {
			walk.step(b.Readers[len(b.Readers)-1].Address, f.earliest)
		}
		return filled, err
	})
	switch {
	case errors.Is(err, links.ErrCodeTaken):
		return true, nil // other codes are drawn next time
	case err != nil:
		return false, err
	case n > 0 || held:
		return true, nil
	}
	if !walk.earliest.IsZero() {
		r.until[c.ID] = walk.earliest
	}
	delete(r.passes, c.ID)
	return false, nil
}

// step goes on behind an address.
func (p *pass) step(after message.Address, earliest time.Time) {
	p.after = after
	if p.earliest.IsZero() || earliest.Before(p.earliest) {
		p.earliest = earliest
	}
}

// filling makes the messages of one batch.
type filling struct {
	runner   *Runner
	campaign Campaign
	texts    templates
	batch    Batch
	now      time.Time
	filled   Filled
	sendable int
	earliest time.Time // when the first of those held may be texted
}

func (f *filling) run() (Filled, error) {
	var readers []Reader
	due := make(map[message.Address]time.Time)
	for _, reader := range f.batch.Readers {
		d := f.runner.config.Gate(f.outbound(reader), reader.Facts, f.now)
		switch d.Verdict {
		case consent.Skip:
			f.leave(reader, d.Reason)
			continue
		case consent.Hold:
			due[reader.Address] = d.Until
			if f.earliest.IsZero() || d.Until.Before(f.earliest) {
				f.earliest = d.Until
			}
		case consent.Send:
			f.sendable++
		}
		readers = append(readers, reader)
	}
	if len(readers) > 0 && f.sendable == 0 {
		return Filled{Wait: true}, nil
	}
	urls, err := f.draw(readers)
	if err != nil {
		return Filled{}, err
	}
	for i, reader := range readers {
		f.fill(reader, urls, i, due[reader.Address])
	}
	return f.filled, nil
}

// outbound is the message to one reader, but for its text.
func (f *filling) outbound(reader Reader) message.Outbound {
	c := f.campaign
	return message.Outbound{
		To: reader.Address, Class: message.Marketing, Purpose: string(c.Content.Purpose), Deadline: c.Content.Deadline,
		Dedupe: "campaign:" + c.ID + ":" + string(reader.Address), Campaign: c.ID, Why: "campaign " + c.ID,
	}
}

func (f *filling) leave(reader Reader, reason string) {
	f.filled.LeftOut = append(f.filled.LeftOut, LeftOut{reader.Address, reason})
}

// draw makes a short link for each reader, where a text has one.
func (f *filling) draw(readers []Reader) ([]links.Link, error) {
	used := false
	for _, t := range f.texts.parsed {
		used = used || t.Uses(Link)
	}
	if !used || len(readers) == 0 {
		return nil, nil
	}
	wishes := make([]links.Wish, len(readers))
	for i, reader := range readers {
		wishes[i] = links.Wish{
			Target: f.campaign.Content.LinkTarget, To: reader.Address, Campaign: f.campaign.ID,
			UTM: links.UTM{Source: "sms", Medium: "sms", Campaign: f.campaign.Name},
		}
	}
	drawn, err := f.runner.links.Draw(f.now, wishes...)
	if err != nil {
		return nil, fmt.Errorf("draw links of campaign: %w", err)
	}
	return drawn, nil
}

// fill makes the message to one reader. A reader whose text cannot be filled, for want of a coupon, is left out.
func (f *filling) fill(reader Reader, drawn []links.Link, i int, due time.Time) {
	t := f.texts.of(reader.Language)
	values := Values{FirstName: reader.FirstName, LastName: reader.LastName}
	if t.Uses(Link) {
		values[Link] = f.runner.links.URL(drawn[i].Code)
	}
	given := len(f.filled.Coupons)
	if t.Uses(Coupon) && given < len(f.batch.Coupons) {
		values[Coupon] = f.batch.Coupons[given]
	}
	w, err := f.texts.write(reader.Language, values)
	if err != nil {
		f.leave(reader, "no coupon is left")
		return
	}
	m := f.outbound(reader)
	m.Text, m.Due = w.text, due
	f.filled.Messages = append(f.filled.Messages, m)
	if values[Coupon] != "" {
		f.filled.Coupons = append(f.filled.Coupons, Given{values[Coupon], reader.Address})
	}
	if t.Uses(Link) {
		f.filled.Links = append(f.filled.Links, drawn[i])
	}
}
