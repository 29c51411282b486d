package web_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"

	"kurzwahl/web"
)

// served is a handler on a socket.
type served struct {
	base  string
	stop  context.CancelFunc
	ended chan error
}

func serve(t *testing.T, h http.HandlerFunc) served {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	s := served{base: "http://" + listener.Addr().String(), stop: stop, ended: make(chan error, 1)}
	go func() { s.ended <- web.Serve(ctx, listener, h) }()
	return s
}

// get asks for the one page and gives all of its body.
func (s served) get(t *testing.T, accept string) (string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", accept)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func TestRunningRequestsFinishAfterTheStop(t *testing.T) {
	t.Parallel()
	begun, finish := make(chan struct{}), make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-finish
		if err := r.Context().Err(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, "finished")
	})
	got := make(chan string, 1)
	go func() {
		body, err := s.get(t, "text/html")
		if err != nil {
			body = err.Error()
		}
		got <- body
	}()
	<-begun
	s.stop()
	refused(t, s)
	close(finish)
	if body := <-got; body != "finished" {
		t.Errorf("a request that was under way got %q, want its answer", body)
	}
	if err := <-s.ended; err != nil {
		t.Errorf("serving ended with %v", err)
	}
}

// refused waits until the listener is closed: the stop has begun.
func refused(t *testing.T, s served) {
	t.Helper()
	for {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.base[len("http://"):])
		if err != nil {
			return
		}
		_ = conn.Close()
	}
}

func TestHangingRequestsEndAfterTheFarewell(t *testing.T) {
	t.Parallel()
	begun, ended := make(chan struct{}), make(chan struct{})
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		close(begun)
		<-r.Context().Done()
		close(ended)
	})
	go func() { _, _ = s.get(t, "text/html") }()
	<-begun
	s.stop()
	<-ended
	if err := <-s.ended; err != nil {
		t.Errorf("serving ended with %v", err)
	}
}

func TestStreamsEndAtOnceWithTheStop(t *testing.T) {
	t.Parallel()
	begun, ended := make(chan struct{}, 2), make(chan string, 2)
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		begun <- struct{}{}
		<-r.Context().Done()
		ended <- r.Header.Get("Accept")
	})
	const stream = "text/event-stream"
	for _, accept := range []string{"text/html", stream} {
		go func() { _, _ = s.get(t, accept) }()
		<-begun
	}
	s.stop()
	if first := <-ended; first != stream {
		t.Errorf("a request for %s ended before the stream did: the stream had the farewell of the others", first)
	}
	if err := <-s.ended; err != nil {
		t.Errorf("serving ended with %v", err)
	}
}

func TestStreamsEndWhole(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		close(begun)
		<-r.Context().Done()
		_, _ = io.WriteString(w, ": goodbye\n\n")
	})
	go func() {
		<-begun
		s.stop()
	}()
	if body, err := s.get(t, "text/event-stream"); err != nil || body != ": goodbye\n\n" {
		t.Errorf("the stream was cut: got %q, %v", body, err)
	}
	if err := <-s.ended; err != nil {
		t.Errorf("serving ended with %v", err)
	}
}
