package smpp_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"kurzwahl/message"
)

// nodeLine is a line that testdata/node/smsc.js prints.
type nodeLine struct {
	Port         int    `json:"port"`
	ID           string `json:"id"`
	Text         string `json:"text"`
	UDH          string `json:"udh"`
	To           string `json:"to"`
	Coding       int    `json:"coding"`
	Acknowledged *int   `json:"acknowledged"`
	Unbind       bool   `json:"unbind"`
	Error        string `json:"error"`
}

// nodeSMSC starts node-smpp as SMSC and gives its lines. The test is skipped where node or its package smpp is not
// there: "npm install" in testdata/node, or a NODE_PATH that has it, brings it.
func nodeSMSC(t *testing.T) <-chan nodeLine {
	t.Helper()
	probe := exec.CommandContext(t.Context(), "node", "-e", "require('smpp')")
	probe.Dir = "testdata/node"
	if err := probe.Run(); err != nil {
		t.Skipf("node with the package smpp is not here (%v): run npm install in smpp/testdata/node", err)
	}
	node := exec.CommandContext(t.Context(), "node", "smsc.js")
	node.Dir, node.Stderr = "testdata/node", os.Stderr
	output, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	lines := make(chan nodeLine, 100)
	go readLines(output, lines)
	t.Cleanup(func() {
		_ = node.Process.Kill()
		_ = node.Wait()
	})
	return lines
}

func readLines(output io.Reader, lines chan<- nodeLine) {
	for scanner := bufio.NewScanner(output); scanner.Scan(); {
		var line nodeLine
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
			line.Error = err.Error()
		}
		lines <- line
	}
}

func TestNodeSMPPAsSMSC(t *testing.T) {
	t.Parallel()
	lines := nodeSMSC(t)
	config := account(fmt.Sprintf("127.0.0.1:%d", receive(t, lines).Port))
	// node-smpp labels GSM text as data_coding 1.
	config.IA5IsDefault = true
	d := run(t, config)
	o := receive(t, d.submits(message.Submission{Text: "echo Grüße für 5 € [ok]", Class: message.Service}))
	if o.Disposition != message.Accepted || len(o.PartIDs) != 1 {
		t.Fatalf("got %+v", o)
	}
	if got := receive(t, lines); got.Text != "echo Grüße für 5 € [ok]" || got.To != "491711234567" || got.ID != o.PartIDs[0] {
		t.Errorf("node-smpp reads %+v", got)
	}
	for range 2 {
		in := receive(t, d.inbound)
		if in.Inbound.Text != "echo Grüße für 5 € [ok]" || in.Inbound.Undecoded != "" {
			t.Errorf("got %+v", in.Inbound)
		}
		in.Acknowledge(true)
	}
	receipt := receive(t, d.receipts)
	if r := receipt.Receipt; r.State != message.Delivered || !strings.Contains(strings.Join(r.Candidates, " "), o.PartIDs[0]) {
		t.Errorf("got %+v for id %s", r, o.PartIDs[0])
	}
	receipt.Acknowledge(true)
	for range 3 {
		if got := receive(t, lines); got.Acknowledged == nil || *got.Acknowledged != 0 {
			t.Errorf("got %+v, want an acknowledgement", got)
		}
	}
	long := strings.Repeat("Zażółć gęślą jaźń. ", 10)
	if o := receive(t, d.submits(message.Submission{Text: long})); o.Disposition != message.Accepted || o.Parts != 3 {
		t.Errorf("got %+v", o)
	}
	var joined strings.Builder
	for part := 1; part <= 3; {
		got := receive(t, lines)
		if got.Text == "" {
			continue
		}
		if !strings.HasSuffix(got.UDH, fmt.Sprintf("030%d", part)) || got.Coding != 8 {
			t.Errorf("part %d: got %+v", part, got)
		}
		joined.WriteString(got.Text)
		part++
	}
	if joined.String() != long {
		t.Errorf("node-smpp joins %q", joined.String())
	}
	d.stop()
	receive(t, d.ended)
	for !receive(t, lines).Unbind {
	}
}
