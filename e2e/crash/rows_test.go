package crash_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"kurzwahl/message"
)

// row is an outbound message as the database has it.
type row struct {
	to         message.Address
	class      message.Class
	state      message.State
	reason     string
	dedupe     string
	body       string
	unanswered int
}

// ledger reads the service's database beside it.
type ledger struct {
	t  *testing.T
	db *sql.DB
}

func (w *world) ledger() ledger {
	w.t.Helper()
	driver, source := "pgx", w.database
	if path, ok := strings.CutPrefix(w.database, "sqlite:"); ok {
		driver, source = "sqlite3", "file:"+path+"?mode=ro&_busy_timeout=10000"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = db.Close() })
	return ledger{w.t, db}
}

// open says what is still to happen, "" when nothing is.
func (l ledger) open() string {
	l.t.Helper()
	found, err := l.db.QueryContext(l.t.Context(), `
		SELECT 'message', class, state, count(*) FROM outbound WHERE state IN ('queued', 'written', 'sent') GROUP BY class, state
		UNION ALL SELECT 'event', kind, state, count(*) FROM event WHERE state = 'pending' GROUP BY kind, state
		UNION ALL SELECT 'hook', event, state, count(*) FROM hook WHERE state = 'pending' GROUP BY event, state
		UNION ALL SELECT 'recipient', '', state, count(*) FROM campaign_recipient WHERE state = 'waiting' GROUP BY state
		UNION ALL SELECT 'campaign', 'not frozen', state, count(*) FROM campaign WHERE frozen_ms = 0 GROUP BY state
		UNION ALL SELECT 'post', kind, state, count(*) FROM slack_post WHERE state IN ('pending', 'sending', 'uncertain') GROUP BY kind, state`)
	if err != nil {
		l.t.Fatal(err)
	}
	defer found.Close()
	var left []string
	for found.Next() {
		var what, kind, state string
		var n int
		if err := found.Scan(&what, &kind, &state, &n); err != nil {
			l.t.Fatal(err)
		}
		left = append(left, fmt.Sprintf("%d %s %s %s", n, kind, what, state))
	}
	if err := found.Err(); err != nil {
		l.t.Fatal(err)
	}
	return strings.Join(left, ", ")
}

// rows gives all messages in the order in which they were queued.
func (l ledger) rows() (all []row) {
	l.t.Helper()
	found, err := l.db.QueryContext(l.t.Context(), "SELECT address, class, state, reason, COALESCE(dedupe, ''), body, unanswered FROM outbound ORDER BY id")
	if err != nil {
		l.t.Fatal(err)
	}
	defer found.Close()
	for found.Next() {
		var r row
		if err := found.Scan(&r.to, &r.class, &r.state, &r.reason, &r.dedupe, &r.body, &r.unanswered); err != nil {
			l.t.Fatal(err)
		}
		all = append(all, r)
	}
	if err := found.Err(); err != nil {
		l.t.Fatal(err)
	}
	return all
}
