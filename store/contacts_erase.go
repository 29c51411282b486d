package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// EraseContact deletes all that is known of a phone (GDPR Art. 17) but a salted hash of it, by which the number is
// suppressed when it comes in again. It gives how many rows of each table were deleted or emptied. What stands in
// Slack already is not touched. Actor is who had it done.
func (db *DB) EraseContact(ctx context.Context, address message.Address, actor string, now time.Time) (map[string]int, error) {
	added, err := db.recall(ctx, address, now)
	if err != nil {
		return nil, fmt.Errorf("erase contact: %w", err)
	}
	erased := map[string]int{}
	err = db.tx(ctx, func(c *conn) error {
		clear(erased)
		c.stopped(address)
		defer c.overwriting(ctx)()
		if _, err := c.holdContacts(ctx, []message.Address{address}); err != nil {
			return err
		}
		if err := c.rememberErased(ctx, address, now); err != nil {
			return err
		}
		if err := c.eraseRemarks(ctx, address); err != nil {
			return err
		}
		if err := c.eraseFreezing(ctx, address); err != nil {
			return err
		}
		if err := c.eraseTaught(ctx, address); err != nil {
			return err
		}
		if err := c.erasePrizes(ctx, string(address), now); err != nil {
			return err
		}
		if err := c.eraseFAQ(ctx, address); err != nil {
			return err
		}
		if err := c.erasing(ctx, address, func() error { return c.erasePersonal(ctx, address, erased) }); err != nil {
			return err
		}
		_, err := c.exec(ctx, "INSERT INTO audit (id, actor, action, object, detail, at_ms) VALUES ($1, $2, 'erase', 'erased', '', $3)", newID(), actor, millis(now))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("erase contact: %w", err)
	}
	if added {
		delete(erased, "contact")
	}
	return erased, db.emptyLog(ctx)
}

// erasePersonal deletes or empties the rows of personalData and counts them.
func (c *conn) erasePersonal(ctx context.Context, address message.Address, erased map[string]int) error {
	for _, p := range personalData {
		statement := "DELETE FROM " + p.table
		if p.forget != "" {
			statement = "UPDATE " + p.table + " SET " + p.forget
		}
		n, err := c.exec(ctx, statement+" WHERE "+p.where, string(address))
		if err != nil {
			return fmt.Errorf("in %s: %w", p.table, err)
		}
		if n > 0 {
			erased[p.table] = int(n)
		}
	}
	return nil
}

// eraseRemarks deletes posts about a person that belong to no thread: they name the masked number, so that those
// of another number with the same ends may go too.
func (c *conn) eraseRemarks(ctx context.Context, address message.Address) error {
	_, err := c.exec(ctx, "DELETE FROM slack_post WHERE kind = 'channel' AND payload LIKE '%' || $1 || '%'", address.Masked())
	return err
}

// eraseFreezing takes the number out of campaigns whose audience was written down just to there; it goes on from the
// recipient before.
func (c *conn) eraseFreezing(ctx context.Context, address message.Address) error {
	_, err := c.exec(ctx, `UPDATE campaign SET frozen_to = COALESCE((SELECT MAX(r.address) FROM campaign_recipient AS r
		WHERE r.campaign_id = campaign.id AND r.address < $1), '') WHERE frozen_to = $1`, string(address))
	if err != nil {
		return fmt.Errorf("in campaign: %w", err)
	}
	return nil
}

// saltSetting names the salt of the hashes of erased numbers. It is made when the first person is erased.
const saltSetting = "erasure_salt"

// rememberErased keeps what is left of an erased number: a salted hash.
func (c *conn) rememberErased(ctx context.Context, address message.Address, now time.Time) error {
	hash, err := c.erasedHash(ctx, address)
	if err != nil {
		return err
	}
	_, err = c.exec(ctx, "INSERT INTO erased (hash, erased_ms) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING", hash, millis(now))
	return err
}

func (c *conn) erasedHash(ctx context.Context, address message.Address) (string, error) {
	_, err := c.exec(ctx, "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", saltSetting, rand.Text())
	if err != nil {
		return "", fmt.Errorf("make salt: %w", err)
	}
	var salt string
	if err := c.row(ctx, "SELECT value FROM setting WHERE name = $1", saltSetting).Scan(&salt); err != nil {
		return "", fmt.Errorf("read salt: %w", err)
	}
	return saltedHash(salt, address), nil
}

func saltedHash(salt string, address message.Address) string {
	sum := sha256.Sum256([]byte(salt + ":" + string(address)))
	return hex.EncodeToString(sum[:])
}

// suppressErased says which of the addresses are those of people who had their data erased.
func (c *conn) suppressErased(ctx context.Context, addresses []message.Address) (map[message.Address]string, error) {
	var salt string
	err := c.row(ctx, "SELECT value FROM setting WHERE name = $1", saltSetting).Scan(&salt)
	if errors.Is(err, sql.ErrNoRows) || len(addresses) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read salt: %w", err)
	}
	owner := make(map[string]message.Address, len(addresses))
	hashes := make([]string, len(addresses))
	for i, address := range addresses {
		hashes[i] = saltedHash(salt, address)
		owner[hashes[i]] = address
	}
	suppressed := map[message.Address]string{}
	err = c.query(ctx, func(rows *sql.Rows) error {
		var hash string
		err := rows.Scan(&hash)
		suppressed[owner[hash]] = consent.Erased
		return err
	}, "SELECT hash FROM erased WHERE hash IN "+list(1, len(hashes)), anys(hashes)...)
	if err != nil {
		return nil, fmt.Errorf("look up erased numbers: %w", err)
	}
	return suppressed, nil
}
