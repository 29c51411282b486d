package crash_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// folder is where the program is built.
var folder = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "kurzwahl-crash-") })

// program is the path of the built program.
var program = sync.OnceValues(func() (string, error) {
	dir, err := folder()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "kurzwahl")
	if out, err := exec.Command("go", "build", "-o", path, "kurzwahl/cmd/kurzwahl").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := folder(); err == nil {
		_ = os.RemoveAll(dir) // a temporary folder
	}
	os.Exit(code)
}

// process is the service, as an operator runs it; it can be killed and started again on the same config.
type process struct {
	t      *testing.T
	config string
	log    string // a file with what all its lives logged
	cmd    *exec.Cmd

	mu      sync.Mutex
	address string // where it serves HTTP, "" while it is dead
}

// newProcess prepares a process; start starts it. With the test it is killed, and its last words of a failed test are
// shown.
func newProcess(t *testing.T, config string) *process {
	t.Helper()
	p := &process{t: t, config: config, log: config + ".log"}
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(config), p.troubles())
		}
	})
	return p
}

// start starts the process and returns when it serves.
func (p *process) start() {
	p.t.Helper()
	path, err := program()
	if err != nil {
		p.t.Fatal(err)
	}
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = log.Close() }() // the process has it open for itself
	cmd := exec.Command(path, "serve", "--config", p.config)
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.cmd = cmd
	line, err := bufio.NewReader(out).ReadString('\n')
	_, address, found := strings.Cut(strings.TrimSpace(line), " serves ")
	if err != nil || !found {
		p.t.Fatalf("the service said %q (%v)\n%s", line, err, p.troubles())
	}
	p.become(address)
}

// kill ends the process as a power failure does: it learns nothing of it.
func (p *process) kill() {
	if p.cmd == nil {
		return
	}
	p.become("")
	if err := p.cmd.Process.Kill(); err != nil {
		p.t.Errorf("kill: %v", err)
	}
	_ = p.cmd.Wait() // its error says that it was killed
	p.cmd = nil
}

// stop asks the process to end, which it must do without an error.
func (p *process) stop() {
	p.t.Helper()
	p.become("")
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("the service ended with: %v", err)
	}
	p.cmd = nil
}

// where gives the address of the process, "" while it is dead.
func (p *process) where() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.address
}

func (p *process) become(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.address = address
}

// troubles gives the last warnings and errors that the process logged.
func (p *process) troubles() string {
	content, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	if os.Getenv("KURZWAHL_TEST_LOG") != "" {
		return string(content)
	}
	var last []string
	for line := range strings.Lines(string(content)) {
		if !strings.Contains(line, "level=INFO") {
			last = append(last, line)
		}
	}
	return strings.Join(last[max(0, len(last)-20):], "")
}
