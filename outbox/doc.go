// Package outbox sends what is to be sent: it claims due messages lane by lane, which asks the gate and records them as
// written in one transaction, hands them to the link, and settles what the link and later the receipts say.
//
// # Nobody is texted twice
//
// A row goes from queued to written, and that is committed before the link hears of the message; only a written row may
// be on the wire. What a worker that died had written is unknown: a service or transactional message is sent once more,
// marketing never, and a late receipt may still resolve it. So no more is claimed than the link takes in a tenth of a
// second or so, and what the link did not take goes back to the queue when the program ends.
//
// # STOP wins
//
// The gate runs in the transaction that claims, and once more when the link has a slot for the message: by then it may
// have waited for the link's rate. That second time asks the process's memory of opt-outs (Store.Wanted), into which
// the transaction of an opt-out puts the address before it commits. So nothing is handed to the link's writer once the
// opt-out is committed. Where several processes share a PostgreSQL, an opt-out waits with its commit until what they let
// through without it is with their links: a tenth of a second at most (Passage), or a second where one of them hangs,
// which then asks anew before it sends any of that. What waits longer for its link gives its slot back and asks the
// database (Store.Renew), while the link serves others; its answer holds for a tenth of a second again at most. On SQLite
// the service is the only process that sends, but a command erases people, too: it suppresses them first, and erases when
// every message that had passed the gate before has left or asked. What is five times too late for its slot, or gets no
// answer within a second, goes back to the queue.
// Marketing for a contact that another process works on is not claimed, so frequency caps hold across processes.
package outbox
