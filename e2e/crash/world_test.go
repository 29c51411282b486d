package crash_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"kurzwahl/bot/workspace"
	"kurzwahl/smpp/smsc"
	"kurzwahl/store/storetest"
)

// size is how much happens in a run.
type size struct {
	recipients int // of the campaign
	texts      int // of customers
	talks      int // of customers who write several texts one after another
	orders     int // webhooks
	kills      int
	rate       int  // segments a second
	soak       bool // links break, too
	patience   time.Duration
}

// chosen is the size of this run.
func chosen() size {
	if os.Getenv("KURZWAHL_SOAK") != "" {
		return size{recipients: 20_000, texts: 2_000, orders: 400, kills: 24, rate: 250, soak: true, patience: 15 * time.Minute}
	}
	return size{recipients: 1_500, texts: 200, orders: 40, kills: 3, rate: 300, patience: 5 * time.Minute}
}

// entries is how much the SMSC writes down about all that at least: each message, its receipt, and the
// acknowledgement of that.
func (s size) entries() int { return 3*s.recipients + 5*s.texts + 3*s.orders }

// lasts is about how long the campaign takes.
func (s size) lasts() time.Duration {
	return time.Duration(s.recipients) * time.Second / time.Duration(s.rate)
}

// world is everything around the service, and what it is to be judged by.
type world struct {
	t        *testing.T
	ctx      context.Context
	size     size
	dice     *rand.Rand // of the test's own goroutine
	database string
	network  *smsc.Server
	slack    *workspace.Server
	desk     string // Slack's address

	texts []text
	talks [][]text
	hooks []*hook
}

// both runs a test on both databases.
func both(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, newWorld(t, chosen(), storetest.SQLiteURL(t)))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, newWorld(t, chosen(), storetest.PostgresURL(t)))
	})
}

// newWorld starts the mobile network and Slack, and fills the database.
func newWorld(t *testing.T, s size, database string) *world {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), s.patience)
	t.Cleanup(cancel)
	w := &world{t: t, ctx: ctx, size: s, dice: dice(t), database: database}
	var err error
	if w.network, err = smsc.New(smsc.Config{
		Listen: "127.0.0.1:0", KeepEntries: 1 << 22, KeepPhones: 1 << 22, KeepTexts: 1 << 22, RetryDelay: 200 * time.Millisecond,
	}); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.desk = "http://" + listener.Addr().String() + "/workspace"
	if w.slack, err = workspace.New(workspace.Config{BaseURL: w.desk}); err != nil {
		t.Fatal(err)
	}
	w.runs(w.network.Run)
	w.runs(func(ctx context.Context) error { return w.slack.Serve(ctx, listener) })
	w.fill()
	return w
}

// dice gives the run's random choices, and logs how to make the same ones again.
func dice(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	if fixed := os.Getenv("KURZWAHL_SEED"); fixed != "" {
		var err error
		if seed, err = strconv.ParseUint(fixed, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, seed))
}

// runs runs a simulator until the test has ended and the service with it.
func (w *world) runs(run func(ctx context.Context) error) {
	ctx, stop := context.WithCancel(context.WithoutCancel(w.ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = run(ctx) // it ends because the test does
	}()
	w.t.Cleanup(func() {
		stop()
		<-ended
	})
}

// settings is the service's config. Marketing may go out at any time of the day: the test runs on the machine's clock.
const settings = `
[shop]
name = "Radhaus"
[http]
listen = "127.0.0.1:0"
public_url = "http://127.0.0.1"
[store]
url = %q
[[smsc]]
name = "main"
address = %q
system_id = "radhaus"
source = "72100"
binds = 1
window = 50
rate = %d
[slack]
api_url = "%s/api/"
app_token = "xapp-1"
bot_token = "xoxb-1"
inbox_channel = %q
campaign_channel = %q
[quiet]
marketing = "00:00-24:00"
days = "Mon-Sun"
holidays = false
hard_limits = false
[desk]
auto_replies = 10
[news]
merge_seconds = 1
[[source]]
name = "shop"
secret = %q
`

// secret signs the shop's webhooks.
const secret = "the secret of the shop's webhooks"

// process writes a config of the given name and prepares a process that runs by it.
func (w *world) process(name string) *process {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), name)
	content := fmt.Sprintf(settings, w.database, w.network.Addr(), w.size.rate, w.desk, workspace.Inbox, workspace.Campaigns, secret)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return newProcess(w.t, file)
}

// until ends the test when what is waited for does not come.
func (w *world) until(what string, wait func(ctx context.Context) error) {
	w.t.Helper()
	if err := wait(w.ctx); err != nil {
		w.t.Fatalf("waited for this in vain: %s (%v)", what, err)
	}
}

// poll asks again and again until yes: what another process does to a database gives no event to wait for.
func poll(ctx context.Context, yes func() bool) error {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !yes() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
