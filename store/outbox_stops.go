package store

import (
	"sync"

	"kurzwahl/message"
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

// Stopped says whether an opt-out of the address was committed by this process since mark, or is about to be.
func (db *DB) Stopped(address message.Address, mark uint64) bool {
	s := &db.stops
	s.mu.RLock()
	defer s.mu.RUnlock()
	return mark < s.floor || s.at[address] > mark || s.pending[address] > 0
}
