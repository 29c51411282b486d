package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"kurzwahl/message"
)

// pageSecretSize is how many octets PageSecret has.
const pageSecretSize = 32

// PageSecret gives the 32 octets from which the links and forms of the customers' pages are made. They are drawn when
// first asked for and stay the same from then on, for every process that shares the database: links in texts that
// were sent must go on working.
func (db *DB) PageSecret(ctx context.Context) ([]byte, error) {
	fresh := make([]byte, pageSecretSize)
	if _, err := rand.Read(fresh); err != nil {
		return nil, fmt.Errorf("draw the secret of the pages: %w", err)
	}
	var kept string
	err := db.tx(ctx, func(c *conn) error {
		_, err := c.exec(ctx, "INSERT INTO setting (name, value) VALUES ('page_secret', $1) ON CONFLICT (name) DO NOTHING", hex.EncodeToString(fresh))
		if err != nil {
			return err
		}
		return c.row(ctx, "SELECT value FROM setting WHERE name = 'page_secret'").Scan(&kept)
	})
	if err != nil {
		return nil, fmt.Errorf("keep the secret of the pages: %w", err)
	}
	secret, err := hex.DecodeString(kept)
	if err != nil || len(secret) != pageSecretSize {
		return nil, errors.New("read the secret of the pages: the setting page_secret is damaged")
	}
	return secret, nil
}

// ContactLanguage gives the language in which a contact is written to, "" where it is not known yet. known is false
// when there is no such contact.
func (db *DB) ContactLanguage(ctx context.Context, address message.Address) (language message.Language, known bool, err error) {
	err = db.reader().row(ctx, "SELECT language FROM contact WHERE address = $1", string(address)).Scan((*string)(&language))
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("look up contact: %w", err)
	}
	return language, true, nil
}
