// Package nodesmpp_test holds our two SMPP implementations, the link and the SMSC simulator, against a third that
// is not ours: node-smpp, as ESME and as SMSC.
package nodesmpp_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
)

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

const (
	shop     = "72100"
	customer = "+491711234567"
)

// The texts that cross the link both ways.
const (
	plain  = "Ihr Rad ist da. Grüße, Ihr Radhaus (ÄÖÜß €)"
	polish = "Twoje zamówienie jest już w drodze 🚲"
)

// line is what a script says: the event and what belongs to it.
type line struct {
	Event       string
	Port        int
	Status      int
	ID, Name    string
	As          string
	Source      string
	Destination string
	Text        string
	ESMClass    int `json:"esm_class"`
	DataCoding  int `json:"data_coding"`
	Part        *struct{ Reference, Total, Number int }
	Receipted   string
	State       int
	Receipt     bool
}

// peer is a running script.
type peer struct {
	t     *testing.T
	input io.Writer
	lines chan line
	kept  []line
}

// run starts a script of this folder, which ends with the test. Without Node or the packages the test is
// skipped, or fails where KURZWAHL_REQUIRE_PEERS is 1.
func run(t *testing.T, script string, args ...string) *peer {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		missing(t, "node is not installed")
	}
	if _, err := os.Stat("node_modules/smpp"); err != nil {
		missing(t, "the Node packages are not installed")
	}
	ctx, cancel := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, node, append([]string{script}, args...)...)
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("start %s: %v", script, err)
	}
	p := &peer{t: t, input: input, lines: make(chan line, 1000)}
	go p.read(ctx, output)
	t.Cleanup(func() {
		cancel()
		for range p.lines { // until read has ended: Wait closes what it reads from
		}
		_ = command.Wait() // it was killed
	})
	return p
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("KURZWAHL_REQUIRE_PEERS") == "1" {
		t.Fatalf("%s: run make test-deps", what)
	}
	t.Skipf("NOT TESTED AGAINST node-smpp: %s; run make test-deps", what)
}

func (p *peer) read(ctx context.Context, output io.Reader) {
	defer close(p.lines)
	scanner := bufio.NewScanner(output)
	for scanner.Scan() && ctx.Err() == nil {
		var l line
		if err := json.Unmarshal(scanner.Bytes(), &l); err != nil {
			p.t.Errorf("the peer says %q: %v", scanner.Text(), err)
			continue
		}
		p.lines <- l
	}
}

// tell sends a command.
func (p *peer) tell(command map[string]string) {
	p.t.Helper()
	encoded, err := json.Marshal(command)
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := p.input.Write(append(encoded, '\n')); err != nil {
		p.t.Fatalf("tell the peer: %v", err)
	}
}

// hears waits for the next line of the event; others are kept for later.
func (p *peer) hears(event string) line {
	p.t.Helper()
	for i, l := range p.kept {
		if l.Event == event {
			p.kept = append(p.kept[:i:i], p.kept[i+1:]...)
			return l
		}
	}
	limit := time.After(patience)
	for {
		select {
		case l, ok := <-p.lines:
			if !ok {
				p.t.Fatalf("the peer ended before it said %q", event)
			}
			if l.Event == event {
				return l
			}
			p.kept = append(p.kept, l)
		case <-limit:
			p.t.Fatalf("the peer did not say %q but %+v", event, p.kept)
		}
	}
}
