package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"kurzwahl/contests"
	"kurzwahl/conversations"
)

// CheckContest notes who looked at the drawn places; it returns ErrDrawMoved where somebody did already, or nothing was
// drawn.
func (db *DB) CheckContest(ctx context.Context, contest, actor string, now time.Time) error {
	return db.moveDraw(ctx, contest, "check", "", actor, now, `UPDATE contest_draw SET checked_by = $1, checked_ms = $2
		WHERE contest = $3 AND drawn_ms > 0 AND checked_ms = 0`, actor, millis(now), contest)
}

// ConfirmContest notes who confirmed the drawn places, and puts the news into the lines of the winners. It returns
// contests.ErrSamePerson where the actor looked at them alone, and ErrDrawMoved where they were confirmed already, or
// nobody has looked at them.
func (db *DB) ConfirmContest(ctx context.Context, contest, actor string, now time.Time) error {
	standing, err := db.ContestDraw(ctx, contest)
	if err != nil {
		return err
	}
	if standing.CheckedBy == actor && actor != "" {
		return fmt.Errorf("confirm contest %q: %w", contest, contests.ErrSamePerson)
	}
	candidates, err := db.ContestCandidates(ctx, contest)
	if err != nil {
		return err
	}
	err = db.tx(ctx, func(c *conn) error {
		confirmed, err := c.exec(ctx, `UPDATE contest_draw SET confirmed_by = $1, confirmed_ms = $2, moved_ms = $2
			WHERE contest = $3 AND checked_ms > 0 AND checked_by <> $1 AND confirmed_ms = 0`, actor, millis(now), contest)
		if err != nil {
			return err
		}
		if confirmed == 0 || standing.Document == nil {
			return ErrDrawMoved
		}
		var rows [][]any
		for _, p := range contests.Prizes(*standing.Document, standing.Document.Holders(standing.Salt, candidates), now) {
			rows = append(rows, []any{p.Contest, p.Place, string(p.Role), string(p.Entry), string(p.Address), string(p.State), millis(now)})
		}
		if _, err := c.insert(ctx, "contest_prize", "contest, place, role, entry, address, state, changed_ms", "", rows); err != nil {
			return err
		}
		if err := c.auditDraw(ctx, contest, "confirm", "", actor, now); err != nil {
			return err
		}
		return c.tellWinners(ctx, contest, now)
	})
	if err != nil {
		return fmt.Errorf("confirm contest %q: %w", contest, err)
	}
	return nil
}

// ContestPrizes gives what became of the places of a contest, in their order; none before they are confirmed.
func (db *DB) ContestPrizes(ctx context.Context, contest string) ([]contests.Prize, error) {
	prizes, err := db.reader().prizes(ctx, contest)
	if err != nil {
		return nil, fmt.Errorf("read prizes: %w", err)
	}
	return prizes, nil
}

func (c *conn) prizes(ctx context.Context, contest string) ([]contests.Prize, error) {
	var prizes []contests.Prize
	err := c.query(ctx, func(rows *sql.Rows) error {
		p := contests.Prize{Contest: contest}
		var changed int64
		err := rows.Scan(&p.Place, &p.Role, &p.Entry, &p.Address, &p.State, &changed)
		p.ChangedAt = fromMillis(changed)
		prizes = append(prizes, p)
		return err
	}, "SELECT place, role, entry, address, state, changed_ms FROM contest_prize WHERE contest = $1 ORDER BY place", contest)
	return prizes, err
}

// tellWinners puts the news into the lines of those whose turn it is, and has the contest's card drawn anew. The caller
// holds the contest's row.
func (c *conn) tellWinners(ctx context.Context, contest string, now time.Time) error {
	prizes, err := c.prizes(ctx, contest)
	if err != nil {
		return err
	}
	due := contests.Due(prizes)
	var events []conversations.Event
	var asked [][]any
	for _, p := range prizes {
		if !slices.Contains(due, p.Place) {
			continue
		}
		events = append(events, conversations.Event{
			Address: p.Address, Kind: conversations.PrizeWon, At: now, Contest: contest, Place: p.Place, Dedupe: fmt.Sprintf("prize:%s:%d", contest, p.Place),
		})
		asked = append(asked, []any{contest, p.Place, string(contests.Asked), millis(now)})
	}
	_, err = c.update(ctx, "contest_prize", "state = v.column3, changed_ms = v.column4", []string{"TEXT", "BIGINT", "TEXT", "BIGINT"},
		"contest_prize.contest = v.column1 AND contest_prize.place = v.column2 AND contest_prize.state = 'waiting'", asked)
	if err != nil {
		return err
	}
	if _, err := c.addEvents(ctx, events); err != nil {
		return err
	}
	return c.showContest(ctx, contest, now)
}

// writePrizes stores what became of prizes, and tells those who move up. Whoever changes a contest's places holds its
// row, so that two winners who decline at once never call the same substitute twice.
func (c *conn) writePrizes(ctx context.Context, done []settled, now time.Time) error {
	moves := map[string][][]any{}
	for _, s := range done {
		for _, m := range s.turn.Prizes {
			moves[m.Contest] = append(moves[m.Contest], []any{m.Contest, m.Place, string(m.State), millis(now), string(s.pending.Event.Address)})
		}
	}
	names := make([]string, 0, len(moves))
	for contest := range moves {
		names = append(names, contest)
	}
	slices.Sort(names)
	for _, contest := range names {
		if _, err := c.exec(ctx, "UPDATE contest_draw SET moved_ms = $1 WHERE contest = $2", millis(now), contest); err != nil {
			return err
		}
		changed, err := c.update(ctx, "contest_prize", "state = v.column3, changed_ms = v.column4", []string{"TEXT", "BIGINT", "TEXT", "BIGINT", "TEXT"},
			"contest_prize.contest = v.column1 AND contest_prize.place = v.column2 AND contest_prize.address = v.column5 AND contest_prize.state = 'asked'", moves[contest])
		if err != nil {
			return err
		}
		if changed == 0 {
			continue
		}
		if err := c.tellWinners(ctx, contest, now); err != nil {
			return fmt.Errorf("tell who moves up: %w", err)
		}
	}
	return nil
}

// erasePrizes frees the places of a person whose data are being erased, and tells those who move up.
func (c *conn) erasePrizes(ctx context.Context, address string, now time.Time) error {
	var names []string
	err := c.query(ctx, func(rows *sql.Rows) error {
		var contest string
		err := rows.Scan(&contest)
		names = append(names, contest)
		return err
	}, "SELECT DISTINCT contest FROM contest_prize WHERE address = $1 AND address <> '' AND state IN ('waiting', 'asked') ORDER BY contest", address)
	if err != nil {
		return err
	}
	for _, contest := range names {
		if _, err := c.exec(ctx, "UPDATE contest_draw SET moved_ms = $1 WHERE contest = $2", millis(now), contest); err != nil {
			return err
		}
		_, err := c.exec(ctx, "UPDATE contest_prize SET state = 'erased', changed_ms = $1 WHERE contest = $2 AND address = $3 AND state IN ('waiting', 'asked')", millis(now), contest, address)
		if err != nil {
			return err
		}
		if err := c.tellWinners(ctx, contest, now); err != nil {
			return fmt.Errorf("tell who moves up: %w", err)
		}
	}
	return nil
}

// showContest has the contest's card drawn anew.
func (c *conn) showContest(ctx context.Context, contest string, now time.Time) error {
	return addPosts(ctx, c, []post{{
		Channel: campaignChannel, Card: "contest:" + contest, Kind: conversations.CardChanged, Latest: "contest:" + contest + ":card",
		Payload: conversations.Notice{Kind: conversations.CardChanged},
	}}, now)
}

func (c *conn) auditDraw(ctx context.Context, contest, step, detail, actor string, now time.Time) error {
	_, err := c.exec(ctx, "INSERT INTO audit (id, actor, action, object, detail, at_ms) VALUES ($1, $2, $3, $4, $5, $6)",
		newID(), actor, "contest "+step, "contest:"+contest, detail, millis(now))
	return err
}

// ContestStandings gives how far each contest is that anybody entered or that has a draw, by name.
func (db *DB) ContestStandings(ctx context.Context) ([]contests.Overview, error) {
	entries, err := db.tallies(ctx, "SELECT contest, COUNT(*) FROM contest_entry GROUP BY contest ORDER BY contest LIMIT 100")
	if err != nil {
		return nil, fmt.Errorf("count contest entries: %w", err)
	}
	all := make([]contests.Overview, len(entries))
	for i, t := range entries {
		all[i] = contests.Overview{Contest: t.Name, Entries: t.Count}
		all[i].Standing, err = db.ContestDraw(ctx, t.Name)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, err
		}
	}
	return all, nil
}
