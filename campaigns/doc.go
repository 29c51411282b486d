// Package campaigns is texting many people on purpose: a draft becomes a proposal, somebody else approves exactly
// what they saw, the runner feeds it to the outbox ahead of sending, and figures say what came of it.
//
// Service is what people do with a campaign; each of its methods enforces who may and when. Runner is what
// happens by itself: the start, the feeding, the end. Both leave their marks (audit, card) in the same
// transaction as the change.
package campaigns
