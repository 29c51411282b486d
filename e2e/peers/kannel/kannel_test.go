// Package kannel_test holds the SMSC simulator against an ESME that is not ours and that operators run: Kannel 1.4.5,
// bound to it as a client.
package kannel_test

import (
	"bytes"
	"context"
	_ "embed"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"text/template"
	"time"

	"kurzwahl/smpp/smsc"
	"kurzwahl/smpp/smsc/smsctest"
)

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

// kannel is the two programs of a running gateway, with the simulator that they are bound to and the HTTP desk that
// they report to.
type kannel struct {
	t        *testing.T
	server   *smsc.Server
	config   string // the file
	box      *program
	smsbox   string // path of the other program
	sendsms  string // address of the HTTP interface
	desk     string // URL of ours
	texts    chan url.Values
	receipts chan url.Values
}

// ports are those that the gateway listens on or dials.
type ports struct {
	Admin, Smsbox, Sendsms, SMSC int
	Password, Desk               string
}

//go:embed kannel.conf.tmpl
var configText string

// run starts a gateway that logs in with the password; it ends with the test.
func run(t *testing.T, password string) *kannel {
	t.Helper()
	bearerbox, smsbox := find(t, "bearerbox"), find(t, "smsbox")
	k := &kannel{
		t: t, server: smsctest.Start(t, smsc.Config{Accounts: []smsc.Account{{SystemID: "shop", Password: "secret"}}}), smsbox: smsbox, texts: make(chan url.Values, 100), receipts: make(chan url.Values, 100),
	}
	k.openDesk()
	free := freePorts(t, 3)
	k.sendsms = net.JoinHostPort("127.0.0.1", strconv.Itoa(free[2]))
	simulated, _ := k.server.Addr().(*net.TCPAddr)
	k.writeConfig(ports{
		Admin: free[0], Smsbox: free[1], Sendsms: free[2], SMSC: simulated.Port, Password: password, Desk: k.desk,
	})
	k.box = start(t, bearerbox, "-v", "4", k.config)
	k.answers("http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(free[0])) + "/status.txt?password=test")
	return k
}

// find gives the path of a program of Kannel's. Debian has them where only root looks.
func find(t *testing.T, name string) string {
	t.Helper()
	for _, path := range []string{name, "/usr/sbin/" + name} {
		if found, err := exec.LookPath(path); err == nil {
			return found
		}
	}
	missing(t, name+" is not installed")
	return ""
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("KURZWAHL_REQUIRE_PEERS") == "1" {
		t.Fatalf("%s: run make test-deps", what)
	}
	t.Skipf("NOT TESTED AGAINST KANNEL: %s; run make test-deps", what)
}

// openDesk serves what Kannel calls: texts from phones and receipts.
func (k *kannel) openDesk() {
	mux := http.NewServeMux()
	mux.HandleFunc("/text", func(_ http.ResponseWriter, r *http.Request) { k.texts <- r.URL.Query() })
	mux.HandleFunc("/receipt", func(_ http.ResponseWriter, r *http.Request) { k.receipts <- r.URL.Query() })
	desk := httptest.NewServer(mux)
	k.t.Cleanup(desk.Close)
	k.desk = desk.URL
}

func (k *kannel) writeConfig(p ports) {
	k.t.Helper()
	var text bytes.Buffer
	if err := template.Must(template.New("config").Parse(configText)).Execute(&text, p); err != nil {
		k.t.Fatal(err)
	}
	k.config = filepath.Join(k.t.TempDir(), "kannel.conf")
	if err := os.WriteFile(k.config, text.Bytes(), 0o600); err != nil {
		k.t.Fatal(err)
	}
}

// openSmsbox starts the second program, which has the HTTP interface.
func (k *kannel) openSmsbox() {
	k.t.Helper()
	start(k.t, k.smsbox, "-v", "4", k.config)
	k.answers("http://" + k.sendsms + "/")
}

// answers waits until somebody answers there. A program that writes nothing gives no other sign that it listens.
func (k *kannel) answers(address string) {
	k.t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	limit := time.After(patience)
	for {
		if _, err := fetch(address); err == nil {
			return
		}
		select {
		case <-again.C:
		case <-limit:
			k.t.Fatal("Kannel does not answer")
		}
	}
}

// fetch gets a page and gives its status.
func fetch(address string) (int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return 0, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// freePorts gives ports that nobody listens on now.
func freePorts(t *testing.T, n int) []int {
	t.Helper()
	free := make([]int, n)
	for i := range free {
		var config net.ListenConfig
		listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close() // all are held until the last is found
		address, _ := listener.Addr().(*net.TCPAddr)
		free[i] = address.Port
	}
	return free
}

// program is a child process.
type program struct {
	command *exec.Cmd
	ended   chan struct{}
}

// start starts a program of Kannel's, which is killed when the test ends and has not stopped it.
func start(t *testing.T, name string, args ...string) *program {
	t.Helper()
	var said bytes.Buffer
	p := &program{command: exec.Command(name, args...), ended: make(chan struct{})}
	p.command.Dir = t.TempDir()
	p.command.Stdout, p.command.Stderr = &said, &said
	if err := p.command.Start(); err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	go func() {
		defer close(p.ended)
		_ = p.command.Wait() // it says nothing that the tests ask for
	}()
	t.Cleanup(func() {
		_ = p.command.Process.Kill() // it may have ended
		<-p.ended
		if t.Failed() {
			t.Logf("%s: %s", name, said.Bytes())
		}
	})
	return p
}

// stop asks the program to end as an operator would, and waits for it.
func (p *program) stop(t *testing.T) {
	t.Helper()
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.ended:
	case <-time.After(patience):
		t.Fatal("the program does not end")
	}
}
