package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
	"kurzwahl/surveys"
)

// askedAll puts the question of a survey with coupons to so many customers, and sends it.
func (w turner) askedAll(customers int) []message.Address {
	w.t.Helper()
	all := make([]message.Address, customers)
	due := make([]conversations.Event, customers)
	for i := range all {
		all[i] = message.Address(fmt.Sprintf("+4917112300%02d", i))
		if err := w.db.Agree(w.t.Context(), all[i], noon); err != nil {
			w.t.Fatal(err)
		}
		due[i] = conversations.Event{
			Address: all[i], Kind: conversations.SurveyDue, At: noon, Survey: "delivery", Order: conversations.Order{Source: "shop", Number: fmt.Sprint(i), State: "delivered"},
		}
	}
	if _, err := w.db.AddEvents(w.t.Context(), due); err != nil {
		w.t.Fatal(err)
	}
	w.drain(w)
	w.sends()
	return all
}

func (w turner) exec(query string) {
	w.t.Helper()
	if err := w.db.ExecForTest(w.t.Context(), query); err != nil {
		w.t.Fatal(err)
	}
}

func codes(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("C-%03d", i)
	}
	return all
}

func TestACrashWhileCouponsAreGivenAwayGivesNoneTwice(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		if _, err := db.AddCoupons(t.Context(), "thanks", codes(40)); err != nil {
			t.Fatal(err)
		}
		customers := w.askedAll(30)
		for _, address := range customers {
			w.texts(address, "6")
		}
		// The turns fail when their replies are written, after the coupons were: as if the process had died in between.
		w.exec("ALTER TABLE outbound RENAME TO outbound_gone")
		for range 2 {
			if _, err := db.Turns(t.Context(), w.clock.Now(), 10, w); err != nil {
				t.Fatal(err)
			}
			w.wants(0, "SELECT COUNT(*) FROM coupon WHERE assigned_ms > 0")
			w.wants(0, "SELECT COUNT(*) FROM survey_answer")
		}
		w.exec("ALTER TABLE outbound_gone RENAME TO outbound")
		w.drain(w)
		w.wants(30, "SELECT COUNT(*) FROM coupon WHERE assigned_ms > 0 AND address <> ''")
		w.wants(30, "SELECT COUNT(DISTINCT coupon) FROM survey_answer WHERE coupon <> ''")
		w.wants(30, "SELECT COUNT(*) FROM outbound AS o JOIN coupon AS k ON k.address = o.address AND o.body LIKE '%' || k.code || '%' WHERE o.class = 'service'")
		w.wants(30, "SELECT COUNT(*) FROM coupon AS k JOIN survey_answer AS a ON a.coupon = k.code AND a.address = k.address")
	})
}

func TestTwoProcessesNeverGiveTheSameCoupon(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		if _, err := db.AddCoupons(t.Context(), "thanks", codes(40)); err != nil {
			t.Fatal(err)
		}
		customers := w.askedAll(40)
		for _, address := range customers {
			w.texts(address, "6")
		}
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				for idle := 0; idle < 3; {
					handled, err := db.Turns(t.Context(), w.clock.Now(), 5, w)
					if err != nil {
						t.Error(err)
						return
					}
					idle++
					if handled > 0 {
						idle = 0
					}
				}
			})
		}
		both.Wait()
		w.drain(w)
		w.wants(40, "SELECT COUNT(*) FROM coupon WHERE assigned_ms > 0")
		w.wants(40, "SELECT COUNT(DISTINCT coupon) FROM survey_answer WHERE coupon <> ''")
	})
}

func TestPeopleHearOnceThatAPoolRunsLow(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTurner(t, db)
		if _, err := db.AddCoupons(t.Context(), "thanks", codes(conversations.LowStock+2)); err != nil {
			t.Fatal(err)
		}
		const remarks = "SELECT COUNT(*) FROM slack_post WHERE kind = 'channel' AND payload LIKE '%coupons import thanks%'"
		customers := w.askedAll(conversations.LowStock + 4)
		for i, address := range customers {
			w.texts(address, "6")
			w.drain(w)
			want := 0
			switch {
			case i >= conversations.LowStock+1:
				want = 2 // low, then empty
			case i >= 1:
				want = 1
			}
			w.wants(want, remarks)
		}
		w.wants(conversations.LowStock+2, "SELECT COUNT(*) FROM survey_answer WHERE coupon <> ''")
		if _, err := db.AddCoupons(t.Context(), "thanks", []string{"NEW-1", "NEW-2"}); err != nil {
			t.Fatal(err)
		}
		stocks, err := db.CouponStocks(t.Context())
		if err != nil || len(stocks) != 1 || stocks[0] != (surveys.Stock{Pool: "thanks", Codes: conversations.LowStock + 4, Free: 2}) {
			t.Errorf("stocks are %+v (%v)", stocks, err)
		}
	})
}

func TestResultsTellProductsWeeksAndFurtherQuestions(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		fill := func(query string, args ...any) {
			if err := db.ExecForTest(t.Context(), query, args...); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
		}
		week := int64(7 * 24 * time.Hour / time.Millisecond)
		for i := range 12 {
			address, number := fmt.Sprintf("+4917112300%02d", i), fmt.Sprint(4700+i)
			fill(`INSERT INTO shop_order (source, number, address, state, state_ms, updated_ms, items) VALUES ('shop', $1, $2, 'delivered', 1, 1, '[{"sku":"H","name":"Helm","quantity":1},{"sku":"H","name":"Helm","quantity":2}]')`, number, address)
			fill(`INSERT INTO shop_order (source, number, address, state, state_ms, updated_ms, items) VALUES ('market', $1, $2, 'delivered', 1, 1, 'not json')`, number, address)
			fill(`INSERT INTO survey_answer (id, survey, address, order_number, score, comment, asked_ms, answered_ms) VALUES ($1, 'nps', $2, $3, $4, 'x', 1, $5)`,
				fmt.Sprintf("a%02d", i), address, number, 10-i%3*2, noon.UnixMilli()+int64(i/6)*week)
			fill(`INSERT INTO survey_reply (id, survey, address, order_number, step, ask, score, words, answered_ms) VALUES ($1, 'nps', $2, $3, 'publish', 'publish', $4, 'Tolles Rad', $5)`,
				fmt.Sprintf("r%02d", i), address, number, i%2, noon.UnixMilli()+int64(i))
			fill(`INSERT INTO survey_reply (id, survey, address, order_number, step, ask, score, answered_ms) VALUES ($1, 'nps', $2, $3, 'parcel', 'score', 1, $4)`,
				fmt.Sprintf("p%02d", i), address, number, noon.UnixMilli())
			fill(`INSERT INTO outbound (id, address, class, lane, body, state, dedupe, due_ms, created_ms) VALUES ($1, $2, 'marketing', 2, '', 'sent', $3, 1, $4)`,
				fmt.Sprintf("o%02d", i), address, "survey:nps:shop:"+number, noon.UnixMilli())
		}
		scale, err := surveys.ParseScale("0-10")
		if err != nil {
			t.Fatal(err)
		}
		survey := surveys.Survey{Name: "nps", Scale: scale, Then: []surveys.Step{{Ask: surveys.AskScore, Name: "parcel"}}}
		r, err := db.SurveyResults(t.Context(), survey, time.Time{}, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if r.Count() != 12 || r.Invited != 12 || r.Publishable != 6 || r.Low != 4 || r.Commented != 12 || len(r.Weeks) != 2 || len(r.Products) != 1 || r.Products[0].Count() != 12 || r.Steps[0].Count() != 12 {
			t.Errorf("results are %+v", r)
		}
		if late, err := db.SurveyResults(t.Context(), survey, noon.Add(24*time.Hour), time.UTC); err != nil || late.Count() != 6 || late.Steps[0].Count() != 0 {
			t.Errorf("since the day after: %+v (%v), want 6 answers", late, err)
		}
		quotes, err := db.Quotes(t.Context(), "nps", 2)
		if err != nil || len(quotes) != 2 || quotes[0].Words != "Tolles Rad" || !quotes[0].At.After(quotes[1].At) {
			t.Fatalf("quotes are %+v (%v)", quotes, err)
		}
		for _, want := range []bool{true, false} {
			if got, err := db.WithdrawQuote(t.Context(), quotes[0].ID, "U1", noon); err != nil || got != want {
				t.Errorf("withdrawn: %v (%v), want %v", got, err, want)
			}
		}
		if n, err := db.CountForTest(t.Context(), "SELECT COUNT(*) FROM audit WHERE action = 'withdraw quote'"); err != nil || n != 1 {
			t.Errorf("%d lines in the audit trail (%v), want 1", n, err)
		}
	})
}
