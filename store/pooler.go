package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// SharesSessions says whether a pooler before PostgreSQL gives each transaction another session, as pgbouncer does with
// pool_mode = transaction. Locks that stand for processes would then be worth nothing. True is certain; a pooler with many
// free sessions may go unnoticed. On SQLite it is false.
func (db *DB) SharesSessions(ctx context.Context) (shares bool, err error) {
	if db.alone() {
		return false, nil
	}
	one, err := db.write.Conn(ctx)
	if err != nil {
		return false, fmt.Errorf("look for a pooler: %w", err)
	}
	defer func() { err = errors.Join(err, one.Close()) }()
	other, err := db.write.Conn(ctx)
	if err != nil {
		return false, fmt.Errorf("look for a pooler: %w", err)
	}
	defer func() { err = errors.Join(err, other.Close()) }()
	shares, err = sharesSessions(ctx, pooledConn{one}, pooledConn{other})
	if err != nil {
		return false, fmt.Errorf("look for a pooler: %w", err)
	}
	return shares, nil
}

// session is a connection as a client sees it.
type session interface {
	// backend gives the process id of the server's end.
	backend(ctx context.Context) (int, error)
	// within calls f in a transaction.
	within(ctx context.Context, f func(backend int) error) error
}

// sharesSessions has one connection be idle while the other is in a transaction: each of them keeps its server's end to
// itself, unless a pooler lends them around.
func sharesSessions(ctx context.Context, one, other session) (shares bool, err error) {
	before, err := one.backend(ctx)
	if err != nil {
		return false, err
	}
	err = other.within(ctx, func(lent int) error {
		after, err := one.backend(ctx)
		shares = lent == before || after != before
		return err
	})
	return shares, err
}

// pooledConn is a session of database/sql. It prepares no statements: those are what breaks first behind a pooler.
type pooledConn struct{ conn *sql.Conn }

const backendQuery = "SELECT pg_backend_pid()"

func (p pooledConn) backend(ctx context.Context) (pid int, err error) {
	err = p.conn.QueryRowContext(ctx, backendQuery, pgx.QueryExecModeSimpleProtocol).Scan(&pid)
	return pid, err
}

func (p pooledConn) within(ctx context.Context, f func(backend int) error) error {
	tx, err := p.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var pid int
	if err := tx.QueryRowContext(ctx, backendQuery, pgx.QueryExecModeSimpleProtocol).Scan(&pid); err != nil {
		return err
	}
	return f(pid)
}
