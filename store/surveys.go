package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"kurzwahl/surveys"
)

// SurveyResults counts the answers to a survey.
func (db *DB) SurveyResults(ctx context.Context, survey surveys.Survey) (surveys.Results, error) {
	results := surveys.Tally(survey)
	c := db.reader()
	err := c.query(ctx, func(rows *sql.Rows) error {
		var score, answers, commented, coupons int
		if err := rows.Scan(&score, &answers, &commented, &coupons); err != nil {
			return err
		}
		results.Add(survey, score, answers)
		results.Commented += commented
		results.Coupons += coupons
		return nil
	}, `SELECT score, COUNT(*), SUM(CASE WHEN comment <> '' THEN 1 ELSE 0 END), SUM(CASE WHEN coupon <> '' THEN 1 ELSE 0 END)
		FROM survey_answer WHERE survey = $1 GROUP BY score`, survey.Name)
	if err != nil {
		return results, fmt.Errorf("count answers: %w", err)
	}
	// Only whom the question was sent to counts as invited, whatever the scheduler wanted.
	prefix := "survey:" + survey.Name + ":"
	err = c.row(ctx, `SELECT COUNT(*) FROM outbound WHERE dedupe >= $1 AND dedupe < $2 AND state NOT IN ('queued', 'skipped', 'cancelled')`,
		prefix, strings.TrimSuffix(prefix, ":")+";").Scan(&results.Invited)
	if err != nil {
		return results, fmt.Errorf("count invitations: %w", err)
	}
	results.Invited = max(results.Invited, results.Answered)
	return results, nil
}

// AddCoupons fills a pool and gives how many codes are new to it. Empty codes are left out.
func (db *DB) AddCoupons(ctx context.Context, pool string, codes []string) (added int, err error) {
	rows := make([][]any, 0, len(codes))
	for _, code := range slices.Compact(slices.Sorted(slices.Values(codes))) {
		if code = strings.TrimSpace(code); code != "" {
			rows = append(rows, []any{pool, code})
		}
	}
	err = db.tx(ctx, func(c *conn) error {
		added, err = c.insert(ctx, "coupon", "pool, code", "ON CONFLICT (pool, code) DO NOTHING", rows)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("add coupons: %w", err)
	}
	return added, nil
}

// FreeCoupons counts what is left in a pool.
func (db *DB) FreeCoupons(ctx context.Context, pool string) (free int, err error) {
	err = db.reader().row(ctx, "SELECT COUNT(*) FROM coupon WHERE pool = $1 AND assigned_ms = 0", pool).Scan(&free)
	if err != nil {
		return 0, fmt.Errorf("count coupons: %w", err)
	}
	return free, nil
}
