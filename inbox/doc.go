// Package inbox takes each inbound text once: it collects what SMSCs deliver, has it committed in batches, and only
// then acknowledges it. Parts of long texts are joined, texts that an SMSC redelivers after a broken link are
// recognised, and what cannot be read is kept for people.
//
// Receipts do not come here; the outbox takes them.
package inbox
