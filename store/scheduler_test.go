package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/message"
	"kurzwahl/scheduler"
	"kurzwahl/shop"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

var (
	surveyFrom  = time.Date(2026, 11, 16, 23, 0, 0, 0, time.UTC)
	surveyUntil = time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC)
	surveyNow   = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
)

func surveyPage() scheduler.Page {
	return scheduler.Page{Survey: "delivery", After: scheduler.Mark{DeliveredAt: surveyFrom}, Until: surveyUntil, Limit: 3, Now: surveyNow}
}

func delivered(number string, at time.Time) shop.Order {
	return shop.Order{
		Source: "shop", Number: number, Address: message.Address("+4917100" + number), State: shop.Delivered, StateAt: at, DeliveredAt: at,
	}
}

func importOrders(t testing.TB, db *store.DB, orders ...shop.Order) {
	t.Helper()
	if err := db.ImportOrders(t.Context(), orders, surveyNow); err != nil {
		t.Fatal(err)
	}
}

// inviteAll goes through all pages and gives how many orders were asked about and how many pages there were.
func inviteAll(t testing.TB, db *store.DB, p scheduler.Page) (orders, pages int) {
	t.Helper()
	for {
		got, err := db.InviteToSurvey(t.Context(), p)
		if err != nil {
			t.Error(err)
			return orders, pages
		}
		orders += got.Orders
		pages++
		if !got.More {
			return orders, pages
		}
		p.After = got.Next
	}
}

func pendingEvents(t testing.TB, db *store.DB) []string {
	t.Helper()
	events, err := db.PendingEvents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func TestWhoIsInvitedToASurvey(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		returned, unknown := delivered("00005", surveyFrom), delivered("00006", surveyFrom)
		returned.State, unknown.Address = shop.Returned, ""
		other := delivered("00001", surveyFrom)
		other.Source, other.Address = "shop2", "+48500100200"
		importOrders(
			t, db, delivered("00003", surveyUntil.Add(-time.Millisecond)), delivered("00001", surveyFrom), delivered("00002", surveyFrom), other,
			delivered("00004", surveyFrom.Add(-time.Millisecond)), delivered("00007", surveyUntil), returned, unknown,
		)
		if orders, pages := inviteAll(t, db, surveyPage()); orders != 4 || pages != 2 {
			t.Errorf("asked about %d orders in %d pages, want 4 in 2", orders, pages)
		}
		want := []string{"+491710000001 00001", "+491710000002 00002", "+48500100200 00001", "+491710000003 00003"}
		var got []string
		for _, event := range pendingEvents(t, db) {
			address, rest, _ := strings.Cut(event, " ")
			_, number, _ := strings.Cut(rest, `"number":"`)
			got = append(got, address+" "+number[:5])
			if !strings.HasPrefix(rest, "survey_due ") || !strings.Contains(rest, `"survey":"delivery"`) || !strings.Contains(rest, `"state":"delivered"`) {
				t.Errorf("event %s, want one of kind survey_due with survey and order", rest)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		if orders, _ := inviteAll(t, db, surveyPage()); orders != 0 {
			t.Errorf("the second time asked about %d orders, want none", orders)
		}
		other2 := surveyPage()
		other2.Survey = "packaging"
		if orders, _ := inviteAll(t, db, other2); orders != 4 {
			t.Errorf("another survey asked about %d orders, want 4", orders)
		}
	})
}

func TestOneNumberFromTwoShopsIsAskedAboutOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		one, two := delivered("00001", surveyFrom), delivered("00001", surveyFrom)
		two.Source = "shop2"
		importOrders(t, db, one, two)
		if orders, _ := inviteAll(t, db, surveyPage()); orders != 1 {
			t.Errorf("asked %d times, want once: the customer could not tell them apart", orders)
		}
	})
}

func TestANewPhoneOfAnOrderIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		order := delivered("00001", surveyFrom)
		importOrders(t, db, order)
		first, _ := inviteAll(t, db, surveyPage())
		order.Address = "+491719999999"
		importOrders(t, db, order)
		if second, _ := inviteAll(t, db, surveyPage()); first != 1 || second != 0 {
			t.Errorf("asked %d times and %d times, want once and then no more", first, second)
		}
	})
}

func TestTwoThatInviteAtOnceInviteNobodyTwice(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const n = 500
		var orders []shop.Order
		for i := range n {
			orders = append(orders, delivered(fmt.Sprintf("%05d", i), surveyFrom.Add(time.Duration(i%7)*time.Hour)))
		}
		importOrders(t, db, orders...)
		page := surveyPage()
		page.Limit = 16
		var work sync.WaitGroup
		var sums [4]int
		for i := range sums {
			work.Go(func() { sums[i], _ = inviteAll(t, db, page) })
		}
		work.Wait()
		if sum := sums[0] + sums[1] + sums[2] + sums[3]; sum != n {
			t.Errorf("%d invitations, want %d", sum, n)
		}
		events := pendingEvents(t, db)
		slices.Sort(events)
		if unique := len(slices.Compact(events)); unique != n {
			t.Errorf("%d customers have an event, want %d", unique, n)
		}
	})
}

func TestRunsAreRecordedOnceAndForgottenLate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		record := func(state scheduler.RunState, due time.Time) bool {
			t.Helper()
			fresh, err := db.RecordRun(t.Context(), scheduler.Run{Schedule: "s", Due: due, State: state, Detail: "1 earlier missed", At: due})
			if err != nil {
				t.Fatal(err)
			}
			return fresh
		}
		old := surveyNow.Add(-100 * 24 * time.Hour)
		if !record(scheduler.Done, old) || !record(scheduler.Running, old.Add(time.Hour)) || record(scheduler.Skipped, old) {
			t.Error("a run must be recorded once")
		}
		if !record(scheduler.Running, surveyNow) {
			t.Error("a run of a later time must be recorded")
		}
		wantHistory(t, db, surveyNow.Add(-time.Millisecond), scheduler.History{Last: old.Add(time.Hour), Open: []time.Time{old.Add(time.Hour)}})
		wantHistory(t, db, surveyNow, scheduler.History{Last: surveyNow, Open: []time.Time{old.Add(time.Hour), surveyNow}})
		wantHistory(t, db, old, scheduler.History{})
		for _, detail := range []string{"7 orders", "8 orders"} {
			end := scheduler.Run{Schedule: "s", Due: surveyNow, State: scheduler.Done, Detail: detail, At: surveyNow.Add(time.Second)}
			if err := db.FinishRun(t.Context(), end); err != nil {
				t.Fatal(err)
			}
		}
		runs, err := db.ScheduleRuns(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := []scheduler.Run{
			{Schedule: "s", Due: old.Add(time.Hour), State: scheduler.Running, Detail: "1 earlier missed", At: old.Add(time.Hour)},
			{Schedule: "s", Due: surveyNow, State: scheduler.Done, Detail: "1 earlier missed; 7 orders", At: surveyNow.Add(time.Second)},
		}
		if diff := cmp.Diff(want, runs); diff != "" {
			t.Errorf("runs (-want +got):\n%s", diff)
		}
	})
}

func wantHistory(t *testing.T, db *store.DB, now time.Time, want scheduler.History) {
	t.Helper()
	got, err := db.RunHistory(t.Context(), "s", now)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("history at %v (-want +got):\n%s", now, diff)
	}
}

// TestASurveyDoesNotReadAllOrders holds the query to the index of deliveries.
func TestASurveyDoesNotReadAllOrders(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	plan, err := db.Plan(t.Context(), store.OrdersToAskAbout, 1, "", "", 2, "delivered", 10)
	if err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(plan, "\n"); !strings.Contains(all, "SEARCH shop_order USING INDEX shop_order_delivered") {
		t.Errorf("the plan is\n%s\nwant a search by the index shop_order_delivered", all)
	}
}
