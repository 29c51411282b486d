package store_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/bot"
	"kurzwahl/consent"
	"kurzwahl/conversations"
	"kurzwahl/links"
	"kurzwahl/message"
	"kurzwahl/shop"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// shelf is a shop's products and those who want them.
type shelf struct {
	turner
	now  time.Time
	gate *consent.Gate
	sent int // webhooks

	codes atomic.Int64 // of short links
}

func newShelf(t *testing.T, db *store.DB) *shelf {
	t.Helper()
	gate, err := consent.NewGate(consent.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	return &shelf{turner: newTurner(t, db), now: noon, gate: gate}
}

// passes moves the clock.
func (s *shelf) passes(d time.Duration) {
	s.now = s.now.Add(d)
	s.clock.Advance(d)
}

// tells has the shop send a webhook about a product, and works it.
func (s *shelf) tells(news shop.ProductNews) {
	s.t.Helper()
	s.sent++
	news.Source, news.At = "shop", s.now
	s.works(shop.Update{Product: news})
}

// orders has the shop tell of a new order.
func (s *shelf) orders(number string, address message.Address, sku string, at time.Time) {
	s.t.Helper()
	s.sent++
	s.works(shop.Update{Order: shop.Order{
		Source: "shop", Number: number, Address: address, State: shop.Created, StateAt: at, OrderedAt: at, Items: []shop.Item{{SKU: sku, Quantity: 1}},
	}})
}

func (s *shelf) works(u shop.Update) {
	s.t.Helper()
	u.ID = fmt.Sprint("hook-", s.sent)
	if _, err := s.db.SaveHook(s.t.Context(), shop.Hook{Source: "shop", ID: u.ID, Event: "x", Body: []byte("{}"), ReceivedAt: s.now}); err != nil {
		s.t.Fatal(err)
	}
	rules := shop.AlertRules{}.WithDefaults()
	work := shop.HookWork{
		Read: func(shop.Hook) (shop.Update, error) { return u, nil }, Order: advance,
		Product: func(known shop.Product, u shop.Update) shop.ProductChange {
			return rules.AdvanceProduct(known, u.Product, s.now)
		},
	}
	if _, err := s.db.WorkHooks(s.t.Context(), 10, s.now, work); err != nil {
		s.t.Fatal(err)
	}
	s.wants(0, "SELECT COUNT(*) FROM hook WHERE state <> 'done'")
}

// run is how the shelf's alerts are looked at.
func (s *shelf) run() shop.AlertRun {
	return shop.AlertRun{
		Now: s.now, Rules: shop.AlertRules{}.WithDefaults(), Gate: s.gate.Decide,
		Page: func(p shop.Product, to message.Address) (*links.Link, string) {
			code := links.Code(fmt.Sprint("C", s.codes.Add(1)))
			return &links.Link{Code: code, Target: p.URL, To: to, CreatedAt: s.now}, "https://r.example/" + string(code)
		},
	}
}

// alerts tells all who are to be told, by several workers at once, and handles what follows. What went out is sent.
func (s *shelf) alerts() {
	s.t.Helper()
	var workers sync.WaitGroup
	for range 3 {
		workers.Go(func() {
			run := s.run()
			for _, step := range []func() (bool, error){
				func() (bool, error) { return s.db.RunWave(s.t.Context(), run) }, func() (bool, error) { return s.db.RunAlarms(s.t.Context(), run) },
			} {
				for more := true; more; {
					var err error
					if more, err = step(); err != nil {
						s.t.Error(err)
						return
					}
				}
			}
		})
	}
	workers.Wait()
	s.drain(s)
	s.sends()
}

func customer(i int) message.Address { return message.Address(fmt.Sprintf("+4917112345%02d", i)) }

const alertsSent = "SELECT COUNT(*) FROM outbound WHERE class = 'marketing' AND address = $1 AND purpose = $2"

func TestWaitingListIsToldInTurnAndOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShelf(t, db)
		s.tells(shop.ProductNews{SKU: "HB-M", Name: "Helm Brise", Variant: "M", Stock: new(0), URL: "https://shop.example/hb"})
		for i := range 6 {
			s.texts(customer(i), "Warteliste Helm Brise M", "Warteliste Hlem Brise M")
			s.passes(time.Second)
			s.drain(s)
		}
		s.wants(6, "SELECT COUNT(*) FROM signup WHERE state = 'waiting' AND purpose = 'waitlist' AND sku = 'HB-M'")
		s.wants(6, "SELECT COUNT(*) FROM consent WHERE action = 'granted' AND purpose = 'waitlist' AND source = 'keyword' AND shown <> '' AND evidence <> ''")
		s.texts(customer(1), "STOP WARTELISTE")
		s.drain(s)
		s.orders("1", customer(2), "HB-M", s.now)
		s.orders("2", customer(3), "HB-M", s.now.AddDate(0, 0, -9)) // before they signed up
		s.alerts()
		s.wants(0, "SELECT COUNT(*) FROM outbound WHERE class = 'marketing'")

		s.tells(shop.ProductNews{SKU: "HB-M", Stock: new(1)})
		s.alerts()
		s.alerts()
		told := func(want ...int) {
			t.Helper()
			s.wants(len(want), "SELECT COUNT(*) FROM outbound WHERE class = 'marketing'")
			for _, i := range want {
				s.wants(1, alertsSent, string(customer(i)), "waitlist")
			}
		}
		told(0, 3)
		s.wants(2, "SELECT COUNT(*) FROM link WHERE address <> ''")
		s.passes(59 * time.Minute)
		s.alerts()
		told(0, 3)
		s.passes(time.Minute)
		s.alerts()
		told(0, 3, 4, 5)
		s.orders("3", customer(3), "HB-M", s.now)
		s.wants(1, "SELECT COUNT(*) FROM signup WHERE state = 'bought' AND told_ms > 0")
		s.wants(1, "SELECT COUNT(*) FROM signup WHERE state = 'bought' AND told_ms = 0")
		s.wants(1, "SELECT COUNT(*) FROM signup WHERE state = 'stopped'")
		s.wants(0, "SELECT COUNT(*) FROM signup WHERE state = 'waiting'")

		s.tells(shop.ProductNews{SKU: "HB-M", Stock: new(0)})
		s.texts(customer(7), "Warteliste Helm Brise M")
		s.drain(s)
		s.passes(time.Hour)
		s.tells(shop.ProductNews{SKU: "HB-M", Stock: new(9)})
		s.alerts()
		told(0, 3, 4, 5) // the cool-down
		s.passes(48 * time.Hour)
		s.alerts()
		told(0, 3, 4, 5, 7)
		if next, err := db.NextAlert(t.Context()); err != nil || !next.IsZero() {
			t.Errorf("nobody waits, and the next look is at %v, %v", next, err)
		}
	})
}

func TestWaitingListRespectsTheGate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShelf(t, db)
		s.tells(shop.ProductNews{SKU: "1", Name: "Klingel", Stock: new(0)})
		s.tells(shop.ProductNews{SKU: "2", Name: "Sattel", Stock: new(0)})
		s.texts(lena, "Warteliste Klingel", "Warteliste Sattel")
		s.passes(time.Second)
		s.texts(jan, "Warteliste Klingel")
		s.drain(s)
		s.passes(10 * time.Hour) // 21:00 UTC
		s.tells(shop.ProductNews{SKU: "1", Stock: new(3)})
		s.tells(shop.ProductNews{SKU: "2", Stock: new(3)})
		s.alerts()
		s.wants(0, "SELECT COUNT(*) FROM outbound WHERE class = 'marketing'")
		s.passes(12 * time.Hour)
		s.alerts()
		s.wants(1, alertsSent, string(jan), "waitlist")
		s.wants(1, alertsSent, string(lena), "waitlist") // one of the two: the other keeps its place
		s.wants(1, "SELECT COUNT(*) FROM signup WHERE address = $1 AND state = 'waiting'", string(lena))
		s.passes(25 * time.Hour)
		s.alerts()
		s.wants(2, alertsSent, string(lena), "waitlist")
	})
}

// TestThoseWhoMayNeverBeToldDoNotBlockTheLine puts more of them before one who may than are looked at for one wave.
func TestThoseWhoMayNeverBeToldDoNotBlockTheLine(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShelf(t, db)
		s.tells(shop.ProductNews{SKU: "1", Name: "Klingel", Stock: new(0), Price: "90.00", Currency: "EUR"})
		err := db.ExecForTest(t.Context(), `INSERT INTO signup (id, purpose, address, source, sku, state, created_ms, until_ms)
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2001)
			SELECT 's' || i, 'waitlist', '+49170' || (1000000 + i), 'shop', '1', 'waiting', $1, $2 FROM n`, noon.UnixMilli()-1, noon.AddDate(0, 1, 0).UnixMilli())
		if err != nil {
			t.Fatal(err)
		}
		s.texts(lena, "Warteliste Klingel")
		s.texts(jan, "Preisalarm Klingel")
		s.drain(s)
		if err := db.ExecForTest(t.Context(), "UPDATE contact SET suppressed = 'wrong number' WHERE address = $1", string(jan)); err != nil {
			t.Fatal(err)
		}
		s.tells(shop.ProductNews{SKU: "1", Stock: new(1), Price: "50.00"})
		s.passes(31 * time.Minute)
		s.alerts()
		s.wants(1, alertsSent, string(lena), "waitlist")
		s.wants(2001, "SELECT COUNT(*) FROM signup WHERE state = 'stopped' AND reason = 'no consent for waitlist' AND ended_ms > 0")
		s.wants(1, "SELECT COUNT(*) FROM signup WHERE state = 'stopped' AND reason = 'suppressed: wrong number'")
		s.wants(0, "SELECT COUNT(*) FROM signup WHERE state = 'waiting'")
	})
}

func TestAlertIsNotLostToMarketingThatWaits(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShelf(t, db)
		s.tells(shop.ProductNews{SKU: "1", Name: "Klingel", Stock: new(0)})
		s.texts(lena, "Warteliste Klingel")
		s.drain(s)
		campaign := message.Outbound{To: lena, Text: "Angebot", Class: message.Marketing, Purpose: "offers", Dedupe: "campaign:1"}
		if _, err := db.AddOutbound(t.Context(), []message.Outbound{campaign}, s.now); err != nil {
			t.Fatal(err)
		}
		s.tells(shop.ProductNews{SKU: "1", Stock: new(1)})
		if ran, err := db.RunWave(t.Context(), s.run()); err != nil || !ran {
			t.Fatalf("the wave: %v, %v", ran, err)
		}
		s.wants(1, "SELECT COUNT(*) FROM signup WHERE state = 'waiting'")
		s.sends()
		s.passes(25 * time.Hour)
		s.alerts()
		s.wants(1, alertsSent, string(lena), "waitlist")
	})
}

func TestWaveThatFailsTellsNobodyAndIsRepeated(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShelf(t, db)
		s.tells(shop.ProductNews{SKU: "1", Name: "Klingel", Stock: new(0), Price: "90.00", Currency: "EUR", URL: "https://shop.example/1"})
		s.texts(lena, "Warteliste Klingel")
		s.texts(jan, "Preisalarm Klingel")
		s.drain(s)
		s.tells(shop.ProductNews{SKU: "1", Stock: new(1), Price: "50.00"})
		s.passes(31 * time.Minute)
		if err := db.SaveLinks(t.Context(), []links.Link{{Code: "taken", Target: "https://a.example"}}); err != nil {
			t.Fatal(err)
		}
		broken := s.run()
		broken.Page = func(p shop.Product, to message.Address) (*links.Link, string) {
			return &links.Link{Code: "taken", Target: p.URL, To: to}, "https://r.example/taken"
		}
		if _, err := db.RunWave(t.Context(), broken); err == nil {
			t.Error("a wave whose links cannot be stored gave no error")
		}
		if _, err := db.RunAlarms(t.Context(), broken); err == nil {
			t.Error("an alarm whose link cannot be stored gave no error")
		}
		s.wants(2, "SELECT COUNT(*) FROM signup WHERE state = 'waiting' AND told_ms = 0")
		s.wants(0, "SELECT COUNT(*) FROM event WHERE kind IN ('stock_back', 'price_dropped')")
		s.alerts()
		s.alerts()
		s.wants(1, alertsSent, string(lena), "waitlist")
		s.wants(1, alertsSent, string(jan), "price_alarm")
	})
}

func TestPriceAlarmTellsOfTheBestDropOnceADay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShelf(t, db)
		price := func(sku, cents string) {
			t.Helper()
			s.tells(shop.ProductNews{SKU: sku, Name: map[string]string{"1": "Klingel Dur", "2": "Sattel Moll"}[sku], Price: cents, Currency: "EUR", URL: "https://shop.example/" + sku})
		}
		price("1", "100.00")
		price("2", "200.00")
		s.passes(40 * 24 * time.Hour)
		price("1", "90.00")
		s.passes(24 * time.Hour)
		price("1", "100.00")
		s.passes(24 * time.Hour)
		s.texts(lena, "Preisalarm Klingel Dur", "Preisalarm Sattel Moll", "Preisalarm Klingel Dur")
		s.texts(jan, "Preisalarm Sattel Moll unter 150 Euro")
		s.drain(s)
		s.wants(3, "SELECT COUNT(*) FROM signup WHERE state = 'waiting' AND baseline > 0")
		price("1", "94.00") // 6 %
		price("2", "180.00")
		s.passes(29 * time.Minute)
		s.alerts()
		s.wants(0, "SELECT COUNT(*) FROM outbound WHERE class = 'marketing'")
		s.passes(time.Minute)
		s.alerts()
		s.alerts()
		s.wants(1, alertsSent, string(lena), "price_alarm")
		s.wants(1, "SELECT COUNT(*) FROM outbound WHERE class = 'marketing' AND body LIKE '%Sattel Moll%180,00 EUR%200,00 EUR%https://r.example/%'")
		s.wants(0, alertsSent, string(jan), "price_alarm")
		s.passes(24*time.Hour + time.Minute)
		s.alerts()
		s.wants(2, alertsSent, string(lena), "price_alarm")
		s.wants(1, "SELECT COUNT(*) FROM outbound WHERE class = 'marketing' AND body LIKE '%Klingel Dur%94,00 EUR%90,00 EUR%'")
		price("2", "149.00")
		s.passes(31 * time.Minute)
		s.alerts()
		s.wants(1, alertsSent, string(jan), "price_alarm")
		s.wants(1, "SELECT COUNT(*) FROM signup WHERE address = $1 AND state = 'told'", string(jan))
		s.wants(2, alertsSent, string(lena), "price_alarm") // not twice a day, and Sattel not twice in 7 days
		s.passes(6 * 24 * time.Hour)
		s.alerts()
		s.wants(3, alertsSent, string(lena), "price_alarm")
		s.texts(lena, "STOP")
		s.drain(s)
		s.wants(0, "SELECT COUNT(*) FROM signup WHERE state = 'waiting'")
		price("2", "10.00")
		s.passes(8 * 24 * time.Hour)
		s.alerts()
		s.wants(3, alertsSent, string(lena), "price_alarm")
	})
}

func TestAPriceThatComesWhileItsAlarmsAreLookedAtIsNotForgotten(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t) // SQLite has one writer at a time
	s := newShelf(t, another(t, url))
	s.tells(shop.ProductNews{SKU: "1", Name: "Klingel Dur", Price: "100.00", Currency: "EUR"})
	s.tells(shop.ProductNews{SKU: "2", Name: "Sattel Moll", Price: "100.00", Currency: "EUR"})
	s.tells(shop.ProductNews{SKU: "3", Name: "Lenker As", Price: "100.00", Currency: "EUR"})
	s.texts(lena, "Preisalarm Klingel Dur", "Preisalarm Sattel Moll")
	s.texts(jan, "Preisalarm Lenker As")
	s.drain(s)
	s.passes(time.Hour)
	s.tells(shop.ProductNews{SKU: "1", Price: "50.00", Currency: "EUR"})
	s.tells(shop.ProductNews{SKU: "2", Price: "80.00", Currency: "EUR"})
	s.passes(time.Hour)
	run, looks := s.run(), 0
	decide := run.Gate
	run.Gate = func(m message.Outbound, f consent.Facts, now time.Time) consent.Decision {
		if looks++; looks == 1 {
			for _, sku := range []string{"1", "2", "3"} { // the alarms are read already
				s.tells(shop.ProductNews{SKU: sku, Price: "40.00", Currency: "EUR"})
			}
		}
		return decide(m, f, now)
	}
	if ran, err := s.db.RunAlarms(t.Context(), run); err != nil || !ran || looks == 0 {
		t.Fatalf("looked %d times, %v, %v", looks, ran, err)
	}
	s.wants(1, "SELECT COUNT(*) FROM event WHERE kind = 'price_dropped'")
	s.wants(3, "SELECT COUNT(*) FROM signup WHERE state = 'waiting' AND look_ms = $1", s.now.Add(shop.AlertRules{}.WithDefaults().Debounce).UnixMilli())
}

func TestAnAlarmOfAnUnknownProductIsNotDueForEver(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShelf(t, db)
		s.tells(shop.ProductNews{SKU: "1", Name: "Klingel Dur", Price: "90.00", Currency: "EUR"})
		s.texts(lena, "Preisalarm Klingel Dur")
		s.drain(s)
		s.passes(time.Hour)
		s.tells(shop.ProductNews{SKU: "1", Price: "50.00"})
		s.passes(time.Hour)
		if err := db.ExecForTest(t.Context(), "DELETE FROM product"); err != nil {
			t.Fatal(err)
		}
		for _, want := range []bool{true, false} {
			if ran, err := db.RunAlarms(t.Context(), s.run()); err != nil || ran != want {
				t.Errorf("there was something to do: %v (%v), want %v", ran, err, want)
			}
		}
		if next, err := db.NextAlert(t.Context()); err != nil || !next.IsZero() {
			t.Errorf("the next look is at %v (%v), want never", next, err)
		}
	})
}

func TestProductsAreFoundAmongMany(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShelf(t, db)
		var many []shop.Product
		for i := range 400 {
			many = append(many, shop.Product{Source: "shop", SKU: fmt.Sprint("S", i), Name: fmt.Sprintf("Schlauch Modell %d", i), StockAt: noon})
		}
		many = append(many, shop.Product{Source: "shop", SKU: "GX", Name: "Gepäckträger Fjord", StockAt: noon})
		if err := db.ImportProducts(t.Context(), many); err != nil {
			t.Fatal(err)
		}
		s.texts(lena, "Warteliste Gepacktrager Fjrod")
		s.drain(s)
		s.wants(1, "SELECT COUNT(*) FROM signup WHERE sku = 'GX'")
		s.tells(shop.ProductNews{SKU: "GX", Name: "Träger Nordkap", Stock: new(0)})
		s.texts(jan, "Warteliste Träger Nordkap")
		s.drain(s)
		s.wants(2, "SELECT COUNT(*) FROM signup WHERE sku = 'GX'")
		s.wants(0, "SELECT COUNT(*) FROM product_gram WHERE sku = 'GX' AND gram = 'fjo'")
	})
}

var _ conversations.Store = (*store.DB)(nil)

func TestOldSignupsAndPricesAreForgotten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		day := func(n int) int64 { return noon.AddDate(0, 0, n).UnixMilli() }
		for i, row := range []struct {
			state                 string
			created, until, ended int64
		}{
			{"waiting", day(-10), day(10), 0}, {"waiting", day(-200), day(-20), 0}, {"told", day(-500), day(-300), day(-450)}, {"told", day(-500), day(-300), day(-300)},
		} {
			err := db.ExecForTest(t.Context(), `INSERT INTO signup (id, purpose, address, source, sku, state, created_ms, until_ms, ended_ms)
				VALUES ($1, 'waitlist', '+491711234561', 'shop', $1, $2, $3, $4, $5)`, fmt.Sprint(i), row.state, row.created, row.until, row.ended)
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, at := range []int64{day(-900), day(-500), day(-401), day(-100)} {
			if err := db.ExecForTest(t.Context(), "INSERT INTO product_price (source, sku, at_ms, price, currency) VALUES ('shop', '1', $1, 1, 'EUR')", at); err != nil {
				t.Fatal(err)
			}
		}
		forgotten := 0
		for {
			n, err := db.ForgetSignups(t.Context(), noon, noon.AddDate(0, 0, -400), 1)
			if err != nil {
				t.Fatal(err)
			}
			if forgotten += n; n == 0 {
				break
			}
		}
		if forgotten != 4 {
			t.Errorf("%d rows were changed, want 4", forgotten)
		}
		for query, want := range map[string]int{
			"SELECT COUNT(*) FROM signup WHERE state = 'waiting'": 1, "SELECT COUNT(*) FROM signup WHERE state = 'expired' AND ended_ms > 0": 1,
			"SELECT COUNT(*) FROM signup": 3, "SELECT COUNT(*) FROM product_price": 2,
		} {
			if got := count(t, db, query); got != want {
				t.Errorf("%s: got %d, want %d", query, got, want)
			}
		}
	})
}

func TestDemandTellsWhatBecameOfWhomByWeek(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		berlin, err := time.LoadLocation("Europe/Berlin")
		if err != nil {
			t.Fatal(err)
		}
		if err := db.ImportProducts(t.Context(), []shop.Product{{Source: "shop", SKU: "1", Name: "Helm", Variant: "M", Stock: 2, StockAt: noon}}); err != nil {
			t.Fatal(err)
		}
		now := time.Date(2026, 11, 25, 12, 0, 0, 0, berlin) // a Wednesday
		day := func(n int) int64 { return now.AddDate(0, 0, n).UnixMilli() }
		monday := time.Date(2026, 11, 23, 0, 0, 0, 0, berlin)
		for i, row := range []struct {
			purpose, state string
			created, told  int64
		}{
			{"waitlist", "waiting", monday.UnixMilli(), 0},
			{"waitlist", "told", day(-1), day(0)},
			{"waitlist", "waiting", monday.Add(-time.Millisecond).UnixMilli(), 0},
			{"waitlist", "told", day(-20), day(-15)},
			{"waitlist", "bought", day(-20), day(-15)},
			{"waitlist", "bought", day(-20), 0},
			{"waitlist", "stopped", day(-20), 0},
			{"waitlist", "expired", day(-20), 0},
			{"price_alarm", "waiting", day(0), day(0)},
		} {
			err := db.ExecForTest(t.Context(), `INSERT INTO signup (id, purpose, address, source, sku, state, created_ms, told_ms, until_ms)
				VALUES ($1, $2, $1, 'shop', '1', $3, $4, $5, 0)`, fmt.Sprint(i), row.purpose, row.state, row.created, row.told)
			if err != nil {
				t.Fatal(err)
			}
		}
		got, err := db.Demand(t.Context(), now)
		if err != nil {
			t.Fatal(err)
		}
		want := []bot.Demand{
			{Product: "Helm M", Price: true, Stock: 2, Weeks: []bot.DemandWeek{{Monday: monday, SignedUp: 1, Waiting: 1, Told: 1}}},
			{Product: "Helm M", Stock: 2, Weeks: []bot.DemandWeek{
				{Monday: monday, SignedUp: 2, Waiting: 1, Told: 1},
				{Monday: monday.AddDate(0, 0, -7), SignedUp: 1, Waiting: 1},
				{Monday: monday.AddDate(0, 0, -21), SignedUp: 5, Told: 2, Bought: 1, Lost: 3, Found: 1},
			}},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the demand is different (-want +got):\n%s", diff)
		}
	})
}
