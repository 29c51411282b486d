// Package web is what Kurzwahl answers over HTTP: webhooks of shops, Slack's HTTP mode, short links, the customers' opt-out
// and opt-in pages, health and metrics.
package web
