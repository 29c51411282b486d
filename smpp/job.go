package smpp

import (
	"context"
	"slices"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

// job is one Submission on its way over an account. Its account's mutex guards all that changes.
type job struct {
	sub     *message.Submission
	done    func(message.Outcome)
	standIn bool // it goes over an SMSC that takes another's place
	parcel

	next     int   // first part that is not in a session's buffer yet
	open     int   // parts in a buffer or written, and not settled
	retries  int   // how often a throttled part was tried again
	asked    int   // how often Submission.Ask was called
	settled  bool  // done has been, or is about to be, called
	returned error // why it was taken out of its lane without a part being queued; nil if it was not

	ids     []string   // message id of each accepted part, "" of others
	written int        // parts of which an octet may have left
	lost    int        // written parts without an answer
	status  pdu.Status // of the first refusal or generic_nack
	crowded bool       // a refusal was for the phone's own full queue
	held    bool       // a refusal was one of many of the sender or the account

	wait           chan struct{} // closed when the job is wholly in the buffer, or returned; nil when nobody waits
	before, behind *job          // neighbours in the lane
}

// begun says whether some part is in a session's buffer, so that the job can no longer be called back.
func (j *job) begun() bool { return j.next > 0 }

// queued says whether all parts are in a session's buffer.
func (j *job) queued() bool { return j.next == len(j.ends) }

// unwanted gives nil where the message is wanted, else errUnwanted or errUnsure.
func (j *job) unwanted() error {
	if j.sub.Wanted == nil {
		return nil
	}
	switch j.sub.Wanted() {
	case message.Wanted:
		return nil
	case message.Unsure:
		return errUnsure
	case message.Unwanted:
		return errUnwanted
	}
	return errUnwanted
}

// mostAsked is how often one message asks whether it is still wanted: each time its slot came too late for the answer.
const mostAsked = 5

// ask finds out whether a message of which that was unsure is wanted. It may take as long as a query; no lock is
// held.
func (j *job) ask(ctx context.Context) bool {
	j.asked++
	return j.asked <= mostAsked && j.sub.Ask != nil && j.sub.Ask(ctx)
}

// giveBack returns a job of which nothing is queued to the goroutine that submitted it.
func (j *job) giveBack(why error) {
	j.returned = why
	j.release()
}

// release wakes the goroutine that submitted the job.
func (j *job) release() {
	if j.wait != nil {
		close(j.wait)
		j.wait = nil
	}
}

// accept settles part i with the SMSC's id.
func (j *job) accept(i int, id string) {
	j.open--
	j.written++
	if j.ids == nil {
		j.ids = make([]string, len(j.ends))
	}
	j.ids[i] = id
}

// refuse settles a part with a status that is not OK.
func (j *job) refuse(status pdu.Status) {
	j.open--
	j.written++
	if j.status == pdu.StatusOK {
		j.status = status
	}
}

// lose settles a part that nobody will answer; written says whether the SMSC may have it.
func (j *job) lose(written bool) {
	j.open--
	if written {
		j.written++
		j.lost++
	}
}

// complete says whether the job has its outcome: all parts are settled, or those that were queued are and the
// rest has no session to go over.
func (j *job) complete(sessionEnded bool) bool {
	return j.open == 0 && (j.queued() || sessionEnded)
}

// outcome sums up a complete job.
func (j *job) outcome(config *SMSCConfig, at time.Time) message.Outcome {
	o := message.Outcome{ID: j.sub.ID, SMSC: config.Name, Status: uint32(j.status), Parts: len(j.ends), At: at}
	switch {
	case j.written == 0:
		o.Disposition = message.NotSent
	case j.lost > 0 || j.written < len(j.ends):
		o.Disposition = message.Unknown
	default:
		o.Disposition = j.disposition(config)
	}
	o.PartIDs = j.ids
	if o.Disposition != message.Accepted {
		// Places of parts that were not accepted are empty.
		o.PartIDs = slices.DeleteFunc(j.ids, func(id string) bool { return id == "" })
	}
	return o
}

// disposition is what the answers to all parts make of the job. What a stand-in says of the number or the sender
// counts for now only: the SMSC whose place it takes may know them. What an SMSC refuses to everybody counts for now
// only, too: no recipient is at fault, and marketing waits until it ends.
func (j *job) disposition(config *SMSCConfig) message.Disposition {
	d := config.disposition(j.status)
	refused := d == message.RefusedRecipient || d == message.RefusedSender
	switch {
	case j.held && d == message.RefusedSender && j.sub.Class == message.Marketing:
		return message.Throttled
	case j.held && d == message.RefusedSender, j.standIn && refused, j.crowded && d == message.Throttled:
		return message.Transient
	default:
		return d
	}
}

// lane is a queue of jobs from which any can be taken out. The zero lane is empty.
type lane struct {
	first, last *job
	length      int
}

func (l *lane) push(j *job) {
	j.before = l.last
	if l.last != nil {
		l.last.behind = j
	} else {
		l.first = j
	}
	l.last = j
	l.length++
}

// pushFirst has j go before all others.
func (l *lane) pushFirst(j *job) {
	j.behind = l.first
	if l.first != nil {
		l.first.before = j
	} else {
		l.last = j
	}
	l.first = j
	l.length++
}

func (l *lane) remove(j *job) {
	if j.before != nil {
		j.before.behind = j.behind
	} else {
		l.first = j.behind
	}
	if j.behind != nil {
		j.behind.before = j.before
	} else {
		l.last = j.before
	}
	j.before, j.behind = nil, nil
	l.length--
}
