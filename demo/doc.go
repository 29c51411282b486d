// Package demo is Kurzwahl on one machine, to be tried in a browser with no account: the service with SQLite, the
// SMSC simulator, the local Slack workspace and a sample shop, connected over loopback by the same code as in
// production. It has its own clock, which starts on a working day at ten and can be moved forward.
//
// It is a room of its own because it is the one place that knows both the service and the two simulators.
package demo
