package e2e_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// program is the built binary.
func program(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "kurzwahl")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "kurzwahl/cmd/kurzwahl")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return binary
}

// process is a running command of the program.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

// starts runs a command in the background; it is ended with the test.
func starts(t *testing.T, binary string, args ...string) *process {
	t.Helper()
	cmd := exec.Command(binary, args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: cmd, lines: bufio.NewScanner(out)}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			if err := cmd.Process.Kill(); err == nil {
				t.Logf("%v was killed at the end of the test: %v", args, cmd.Wait())
			}
		}
	})
	return p
}

// says reads the output up to a line that matches, and gives its first group.
func (p *process) says(pattern string) string {
	p.t.Helper()
	for p.lines.Scan() {
		if found := regexp.MustCompile(pattern).FindStringSubmatch(p.lines.Text()); found != nil {
			return found[1]
		}
	}
	p.t.Fatalf("%v ended without saying %q", p.cmd.Args, pattern)
	return ""
}

// stops asks the process to end and gives what it ended with.
func (p *process) stops() error {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, discard{p.lines}); err != nil {
		p.t.Fatal(err)
	}
	return p.cmd.Wait()
}

// discard reads lines to their end.
type discard struct{ lines *bufio.Scanner }

func (d discard) Read([]byte) (int, error) {
	if d.lines.Scan() {
		return 0, nil
	}
	return 0, io.EOF
}

func TestServeRunsAgainstAnySMSCAndSlackAndStopsCleanly(t *testing.T) {
	t.Parallel()
	binary := program(t)
	log := filepath.Join(t.TempDir(), "smsc.jsonl")
	smsc := starts(t, binary, "smsc", "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--log", log)
	smpp := smsc.says(`SMPP 3.4 on (\S+);`)
	phones := smsc.says(`(http://\S+)/phones`)
	slack := starts(t, binary, "workspace", "--listen", "127.0.0.1:0").says(`slack.api_url = "(\S+)"`)

	file := filepath.Join(t.TempDir(), "kurzwahl.toml")
	text := fmt.Sprintf(`
[shop]
name = "Radhaus"
[http]
listen = "127.0.0.1:0"
public_url = "http://127.0.0.1"
[store]
url = "sqlite:%s"
[[smsc]]
name = "main"
address = %q
system_id = "radhaus"
source = "72100"
[slack]
api_url = %q
app_token = "xapp-1"
bot_token = "xoxb-1"
inbox_channel = "#sms-inbox"
campaign_channel = "#sms-campaigns"
`, filepath.Join(t.TempDir(), "k.db"), smpp, slack)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	check, err := exec.CommandContext(t.Context(), binary, "check", "--config", file).CombinedOutput()
	if err != nil || strings.Contains(string(check), "MEND") {
		t.Fatalf("check: %v\n%s", err, check)
	}

	service := starts(t, binary, "serve", "--config", file)
	address := service.says(`serves (http://\S+)`)
	ready := func() bool { return fetch(t, address+"/readyz").status == http.StatusOK }
	h := &house{t: t, ctx: t.Context()}
	h.until("the service is ready", func(ctx context.Context) error { return poll(ctx, ready) })
	post(t, phones+"/phones/+491713920001/send", `{"to":"72100","text":"STOP"}`)
	h.until("the customer gets the confirmation", func(ctx context.Context) error {
		return poll(ctx, func() bool {
			return strings.Contains(fetch(t, phones+"/phones/+491713920001/messages").body, "abgemeldet")
		})
	})
	metrics := fetch(t, address+"/metrics").body
	if !strings.Contains(metrics, `kurzwahl_smsc_messages_total{kind="accepted",smsc="main"} 1`) || strings.Contains(metrics, "491713920001") {
		t.Errorf("the metrics do not count the message, or name the number:\n%s", metrics)
	}
	if err := service.stops(); err != nil {
		t.Errorf("serve ended with %v, want success", err)
	}
	if err := smsc.stops(); err != nil {
		t.Errorf("smsc ended with %v, want success", err)
	}
	wantJSONLines(t, log, `"event":"bind"`, `"event":"deliver","account":"radhaus"`, `"event":"submit"`, `"event":"unbind"`)
}

// wantJSONLines wants each line of a file to be JSON, and the parts to be in it.
func wantJSONLines(t *testing.T, file string, parts ...string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if !json.Valid([]byte(line)) {
			t.Errorf("this line of the log is no JSON: %s", line)
		}
	}
	for _, part := range parts {
		if !strings.Contains(string(text), part) {
			t.Errorf("the log has no %s:\n%s", part, text)
		}
	}
}
