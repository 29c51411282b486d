package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"kurzwahl/message"
	"kurzwahl/outbox"
	"kurzwahl/shop"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

func TestTwoThatWaitForEachOtherInACircleAreBothCommitted(t *testing.T) {
	t.Parallel()
	db := another(t, storetest.PostgresURL(t))
	for _, name := range []string{"a", "b"} {
		if err := db.TxForTest(t.Context(), put(name)); err != nil {
			t.Fatal(err)
		}
	}
	var holding, done sync.WaitGroup
	holding.Add(2)
	for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		done.Go(func() {
			run := 0
			err := db.TxForTest(t.Context(), func(exec exec) error {
				run++
				for i, name := range order {
					if err := exec("UPDATE setting SET value = value || 'x' WHERE name = $1", name); err != nil {
						return fmt.Errorf("wrapped: %w", err)
					}
					if run == 1 && i == 0 {
						holding.Done()
						holding.Wait()
					}
				}
				return nil
			})
			if err != nil {
				t.Errorf("%v first: %v", order, err)
			}
		})
	}
	done.Wait()
	if n, err := db.CountForTest(t.Context(), "SELECT COUNT(*) FROM setting WHERE value = 'xx'"); err != nil || n != 2 {
		t.Errorf("%d of 2 rows were changed twice (%v)", n, err)
	}
}

func TestOnlyWhatTheDatabaseTookBackIsRunAnew(t *testing.T) {
	t.Parallel()
	db := another(t, storetest.PostgresURL(t))
	for _, c := range []struct {
		code string
		want int
	}{{"40P01", 5}, {"40001", 5}, {"23505", 1}, {"57014", 1}} {
		runs := 0
		err := db.TxForTest(t.Context(), func(exec) error {
			runs++
			return &pgconn.PgError{Code: c.code}
		})
		if said := new(pgconn.PgError); !errors.As(err, &said) || said.Code != c.code || runs != c.want {
			t.Errorf("after error %s: %d runs and %v, want %d runs and that error", c.code, runs, err, c.want)
		}
	}
}

// hurdle has PostgreSQL take back the first commit that touches the table, as if it had waited in a circle.
func hurdle(t *testing.T, db *store.DB, table string) {
	t.Helper()
	for _, text := range []string{
		"CREATE SEQUENCE tries",
		`CREATE FUNCTION hurdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
			IF nextval(''tries'') = 1 THEN RAISE EXCEPTION ''taken back'' USING ERRCODE = ''40P01''; END IF; RETURN NULL; END'`,
		"CREATE CONSTRAINT TRIGGER hurdle AFTER INSERT OR UPDATE ON " + table + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hurdle()",
	} {
		if err := db.ExecForTest(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
}

// jumped checks that a commit was taken back.
func jumped(t *testing.T, db *store.DB) {
	t.Helper()
	if n, err := db.CountForTest(t.Context(), "SELECT last_value FROM tries"); err != nil || n < 2 {
		t.Errorf("the table was touched %d times (%v), want more than once", n, err)
	}
}

func TestReceiptsThatWereTakenBackAreAllRead(t *testing.T) {
	t.Parallel()
	db := another(t, storetest.PostgresURL(t))
	queue(t, db, message.Outbound{ID: "a", To: phone(1), Text: "x", Class: message.Service})
	accept(t, db, claim(t, db, claimOf(t, message.Service, outboxStart)), func(outbox.Message) []string { return []string{"77"} })
	hurdle(t, db, "outbound")
	receive(t, db, receiptOf("77", message.Delivered, phone(1)), receiptOf("78", message.Delivered, phone(2)))
	jumped(t, db)
	wantRow(t, db, "a", message.Arrived, "")
	if n, err := db.Orphans(t.Context()); err != nil || n != 1 {
		t.Errorf("%d receipts are kept (%v), want the one without a message", n, err)
	}
}

func TestAnOptOutThatWasTakenBackIsRecordedOnce(t *testing.T) {
	t.Parallel()
	db := another(t, storetest.PostgresURL(t))
	s := newShelf(t, db)
	s.tells(shop.ProductNews{SKU: "HB", Name: "Helm Brise", Price: "50.00", Currency: "EUR"})
	s.texts(lena, "Preisalarm Helm Brise")
	s.drain(s)
	s.wants(1, "SELECT COUNT(*) FROM signup WHERE state = 'waiting'")
	hurdle(t, db, "signup")
	bell := db.Watch(store.Outbox)
	s.texts(lena, "STOP")
	if n, err := db.Turns(t.Context(), s.now, 10, s); err != nil || n != 1 {
		t.Errorf("handled %d turns (%v), want the opt-out", n, err)
	}
	jumped(t, db)
	s.wants(1, "SELECT COUNT(*) FROM signup WHERE state = 'stopped'")
	s.wants(1, "SELECT COUNT(*) FROM consent WHERE action = 'revoked'")
	s.wants(1, "SELECT COUNT(*) FROM outbound WHERE purpose = 'stop' OR cause IN (SELECT id FROM event WHERE payload LIKE '%STOP%')")
	s.wants(0, "SELECT COUNT(*) FROM event WHERE attempts > 0")
	select {
	case <-bell:
	default:
		t.Error("nobody was told that the confirmation waits")
	}
	if got := db.Wanted(lena, outbox.Mark{}); got != message.Unwanted {
		t.Errorf("a message that was claimed before is %v, want unwanted", got)
	}
}

func TestAPriceThatWasTakenBackIsSavedOnce(t *testing.T) {
	t.Parallel()
	db := another(t, storetest.PostgresURL(t))
	s := newShelf(t, db)
	s.tells(shop.ProductNews{SKU: "HB", Name: "Helm Brise", Price: "50.00", Currency: "EUR"})
	s.texts(lena, "Preisalarm Helm Brise")
	s.drain(s)
	s.passes(time.Hour)
	hurdle(t, db, "signup")
	s.tells(shop.ProductNews{SKU: "HB", Price: "40.00", Currency: "EUR"})
	jumped(t, db)
	s.wants(0, "SELECT COUNT(*) FROM hook WHERE attempts > 0")
	s.wants(1, "SELECT COUNT(*) FROM signup WHERE look_ms > 0")
	s.wants(2, "SELECT COUNT(*) FROM product_price")
}
