package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
	"kurzwahl/scheduler"
	"kurzwahl/shop"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// friday is half past nine in Berlin.
var friday = time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC)

// tenOn is ten in the morning in Berlin so many days after friday.
func tenOn(days int) time.Time { return time.Date(2026, 11, 20+days, 9, 0, 0, 0, time.UTC) }

// fleet is one database, its clock, and what the schedulers on it did.
type fleet struct {
	clock    *clock.Movable
	recorded chan scheduler.Run // as they were recorded, each once for the fleet
	finished chan scheduler.Run
	held     chan bool // answers to requests for the lease
	invited  atomic.Int64
}

func newFleet() *fleet {
	return &fleet{
		clock: clock.NewMovable(friday), recorded: make(chan scheduler.Run, 100), finished: make(chan scheduler.Run, 100), held: make(chan bool, 1000),
	}
}

// member is the store of one scheduler of a fleet.
type member struct {
	scheduler.Store
	fleet *fleet
	pages atomic.Int64
	page  func(n int64) error // called before each page, n from 1; nil does nothing
	dead  atomic.Bool         // it reaches the database no more
}

var errDead = errors.New("the database cannot be reached")

func (m *member) HoldLease(ctx context.Context, name, owner string, now, until time.Time) (bool, error) {
	if m.dead.Load() {
		return false, errDead
	}
	held, err := m.Store.HoldLease(ctx, name, owner, now, until)
	select {
	case m.fleet.held <- held:
	default:
	}
	return held, err
}

func (m *member) RecordRun(ctx context.Context, r scheduler.Run) (bool, error) {
	fresh, err := m.Store.RecordRun(ctx, r)
	if fresh {
		m.fleet.recorded <- r
	}
	return fresh, err
}

func (m *member) FinishRun(ctx context.Context, r scheduler.Run) error {
	err := m.Store.FinishRun(ctx, r)
	if err == nil {
		m.fleet.finished <- r
	}
	return err
}

func (m *member) InviteToSurvey(ctx context.Context, p scheduler.Page) (scheduler.Invited, error) {
	if m.page != nil {
		if err := m.page(m.pages.Add(1)); err != nil {
			return scheduler.Invited{}, err
		}
	}
	got, err := m.Store.InviteToSurvey(ctx, p)
	m.fleet.invited.Add(int64(got.Orders))
	return got, err
}

// run starts a scheduler with one schedule and gives what stops it, which waits until it is down.
func (f *fleet) run(t *testing.T, m *member, missed scheduler.Missed) (stop func()) {
	t.Helper()
	return f.runJob(t, m, scheduler.Schedule{
		Name: "delivery survey", Cron: "0 10 * * *", Missed: missed, Job: scheduler.SurveyJob{Survey: "delivery", AfterDays: 2},
	})
}

func (f *fleet) runJob(t *testing.T, m *member, schedule scheduler.Schedule) (stop func()) {
	t.Helper()
	m.fleet = f
	s, err := scheduler.New(scheduler.Config{
		Schedules: []scheduler.Schedule{schedule},
		Zone:      zoneOf(t, "Europe/Berlin"), Store: m, Clock: f.clock, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	down := false
	stop = func() {
		if down {
			return
		}
		down = true
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run ended with %v", err)
		}
	}
	t.Cleanup(stop)
	return stop
}

// until moves the clock to t.
func (f *fleet) until(t time.Time) { f.clock.Advance(t.Sub(f.clock.Now())) }

func next[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(30 * time.Second):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

func (f *fleet) wantRecorded(t *testing.T, state scheduler.RunState, due time.Time) {
	t.Helper()
	r := next(t, f.recorded, "a record")
	if r.State != state || state != scheduler.Watched && !r.Due.Equal(due) {
		t.Fatalf("recorded %s, due %v; want %s, due %v", r.State, r.Due.UTC(), state, due)
	}
}

func (f *fleet) wantFinished(t *testing.T, due time.Time) scheduler.Run {
	t.Helper()
	r := next(t, f.finished, "the end of a run")
	if r.State != scheduler.Done || !r.Due.Equal(due) {
		t.Fatalf("finished %s, due %v; want done, due %v", r.State, r.Due.UTC(), due)
	}
	return r
}

// wantNoMore says what was recorded or finished beyond what was looked at.
func (f *fleet) wantNoMore(t *testing.T) {
	t.Helper()
	if n, m := len(f.recorded), len(f.finished); n+m > 0 {
		t.Errorf("%d more records and %d more ends of runs, want none", n, m)
	}
}

func (f *fleet) wantInvited(t *testing.T, want int64) {
	t.Helper()
	if got := f.invited.Load(); got != want {
		t.Errorf("%d orders asked about, want %d", got, want)
	}
}

// deliver puts orders into the database that were delivered, one a second, to customers of their own.
func deliver(t *testing.T, db *store.DB, first, n int, at time.Time) {
	t.Helper()
	orders := make([]shop.Order, n)
	for i := range orders {
		delivered := at.Add(time.Duration(i) * time.Second)
		orders[i] = shop.Order{
			Source: "shop", Number: fmt.Sprint(first + i), Address: message.Address(fmt.Sprintf("+4917100%05d", first+i)),
			State: shop.Delivered, StateAt: delivered, DeliveredAt: delivered,
		}
	}
	if err := db.ImportOrders(t.Context(), orders, at); err != nil {
		t.Fatal(err)
	}
}

func TestTheFirstStartRunsNothingOfBefore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFleet()
		f.until(tenOn(0).Add(time.Second))
		stop := f.run(t, &member{Store: db}, scheduler.CatchUp)
		f.wantRecorded(t, scheduler.Watched, time.Time{})
		f.until(tenOn(1))
		f.wantRecorded(t, scheduler.Running, tenOn(1))
		f.wantFinished(t, tenOn(1))
		stop()
		f.wantNoMore(t)
	})
}

func TestAClockMovedByDaysCatchesUpOnceOrSkips(t *testing.T) {
	t.Parallel()
	for _, missed := range []scheduler.Missed{scheduler.CatchUp, scheduler.Skip} {
		for _, down := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, down %v", missed, down), func(t *testing.T) {
				t.Parallel()
				db, f := storetest.SQLite(t), newFleet()
				stop := f.run(t, &member{Store: db}, missed)
				f.wantRecorded(t, scheduler.Watched, time.Time{})
				if down {
					stop()
				}
				f.until(tenOn(4).Add(8 * time.Hour))
				if down {
					stop = f.run(t, &member{Store: db}, missed)
				}
				if missed == scheduler.CatchUp {
					f.wantRecorded(t, scheduler.Running, tenOn(4))
					f.wantFinished(t, tenOn(4))
				} else {
					f.wantRecorded(t, scheduler.Skipped, tenOn(4))
				}
				f.until(tenOn(5))
				f.wantRecorded(t, scheduler.Running, tenOn(5))
				f.wantFinished(t, tenOn(5))
				stop()
				f.wantNoMore(t)
			})
		}
	}
}

func TestASurveyAsksOnceForEachOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFleet()
		deliver(t, db, 0, 600, tenOn(-1))
		deliver(t, db, 1000, 5, tenOn(0))
		stop := f.run(t, &member{Store: db}, scheduler.CatchUp)
		f.wantRecorded(t, scheduler.Watched, time.Time{})
		for day, want := range []int64{0, 600, 605, 605} {
			f.until(tenOn(day))
			f.wantRecorded(t, scheduler.Running, tenOn(day))
			f.wantFinished(t, tenOn(day))
			f.wantInvited(t, want)
		}
		stop()
		f.wantNoMore(t)
	})
}

func TestARunThatFailsIsResumed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFleet()
		deliver(t, db, 0, 600, tenOn(-2))
		failing := make(chan struct{}, 10)
		stop := f.run(t, &member{Store: db, page: func(n int64) error {
			if n == 2 || n == 3 { // once behind the first page, and once before any
				failing <- struct{}{}
				return errDead
			}
			return nil
		}}, scheduler.Skip)
		f.wantRecorded(t, scheduler.Watched, time.Time{})
		f.until(tenOn(0))
		f.wantRecorded(t, scheduler.Running, tenOn(0))
		for range 2 {
			next(t, failing, "the failure")
			f.clock.Advance(time.Minute)
		}
		if r := f.wantFinished(t, tenOn(0)); r.Detail != "344 orders" {
			t.Errorf("the resumed run says %q, want the 344 orders behind the first page", r.Detail)
		}
		f.wantInvited(t, 600)
		stop()
		f.wantNoMore(t)
	})
}

func TestARunOfADeadProcessIsTakenOver(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFleet()
		deliver(t, db, 0, 600, tenOn(-2))
		died := make(chan struct{})
		first := &member{Store: db}
		first.page = func(n int64) error {
			if n != 2 {
				return nil
			}
			first.dead.Store(true)
			close(died)
			return errDead
		}
		stop := f.run(t, first, scheduler.Skip)
		f.wantRecorded(t, scheduler.Watched, time.Time{})
		f.until(tenOn(0))
		f.wantRecorded(t, scheduler.Running, tenOn(0))
		next(t, died, "the end of the first process")
		stop()
		for len(f.held) > 0 {
			<-f.held
		}
		f.run(t, &member{Store: db}, scheduler.Skip)
		if next(t, f.held, "the second process's request") {
			t.Error("the second process took the lease at once, want it to wait for the dead one's to end")
		}
		f.clock.Advance(3 * time.Minute)
		f.wantFinished(t, tenOn(0))
		f.wantInvited(t, 600)
		f.wantNoMore(t)
	})
}

func TestAProcessThatLostTheLeaseStopsItsRun(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFleet()
		deliver(t, db, 0, 600, tenOn(-2))
		m := &member{Store: db}
		m.page = func(n int64) error {
			if n != 1 {
				return nil
			}
			f.clock.Advance(3 * time.Minute) // the process was asleep, and another took over
			now := f.clock.Now()
			held, err := db.HoldLease(t.Context(), "scheduler", "another process", now, now.Add(time.Hour))
			if !held {
				t.Error("another process did not get a lease that is over")
			}
			return err
		}
		f.run(t, m, scheduler.CatchUp)
		f.wantRecorded(t, scheduler.Watched, time.Time{})
		f.until(tenOn(0))
		f.wantRecorded(t, scheduler.Running, tenOn(0))
		for next(t, f.held, "a refusal of the lease") {
		}
		f.wantInvited(t, 256)
		f.clock.Advance(2 * time.Hour)
		f.wantFinished(t, tenOn(0))
		f.wantInvited(t, 600)
		f.wantNoMore(t)
	})
}

func TestTwoProcessesRunEachJobOnce(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	f := newFleet()
	var stops []func()
	for range 2 {
		db, err := store.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Errorf("close database: %v", err)
			}
		})
		if _, err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(stops) == 0 {
			for day := range 8 {
				deliver(t, db, 1000*day, 300, tenOn(day-2))
			}
		}
		stops = append(stops, f.run(t, &member{Store: db}, scheduler.CatchUp))
	}
	f.wantRecorded(t, scheduler.Watched, time.Time{})
	for day := range 8 {
		if day == 4 {
			stops[0]() // it may lead or follow
		}
		f.until(tenOn(day))
		f.wantRecorded(t, scheduler.Running, tenOn(day))
		f.wantFinished(t, tenOn(day))
		f.wantInvited(t, 300*int64(day+1))
	}
	stops[1]()
	f.wantNoMore(t)
}

func TestBadSchedulesAreNamed(t *testing.T) {
	t.Parallel()
	job := scheduler.SurveyJob{Survey: "delivery", AfterDays: 2}
	_, err := scheduler.New(scheduler.Config{
		Schedules: []scheduler.Schedule{
			{Name: "good", Cron: "0 10 * * *", Job: job},
			{Name: "no line", Cron: "at ten", Job: job},
			{Name: "no job", Cron: "0 10 * * *"},
			{Name: "no survey", Cron: "0 10 * * *", Job: scheduler.SurveyJob{}},
			{Name: "before", Cron: "0 10 * * *", Job: scheduler.SurveyJob{Survey: "delivery", AfterDays: -1}},
			{Name: "bad word", Cron: "0 10 * * *", Missed: "later", Job: job},
			{Name: "", Cron: "0 10 * * *", Job: job},
			{Name: "twice", Cron: "0 10 * * *", Job: job},
			{Name: "twice", Cron: "0 11 * * *", Job: job},
		},
		Zone: time.UTC, Store: &member{}, Clock: clock.System{}, Logger: slog.New(slog.DiscardHandler),
	})
	if err == nil {
		t.Fatal("bad schedules were taken")
	}
	for _, name := range []string{`"no line"`, `"no job"`, `"no survey"`, `"before"`, `"bad word"`, `""`, `"twice"`, `"at ten"`} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("the error does not name %s: %v", name, err)
		}
	}
	if strings.Contains(err.Error(), `"good"`) {
		t.Errorf("the error names a good schedule: %v", err)
	}
	if _, err := scheduler.New(scheduler.Config{}); err == nil {
		t.Error("a config without store, clock, zone and logger was taken")
	}
}
