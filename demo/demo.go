package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"kurzwahl/bot/workspace"
	"kurzwahl/clock"
	"kurzwahl/config"
	"kurzwahl/consent"
	"kurzwahl/service"
	"kurzwahl/smpp/smsc"
	"kurzwahl/web"
)

// Config is what a Demo needs.
type Config struct {
	Listen  string // host:port of the page and all else; port 0 takes a free one
	Folder  string // where the database is; made when missing. The demo begins anew each time
	Store   string // address of an empty database to use instead of one in Folder; "" for none
	Undo    string // how long a reply of staff can be taken back, such as "60s"; "" is as in any config
	Logger  *slog.Logger
	Version string
}

// Demo is the service, the two simulators and the sample shop, ready to run.
type Demo struct {
	logger   *slog.Logger
	listener net.Listener
	base     string // "http://host:port"
	clock    *clock.Movable
	zone     *time.Location
	holidays consent.Holidays
	people   []Customer
	secret   string
	folder   string
	settings *config.Config
	drawing  sync.Mutex // held while the contest is drawn
	lock     *os.File   // held while the folder is ours
	client   *http.Client
	smsc     *smsc.Server
	slack    *workspace.Server
	service  *service.Service
}

// New listens, makes all parts and fills the sample shop. The caller runs the Demo, which also closes it.
func New(ctx context.Context, c Config) (*Demo, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen: %w (when another demo runs there: --listen 127.0.0.1:0 --data %s-2)", err, c.Folder)
	}
	d := &Demo{
		logger: c.Logger, listener: listener, base: "http://" + listener.Addr().String(), people: customers(),
		secret: rand.Text(), folder: c.Folder, client: &http.Client{Timeout: 10 * time.Second},
	}
	if err := d.assemble(ctx, c); err != nil {
		return nil, errors.Join(err, listener.Close(), d.unlock())
	}
	return d, nil
}

// Address is where the page is, "http://host:port/".
func (d *Demo) Address() string { return d.base + "/" }

// Clock is the demo's own time.
func (d *Demo) Clock() *clock.Movable { return d.clock }

// SMSC is the simulator, with the customers' phones.
func (d *Demo) SMSC() *smsc.Server { return d.smsc }

// Slack is the local workspace.
func (d *Demo) Slack() *workspace.Server { return d.slack }

// Service is the service itself.
func (d *Demo) Service() *service.Service { return d.service }

func (d *Demo) assemble(ctx context.Context, c Config) error {
	var err error
	if d.zone, err = time.LoadLocation("Europe/Berlin"); err != nil {
		return fmt.Errorf("load time zone: %w", err)
	}
	d.clock = clock.NewMovable(firstMorning(time.Now(), d.zone, d.closed))
	towards, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for SMPP: %w", err)
	}
	if d.smsc, err = smsc.New(smsc.Config{
		Listener: towards, Clock: d.clock, Logger: c.Logger, ReceiptDelay: time.Second,
		KeepEntries: 10_000, KeepMessages: 200, KeepPhones: 2000, KeepTexts: 20_000, Held: 5000,
	}); err != nil {
		return fmt.Errorf("set up SMSC simulator: %w", err)
	}
	if d.slack, err = workspace.New(workspace.Config{BaseURL: d.base + "/workspace", Clock: d.clock, Logger: c.Logger}); err != nil {
		return fmt.Errorf("set up workspace: %w", err)
	}
	database := c.Store
	if database == "" {
		if d.lock, err = lockFolder(c.Folder); err != nil {
			return err
		}
		if database, err = freshDatabase(c.Folder); err != nil {
			return err
		}
	}
	answers, err := writeAnswers(c.Folder)
	if err != nil {
		return err
	}
	now := d.clock.Now().In(d.zone)
	cfg, err := configure(where{
		listen: d.listener.Addr().String(), database: database, smsc: towards.Addr().String(), slack: d.base + "/workspace",
		answers: answers, secret: d.secret, undo: c.Undo, from: now.AddDate(0, 0, -7).Format(time.DateOnly), until: now.AddDate(0, 0, 14).Format(time.DateOnly),
	})
	if err != nil {
		return err
	}
	d.settings = cfg
	d.service, err = service.New(ctx, cfg, service.Options{Clock: d.clock, Logger: c.Logger, Version: c.Version})
	if err != nil {
		return err
	}
	if err := d.fill(ctx); err != nil {
		return errors.Join(err, d.service.Close())
	}
	return nil
}

// freshDatabase gives the address of a database that does not exist: the simulators forget everything when they end, so
// an old database would know of phones and cards that are gone.
func freshDatabase(folder string) (string, error) {
	path := filepath.Join(folder, "demo.db")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("remove the last demo's database: %w", err)
		}
	}
	return "sqlite:" + path, nil
}

// closed says whether the shop is closed on a day for a public holiday.
func (d *Demo) closed(day time.Time) bool { return d.holidays.On(consent.Region{Country: "DE"}, day) }

// Run runs all parts until ctx ends and all is down.
func (d *Demo) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	// The service stops first and its peers after it, so that it can unbind and say what is still to be said.
	peers, stop := context.WithCancel(context.WithoutCancel(ctx))
	group.Go(func() error { return quiet(d.smsc.Run(peers)) })
	group.Go(func() error { return quiet(d.slack.Run(peers)) })
	group.Go(func() error {
		defer stop()
		return d.service.Run(ctx, func(ctx context.Context) error { return web.Serve(ctx, d.listener, d.mux()) })
	})
	return errors.Join(group.Wait(), d.unlock())
}

// quiet takes the end that was asked for as success.
func quiet(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// mux puts all parts behind one address.
func (d *Demo) mux() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", workspace.Page())
	mux.Handle("GET /page/", workspace.Page())
	mux.HandleFunc("GET /page/config", d.answer(func(*http.Request) (any, error) {
		return map[string]string{"workspace": "/workspace", "phones": "/smsc", "demo": "/demo", "title": "Kurzwahl"}, nil
	}))
	mux.Handle("/workspace/", http.StripPrefix("/workspace", d.slack.Handler()))
	mux.Handle("/smsc/", http.StripPrefix("/smsc", d.smsc.Handler()))
	mux.Handle("/demo/", http.StripPrefix("/demo", d.handler()))
	mux.Handle("/", d.service.Handler())
	return mux
}
