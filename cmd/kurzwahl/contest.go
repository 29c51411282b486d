package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"kurzwahl/config"
	"kurzwahl/contests"
	"kurzwahl/message"
	"kurzwahl/service"
	"kurzwahl/store"
)

type contestCmd struct {
	Commit contestCommitCmd `cmd:"" help:"Make the secret of a draw and print what to post of it, before entries close."`
	Freeze contestFreezeCmd `cmd:"" help:"Freeze the entries and write the list to be posted before the draw."`
	Draw   contestDrawCmd   `cmd:"" help:"Draw winners and substitutes from the frozen list; texts nobody."`
	Entry  contestEntryCmd  `cmd:"" help:"Print with what one entrant finds themselves in the published list, as JSON."`
	Verify contestVerifyCmd `cmd:"" help:"Work a published draw out again, from its file alone, and say what fits."`
}

// commandLine is who does what is done here, in the audit trail.
const commandLine = "command line"

// oneContest is the argument of commands about one contest.
type oneContest struct {
	configured
	Name string `arg:"" help:"The contest's name in the config."`
}

// draw is a contest with how far its draw is.
type draw struct {
	db       *store.DB
	cfg      *config.Config
	contest  contests.Contest
	standing contests.Standing
}

// open finds the contest; the caller closes the database.
func (c oneContest) open(w *world) (*draw, error) {
	db, cfg, err := c.database(w)
	if err != nil {
		return nil, err
	}
	d, err := c.find(w, db, cfg)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
}

func (c oneContest) find(w *world, db *store.DB, cfg *config.Config) (*draw, error) {
	all := service.Contests(cfg)
	i := slices.IndexFunc(all, func(known contests.Contest) bool { return known.Name == c.Name })
	if i < 0 {
		return nil, fmt.Errorf("there is no [[contest]] named %q in %s", c.Name, c.Config)
	}
	standing, err := db.ContestDraw(w.ctx, c.Name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	return &draw{db: db, cfg: cfg, contest: all[i], standing: standing}, nil
}

type contestCommitCmd struct{ oneContest }

func (c contestCommitCmd) Run(w *world) (err error) {
	d, err := c.open(w)
	if err != nil {
		return err
	}
	defer closing(d.db, &err)
	now := time.Now().UTC().Truncate(time.Second)
	made := d.standing.Commitment()
	switch {
	case made != nil:
	case d.standing.Document != nil || !now.Before(d.contest.Until):
		return fmt.Errorf("contest %q takes no more entries: a secret made now could be chosen to suit them; freeze it with a public --source", c.Name)
	default:
		secret, err := contests.NewSecret(rand.Reader)
		if err != nil {
			return err
		}
		if err := d.db.CommitContest(w.ctx, c.Name, secret, commandLine, now); err != nil {
			return err
		}
		made = &contests.Commitment{SHA256: secret.Commitment(), At: now}
	}
	_, err = fmt.Fprintf(w.out, "Commitment of contest %s, made %s:\n%s\nPost this line where entrants see it (in the terms, say), at the latest before %s.\n",
		c.Name, made.At.Format(time.RFC3339), made.SHA256, d.contest.Until.UTC().Format(time.RFC3339))
	return err
}

type contestFreezeCmd struct {
	oneContest
	Winners     int       `required:"" help:"How many win."`
	Substitutes int       `help:"How many move up, in order, when a winner cannot be reached."`
	Answer      string    `help:"The right answer; other entries take no part."`
	AnyAnswer   bool      `help:"Let every answer take part."`
	Source      string    `help:"A public source whose value is not known yet, so exactly that everybody finds the same: 'Lotto 6aus49, 2026-12-26, numbers in ascending order'."`
	SourceAt    time.Time `help:"When the source's value becomes known: 2026-12-26T20:00:00+01:00."`
	Exclude     string    `type:"existingfile" help:"A file with phone numbers that take no part, one a line; contacts tagged no-contest do not either."`
	Out         string    `required:"" type:"path" help:"Where to write the list; a file that exists is left alone."`
}

func (c contestFreezeCmd) Run(w *world) (err error) {
	d, err := c.open(w)
	if err != nil {
		return err
	}
	defer closing(d.db, &err)
	rules, err := c.rules(d)
	if err != nil {
		return err
	}
	list := d.standing.Document
	if list != nil && !c.sameRules(list.List) {
		return fmt.Errorf("contest %q was frozen at %s by other rules: they cannot be changed any more", c.Name, list.List.FrozenAt.Format(time.RFC3339))
	}
	if list != nil {
		undrawn := *list
		undrawn.Draw = nil
		list = &undrawn
	}
	return writeNew(c.Out, func() ([]byte, error) {
		if list == nil {
			if list, err = d.freeze(w, rules); err != nil {
				return nil, err
			}
		}
		return list.Encode(), sayFrozen(w.out, *list, c.Out)
	})
}

// rules reads the flags.
func (c contestFreezeCmd) rules(d *draw) (contests.Rules, error) {
	r := contests.Rules{
		Contest: d.contest, Answer: strings.ToUpper(c.Answer), Winners: c.Winners, Substitutes: c.Substitutes, Commitment: d.standing.Commitment(),
	}
	switch {
	case d.contest.Asks() && c.Answer == "" && !c.AnyAnswer:
		return r, fmt.Errorf("contest %q asks a question: add --answer with the right one, or --any-answer", c.Name)
	case c.Answer != "" && c.AnyAnswer:
		return r, errors.New("--answer and --any-answer contradict each other")
	case (c.Source == "") != c.SourceAt.IsZero():
		return r, errors.New("--source and --source-at belong together")
	case c.Source == "" && r.Commitment == nil:
		return r, fmt.Errorf("nothing was committed to while contest %q took entries: name a public --source with --source-at, or the draw proves nothing", c.Name)
	}
	if c.Source != "" {
		r.Source = &contests.Source{Name: c.Source, KnownAt: c.SourceAt.UTC().Truncate(time.Second)}
	}
	var err error
	if c.Exclude != "" {
		r.Excluded, err = c.excluded(d.cfg.Shop.Country)
	}
	return r, err
}

// sameRules says whether a frozen list is what the flags ask for.
func (c contestFreezeCmd) sameRules(l contests.List) bool {
	source := l.Source == nil && c.Source == "" || l.Source != nil && l.Source.Name == c.Source && l.Source.KnownAt.Equal(c.SourceAt.Truncate(time.Second))
	return source && l.Winners == c.Winners && l.Substitutes == c.Substitutes && l.Answer == strings.ToUpper(c.Answer)
}

// freeze makes the list and keeps it.
func (d *draw) freeze(w *world, rules contests.Rules) (*contests.Document, error) {
	var err error
	if rules.Salt, err = contests.NewSecret(rand.Reader); err != nil {
		return nil, err
	}
	candidates, err := d.db.ContestCandidates(w.ctx, d.contest.Name)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	list, err := contests.Freeze(rules, candidates, now)
	if err != nil {
		return nil, err
	}
	return &list, d.db.FreezeContest(w.ctx, list, rules.Salt, commandLine, now)
}

func sayFrozen(out io.Writer, d contests.Document, file string) error {
	p := printer{out: out}
	p.say("Frozen at %s: %d entries take part.\n", d.List.FrozenAt.Format(time.RFC3339), len(d.List.Entries))
	for _, left := range d.List.LeftOut {
		p.say("Left out: %d (%s).\n", left.Count, left.Reason)
	}
	p.say("SHA-256 of the list:\n%s\nPost this line and %s before the draw.\n", d.ListSHA256, file)
	return p.err
}

// excluded reads phone numbers, one a line; what follows a # is a remark.
func (c contestFreezeCmd) excluded(country string) (phones map[message.Address]bool, err error) {
	f, err := os.Open(c.Exclude)
	if err != nil {
		return nil, fmt.Errorf("read excluded numbers: %w", err)
	}
	defer closing(f, &err)
	phones = map[message.Address]bool{}
	lines := bufio.NewScanner(f)
	for number := 1; lines.Scan(); number++ {
		text, _, _ := strings.Cut(lines.Text(), "#")
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		phone, err := message.ParsePhone(text, country)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", c.Exclude, number, err)
		}
		phones[phone] = true
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read excluded numbers: %w", err)
	}
	return phones, nil
}
