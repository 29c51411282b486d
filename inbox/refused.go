package inbox

import "time"

// refused remembers texts whose commit failed and that the SMSC will therefore deliver again, with the ids under which they
// were tried. The commit may have worked all the same, and only its answer was lost: under the same id the Store knows a text
// again, also in the same session, where the same words are otherwise the customer's own. The zero value is empty; it is not
// for use by several goroutines.
type refused struct {
	tries map[string][]try // by fingerprint, the oldest first
	count int
	swept time.Time
}

// try is one text that was not stored as far as could be told.
type try struct {
	id string
	at time.Time
}

const (
	// refusedFor is how late an SMSC may come again with what was refused. Where it never does, and the commit had worked,
	// a customer's same words would be taken for the redelivery until then.
	refusedFor = 15 * time.Minute
	// mostRefused bounds the memory; those beyond get new ids when they come again.
	mostRefused = 16384
)

// keep remembers an item that was not acknowledged.
func (r *refused) keep(item Item) {
	if r.count >= mostRefused && item.At.Sub(r.swept) > time.Second {
		r.sweep(item.At)
	}
	if r.count >= mostRefused {
		return
	}
	if r.tries == nil {
		r.tries = make(map[string][]try)
	}
	r.tries[item.Fingerprint] = append(r.tries[item.Fingerprint], try{item.ID, item.At})
	r.count++
}

// recall gives an item the id under which its words were refused first, if they were, and forgets that.
func (r *refused) recall(item *Item) {
	tries := r.tries[item.Fingerprint]
	for len(tries) > 0 {
		first := tries[0]
		tries = tries[1:]
		r.count--
		if item.At.Sub(first.at) <= refusedFor {
			item.ID = first.id
			break
		}
	}
	r.set(item.Fingerprint, tries)
}

// sweep forgets what is too old.
func (r *refused) sweep(now time.Time) {
	r.swept = now
	for print, tries := range r.tries {
		old := 0
		for old < len(tries) && now.Sub(tries[old].at) > refusedFor {
			old++
		}
		r.count -= old
		r.set(print, tries[old:])
	}
}

func (r *refused) set(fingerprint string, tries []try) {
	if len(tries) == 0 {
		delete(r.tries, fingerprint)
		return
	}
	r.tries[fingerprint] = tries
}
