package store

import "context"

// BreakPresenceForTest has PostgreSQL close the connection that shows that this process lives.
func (db *DB) BreakPresenceForTest(ctx context.Context) {
	var backend int
	if err := db.presence.conn.QueryRowContext(ctx, "SELECT pg_backend_pid()").Scan(&backend); err != nil {
		panic(err)
	}
	if _, err := db.write.ExecContext(ctx, "SELECT pg_terminate_backend($1, 5000)", backend); err != nil {
		panic(err)
	}
}

// FencedForTest runs f in a transaction that the lease fences.
func (db *DB) FencedForTest(ctx context.Context, lease string, f func()) error {
	return db.fenced(ctx, lease, func(*conn) error {
		f()
		return nil
	})
}
