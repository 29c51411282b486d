// Package workspace is a Slack workspace on this machine: a server that speaks Slack's Web API and Socket Mode,
// with the people, channels, messages, modals and Home tabs behind them, so that an app made for Slack can be
// tried and tested without an account.
//
// An app sees what it would see at Slack: its own posts come back as events, timestamps are unique in a channel,
// blocks are held to Slack's limits, triggers expire after three seconds, what is not acknowledged is retried or
// shown as an error. People act on it through the methods of Server, through the control API, or in the
// browser on the page that comes with it.
//
// It is no place for real data: it keeps all in memory and trusts whoever reaches it, so it belongs on loopback.
package workspace
