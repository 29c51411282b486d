package inbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
)

// ledger is a Store in memory that can be told to fail.
type ledger struct {
	mu      sync.Mutex
	stored  []string
	batches []int
	refuse  func(items []Item) error
	gate    chan struct{} // when set, each commit takes a token first
}

func (l *ledger) TakeIn(_ context.Context, items []Item, _ func(Item, Seen) Verdict) (Taken, error) {
	if l.gate != nil {
		<-l.gate
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.refuse != nil {
		if err := l.refuse(items); err != nil {
			return Taken{}, err
		}
	}
	for _, item := range items {
		l.stored = append(l.stored, item.Inbound.Text)
	}
	l.batches = append(l.batches, len(items))
	return Taken{Texts: len(items)}, nil
}

func (l *ledger) GiveUpParts(context.Context, time.Time, time.Time) (int, error) { return 0, nil }

func (l *ledger) NoteSessions(context.Context, []SessionNote, time.Time) error { return nil }

func (l *ledger) texts() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.stored)
}

// start runs an Intake until the test ends and gives it with the function that stops it.
func start(t *testing.T, config Config, store Store) (*Intake, func()) {
	t.Helper()
	config.Clock, config.Logger = clock.System{}, slog.New(slog.DiscardHandler)
	intake := New(config, store)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- intake.Run(ctx) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return intake, stop
}

func text(words string, acknowledged chan<- string) message.Delivery {
	return message.Delivery{
		Inbound: &message.Inbound{SMSC: "a", From: "+491711234567", To: "72100", Text: words, ReceivedAt: time.Now()},
		Acknowledge: func(stored bool) {
			acknowledged <- fmt.Sprint(words, " ", stored)
		},
	}
}

func TestAcknowledgesOnlyAfterTheCommit(t *testing.T) {
	t.Parallel()
	l := &ledger{gate: make(chan struct{})}
	intake, _ := start(t, Config{}, l)
	acknowledged := make(chan string, 1)
	if !intake.Offer(text("hallo", acknowledged)) {
		t.Fatal("refused with an empty queue")
	}
	select {
	case got := <-acknowledged:
		t.Fatalf("acknowledged %q before the commit", got)
	default:
	}
	close(l.gate)
	if got := <-acknowledged; got != "hallo true" {
		t.Errorf("acknowledged %q, want hallo true", got)
	}
}

func TestWhatComesDuringACommitSharesTheNext(t *testing.T) {
	t.Parallel()
	l := &ledger{gate: make(chan struct{})}
	intake, _ := start(t, Config{Batch: 8}, l)
	acknowledged := make(chan string, 20)
	for n := range 17 {
		if !intake.Offer(text(fmt.Sprint(n), acknowledged)) {
			t.Fatal("refused")
		}
	}
	close(l.gate)
	for n := range 17 {
		if got, want := <-acknowledged, fmt.Sprint(n, " true"); got != want {
			t.Fatalf("acknowledged %q, want %q: order is lost", got, want)
		}
	}
	if slices.Max(l.batches) > 8 || len(l.batches) > 10 {
		t.Errorf("batches of %v, want few and none over 8", l.batches)
	}
}

func TestRefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	l := &ledger{gate: make(chan struct{})}
	intake, _ := start(t, Config{Queue: 2, Batch: 1}, l)
	acknowledged := make(chan string, 10)
	accepted := 0
	for range 10 {
		if intake.Offer(text("x", acknowledged)) {
			accepted++
		}
	}
	if accepted == 10 {
		t.Error("ten offers fit into a queue of two")
	}
	if got := intake.Stats().Refused; got != int64(10-accepted) {
		t.Errorf("counted %d refusals, want %d", got, 10-accepted)
	}
	close(l.gate)
	for range accepted {
		<-acknowledged
	}
}

func TestRefusesWhatTakesTooMuchMemory(t *testing.T) {
	t.Parallel()
	const most = 1 << 20
	l := &ledger{gate: make(chan struct{}, 1)}
	intake, _ := start(t, Config{Octets: most}, l)
	acknowledged := make(chan string, 1000)
	long := func() message.Delivery {
		d := text(strings.Repeat("ä", 32_000), acknowledged)
		d.Inbound.Raw = make([]byte, 64_000)
		return d
	}
	accepted := 0
	for range 1000 {
		if intake.Offer(long()) {
			accepted++
		}
		if got := intake.Stats().Octets; got > most {
			t.Fatalf("%d octets wait, want %d at most", got, most)
		}
	}
	if accepted > 8 {
		t.Errorf("%d texts of 128 kB were taken, want 8 at most", accepted)
	}
	close(l.gate)
	for range accepted {
		<-acknowledged
	}
	if !intake.Offer(long()) {
		t.Error("refused although all was stored")
	}
	<-acknowledged
	if slices.Max(l.batches) > maxBatch/128_000+1 {
		t.Errorf("batches of %v long texts, want fewer than %d octets in one commit", l.batches, maxBatch)
	}
}

// doubtful is a Store to which every text is doubtful until it is sure.
type doubtful struct {
	ledger
	asked chan struct{}
	sure  chan struct{}
}

func (d *doubtful) TakeIn(ctx context.Context, items []Item, again func(Item, Seen) Verdict) (Taken, error) {
	select {
	case <-d.sure:
		return d.ledger.TakeIn(ctx, items, again)
	default:
	}
	var later []int
	for n := range items {
		later = append(later, n)
	}
	select {
	case d.asked <- struct{}{}:
	default:
	}
	return Taken{Later: later}, nil
}

func TestWhatIsDoubtfulWaitsInItsPlace(t *testing.T) {
	t.Parallel()
	d := &doubtful{asked: make(chan struct{}), sure: make(chan struct{})}
	intake, _ := start(t, Config{}, d)
	acknowledged := make(chan string, 3)
	intake.Offer(text("1", acknowledged))
	<-d.asked
	intake.Offer(text("2", acknowledged))
	<-d.asked
	<-d.asked
	if len(acknowledged) != 0 {
		t.Errorf("acknowledged %q in doubt", <-acknowledged)
	}
	close(d.sure)
	for _, want := range []string{"1 true", "2 true"} {
		if got := <-acknowledged; got != want {
			t.Errorf("acknowledged %q, want %q", got, want)
		}
	}
	if got := d.texts(); !slices.Equal(got, []string{"1", "2"}) {
		t.Errorf("stored %v, want the order in which they came", got)
	}
}

func TestWhatIsDoubtfulAtTheStopComesAgain(t *testing.T) {
	t.Parallel()
	d := &doubtful{asked: make(chan struct{}), sure: make(chan struct{})}
	intake, stop := start(t, Config{}, d)
	acknowledged := make(chan string, 1)
	intake.Offer(text("1", acknowledged))
	<-d.asked
	go func() { // the last round asks once more
		for range d.asked {
		}
	}()
	stop()
	close(d.asked)
	if got := <-acknowledged; got != "1 false" {
		t.Errorf("acknowledged %q, want 1 false", got)
	}
}

func TestOneBadTextDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	l := &ledger{gate: make(chan struct{}), refuse: func(items []Item) error {
		if slices.ContainsFunc(items, func(i Item) bool { return i.Inbound.Text == "bad" }) {
			return errors.New("refused")
		}
		return nil
	}}
	intake, _ := start(t, Config{}, l)
	acknowledged := make(chan string, 10)
	for _, words := range []string{"first", "a", "bad", "after bad", "b"} {
		d := text(words, acknowledged)
		if words == "b" {
			d.Inbound.From = "+491711234568"
		}
		intake.Offer(d)
	}
	close(l.gate)
	got := map[string]bool{}
	for range 5 {
		got[<-acknowledged] = true
	}
	for _, want := range []string{"first true", "a true", "bad false", "after bad false", "b true"} {
		if !got[want] {
			t.Errorf("no %q in %v", want, got)
		}
	}
}

func TestABrokenDatabaseIsNotAskedForEachText(t *testing.T) {
	t.Parallel()
	asked := 0
	l := &ledger{gate: make(chan struct{}), refuse: func([]Item) error {
		asked++
		return errors.New("disk full")
	}}
	intake, stop := start(t, Config{}, l)
	acknowledged := make(chan string, 100)
	for range 100 {
		intake.Offer(text("x", acknowledged))
	}
	close(l.gate)
	for range 100 {
		if got := <-acknowledged; got != "x false" {
			t.Fatalf("acknowledged %q, want x false", got)
		}
	}
	stop()
	if asked > 10 {
		t.Errorf("a broken database was asked %d times for 100 texts", asked)
	}
}

func TestStopFinishesWhatWaits(t *testing.T) {
	t.Parallel()
	l := &ledger{gate: make(chan struct{})}
	intake, stop := start(t, Config{}, l)
	acknowledged := make(chan string, 100)
	for range 100 {
		intake.Offer(text("x", acknowledged))
	}
	close(l.gate)
	stop()
	if got := len(l.texts()); got != 100 {
		t.Errorf("stored %d of 100 texts that were taken before the stop", got)
	}
	if intake.Offer(text("late", acknowledged)) {
		t.Error("took a text after the stop")
	}
}
