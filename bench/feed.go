package bench

import (
	"context"
	"strconv"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// fed is how many messages are queued in one commit.
const fed = 500

// feed queues all messages, in batches, with their contacts where they need consent. It gives the seconds that took.
func (m *measurement) feed(ctx context.Context, db *database) (float64, error) {
	began := time.Now()
	batch := make([]message.Outbound, 0, fed)
	for first := 0; first < m.Messages; first += fed {
		batch = batch[:0]
		for n := first; n < min(first+fed, m.Messages); n++ {
			batch = append(batch, m.outbound(n))
		}
		if err := m.agree(ctx, db, first, len(batch)); err != nil {
			return 0, err
		}
		if _, err := db.AddOutbound(ctx, batch, m.clock.Now()); err != nil {
			return 0, err
		}
		m.Progress("queued", first+len(batch), m.Messages)
	}
	return time.Since(began).Seconds(), nil
}

// outbound is message n as a room would queue it.
func (m *measurement) outbound(n int) message.Outbound {
	o := message.Outbound{
		To: phone(n), Text: words(n, m.Characters), Class: m.Class, Dedupe: "bench:" + strconv.Itoa(n), Why: "bench",
	}
	if m.Class == message.Marketing {
		o.Purpose, o.Campaign = string(consent.Offers), "bench"
	}
	return o
}

// agree makes the recipients' contacts, with consent, where the class asks for it.
func (m *measurement) agree(ctx context.Context, db *database, first, count int) error {
	if m.Class != message.Marketing {
		return nil
	}
	now := m.clock.Now()
	contacts := make([]consent.ImportedContact, count)
	for i := range contacts {
		contacts[i] = contact(first+i, now)
	}
	_, err := db.ImportContacts(ctx, contacts, now, false)
	return err
}
