package workspace_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kurzwahl/bot/workspace"
	"kurzwahl/bot/workspace/workspacetest"
	"kurzwahl/clock"
)

// collect acknowledges n events from conns and counts the texts of the messages in them.
func collect(t *testing.T, n int, conns ...*websocket.Conn) map[string]int {
	t.Helper()
	texts := make(chan string, n)
	for _, conn := range conns {
		go func() {
			for {
				var e envelope
				if conn.ReadJSON(&e) != nil {
					return
				}
				if conn.WriteJSON(map[string]string{"envelope_id": e.EnvelopeID}) != nil {
					return
				}
				text, _ := e.Payload.Event["text"].(string)
				texts <- text
			}
		}()
	}
	counts := map[string]int{}
	for range n {
		select {
		case text := <-texts:
			counts[text]++
		case <-workspacetest.Context(t).Done():
			t.Fatalf("%d of %d events came", len(counts), n)
		}
	}
	return counts
}

func TestCrowdLosesNothing(t *testing.T) {
	t.Parallel()
	const people, each = 8, 50
	w := workspacetest.Start(t, workspace.Config{Wire: clock.NewStill(time.Now())}) // a busy machine must not bring on retries
	one, _ := dial(t, w)
	two, _ := dial(t, w)
	var crowd sync.WaitGroup
	for p := range people {
		crowd.Go(func() {
			for i := range each {
				ts, err := w.Say(workspace.Mia, workspace.Inbox, fmt.Sprintf("%d-%d", p, i), "")
				if err != nil {
					t.Error(err)
					return
				}
				if i%10 == 0 {
					get(t, w.URL+"/control/state?user="+workspace.Mia)
				}
				_ = w.Read(workspace.Mia, workspace.Inbox)
				_ = w.Thread(workspace.Inbox, ts)
			}
		})
	}
	counts := collect(t, people*each, one, two)
	crowd.Wait()
	for text, n := range counts {
		if n != 1 {
			t.Errorf("message %s came %d times", text, n)
		}
	}
	if len(counts) != people*each {
		t.Errorf("%d messages came, want %d", len(counts), people*each)
	}
	seen := map[string]bool{}
	for _, m := range w.Messages(workspace.Inbox) {
		if seen[m.TS] {
			t.Errorf("two messages have ts %s", m.TS)
		}
		seen[m.TS] = true
	}
}
