package store

import (
	"context"
	"fmt"
)

// Answers and receipts of one message come at the same time, on several binds, and look for each other. On SQLite one
// of the two writes first, and the other finds it. On PostgreSQL two transactions do not see each other: the answer
// would find no kept receipt, the receipt no answer, and the message would wait for ever. So a transaction that keeps
// receipts waits until no answers are being recorded, and none begin to be until it is committed; those that record
// answers do not wait for each other.

// recordsAnswers must be called before anything else in a transaction that records answers.
func (c *conn) recordsAnswers(ctx context.Context) error {
	return c.lockMeeting(ctx, "SELECT pg_advisory_xact_lock_shared($1)")
}

// keepsReceipts must be called before anything else in a transaction that keeps receipts.
func (c *conn) keepsReceipts(ctx context.Context) error {
	return c.lockMeeting(ctx, "SELECT pg_advisory_xact_lock($1)")
}

func (c *conn) lockMeeting(ctx context.Context, query string) error {
	if c.db.alone() {
		return nil
	}
	if _, err := c.exec(ctx, query, meeting); err != nil {
		return fmt.Errorf("let answers and receipts meet: %w", err)
	}
	return nil
}
