package smpp

import (
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

// refusedInRow is how many messages an SMSC may refuse in a row for their sender or the account before it is the
// account that is wrong (no credit, a contract that ended) and no further recipient is given up for it.
const refusedInRow = 20

// breaker counts what an account refuses of its own sender. The zero breaker is closed.
type breaker struct {
	inRow int
}

// open says whether so much was refused that what follows is held back.
func (b *breaker) open() bool { return b.inRow > refusedInRow }

// ownSender says whether a message goes out under the sender that campaigns use. Replies may have others, of which
// the SMSC's word says nothing about the account.
func (a *account) ownSender(sub *message.Submission) bool {
	return sub.From == "" || sub.From == a.config.Source
}

// refusedSender notes that the sender or the account of a job was refused. When that is the last straw, the job and
// those after it are tried again later, marketing less and less often, and people are told. The mutex is held.
func (a *account) refusedSender(j *job, status pdu.Status, now time.Time) {
	if j.standIn || !a.ownSender(j.sub) {
		return
	}
	a.breaker.inRow++
	if !a.breaker.open() {
		return
	}
	j.held = true
	a.pace.rest(now)
	if a.breaker.inRow == refusedInRow+1 {
		a.notice(AlarmRefusing, uint32(status), status.String())
	}
}

// acceptedSender notes that a job's part was taken. The mutex is held.
func (a *account) acceptedSender(j *job) {
	if a.breaker.inRow == 0 || !a.ownSender(j.sub) {
		return
	}
	if a.breaker.open() {
		a.notice(AlarmAccepting, 0, "")
	}
	a.breaker.inRow = 0
}

// notice keeps an alarm of the account until the mutex, which is held, is given back.
func (a *account) notice(kind AlarmKind, status uint32, reason string) {
	a.notices = append(a.notices, Alarm{
		SMSC: a.config.Name, Kind: kind, Status: status, Reason: reason, At: a.link.config.Clock.Now(),
	})
}
