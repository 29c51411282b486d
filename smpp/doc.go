// Package smpp is the link to the SMS centres: it binds to each by SMPP 3.4 and keeps the binds up, submits texts
// within window and rate, and hands on what comes in: texts, and receipts for texts sent before.
//
// A Link has an account for each SMSC and an account has one or more binds. Each bind dials, binds and, when the
// connection ends, comes back by itself. What is to be submitted waits in the account's lanes, the most urgent
// class first, until a bind has a free slot in its window and the account's rate allows another part; then its
// PDUs are placed in the bind's outgoing buffer, next to each other. Nothing that comes in waits for what goes
// out, and one mutex an account guards both.
//
// An answer that was never seen is never guessed: an Outcome says NotSent only when no octet of the message was
// written to a socket, and Unknown when it may have gone out.
//
// Time: what is told to others (Outcome.At, Inbound.ReceivedAt, BindState.Since) comes from the configured clock;
// time-outs and rates run by the machine's, since the peer does not see our clock move.
package smpp
