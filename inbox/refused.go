package inbox

import (
	"slices"
	"time"
)

// refused remembers texts whose commit failed and that the SMSC will therefore deliver again, with the ids under which they
// were tried. The commit may have worked all the same, and only its answer was lost: by these ids the Store knows a text again,
// also in the same session, where the same words are otherwise the customer's own. The zero value is empty; it is not for use
// by several goroutines.
type refused struct {
	tries map[string][]try // by fingerprint, the oldest first
	count int
	swept time.Time
}

// try is one text that was not stored as far as could be told.
type try struct {
	ids []string // the oldest first, never empty
	at  time.Time
}

const (
	// refusedFor is how late an SMSC may come again with what was refused. Where it never does, and the commit had worked,
	// a customer's same words would be taken for the redelivery until then.
	refusedFor = 15 * time.Minute
	// mostRefused bounds the memory; those beyond get new ids when they come again.
	mostRefused = 16384
	// mostIDs bounds what is kept of one text. The first stays, and the latest: it is where an outage begins and ends that a
	// commit works and its answer is lost.
	mostIDs = 4
)

// keep remembers an item that was not acknowledged, by its id, if it has one, and those before.
func (r *refused) keep(item Item) {
	ids := slices.Clone(item.Tried)
	if item.ID != "" {
		ids = append(ids, item.ID)
	}
	if len(ids) == 0 {
		return
	}
	if len(ids) > mostIDs {
		ids = slices.Delete(ids, 1, 2)
	}
	if r.count >= mostRefused && item.At.Sub(r.swept) > time.Second {
		r.sweep(item.At)
	}
	if r.count >= mostRefused {
		return
	}
	if r.tries == nil {
		r.tries = make(map[string][]try)
	}
	r.tries[item.Fingerprint] = append(r.tries[item.Fingerprint], try{ids, item.At})
	r.count++
}

// recall gives an item the ids under which its words were refused first, if they were, and forgets that. Its own id stays
// another: the first text may be another process's by now, and this one the customer's own.
func (r *refused) recall(item *Item) {
	tries := r.tries[item.Fingerprint]
	for len(tries) > 0 {
		first := tries[0]
		tries = tries[1:]
		r.count--
		if item.At.Sub(first.at) <= refusedFor {
			item.Tried = first.ids
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
