// Kurzwahl is the two-way SMS desk of an online shop.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"reflect"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set when the program is built.
var version = "unknown"

// cli is the command line: one field a subcommand, each in a file of its own.
type cli struct {
	Demo      demoCmd      `cmd:"" help:"Everything on this machine, to be tried in a browser."`
	Serve     serveCmd     `cmd:"" help:"The service."`
	Init      initCmd      `cmd:"" help:"Write a commented config file."`
	Check     checkCmd     `cmd:"" help:"Check the config, and that SMSC, Slack and database answer."`
	Migrate   migrateCmd   `cmd:"" help:"Bring the database's schema up to date; serve does so too."`
	Intents   intentsCmd   `cmd:"" help:"Read context<TAB>text lines and print what is understood, as JSON lines."`
	Replay    replayCmd    `cmd:"" help:"Read stored texts again by today's rules and lessons, and print what would be decided otherwise."`
	SMSC      smscCmd      `cmd:"" name:"smsc" help:"The SMSC simulator alone."`
	Workspace workspaceCmd `cmd:"" help:"The local Slack workspace alone."`
	Contacts  contactsCmd  `cmd:"" help:"Import, export and erase contacts."`
	Consent   consentCmd   `cmd:"" help:"Show what a contact agreed to, with proof."`
	Contest   contestCmd   `cmd:"" help:"Draw the winners of a contest so that anybody can check it."`
	Coupons   couponsCmd   `cmd:"" help:"Fill the pools of coupons that thank for ratings."`
	Copydb    copydbCmd    `cmd:"" name:"copydb" help:"Copy a database into an empty one, SQLite or PostgreSQL, and check every row."`
	Bench     benchCmd     `cmd:"" help:"Measure the pipeline on this machine, over a real socket; prints JSON."`
	Version   versionCmd   `cmd:"" help:"Print the version."`
	Help      helpCmd      `cmd:"" help:"Show this help."`

	LogLevel slog.Level `help:"How much is logged: debug, info, warn, error." default:"info" env:"KURZWAHL_LOG_LEVEL"`
}

// world is what commands are given beside their own flags.
type world struct {
	ctx    context.Context //nolint:containedctx // kong hands commands one value; it lives as long as the program
	out    io.Writer
	in     io.Reader
	logger *slog.Logger
}

func main() {
	if os.Getenv("GOGC") == "" {
		// Little lives longer than a batch, so the heap is small, and at its usual pace the collector runs all the time.
		debug.SetGCPercent(200)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "kurzwahl:", err)
		stop()
		os.Exit(exitCode(err))
	}
}

// errUsage is an error in the command line itself.
var errUsage = errors.New("see kurzwahl help")

func exitCode(err error) int {
	if errors.Is(err, errUsage) {
		return 2
	}
	return 1
}

// run runs one command line.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) error {
	var c cli
	parser, err := kong.New(&c, kong.Name("kurzwahl"), kong.Description("The two-way SMS desk of an online shop."), kong.Writers(out, errOut), kong.UsageOnError(),
		kong.NamedMapper("existingfile", kong.MapperFunc(existingFile)))
	if err != nil {
		return fmt.Errorf("set up command line: %w", err)
	}
	if len(args) == 0 {
		args = []string{"help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		return fmt.Errorf("%w; %w", err, errUsage)
	}
	logger := slog.New(slog.NewTextHandler(errOut, &slog.HandlerOptions{Level: c.LogLevel}))
	return command.Run(&world{ctx: ctx, out: out, in: in, logger: logger}, command)
}

// existingFile reads the name of a file that must be there; what the command line's library says of others is a
// programmer's error.
func existingFile(ctx *kong.DecodeContext, target reflect.Value) error {
	var name string
	if err := ctx.Scan.PopValueInto("file", &name); err != nil {
		return err
	}
	name = kong.ExpandPath(name)
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %q: check its name and folder", name)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("the file %q may not be looked at: check who may read it and its folder", name)
	case err != nil:
		return fmt.Errorf("look for the file %q: %w", name, err)
	case info.IsDir():
		return fmt.Errorf("%q is a folder: name a file in it", name)
	}
	target.SetString(name)
	return nil
}
