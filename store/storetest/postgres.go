package storetest

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// missing ends a test that needs PostgreSQL where there is none.
func missing(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("KURZWAHL_REQUIRE_POSTGRES") == "1" {
		t.Fatalf("PostgreSQL is required: %v", err)
	}
	t.Skipf("NO POSTGRESQL, this half is not tested: %v (on Debian and Ubuntu: make test-deps)", err)
}

// sharedServer starts the one server of this test binary, or says why it cannot.
var sharedServer = sync.OnceValues(startServer)

// server is a running PostgreSQL. It dies with the process that started it, even when that is killed.
type server struct {
	port     int
	admin    *sql.DB
	migrated func() error // makes the database called migratedName, once
}

// migratedName is the database that each migrated one is copied from.
const migratedName = "migrated"

func (s *server) url(database string) string {
	return fmt.Sprintf("postgres://kurzwahl@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}

// create makes a database as a copy of another, to which nobody may be connected.
func (s *server) create(ctx context.Context, database, template string) error {
	_, err := s.admin.ExecContext(ctx, "CREATE DATABASE "+database+" TEMPLATE "+template)
	return err
}

const prefix = "kurzwahl-postgres-"

// sweep removes the folders of servers that died with their test binary an hour ago or earlier.
func sweep() {
	old, err := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	if err != nil {
		return
	}
	for _, dir := range old {
		if info, err := os.Stat(dir); err == nil && time.Since(info.ModTime()) > time.Hour {
			if err := os.RemoveAll(dir); err != nil {
				return // the next run tries again
			}
		}
	}
}

func startServer() (*server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	account, err := unprivileged()
	if err != nil {
		return nil, err
	}
	sweep()
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, err
	}
	if err := account.own(dir); err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	if err := makeCluster(bin, dir, data, account); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	if err := run(bin, dir, port, account); err != nil {
		return nil, err
	}
	s := &server{port: port}
	s.migrated = sync.OnceValue(func() error {
		if err := s.create(context.Background(), migratedName, "template1"); err != nil {
			return err
		}
		return migrate(s.url(migratedName))
	})
	s.admin, err = sql.Open("pgx", s.url("postgres"))
	return s, err
}

// makeCluster makes the server's files. A shop's database sorts texts as its language does, so that of the tests does
// too, where the installed version knows how.
func makeCluster(bin, dir, data string, account account) error {
	var failed error
	for _, language := range [][]string{{"--locale-provider=icu", "--icu-locale=de"}, nil} {
		args := append([]string{"--no-sync", "--auth=trust", "--username=kurzwahl", "--encoding=UTF8", "--locale=C", "-D", data}, language...)
		initdb := exec.Command(filepath.Join(bin, "initdb"), args...)
		initdb.SysProcAttr, initdb.Dir = account.attributes(), dir
		out, err := initdb.CombinedOutput()
		if err == nil {
			return nil
		}
		failed = fmt.Errorf("initdb: %w: %s", err, out)
	}
	return failed
}

// run starts the server and returns when it takes connections. The goroutine keeps its thread until the server
// ends, because the kernel sends the death signal when the starting thread dies.
func run(bin, dir string, port int, account account) error {
	ready := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		cmd := exec.Command(filepath.Join(bin, "postgres"), "-D", filepath.Join(dir, "data"), "-p", strconv.Itoa(port),
			"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "full_page_writes=off",
			"-c", "synchronous_commit=off", "-c", "max_connections=300", "-c", "shared_buffers=64MB")
		cmd.SysProcAttr, cmd.Dir = account.attributes(), dir
		cmd.SysProcAttr.Pdeathsig = syscall.SIGQUIT
		log, err := cmd.StderrPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			ready <- err
			return
		}
		watch(log, ready)
		ready <- errors.Join(errors.New("the PostgreSQL server ended"), cmd.Wait())
	}()
	return <-ready
}

// watch reads the server's log to its end and says once when it takes connections.
func watch(log interface{ Read([]byte) (int, error) }, ready chan<- error) {
	said := false
	for lines := bufio.NewScanner(log); lines.Scan(); {
		if !said && strings.Contains(lines.Text(), "ready to accept connections") {
			said = true
			ready <- nil
		}
	}
}

// binaries finds the folder of initdb and postgres: Debian keeps them out of PATH.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	slices.Sort(found)
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("no initdb found: install the package postgresql")
	}
	return filepath.Dir(path), nil
}

// account is who the server runs as: PostgreSQL refuses to be root.
type account struct {
	switched bool
	uid, gid uint32
}

func unprivileged() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(uidErr, gidErr); err != nil {
			return account{}, err
		}
		return account{switched: true, uid: uint32(uid), gid: uint32(gid)}, nil
	}
	return account{}, errors.New("running as root, and there is no user postgres or nobody to run the server as")
}

func (a account) own(dir string) error {
	if !a.switched {
		return nil
	}
	return os.Chown(dir, int(a.uid), int(a.gid))
}

func (a account) attributes() *syscall.SysProcAttr {
	if !a.switched {
		return &syscall.SysProcAttr{}
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: a.uid, Gid: a.gid}}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
