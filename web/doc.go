// Package web is what Kurzwahl answers over HTTP: webhooks of shops, Slack's HTTP mode, short links, health and metrics.
package web
