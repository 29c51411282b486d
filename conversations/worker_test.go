package conversations

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
)

// script is a store that answers as told, round by round, and then has nothing to do.
type script struct {
	rounds []func(d Decider) (int, error)
	next   time.Time // when the next timer is due
	over   chan struct{}
}

func (s *script) Turns(_ context.Context, _ time.Time, _ int, d Decider) (int, error) {
	if len(s.rounds) == 0 {
		s.over <- struct{}{}
		return 0, nil
	}
	round := s.rounds[0]
	s.rounds = s.rounds[1:]
	return round(d)
}

func (s *script) RingTimers(context.Context, time.Time, int) (int, time.Time, error) {
	return 0, s.next, nil
}

func TestWorkerGoesOnAfterTheStoreFailed(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	moving := clock.NewMovable(start())
	failed := make(chan struct{})
	s := &script{over: make(chan struct{}), rounds: []func(Decider) (int, error){
		func(Decider) (int, error) { close(failed); return 0, errors.New("disk full") },
		func(Decider) (int, error) { return 1, nil },
	}}
	desk, err := New(config(t, message.German, false))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	bell := make(chan struct{}, 1)
	go func() { ended <- NewWorker(desk, s, bell, moving, slog.New(slog.NewTextHandler(&log, nil))).Run(ctx) }()
	<-failed
	moving.Advance(time.Minute)
	<-s.over
	bell <- struct{}{}
	<-s.over
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run ended with %v", err)
	}
	if strings.Count(log.String(), "turns failed") != 1 || !strings.Contains(log.String(), "disk full") {
		t.Errorf("the log is %q, want the failure once", log.String())
	}
}

func TestPanicCostsOnlyItsOwnTurn(t *testing.T) {
	t.Parallel()
	desk, err := New(config(t, message.German, false))
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	worker := NewWorker(desk.Broken(), nil, nil, clock.NewMovable(start()), slog.New(slog.NewTextHandler(&log, nil)))
	text := Event{ID: "e1", Address: "+491711234567", Kind: Texted, Text: "geheim"}
	outcomes := worker.Decide([]Pending{
		{Event: text}, {Event: Event{ID: "e2", Address: "+491711234568", Kind: WebOptOut}}, {Event: text, Attempts: 2}, {Event: text, Attempts: 3},
	})
	if outcomes[0].Err == nil {
		t.Error("the first attempt gave a turn")
	}
	if outcomes[1].Err != nil || len(outcomes[1].Turn.Consents) != 1 {
		t.Errorf("the turn beside it is %+v", outcomes[1])
	}
	for _, last := range outcomes[2:] {
		if last.Err != nil || last.Turn.Failed == "" || last.Turn.Conversation == nil || last.Turn.Conversation.Quote != "geheim" || len(last.Turn.Replies) > 0 {
			t.Errorf("after the last attempt: %+v, want a case for people and no reply", last)
		}
	}
	if strings.Contains(log.String(), "geheim") || strings.Contains(log.String(), "+49171") {
		t.Errorf("the log tells what the customer wrote: %s", log.String())
	}
}

func TestEvenAnUnshowableEventEnds(t *testing.T) {
	t.Parallel()
	worker := NewWorker(&Desk{}, nil, nil, clock.NewMovable(start()), slog.New(slog.DiscardHandler))
	outcome := worker.Decide([]Pending{{Event: Event{ID: "e1", Address: "+491711234567", Kind: Texted, Text: "x"}, Attempts: 2}})[0]
	if outcome.Err != nil || outcome.Turn.Failed == "" {
		t.Errorf("got %+v, want a failed turn", outcome)
	}
}
