package smpp

import (
	"io"
	"log/slog"
	"net"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

// TestNothingFollowsTheAnswerToAnUnbind has a part in the buffer when the SMSC unbinds: only the answer is written, and
// the part is known not to have left.
func TestNothingFollowsTheAnswerToAnUnbind(t *testing.T) {
	t.Parallel()
	a := testAccount(t)
	ours, theirs := net.Pipe()
	t.Cleanup(func() { _ = theirs.Close() })
	s := newSession(a, connection{conn: ours, socket: ours, frames: pdu.NewReader(ours)}, true, slog.New(slog.DiscardHandler))
	sub := message.Submission{To: "+491711234567", Text: "x"}
	var outcome message.Outcome
	j := &job{sub: &sub, done: func(o message.Outcome) { outcome = o }}
	var err error
	if j.parcel, err = a.composer.compose(&sub); err != nil {
		t.Fatal(err)
	}
	a.mu.Lock()
	s.begin(j, time.Now())
	a.mu.Unlock()
	s.answerRest(pdu.Frame{Header: pdu.Header{ID: pdu.Unbind, Sequence: 9}})
	go s.write()
	written, err := io.ReadAll(theirs)
	if err != nil {
		t.Fatal(err)
	}
	if want := pdu.AppendBare(nil, pdu.Header{ID: pdu.UnbindResp, Sequence: 9}); string(written) != string(want) {
		t.Errorf("got % x, want % x", written, want)
	}
	<-s.ended
	s.abandon()
	if outcome.Disposition != message.NotSent {
		t.Errorf("got %+v, want not_sent", outcome)
	}
}
