package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kurzwahl/consent"
	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

func importFile(t *testing.T, db *store.DB, content string, now time.Time, dry bool) consent.ImportResult {
	t.Helper()
	file, err := consent.OpenContacts(strings.NewReader(content), "DE", now)
	if err != nil {
		t.Fatal(err)
	}
	var result consent.ImportResult
	if err := consent.Import(t.Context(), file, db, now, dry, result.Add); err != nil {
		t.Fatal(err)
	}
	return result
}

const contactsFile = "phone,first_name,tags,consent_purpose,consent_source,consent_at,consent_text\n" +
	"+491711234561,Lena,vip;b2b,all,shop,2026-10-01,Ja zu Angeboten\n" +
	"+491711234562,Jan,,,,,\n" +
	"nix,,,,,,\n"

func TestImportContacts(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		for i, want := range []consent.ImportResult{{New: 2, Consented: 1}, {New: 2, Consented: 1}, {Known: 2}} {
			got := importFile(t, db, contactsFile, noon, i == 0)
			if got.New != want.New || got.Known != want.Known || got.Consented != want.Consented || len(got.Refused) != 1 {
				t.Errorf("import %d: got %+v, want %+v and one refused line", i, got, want)
			}
			if i == 0 {
				w.wants(0, "SELECT COUNT(*) FROM contact")
			}
		}
		w.wants(2, "SELECT COUNT(*) FROM contact_tag WHERE address = $1", string(lena))
		w.wants(1, "SELECT COUNT(*) FROM consent WHERE address = $1 AND shown = 'Ja zu Angeboten' AND shown_hash <> ''", string(lena))
		w.texts(lena, "STOP")
		w.drain(w)
		if got := importFile(t, db, contactsFile, noon, false); got.Consented != 0 || len(got.Notes) != 1 {
			t.Errorf("import after STOP: got %+v, want no consent and a note", got)
		}
		later := strings.Replace(contactsFile, "2026-10-01", "2026-12-01", 1)
		if got := importFile(t, db, later, noon.AddDate(0, 1, 0), false); got.Consented != 1 {
			t.Errorf("import of a younger consent: got %+v, want it taken", got)
		}
		ledger, standing, err := db.ConsentProof(t.Context(), lena)
		if err != nil {
			t.Fatal(err)
		}
		if len(ledger) != 3 || ledger[1].Action != consent.Revoked || ledger[1].Shown != "STOP" || !standing.Allows(consent.Offers) {
			t.Errorf("the proof is %+v, %+v", ledger, standing)
		}
	})
}

// TestImportRemembersAnOptOutBehindAnOpenDoubleOptIn has somebody, who may be anybody, type the phone into the form after the
// STOP, and a STOP said twice.
func TestImportRemembersAnOptOutBehindAnOpenDoubleOptIn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		line := func(action consent.Action, at time.Time) {
			t.Helper()
			r := consent.Record{Address: lena, Channel: message.SMS, Purpose: consent.All, Action: action, Source: "test", At: at}
			if err := db.RecordConsent(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		line(consent.Revoked, noon.AddDate(0, -6, 0))
		line(consent.Revoked, noon)
		line(consent.Asked, noon.Add(time.Hour))
		if got := importFile(t, db, contactsFile, noon.Add(2*time.Hour), false); got.Consented != 0 || len(got.Notes) != 1 {
			t.Errorf("got %+v, want no consent and a note", got)
		}
	})
}

func TestImportNeverOverrulesALaterOptOutOfOnePurpose(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		w.texts(lena, "STOP ANGEBOTE")
		w.drain(w)
		if got := importFile(t, db, contactsFile, noon, false); got.Consented != 0 || len(got.Notes) != 1 {
			t.Errorf("got %+v, want no consent to all and a note", got)
		}
		_, standing, err := db.ConsentProof(t.Context(), lena)
		if err != nil || standing.Allows(consent.Offers) {
			t.Errorf("the standing is %+v (%v), want offers still revoked", standing, err)
		}
	})
}

// fill leaves something of a person in every table that can hold it.
func fill(t *testing.T, w turner) {
	t.Helper()
	importFile(t, w.db, contactsFile, noon, false)
	for _, q := range []string{
		`INSERT INTO shop_order (source, number, address, state, state_ms, first_name, tracking_number, tracking_url, delivered_ms, updated_ms)
			VALUES ('shop', '4711', '+491711234561', 'delivered', 1, 'Lena', '00340434', 'https://track.example/00340434', 1, 1)`,
		`INSERT INTO hook (source, id, event, body, order_number, state, received_ms)
			VALUES ('shop', 'h1', 'order.shipped', '{"number":"4711","phone":"0171 1234561","first_name":"Lena"}', '4711', 'done', 1)`,
		`INSERT INTO link (code, target, address, created_ms) VALUES ('Ab3', 'https://track.example/00340434', '+491711234561', 1)`,
		`INSERT INTO click (id, code, user_agent, at_ms) VALUES ('c1', 'Ab3', 'Lenas Telefon', 1)`,
		`INSERT INTO campaign_recipient (campaign_id, address, state) VALUES ('k1', '+491711234561', 'queued')`,
		`INSERT INTO campaign_recipient (campaign_id, address, state) VALUES ('k1', '+491711234560', 'queued')`,
		`INSERT INTO campaign (id, name, state, content, hash, author, editor, frozen_to, created_ms, updated_ms)
			VALUES ('k1', 'Herbst', 'cancelled', '{}', 'h', 'U1', 'U1', '+491711234561', 1, 1)`,
		`INSERT INTO survey_invitation (survey, address, order_number, invited_ms) VALUES ('delivery', '+491711234561', '4711', 1)`,
		`INSERT INTO customer_case (id, address, kind, conversation, state, opened_ms, changed_ms) VALUES ('R7', '+491711234561', 'complaint', 'v1', 'done', 1, 1)`,
		`INSERT INTO faq_example (edit, position, body, event, address) VALUES ('f1', 0, 'geheim', 'e1', '+491711234561')`,
		`INSERT INTO contest_entry (contest, address, event_id, entered_ms) VALUES ('winter', '+491711234561', 'e1', 1)`,
		`INSERT INTO signup (id, purpose, address, source, sku, state, created_ms, until_ms) VALUES ('s1', 'waitlist', '+491711234561', 'shop', 'B1', 'waiting', 1, 2)`,
		`INSERT INTO contest_prize (contest, place, role, entry, address, state, changed_ms) VALUES ('winter', 1, 'winner', 'aa', '+491711234561', 'asked', 1)`,
		`INSERT INTO survey_reply (id, survey, address, order_number, step, ask, score, words, answered_ms) VALUES ('r1', 'delivery', '+491711234561', '4711', 'publish', 'publish', 1, 'geheim', 1)`,
		`INSERT INTO quarantine (id, smsc, sender, reason, raw, received_ms) VALUES ('q1', 'main', '+491711234561', 'x', '00', 1)`,
		`INSERT INTO inbound_part (smsc, sender, recipient, reference, total, number, body, received_ms) VALUES ('main', '+491711234561', '72100', 1, 2, 1, 'geheim', 1)`,
		`INSERT INTO audit (id, actor, action, object, at_ms) VALUES ('a1', 'U1', 'find', 'contact:+491711234561', 1)`,
	} {
		if err := w.db.ExecForTest(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	if _, err := w.db.AddCoupons(t.Context(), "thanks", []string{"DANKE"}); err != nil {
		t.Fatal(err)
	}
	survey := conversations.Event{Address: lena, Kind: conversations.SurveyDue, At: noon, Survey: "delivery", Order: conversations.Order{Source: "shop", Number: "4711", State: "delivered"}}
	if _, err := w.db.AddEvents(t.Context(), []conversations.Event{survey}); err != nil {
		t.Fatal(err)
	}
	w.drain(w)
	w.sends()
	w.texts(lena, "Automatische Antwort: geheim", "1", "die geheime Klingel war kaputt", "STOP")
	w.texts(jan, "Ich möchte mit einem Mitarbeiter sprechen")
	w.drain(w)
	for _, q := range []string{
		`INSERT INTO slack_card (card, channel, ts, created_ms) SELECT 'conversation:' || id, 'C1', '1700000000.' || id, 1 FROM conversation`,
		`INSERT INTO slack_event (id, dedupe, lane, kind, payload, state, created_ms) SELECT 's' || k.card, k.card, k.card, 'message', '{"text":"' || v.quote || '","thread_ts":"' || k.ts || '"}', 'done', 1
			FROM slack_card AS k JOIN conversation AS v ON k.card = 'conversation:' || v.id`,
		`INSERT INTO outbound_part (smsc, smsc_id, outbound_id, number, at_ms) SELECT 'main', id, id, 1, 1 FROM outbound`,
	} {
		if err := w.db.ExecForTest(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

func TestEraseLeavesNothingButASaltedHash(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		fill(t, w)
		known, err := db.ExportContact(t.Context(), lena)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"contact", "contact_tag", "consent", "event", "outbound", "conversation", "survey_answer", "coupon", "shop_order", "hook", "slack_post", "slack_event", "link", "click"} {
			if len(known[table]) == 0 {
				t.Errorf("the export has nothing of %s", table)
			}
		}
		if _, err := db.EraseContact(t.Context(), lena, "U1", noon); err != nil {
			t.Fatal(err)
		}
		dump, err := db.DumpForTest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for table, rows := range dump {
			for _, trace := range []string{string(lena), "1711234561", "0171 1234561", lena.Masked(), "Lena", "geheim", "00340434", "die geheime Klingel"} {
				if at := strings.Index(rows, trace); at >= 0 {
					t.Errorf("%s still holds %q: …%s…", table, trace, rows[max(0, at-80):min(len(rows), at+80)])
				}
			}
		}
		w.wants(1, "SELECT COUNT(*) FROM campaign WHERE frozen_to = '+491711234560'")
		w.wants(1, "SELECT COUNT(*) FROM erased")
		w.wants(1, "SELECT COUNT(*) FROM conversation WHERE address = $1", string(jan))
		w.wants(1, "SELECT COUNT(*) FROM slack_card")
	})
}

// TestEveryTableHoldsNobodyOrIsErased fails for a new table until somebody has said which of the two it is.
func TestEveryTableHoldsNobodyOrIsErased(t *testing.T) {
	t.Parallel()
	nobody := []string{
		"campaign", "contest_draw", "coupon_pool", "erased", "faq_edit", "inbound_seen", "inbound_session", "lease", "product", "product_gram",
		"product_price", "schedule_run", "setting", "taught_model", "goose_db_version", "sqlite_sequence",
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		tables, err := db.TablesForTest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range tables {
			if slices.Contains(nobody, table) == slices.Contains(store.PersonalTables(), table) {
				t.Errorf("table %s: is there something of a person in it? Then it belongs into personalData, else on the list of this test", table)
			}
		}
	})
}

func TestEraseLeavesTheWebhooksOfOthersAlone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		fill(t, w)
		for _, h := range []struct{ id, order, address, state string }{
			{"hers", "4712", string(lena), "pending"},
			{"hers too", "4711", "", "failed"},
			{"his", "4713", string(jan), "pending"},
			{"nobody's", "4714", "", "pending"},
		} {
			// The body names her order as an article, and her number as a remark.
			err := db.ExecForTest(t.Context(), `INSERT INTO hook (source, id, event, body, order_number, address, state, error, received_ms)
				VALUES ('shop', $1, 'order.paid', '{"sku":"4711","remark":"0171 1234561"}', $2, $3, $4, 'about her', 2)`, h.id, h.order, h.address, h.state)
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := db.EraseContact(t.Context(), lena, "U1", noon); err != nil {
			t.Fatal(err)
		}
		w.wants(0, "SELECT COUNT(*) FROM hook WHERE id IN ('h1', 'hers', 'hers too') AND (body <> '' OR error <> '' OR address <> '' OR state = 'pending')")
		w.wants(2, "SELECT COUNT(*) FROM hook WHERE body <> '' AND error <> '' AND state = 'pending'")
	})
}

func TestImportStopsAtTheFirstFailedStatement(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.ExecForTest(t.Context(), "DROP TABLE contact_tag"); err != nil {
			t.Fatal(err)
		}
		agreed := consent.Evidence{Address: lena, Source: "shop", At: noon}.Record(consent.All, consent.Granted)
		_, err := db.ImportContacts(t.Context(), []consent.ImportedContact{{Address: lena, Tags: []string{"vip"}, Consents: []consent.Record{agreed}}}, noon, false)
		if err == nil || strings.Count(err.Error(), "\n") > 0 {
			t.Errorf("got %v, want the one error of the tags", err)
		}
	})
}

func TestErasedPersonStaysSuppressedUntilTheyAskForMessages(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		fill(t, w)
		if _, err := db.EraseContact(t.Context(), lena, "U1", noon); err != nil {
			t.Fatal(err)
		}
		if got := importFile(t, db, contactsFile, noon, false); got.Consented != 0 || len(got.Refused) != 2 {
			t.Errorf("import after erasure: got %+v, want the line refused", got)
		}
		w.wants(0, "SELECT COUNT(*) FROM contact WHERE address = $1", string(lena))
		w.texts(lena, "wo ist meine Bestellung?")
		w.drain(w)
		w.wants(1, "SELECT COUNT(*) FROM contact WHERE address = $1 AND suppressed = 'erased' AND first_name = ''", string(lena))
		w.texts(lena, "START")
		w.drain(w)
		w.wants(1, "SELECT COUNT(*) FROM contact WHERE address = $1 AND suppressed = ''", string(lena))
	})
}

func TestExportOfAnUnknownPhoneIsEmpty(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		known, err := db.ExportContact(t.Context(), message.Address("+491711234569"))
		if err != nil || len(known) > 0 {
			t.Errorf("got %v (%v), want nothing", known, err)
		}
	})
}
