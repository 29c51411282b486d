package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// settings are made on each connection.
//
// The first ones have PostgreSQL end what a process that hangs or a machine that is gone would keep: the rows of a
// transaction that stands still, and, once the network says no more, the connection with its advisory lock.
//
// The others keep its planner to the indexes. What we ask again and again is asked through one, but a queue is never as
// the statistics say: a plan that was made while a table was small reads all of it, for each of hundreds of rows, when it
// has grown, until the next ANALYZE. Lists of keys do not prevent that: on a table of a few pages reading all is cheaper, and
// the prepared plan stays. Compiling such plans (jit) would cost more than running them.
const settings = `
	SET idle_in_transaction_session_timeout = '20s'; SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
	SET enable_seqscan = off; SET jit = off`

// openPostgres makes a pool of connections that are all set up alike. The settings are not part of the address because
// poolers between us and the server refuse those that they do not know.
func openPostgres(address string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("read the database's address: %w", err)
	}
	return stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		if _, err := conn.PgConn().Exec(ctx, settings).ReadAll(); err != nil {
			return fmt.Errorf("set up the connection: %w", err)
		}
		return nil
	})), nil
}
