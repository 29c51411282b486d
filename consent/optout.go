package consent

import (
	"time"

	"kurzwahl/message"
)

// Evidence is how somebody said something about their consent.
type Evidence struct {
	Address   message.Address
	Source    string // web_form, checkout, keyword, import, staff, sms
	Shown     string // the exact words the person saw or sent
	Actor     string // who recorded it, where not the person
	IP        string
	UserAgent string
	Event     string // id of the event or message that proves it
	At        time.Time
}

// Record makes the line of the ledger that the evidence proves, on SMS.
func (e Evidence) Record(purpose Purpose, action Action) Record {
	return Record{
		Address: e.Address, Channel: message.SMS, Purpose: purpose, Action: action, Source: e.Source, Shown: e.Shown,
		Actor: e.Actor, IP: e.IP, UserAgent: e.UserAgent, Evidence: e.Event, At: e.At,
	}
}

// OptOut gives the lines that an opt-out writes. All ends marketing; everything ends order messages too, and so
// does any opt-out of a US number (47 CFR 64.1200(a)(10)); another purpose ends only that.
func (e Evidence) OptOut(purpose Purpose, everything bool) []Record {
	if everything || e.Address.Country() == american {
		return []Record{e.Record(All, Revoked), e.Record(Orders, Revoked)}
	}
	return []Record{e.Record(purpose, Revoked)}
}

// OptIn gives the lines that an answered double opt-in writes. Whoever opts in wants the shop's messages, so order
// messages that were stopped go out again.
func (e Evidence) OptIn(purposes []Purpose, standing Standing) []Record {
	records := make([]Record, 0, len(purposes)+1)
	for _, purpose := range purposes {
		records = append(records, e.Record(purpose, Granted))
	}
	if standing[Orders].Status == Revoked {
		records = append(records, e.Record(Orders, Granted))
	}
	return records
}
