package store

import "sync"

// Topic is a queue in the database whose worker wants to be woken when something was added.
type Topic int

// The topics.
const (
	Events      Topic = iota // events of contacts
	Outbox                   // outbound messages
	Posts                    // posts to Slack
	SlackEvents              // what Slack sent
	Hooks                    // webhooks of shops
	Campaigns                // states of campaigns
	Timers                   // timers and schedules
	Lessons                  // what staff taught
	Answers                  // answers to general questions
	Alerts                   // waiting lists and price alarms
	topics
)

// bells wake workers of this process; other processes on the same database find the work when they poll.
type bells struct {
	mu   sync.Mutex
	subs [topics][]chan struct{}
}

// Watch gives a channel that holds a token whenever something was committed to the topic since it was last
// read. Each call gives a channel of its own, which lives as long as the DB.
func (db *DB) Watch(t Topic) <-chan struct{} {
	bell := make(chan struct{}, 1)
	db.bells.mu.Lock()
	defer db.bells.mu.Unlock()
	db.bells.subs[t] = append(db.bells.subs[t], bell)
	return bell
}

func (b *bells) ring(t Topic) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, bell := range b.subs[t] {
		select {
		case bell <- struct{}{}:
		default:
		}
	}
}
