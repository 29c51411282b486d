package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"kurzwahl/contests"
)

// ErrDrawMoved is returned, wrapped, where a step of a contest's draw was done already, perhaps by another process.
var ErrDrawMoved = contests.ErrMoved

// ContestDraw gives how far the draw of a contest is. It returns ErrNotFound, wrapped, where nothing was done yet.
func (db *DB) ContestDraw(ctx context.Context, contest string) (contests.Standing, error) {
	var s contests.Standing
	var committed, checked, confirmed int64
	var document string
	err := db.reader().row(ctx, "SELECT secret, committed_ms, salt, document, checked_by, checked_ms, confirmed_by, confirmed_ms FROM contest_draw WHERE contest = $1", contest).
		Scan(&s.Secret, &committed, &s.Salt, &document, &s.CheckedBy, &checked, &s.ConfirmedBy, &confirmed)
	if errors.Is(err, sql.ErrNoRows) {
		return contests.Standing{}, fmt.Errorf("draw of contest %q: %w", contest, ErrNotFound)
	}
	if err != nil {
		return contests.Standing{}, fmt.Errorf("read draw: %w", err)
	}
	s.CommittedAt, s.CheckedAt, s.ConfirmedAt = fromMillis(committed), fromMillis(checked), fromMillis(confirmed)
	if document == "" {
		return s, nil
	}
	d, err := contests.ReadDocument(bytes.NewReader([]byte(document)))
	s.Document = &d
	return s, err
}

// CommitContest keeps the secret of a draw; it returns ErrDrawMoved where there is one already.
func (db *DB) CommitContest(ctx context.Context, contest string, secret contests.Secret, actor string, now time.Time) error {
	return db.moveDraw(ctx, contest, "commit", string(secret.Commitment()), actor, now, `INSERT INTO contest_draw (contest, secret, committed_ms) VALUES ($1, $2, $3)
		ON CONFLICT (contest) DO NOTHING`, contest, string(secret), millis(now))
}

// FreezeContest keeps a frozen list as it is published, and the salt of its tickets; it returns ErrDrawMoved where the
// contest is frozen already.
func (db *DB) FreezeContest(ctx context.Context, d contests.Document, salt contests.Secret, actor string, now time.Time) error {
	return db.moveDraw(ctx, d.List.Contest, "freeze", string(d.ListSHA256), actor, now, `INSERT INTO contest_draw (contest, salt, document, frozen_ms) VALUES ($1, $2, $3, $4)
		ON CONFLICT (contest) DO UPDATE SET salt = excluded.salt, document = excluded.document, frozen_ms = excluded.frozen_ms WHERE contest_draw.frozen_ms = 0`,
		d.List.Contest, string(salt), string(d.Encode()), millis(now))
}

// FinishContest keeps the drawn places; it returns ErrDrawMoved where they were drawn already, or nothing was frozen.
func (db *DB) FinishContest(ctx context.Context, d contests.Document, actor string, now time.Time) error {
	return db.moveDraw(ctx, d.List.Contest, "draw", string(d.Draw.Seed), actor, now, `UPDATE contest_draw SET document = $1, drawn_ms = $2
		WHERE contest = $3 AND frozen_ms > 0 AND drawn_ms = 0`, string(d.Encode()), millis(now), d.List.Contest)
}

// moveDraw does one step of a draw and writes it to the audit trail. The statement changes one row, or none when the
// step was done already.
func (db *DB) moveDraw(ctx context.Context, contest, step, detail, actor string, now time.Time, statement string, args ...any) error {
	err := db.tx(ctx, func(c *conn) error {
		changed, err := c.exec(ctx, statement, args...)
		if err != nil {
			return err
		}
		if changed == 0 {
			return ErrDrawMoved
		}
		if err := c.auditDraw(ctx, contest, step, detail, actor, now); err != nil {
			return err
		}
		return c.showContest(ctx, contest, now)
	})
	if err != nil {
		return fmt.Errorf("%s contest %q: %w", step, contest, err)
	}
	return nil
}

// ContestCandidates gives all entries of a contest with what decides whether they take part, in the order of their numbers.
func (db *DB) ContestCandidates(ctx context.Context, contest string) ([]contests.Candidate, error) {
	var candidates []contests.Candidate
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		c := contests.Candidate{Entry: contests.Entry{Contest: contest}}
		var at int64
		if err := rows.Scan(&c.Address, &c.Answer, &c.Event, &at, &c.Suppressed, &c.Blocked); err != nil {
			return err
		}
		c.At = fromMillis(at)
		candidates = append(candidates, c)
		return nil
	}, `SELECT e.address, e.answer, e.event_id, e.entered_ms, COALESCE(k.suppressed, ''), t.tag IS NOT NULL
		FROM contest_entry AS e
		LEFT JOIN contact AS k ON k.address = e.address
		LEFT JOIN contact_tag AS t ON t.address = e.address AND t.tag = $2
		WHERE e.contest = $1 ORDER BY e.address`, contest, contests.BlockedTag)
	if err != nil {
		return nil, fmt.Errorf("read contest entries: %w", err)
	}
	return candidates, nil
}
