package smpp

import "kurzwahl/message"

// RMSGQFUL says that a queue is full: that of the SMSC for us, which asks us to slow down, or that of one phone,
// which is switched off or flooded, and to slow down for that would hold up everybody.
const (
	// passedByFull is how many others must have been taken for each that was refused so, for the fault to be the
	// phone's.
	passedByFull = 20
	// mostCrowded is how many phones are remembered.
	mostCrowded = 1000
)

// crowd tells one full queue from the other. The zero crowd knows of none.
type crowd struct {
	taken, refused uint64                    // parts since the start
	full           map[message.Address]tally // by phone, since its last RMSGQFUL
}

// tally is how far the counts were.
type tally struct{ taken, refused uint64 }

// accept notes that a part was taken.
func (c *crowd) accept(to message.Address) {
	c.taken++
	if len(c.full) > 0 {
		delete(c.full, to)
	}
}

// refuse notes an RMSGQFUL. It says whether it is for the phone alone: the phone was refused so before, and since
// then hardly any other was, though many were taken.
func (c *crowd) refuse(to message.Address) (alone bool) {
	before, again := c.full[to]
	others := c.refused - before.refused
	alone = again && c.taken > before.taken && c.taken-before.taken >= passedByFull*others
	if c.full == nil || len(c.full) >= mostCrowded {
		c.full = make(map[message.Address]tally)
	}
	if !alone {
		c.refused++
	}
	c.full[to] = tally{c.taken, c.refused}
	return alone
}
