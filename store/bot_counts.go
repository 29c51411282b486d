package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kurzwahl/bot"
)

// countsQuery counts what waits, and what came of the last day ($1) and week ($2). Its conditions repeat those of partial
// indexes, which SQLite finds by nothing else.
const countsQuery = `SELECT
	(SELECT COUNT(*) FROM event WHERE state = 'pending'), (SELECT COUNT(*) FROM event WHERE state = 'failed'),
	(SELECT COUNT(*) FROM outbound WHERE state = 'queued'),
	(SELECT COUNT(*) FROM slack_post WHERE state IN ('pending', 'sending', 'uncertain')), (SELECT COUNT(*) FROM slack_post WHERE state = 'failed'),
	(SELECT COUNT(*) FROM conversation WHERE status <> 'closed' AND status = 'open'), (SELECT COUNT(*) FROM conversation WHERE status <> 'closed' AND status = 'claimed'),
	(SELECT COALESCE(MIN(opened_ms), 0) FROM conversation WHERE status <> 'closed' AND status = 'open'),
	(SELECT COUNT(*) FROM outbound WHERE sent_ms > 0 AND sent_ms >= $1), (SELECT COUNT(*) FROM event WHERE kind = 'texted' AND created_ms >= $1),
	(SELECT COUNT(DISTINCT address) FROM consent WHERE action = 'revoked' AND at_ms >= $2)`

// Counts gives the figures of status, surveys and contests as of now.
func (db *DB) Counts(ctx context.Context, now time.Time) (bot.Counts, error) {
	var n bot.Counts
	day, week := millis(now.Add(-24*time.Hour)), millis(now.AddDate(0, 0, -7))
	var oldest int64
	err := db.reader().row(ctx, countsQuery, day, week).
		Scan(&n.EventsWaiting, &n.EventsFailed, &n.OutboxWaiting, &n.PostsWaiting, &n.PostsFailed, &n.Open, &n.InHands, &oldest,
			&n.SentToday, &n.ReceivedToday, &n.OptedOutInWeek)
	if err != nil {
		return bot.Counts{}, fmt.Errorf("count what waits: %w", err)
	}
	n.OldestWaiting = fromMillis(oldest)
	if n.Contests, err = db.tallies(ctx, "SELECT contest, COUNT(*) FROM contest_entry GROUP BY contest ORDER BY contest LIMIT 100"); err != nil {
		return bot.Counts{}, fmt.Errorf("count contest entries: %w", err)
	}
	if n.Surveys, err = db.surveyCounts(ctx); err != nil {
		return bot.Counts{}, fmt.Errorf("count survey answers: %w", err)
	}
	return n, nil
}

// Tags gives the tags that most contacts have, with how many have each.
func (db *DB) Tags(ctx context.Context) ([]bot.Tally, error) {
	all, err := db.tallies(ctx, "SELECT tag, COUNT(*) FROM contact_tag GROUP BY tag ORDER BY COUNT(*) DESC, tag LIMIT 100")
	if err != nil {
		return nil, fmt.Errorf("count tags: %w", err)
	}
	return all, nil
}

func (db *DB) tallies(ctx context.Context, query string) ([]bot.Tally, error) {
	var all []bot.Tally
	err := db.reader().query(ctx, func(rows *sql.Rows) error {
		var t bot.Tally
		err := rows.Scan(&t.Name, &t.Count)
		all = append(all, t)
		return err
	}, query)
	return all, err
}

// surveyCounts gives the surveys that anybody was invited to or has answered, by name.
func (db *DB) surveyCounts(ctx context.Context) ([]bot.SurveyCount, error) {
	invited, err := db.tallies(ctx, `SELECT names.survey, (SELECT COUNT(*) FROM survey_invitation AS i WHERE i.survey = names.survey)
		FROM (SELECT survey FROM survey_invitation UNION SELECT survey FROM survey_answer) AS names ORDER BY names.survey`)
	if err != nil {
		return nil, err
	}
	surveys := make([]bot.SurveyCount, len(invited))
	place := make(map[string]int, len(invited))
	for i, t := range invited {
		surveys[i] = bot.SurveyCount{Name: t.Name, Invited: t.Count, Scores: map[int]int{}}
		place[t.Name] = i
	}
	err = db.reader().query(ctx, func(rows *sql.Rows) error {
		var name string
		var score, count int
		if err := rows.Scan(&name, &score, &count); err != nil {
			return err
		}
		if i, ok := place[name]; ok {
			surveys[i].Scores[score] = count
		}
		return nil
	}, "SELECT survey, score, COUNT(*) FROM survey_answer GROUP BY survey, score")
	return surveys, err
}
