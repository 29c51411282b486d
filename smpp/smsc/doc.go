// Package smsc is an SMS centre to try and test against: a real SMPP 3.4 server for loopback, with virtual
// phones behind it and faults on demand.
//
// An ESME binds, submits and is delivered to as with any SMSC. Each number it texts is a Phone, which joins
// the parts of long texts, can be switched off or be dead, and texts back. Receipts, validity periods, retries of what
// was not acknowledged, and texts held while nobody is bound are as a mobile network does them.
// A Fault makes the server misbehave: throttle, lose answers, cut connections inside a PDU, lie about ids. The log
// (Server.Log) has each submit_sm and is the judge in tests of crashes.
//
// The server is a tool for a developer's machine: it has no rights and no limits beyond its system_ids and
// passwords, and its phones can be read by all who reach its Handler.
package smsc
