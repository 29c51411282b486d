// Package bot is the desk in Slack: it shows conversations and campaigns as cards, takes what people click, type and
// submit, and turns it into events of conversations and calls on campaigns.
//
// What Slack sends is stored before it is acknowledged and then handled in order, one lane a thread, a campaign or a
// person. What is to be shown waits in a durable queue of posts, whose content is made from the database at the moment
// of posting, so that Slack may be down for a day and nothing is lost, shown twice, or out of date.
package bot
