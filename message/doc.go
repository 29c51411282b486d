// Package message holds the words that all rooms share: who is addressed (Address), over what (Channel),
// in which language, what came in (Inbound), what goes out (Outbound, Submission) and what became of it
// (Outcome, Receipt). It decides nothing and imports no other room.
package message
