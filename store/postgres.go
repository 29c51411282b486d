package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// patience has PostgreSQL end what a process that hangs or a machine that is gone would keep: the rows of a transaction
// that stands still, and, once the network says no more, the connection with its advisory lock. All in milliseconds or
// seconds, as the settings want it.
const patience = `SET idle_in_transaction_session_timeout = 20000; SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3`

// openPostgres makes a pool of connections that are all set up alike. The settings are not part of the address because
// poolers between us and the server refuse those that they do not know.
func openPostgres(address string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("read the database's address: %w", err)
	}
	return stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		if _, err := conn.PgConn().Exec(ctx, patience).ReadAll(); err != nil {
			return fmt.Errorf("set up the connection: %w", err)
		}
		return nil
	})), nil
}
