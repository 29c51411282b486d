package store

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"

	"kurzwahl/message"
)

// ledgerVersion is the migration that makes the ledger of consent append-only. It is written in Go because triggers are
// the one thing for which the two databases have no common text.
const ledgerVersion = 22

// erasingSetting begins the name of the setting that stands, inside the transaction of an erasure only, for leave to
// delete the lines of the address behind it.
const erasingSetting = "erasing:"

// ledgerGuard has the database itself refuse to change or delete what the ledger says, whoever asks: it is the shop's
// proof (GDPR Art. 7(1)). It guards against mistakes, not against somebody who may alter the schema.
var ledgerGuard = map[string]struct{ up, down string }{
	"sqlite3": {
		up: `CREATE TRIGGER consent_kept BEFORE UPDATE ON consent
			BEGIN SELECT RAISE(ABORT, 'the ledger of consent is only added to: no line is ever changed'); END;
			CREATE TRIGGER consent_not_deleted BEFORE DELETE ON consent
			WHEN NOT EXISTS (SELECT 1 FROM setting WHERE name = 'erasing:' || OLD.address)
			BEGIN SELECT RAISE(ABORT, 'the ledger of consent is only added to: lines go with the erasure of a person alone'); END;`,
		down: "DROP TRIGGER consent_kept; DROP TRIGGER consent_not_deleted;",
	},
	"postgres": {
		up: `CREATE FUNCTION consent_kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
				IF TG_OP = ''DELETE'' THEN
					IF EXISTS (SELECT 1 FROM setting WHERE name = ''erasing:'' || OLD.address) THEN RETURN OLD; END IF;
				END IF;
				RAISE EXCEPTION ''the ledger of consent is only added to: no line is ever changed, and lines go with the erasure of a person alone'';
			END';
			CREATE TRIGGER consent_kept BEFORE UPDATE OR DELETE ON consent FOR EACH ROW EXECUTE FUNCTION consent_kept();
			CREATE TRIGGER consent_not_emptied BEFORE TRUNCATE ON consent FOR EACH STATEMENT EXECUTE FUNCTION consent_kept();`,
		down: "DROP TRIGGER consent_kept ON consent; DROP TRIGGER consent_not_emptied ON consent; DROP FUNCTION consent_kept();",
	},
}

// guardLedger is the migration in the words of one database.
func guardLedger(database string) *goose.Migration {
	run := func(statements string) *goose.GoFunc {
		return &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, statements)
			return err
		}}
	}
	guard := ledgerGuard[database]
	return goose.NewGoMigration(ledgerVersion, run(guard.up), run(guard.down))
}

// erasing does the work of an erasure with leave to delete the address's lines of the ledger.
func (c *conn) erasing(ctx context.Context, address message.Address, work func() error) error {
	leave := erasingSetting + string(address)
	if _, err := c.exec(ctx, "INSERT INTO setting (name, value) VALUES ($1, '') ON CONFLICT (name) DO NOTHING", leave); err != nil {
		return err
	}
	if err := work(); err != nil {
		return err
	}
	_, err := c.exec(ctx, "DELETE FROM setting WHERE name = $1", leave)
	return err
}
