// Package outbox sends what is to be sent: it leases due messages lane by lane, asks the gate, has it recorded that a
// message is about to be written, hands it to the link, and settles what the link and later the receipts say.
//
// # Nobody is texted twice
//
// A row goes from queued to leased to written, each step committed before the next begins; only a written row
// may be on the wire. A leased row of a worker that died goes back to the queue. A written one is unknown: a service or
// transactional message is sent once more, marketing never, and a late receipt may still resolve it.
//
// # STOP wins
//
// The gate runs when a message is leased, again in the transaction that records it as written, and a third time when
// the link has a slot for it: by then the message may have waited for the link's rate. That third time asks the
// process's memory of opt-outs (Store.Stopped), into which the transaction of an opt-out puts the address before it
// commits. So within one process nothing is handed to the link's writer once the opt-out is committed. Between
// processes on one database what counts is the second gate; how much is recorded as written ahead follows the link's
// pace, so that this window stays near a tenth of a second.
package outbox
