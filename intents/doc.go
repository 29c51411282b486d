// Package intents reads a customer's text: what is wanted (Intent), with which particulars (slots), in which
// language, how sure that is, and which step of the cascade decided it.
//
// What a text means depends on what the customer was last asked, so Parse takes a Context. The package does no
// I/O, keeps no state between texts and knows nothing of orders or people: it says what was read, and the rooms
// that call it decide what follows.
package intents
