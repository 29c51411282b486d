package workspace

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// pingEvery is how often each connection gets a WebSocket ping.
	pingEvery = 8 * time.Second
	// maxSockets is the most connections that an app may have at once.
	maxSockets = 10
	// ticketLife is how long an address from apps.connections.open can be dialled.
	ticketLife = 30 * time.Second
	// maxAck is the size in bytes from which on Slack silently drops an acknowledgement.
	maxAck = 20 * 1024
	// maxFrame is the most that is read of one frame.
	maxFrame = 1 << 20
)

// socket is one Socket Mode connection of the app.
type socket struct {
	conn *websocket.Conn
	out  chan frame // what is to be written; closed never, done ends the writer
	done chan struct{}
}

// frame is one thing to write on a socket: a ping, a text, or the end.
type frame struct {
	kind int // websocket.PingMessage, TextMessage or CloseMessage
	text []byte
}

// serveSocket upgrades a ticket from apps.connections.open to a connection and reads acknowledgements from it.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	s.mu.Lock()
	known := s.wire().Before(s.tickets[ticket])
	delete(s.tickets, ticket)
	s.mu.Unlock()
	if !known {
		http.Error(w, "the ticket is unknown or was used", http.StatusForbidden)
		return
	}
	conn, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	sock := &socket{conn: conn, out: make(chan frame, 1024), done: make(chan struct{})}
	written := make(chan struct{})
	go func() {
		defer close(written)
		sock.write()
	}()
	if s.join(sock) {
		defer s.live.Done()
		s.readAcks(sock)
		s.leave(sock)
	}
	close(sock.done)
	<-written
	_ = conn.Close()
}

// join adds a connection and greets it; false when there are too many or the workspace is closing. Who has joined
// says live.Done when they are down. It takes mu itself.
func (s *Server) join(sock *socket) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	if len(s.sockets) >= maxSockets {
		s.push(sock, Object{"type": "disconnect", "reason": "too_many_websockets", "debug_info": Object{"host": "applink-local"}})
		sock.enqueue(frame{kind: websocket.CloseMessage})
		return false
	}
	s.live.Add(1)
	s.sockets = append(s.sockets, sock)
	s.notice("info", "The app has connected.")
	s.push(sock, Object{
		"type": "hello", "num_connections": len(s.sockets), "connection_info": Object{"app_id": s.config.AppID},
		"debug_info": Object{"host": "applink-local", "build_number": 1, "approximate_connection_time": 18060},
	})
	return true
}

// leave takes a connection out. It takes mu itself.
func (s *Server) leave(sock *socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.Index(s.sockets, sock); i >= 0 {
		s.sockets = slices.Delete(s.sockets, i, i+1)
		s.notice("info", "A connection of the app has ended.")
	}
}

// readAcks reads acknowledgements until the connection ends. It takes mu itself.
func (s *Server) readAcks(sock *socket) {
	sock.conn.SetReadLimit(maxFrame)
	for {
		_, data, err := sock.conn.ReadMessage()
		if err != nil {
			return
		}
		var answer struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(data, &answer) != nil || answer.EnvelopeID == "" {
			continue // Slack ignores what it cannot read
		}
		s.mu.Lock()
		if len(data) < maxAck {
			s.record("in", "ack", answer.EnvelopeID, answer.Payload)
			s.acknowledge(answer.EnvelopeID, answer.Payload)
		} else {
			s.notice("error", "The app's acknowledgement is larger than 20 KB and was dropped.")
		}
		s.mu.Unlock()
	}
}

// dispatchSocket gives e to the next connection in turn; false when there is none.
func (s *Server) dispatchSocket(e *envelope) bool {
	if len(s.sockets) == 0 {
		return false
	}
	s.nextPick = (s.nextPick + 1) % len(s.sockets)
	o := Object{
		"envelope_id": e.id, "type": e.kind, "payload": e.payload, "accepts_response_payload": e.kind != kindEvent,
	}
	if e.kind == kindEvent {
		o["retry_attempt"], o["retry_reason"] = e.attempt, e.reason
	}
	s.push(s.sockets[s.nextPick], o)
	return true
}

// push queues a JSON text on a connection.
func (s *Server) push(sock *socket, o Object) {
	text, err := json.Marshal(o)
	if err != nil {
		s.config.Logger.Error("frame does not marshal", slog.Any("error", err))
		return
	}
	sock.enqueue(frame{kind: websocket.TextMessage, text: text})
}

// ping pings all connections, now and again.
func (s *Server) ping() {
	for _, sock := range s.sockets {
		sock.enqueue(frame{kind: websocket.PingMessage, text: []byte("ping")})
	}
	s.later(pingEvery, s.ping)
}

// Disconnect asks the oldest count connections to go, as Slack does before it refreshes them: a warning, and 10 s
// later the request and the end of the connection.
func (s *Server) Disconnect(count int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sock := range s.sockets[:min(count, len(s.sockets))] {
		s.push(sock, Object{"type": "disconnect", "reason": "warning", "debug_info": Object{"host": "applink-local"}})
		s.later(10*time.Second, func() {
			s.push(sock, Object{"type": "disconnect", "reason": "refresh_requested", "debug_info": Object{"host": "applink-local"}})
			sock.enqueue(frame{kind: websocket.CloseMessage})
		})
	}
}

// drop cuts the oldest count connections without a word, as a broken network does.
func (s *Server) drop(count int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sock := range s.sockets[:min(count, len(s.sockets))] {
		_ = sock.conn.NetConn().Close()
	}
}

// Unacknowledged tells of how many things the app was told without having acknowledged them yet.
func (s *Server) Unacknowledged() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pending)
}

// Connections tells how many Socket Mode connections the app has.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sockets)
}

// closeSockets ends all connections. It takes mu itself.
func (s *Server) closeSockets() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closing = true
	for _, sock := range s.sockets {
		sock.enqueue(frame{kind: websocket.CloseMessage})
	}
}

// enqueue queues f; a connection that does not read what it is sent is cut. It needs no lock.
func (sock *socket) enqueue(f frame) {
	select {
	case sock.out <- f:
	default:
		_ = sock.conn.Close()
	}
}

// write writes what is queued until the connection ends. It needs no lock.
func (sock *socket) write() {
	for {
		select {
		case <-sock.done:
			sock.drain()
			return
		case f := <-sock.out:
			if !sock.put(f) {
				_ = sock.conn.Close() // wakes the reader
				return
			}
		}
	}
}

// drain writes what is still queued when the reader has ended.
func (sock *socket) drain() {
	for {
		select {
		case f := <-sock.out:
			if !sock.put(f) {
				return
			}
		default:
			return
		}
	}
}

// put writes one frame; false when the connection is over.
func (sock *socket) put(f frame) bool {
	deadline := time.Now().Add(5 * time.Second)
	switch f.kind {
	case websocket.TextMessage:
		_ = sock.conn.SetWriteDeadline(deadline)
		return sock.conn.WriteMessage(f.kind, f.text) == nil
	case websocket.CloseMessage:
		_ = sock.conn.WriteControl(f.kind, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), deadline)
		return false
	default:
		return sock.conn.WriteControl(f.kind, f.text, deadline) == nil
	}
}
