package crash_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"time"

	"kurzwahl/campaigns"
	"kurzwahl/clock"
	"kurzwahl/consent"
	"kurzwahl/message"
	"kurzwahl/shop"
	"kurzwahl/store"
)

const (
	author   campaigns.Person = "U0MIA00001"
	approver campaigns.Person = "U0JONAS003"
)

// offer is what tells the campaign's texts from others.
const offer = "10 Prozent auf alle Lichter"

// customer gives the phone of a customer, of a range that is kept free for fiction.
func customer(i int) message.Address {
	return message.Address(fmt.Sprintf("+4917139%05d", 20_000+i))
}

// fill puts the customers, their orders and an approved campaign to all of them into the database.
func (w *world) fill() {
	w.t.Helper()
	db, err := store.Open(w.ctx, w.database)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			w.t.Error(err)
		}
	}()
	if _, err := db.Migrate(w.ctx); err != nil {
		w.t.Fatal(err)
	}
	w.imports(db)
	w.writes()
	w.sells()
	if err := db.ImportOrders(w.ctx, w.known(), time.Now()); err != nil {
		w.t.Fatal(err)
	}
	if err := approved(w.ctx, db); err != nil {
		w.t.Fatal(err)
	}
}

// imports takes in the customers from a file, as a shop does.
func (w *world) imports(db *store.DB) {
	w.t.Helper()
	now := time.Now()
	agreed := now.AddDate(0, -1, 0).UTC().Format(time.RFC3339)
	var file bytes.Buffer
	out := csv.NewWriter(&file)
	rows := [][]string{{"phone", "first_name", "language", "consent_purpose", "consent_source", "consent_at", "consent_text"}}
	for i := range w.size.recipients {
		rows = append(rows, []string{string(customer(i)), "Kim", "de", "offers", "checkout", agreed, "Ja, Angebote per SMS."})
	}
	if err := out.WriteAll(rows); err != nil {
		w.t.Fatal(err)
	}
	contacts, err := consent.OpenContacts(&file, "DE", now)
	if err != nil {
		w.t.Fatal(err)
	}
	var result consent.ImportResult
	if err := consent.Import(w.ctx, contacts, db, now, false, result.Add); err != nil || result.Consented != w.size.recipients {
		w.t.Fatalf("imported %+v, %v; want consent of %d", result, err, w.size.recipients)
	}
}

// known gives the orders that customers ask about.
func (w *world) known() (orders []shop.Order) {
	now := time.Now()
	for _, text := range slices.Concat(append(w.talks, w.texts)...) {
		if text.order != "" {
			orders = append(orders, shop.Order{
				Source: "shop", Number: text.order, Address: text.phone, State: shop.Paid, StateAt: now, Country: "DE", Currency: "EUR",
				Total: "20.00", OrderedAt: now.AddDate(0, 0, -1),
			})
		}
	}
	return orders
}

// approved makes a campaign to everybody that starts as soon as the service does.
func approved(ctx context.Context, db *store.DB) error {
	desk := campaigns.NewService(campaigns.Config{Approvers: []campaigns.Person{approver}, Language: message.German}, db, db, clock.System{})
	c, err := desk.New(ctx, author, campaigns.Form{Name: "Lichter", Content: campaigns.Content{
		Texts:    map[message.Language]string{message.German: "Hallo {{vorname|Kunde}}, bis Samstag " + offer + ". Abmelden: STOP"},
		Audience: "all",
	}})
	if err != nil {
		return err
	}
	if _, err := desk.Propose(ctx, author, c.ID); err != nil {
		return err
	}
	_, err = desk.Approve(ctx, approver, c.ID, c.Hash)
	return err
}
