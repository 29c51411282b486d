package demo

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"kurzwahl/consent"
	"kurzwahl/links"
	"kurzwahl/shop"
)

// fill puts the sample shop into the database: customers by the same import as a real shop's, orders as they stand.
func (d *Demo) fill(ctx context.Context) error {
	now := d.clock.Now()
	for _, c := range d.people {
		d.smsc.Phone(c.Phone).SetName(c.Name)
	}
	if err := d.importCustomers(ctx, now); err != nil {
		return err
	}
	if err := d.service.Store().ImportProducts(ctx, bikes(now)); err != nil {
		return err
	}
	all := orders(d.people, now.In(d.zone))
	if err := d.shorten(ctx, all, now); err != nil {
		return err
	}
	return d.service.Store().ImportOrders(ctx, all, now)
}

func (d *Demo) importCustomers(ctx context.Context, now time.Time) error {
	file, err := consent.OpenContacts(contactsFile(d.people, now), "DE", now)
	if err != nil {
		return err
	}
	var result consent.ImportResult
	if err := consent.Import(ctx, file, d.service.Store(), now, false, result.Add); err != nil {
		return fmt.Errorf("import sample customers: %w", err)
	}
	if len(result.Refused)+len(result.Notes) > 0 {
		return fmt.Errorf("sample customers do not fit: %v %v", result.Refused, result.Notes)
	}
	return nil
}

// contactsFile is the sample customers as a shop would export them, with the proof of what they agreed to.
func contactsFile(people []Customer, now time.Time) io.Reader {
	var text strings.Builder
	out := csv.NewWriter(&text)
	rows := [][]string{{"phone", "first_name", "last_name", "language", "tags", "consent_purpose", "consent_source", "consent_at", "consent_text"}}
	agreed := now.AddDate(0, -3, 0).UTC().Format(time.RFC3339)
	for _, c := range people {
		row := []string{string(c.Phone), c.first, c.last, string(c.Language), c.tags, c.consents, "", "", ""}
		if c.consents != "" {
			row = slices.Concat(row[:6], []string{"checkout", agreed, "Ja, Velo Nord darf mir Angebote und Umfragen per SMS schicken. Abmelden geht jederzeit mit STOP."})
		}
		rows = append(rows, row)
	}
	if err := out.WriteAll(rows); err != nil {
		panic("demo: writing to memory failed: " + err.Error())
	}
	return strings.NewReader(text.String())
}

// shorten gives the sample orders that travel their short links.
func (d *Demo) shorten(ctx context.Context, all []shop.Order, now time.Time) error {
	for i, o := range all {
		if o.TrackingURL == "" {
			continue
		}
		made, err := d.service.Links().Shorten(ctx, now, links.Wish{Target: o.TrackingURL, To: o.Address, Cause: "order " + o.Number})
		if err != nil {
			return fmt.Errorf("shorten sample link: %w", err)
		}
		all[i].TrackingLink = d.service.Links().URL(made[0].Code)
	}
	return nil
}
