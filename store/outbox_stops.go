package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"kurzwahl/message"
	"kurzwahl/outbox"
)

// stops is this process's memory of opt-outs, so that a message which waits for the link can be dropped at the last
// moment. An address stands in pending from before its opt-out is committed until after, and in at from then on: at no
// time does a committed opt-out stand in neither.
type stops struct {
	mu      sync.RWMutex
	mark    uint64                     // counts opt-outs
	floor   uint64                     // marks below it are forgotten: they count as stopped
	pending map[message.Address]int    // transactions that record an opt-out of the address now
	at      map[message.Address]uint64 // the mark of the last opt-out of the address
}

// rememberedStops bounds the memory. A message whose mark is older than that many opt-outs goes through the gate
// once more, no harm done.
const rememberedStops = 50_000

// stopped notes that the transaction records an opt-out. It must be called before the commit, by everything that
// revokes consent or suppresses a contact.
func (c *conn) stopped(address message.Address) {
	s := &c.db.stops
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pending == nil {
		s.pending, s.at = make(map[message.Address]int), make(map[message.Address]uint64)
	}
	s.pending[address]++
	c.stopping = append(c.stopping, address)
}

// end is called when the transaction is over. One that was rolled back counts too: the gate will say that nothing
// changed.
func (s *stops) end(addresses []message.Address) {
	if len(addresses) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range addresses {
		s.mark++
		s.at[a] = s.mark
		if s.pending[a]--; s.pending[a] == 0 {
			delete(s.pending, a)
		}
	}
	if len(s.at) > rememberedStops {
		s.floor = s.mark
		clear(s.at)
	}
}

// now gives the mark to compare with: taken before the gate reads, it is older than all that the gate cannot see.
func (s *stops) now() uint64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.mark
}

// since says whether an opt-out of the address was committed by this process since mark, or is about to be.
func (s *stops) since(address message.Address, mark uint64) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return mark < s.floor || s.at[address] > mark || s.pending[address] > 0
}

// Wanted says from memory whether the address opted out since the mark, as outbox.Store says.
func (db *DB) Wanted(address message.Address, mark outbox.Mark) message.Wish {
	switch {
	case db.stops.since(address, mark.Seen):
		return message.Unwanted
	case db.alone() && db.sinceOpen() <= mark.Passage+int64(outbox.Passage),
		!db.alone() && mark.Passage != 0 && db.passage.current() == mark.Passage:
		return message.Wanted
	default:
		return message.Unsure
	}
}

// Renew asks for opt-outs since the mark, in other processes too, as outbox.Store says. It gives the mark of now where there
// are none, else the old one.
func (db *DB) Renew(ctx context.Context, address message.Address, mark outbox.Mark) (outbox.Mark, bool) {
	renewed := outbox.Mark{Seen: db.stops.now(), Version: mark.Version} // before the ledger is read
	if db.stops.since(address, mark.Seen) {
		return mark, false
	}
	ctx, cancel := context.WithTimeout(ctx, passageReply)
	defer cancel()
	known := false
	if db.alone() {
		renewed.Passage = db.sinceOpen()
	} else {
		var err error
		if renewed.Passage, err = db.passage.enter(ctx); err != nil {
			return mark, false
		}
		now, err := db.reader().ledgerVersions(ctx, []message.Address{address})
		if err != nil || now[address] != mark.Version {
			return mark, false
		}
		known = mark.Version != 0
	}
	if !known { // before and after, so that an erasure leaves its version as it was
		if erased, err := db.reader().isErased(ctx, address); err != nil || erased {
			return mark, false
		}
	}
	return renewed, true
}

// ledgerVersions gives a number for each address that changes with every opt-out and suppression; 0 for who is not
// known. It is a multiple of three where there is no contact.
func (c *conn) ledgerVersions(ctx context.Context, addresses []message.Address) (map[message.Address]int64, error) {
	versions := make(map[message.Address]int64, len(addresses))
	all := list(1, listSize(len(addresses)))
	err := c.query(ctx, func(rows *sql.Rows) error {
		var address message.Address
		var version int64
		err := rows.Scan(&address, &version)
		versions[address] = version
		return err
	}, `SELECT address, SUM(n) FROM (SELECT address, 3 AS n FROM consent WHERE action = 'revoked' AND address IN `+all+`
		UNION ALL SELECT address, CASE WHEN suppressed = '' THEN 1 ELSE 2 END AS n FROM contact WHERE address IN `+all+`) AS v GROUP BY address`, padded(addresses)...)
	if err != nil {
		return nil, fmt.Errorf("load versions of consent: %w", err)
	}
	return versions, nil
}
