package outbox

import (
	"context"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// Message is an outbound row that a worker has claimed: it stands as written.
type Message struct {
	message.Outbound

	Owner      string // who claimed it
	Claim      int64  // Claim.Number of the claim that got it
	Attempts   int    // how often it was written before
	Unanswered int    // how often of those no answer was seen
	Mark       Mark
}

// Mark is what the store knew of opt-outs when the gate let a message pass: Store.Wanted compares.
type Mark struct {
	Seen    uint64 // opt-outs that this process had seen
	Passage int64  // when, or in which hold of others' opt-outs, the gate let it pass: the store's own counting
	Version int64  // of what the ledger says about the recipient; known where there are other processes
}

// Passage is for how long a Mark holds: opt-outs in other processes on the same database wait that long. What has not
// reached its link by then asks the database anew.
const Passage = 100 * time.Millisecond

// Gate decides whether a message may go now; consent.Gate.Decide is one.
type Gate func(m message.Outbound, f consent.Facts, now time.Time) consent.Decision

// Claim is a request for due messages of one lane.
type Claim struct {
	Owner  string // who will hold them
	Number int64  // above 0; the owner's later claims have higher ones
	Failed int64  // the number of an earlier claim that failed, maybe after its commit: what it got is claimed anew; 0 is none
	Lane   int    // message.Class.Lane
	Limit  int    // messages that are recorded as written at most
	Look   int    // messages that the gate is asked about at most; Limit where that is more
	Now    time.Time
	Gate   Gate
	Words  Words // for staff whose reply is skipped
}

// Claimed is what a claim found.
type Claimed struct {
	Messages []Message // recorded as written: they may go to the link now; may be empty
	Refused  int       // how many were skipped or held: where there were some, there may be others behind them
}

// Change is what became of one message that was claimed.
type Change struct {
	Message    Message
	State      message.State
	Reason     string    // for the record
	Due        time.Time // of Queued: not before
	Attempts   int       // written so far, as far as that counts
	Unanswered int
	SMSC       string   // over which it went, "" when it did not
	Status     uint32   // SMPP command_status of a refusal
	Parts      int      // how many segments it took
	PartIDs    []string // the SMSC's ids of them, for receipts
	Suspect    bool     // the number itself is at fault
	At         time.Time
}

// Store is where the messages are. Each method is one transaction.
type Store interface {
	// ClaimOutbound claims due messages in the order of their due times. What the gate skips is skipped, what it
	// holds becomes due later, both with the reason; the rest is recorded as written.
	ClaimOutbound(ctx context.Context, claim Claim) (Claimed, error)
	// SettleOutbound records what became of messages that are written, and tells people where a staff reply is
	// among them. Messages in other states are left alone, and so are those that were claimed anew meanwhile, unless
	// the SMSC accepted them.
	SettleOutbound(ctx context.Context, changes []Change, words Words) error
	// RecoverOutbound renews the owner's claim to be alive until then, and takes over what dead owners held. It
	// gives how many messages that concerned. An owner whose own claim ran out takes nothing over this time: what kept
	// it from renewing that, such as a database that was away, may have kept the others too.
	RecoverOutbound(ctx context.Context, owner string, now, until time.Time, words Words) (int, error)
	// Wanted says from memory whether an opt-out of the address was committed, or is about to be, since the mark:
	// Unsure where the mark's passage is over, as other processes may have recorded one. It waits for nothing.
	Wanted(address message.Address, mark Mark) message.Wish
	// Renew asks the database what Wanted could not say, and gives the mark to go on with. ok is false where there was an
	// opt-out, and where the database did not answer within a second: the mark is then the old one.
	Renew(ctx context.Context, address message.Address, mark Mark) (renewed Mark, ok bool)
}

// Link sends messages; smpp.Link is one.
type Link interface {
	// Submit blocks until the link has taken the message or ctx ends, whose error it returns; in that case done
	// is not called. Else done is called exactly once, when the outcome is known.
	Submit(ctx context.Context, s message.Submission, done func(message.Outcome)) error
}
