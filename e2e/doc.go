// Package e2e tests the whole program as a talk: a phone and a Slack user drive the real service through the SMSC
// simulator and the local workspace, on SQLite and on PostgreSQL, with a clock that the test moves.
package e2e
