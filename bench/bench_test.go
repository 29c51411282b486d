package bench_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"kurzwahl/bench"
	"kurzwahl/message"
	"kurzwahl/smpp/smsc"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// few is enough to go through every state, and little enough for a busy machine.
const few = 500

// fields reads a result as those who read the JSON do.
func fields(t *testing.T, r bench.Result) map[string]any {
	t.Helper()
	line, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(line, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func checkFigures(t *testing.T, r bench.Result) {
	t.Helper()
	all := fields(t, r)
	for _, name := range []string{"messages_per_second", "p50_ms", "p99_ms", "max_ms", "cpu_seconds", "peak_rss_mb", "commits"} {
		if _, ok := all[name].(float64); !ok {
			t.Errorf("%s is %v, want a number", name, all[name])
		}
	}
	if r.Messages != few || r.MessagesPerSecond <= 0 || r.CPUSeconds <= 0 || r.PeakRSS <= 0 {
		t.Errorf("got %+v, want figures above 0 for %d messages", r, few)
	}
	if r.P50 <= 0 || r.P99 < r.P50 || r.Max < r.P99 {
		t.Errorf("latencies %v, %v, %v, want them above 0 and in order", r.P50, r.P99, r.Max)
	}
}

func checkDelivered(t *testing.T, r bench.Result) {
	t.Helper()
	if got := r.States[message.Arrived]; got != few+r.WarmUp || len(r.States) != 1 {
		t.Errorf("states %v, want %d delivered and nothing else", r.States, few+r.WarmUp)
	}
	if r.Commits < 1 {
		t.Errorf("%d commits, want at least 1", r.Commits)
	}
}

func TestOutboundTakesEveryMessageToItsFinalState(t *testing.T) {
	t.Parallel()
	for _, class := range []message.Class{message.Transactional, message.Marketing} {
		for _, bare := range []bench.Bare{bench.Whole, bench.BareStore} {
			t.Run(fmt.Sprintf("%s %s", class, bare), func(t *testing.T) {
				t.Parallel()
				r, err := bench.Outbound{Messages: few, Class: class, Bare: bare}.Run(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				checkFigures(t, r)
				checkDelivered(t, r)
			})
		}
	}
}

func TestOutboundOverTheBareLinkStoresNothing(t *testing.T) {
	t.Parallel()
	r, err := bench.Outbound{Messages: few, Bare: bench.BareLink}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	checkFigures(t, r)
	if r.Commits != 0 || r.Store != "none" || r.States != nil {
		t.Errorf("got %+v, want nothing stored", r)
	}
}

func TestOutboundOfLongTexts(t *testing.T) {
	t.Parallel()
	r, err := bench.Outbound{Messages: few, Characters: 400, Window: 50}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	checkDelivered(t, r)
	if r.Segments != 3 {
		t.Errorf("%d segments, want 3", r.Segments)
	}
}

func TestOutboundToASimulatorElsewhereAndPostgres(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	server, err := smsc.New(smsc.Config{Listen: "127.0.0.1:0", Discard: true, DeliverWindow: 1000})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	r, err := bench.Outbound{Messages: few, Store: url, SMSC: server.Addr().String()}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	checkDelivered(t, r)
	if r.Store != "postgres" {
		t.Errorf("store %q, want postgres", r.Store)
	}
	if got := server.Stats().Accepted; got != few {
		t.Errorf("the simulator took %d, want %d", got, few)
	}
}

func TestCompareSetsThePipelineBesideTheBareLoops(t *testing.T) {
	t.Parallel()
	var modes []string
	r, err := bench.Outbound{Messages: few}.Compare(t.Context(), 2, func(r bench.Result) error {
		modes = append(modes, r.Mode)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(modes); got != "[link store pipeline link store pipeline]" {
		t.Errorf("measured %s", got)
	}
	c := r.Compared
	if c == nil || c.Link <= 0 || c.Store <= 0 || c.OfSlower <= 0 || len(c.SlowerRounds) != 2 {
		t.Errorf("compared %+v, want all ratios", c)
	}
}

func TestInboundAnswersEveryText(t *testing.T) {
	t.Parallel()
	for _, rate := range []float64{0, 2000} {
		t.Run(fmt.Sprint("rate ", rate), func(t *testing.T) {
			t.Parallel()
			r, err := bench.Inbound{Messages: few, Rate: rate}.Run(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			checkFigures(t, r)
			checkDelivered(t, r)
			if r.TurnsPerSecond <= 0 {
				t.Errorf("%v turns a second", r.TurnsPerSecond)
			}
		})
	}
}

func TestInboundIsComparedWithItsHalves(t *testing.T) {
	t.Parallel()
	var modes []string
	r, err := bench.Inbound{Messages: few}.Compare(t.Context(), 1, func(r bench.Result) error {
		modes = append(modes, r.Mode)
		checkFigures(t, r)
		if r.Mode != "link" {
			checkDelivered(t, r)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(modes); got != "[link store pipeline]" {
		t.Errorf("measured %s", got)
	}
	if c := r.Compared; c == nil || c.Link <= 0 || c.Store <= 0 || c.OfSlower <= 0 {
		t.Errorf("compared %+v, want all ratios", c)
	}
	if _, err := (bench.Inbound{Messages: few, Bare: "nonsense"}).Run(t.Context()); err == nil {
		t.Error("measured a half that there is not")
	}
}

func TestMeasuringKeepsAwayFromWhatIsInUse(t *testing.T) {
	t.Parallel()
	url := "sqlite:" + filepath.Join(t.TempDir(), "k.db")
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.AddOutbound(t.Context(), []message.Outbound{{To: "+4915100000001", Text: "x", Class: message.Transactional}}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := (bench.Outbound{Messages: few, Store: url}).Run(t.Context()); !errors.Is(err, bench.ErrInUse) {
		t.Errorf("a database in use gave %v", err)
	}
	if _, err := (bench.Inbound{Messages: few, Store: url}).Run(t.Context()); !errors.Is(err, bench.ErrInUse) {
		t.Errorf("a database in use gave %v", err)
	}
	for _, address := range []string{"smsc.example.com:2775", "8.8.8.8:2775", "nonsense"} {
		if _, err := (bench.Outbound{Messages: few, SMSC: address}).Run(t.Context()); err == nil {
			t.Errorf("an SMSC at %s was texted", address)
		}
	}
}

func TestOutboundRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]bench.Outbound{
		"no messages": {Messages: -1}, "unknown class": {Class: "spam"}, "unknown half": {Bare: "half"}, "endless text": {Characters: 5000},
	} {
		if _, err := o.Run(t.Context()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	progress := func(stage string, done, _ int) {
		if stage == "sent" && done > 0 {
			cancel()
		}
	}
	if _, err := (bench.Outbound{Messages: 1_000_000, Bare: bench.BareLink, Progress: progress}).Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
