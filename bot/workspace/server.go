package workspace

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Server is a running workspace. All exported methods may be called by many at once.
//
// Unexported methods expect mu to be held unless they say otherwise; HTTP handlers take it themselves.
type Server struct {
	config   Config
	upgrader websocket.Upgrader
	live     sync.WaitGroup // the connections' goroutines
	faults   faults
	traffic  traffic
	feed     feed
	rates    rates
	posts    chan *envelope // HTTP mode's deliveries, sent by Run
	revoked  atomic.Bool    // the app has been uninstalled

	mu        sync.Mutex
	users     []User
	groups    []Group
	rooms     []*room
	ephemeral []Message
	modals    map[string][]*View // a stack per user, the last on top
	homes     map[string]*View
	triggers  map[string]*trigger
	responses map[string]*response
	files     map[string]*storedFile
	tickets   map[string]time.Time // when each expires
	sockets   []*socket
	closing   bool // Run is over: no more connections
	nextPick  int  // the connection that is served next
	pending   map[string]*envelope
	agenda    agenda
	reached   string // the address under which the app last reached the Web API
}

// New gives a workspace as config describes it. It fails on a config without exactly one bot, or with two users
// or channels of the same id.
func New(config Config) (*Server, error) {
	s := &Server{
		config: config.withDefaults(), upgrader: websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }},
		feed: newFeed(), posts: make(chan *envelope, 1024),
	}
	if err := s.config.check(); err != nil {
		return nil, fmt.Errorf("workspace config: %w", err)
	}
	s.clear()
	return s, nil
}

// check reports what makes c unusable.
func (c Config) check() error {
	seen, bots := map[string]bool{}, 0
	for _, u := range c.Users {
		if u.ID == "" || seen[u.ID] {
			return fmt.Errorf("user id %q is empty or not unique", u.ID)
		}
		seen[u.ID] = true
		if u.IsBot {
			bots++
		}
	}
	for _, ch := range c.Channels {
		if ch.ID == "" || seen[ch.ID] {
			return fmt.Errorf("channel id %q is empty or not unique", ch.ID)
		}
		seen[ch.ID] = true
	}
	if bots != 1 {
		return errors.New("exactly one user must be the bot")
	}
	return nil
}

// clear brings the workspace back to its start; connections stay.
func (s *Server) clear() {
	s.users = append([]User(nil), s.config.Users...)
	s.groups = append([]Group(nil), s.config.Groups...)
	s.rooms, s.ephemeral = nil, nil
	for _, c := range s.config.Channels {
		s.rooms = append(s.rooms, newRoom(c))
	}
	s.modals, s.homes = map[string][]*View{}, map[string]*View{}
	s.triggers, s.responses = map[string]*trigger{}, map[string]*response{}
	s.files = map[string]*storedFile{}
	if s.tickets == nil {
		s.tickets, s.pending = map[string]time.Time{}, map[string]*envelope{}
	}
}

// Reset forgets all messages, modals, files and faults, and keeps the app's connections.
func (s *Server) Reset() {
	s.faults.clear()
	s.traffic.clear()
	s.revoked.Store(false)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
	s.publish(news{Type: "reset"})
}

// Handler serves all of the workspace but its page: the Web API, Socket Mode, uploads and the control API. Its
// paths begin at "/"; mount it elsewhere with http.StripPrefix and say so in Config.BaseURL.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveAPI)
	mux.HandleFunc("GET /socket", s.serveSocket)
	mux.HandleFunc("POST /response/{id}", s.serveResponse)
	mux.HandleFunc("POST /upload/{id}", s.serveUpload)
	mux.HandleFunc("PUT /upload/{id}", s.serveUpload)
	mux.HandleFunc("GET /files-pri/{id}/{name}", s.serveFile)
	mux.HandleFunc("GET /control/state", s.serveState)
	mux.HandleFunc("GET /control/events", s.serveEvents)
	mux.HandleFunc("POST /control/{verb}", s.serveControl)
	return mux
}

// Run keeps the workspace's time: pings, acknowledgements that are due, retries, and in HTTP mode the requests to
// the app. It blocks until ctx ends and all that it started is down; the error is always ctx's.
func (s *Server) Run(ctx context.Context) error {
	s.mu.Lock()
	s.closing = false
	s.mu.Unlock()
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() { s.sendPosts(ctx) })
	}
	err := s.keepAgenda(ctx)
	work.Wait()
	s.closeSockets()
	s.live.Wait()
	return err
}

// bot gives the app's user.
func (s *Server) bot() User {
	for _, u := range s.users {
		if u.IsBot {
			return u
		}
	}
	return User{} // New has made sure of one
}

// user looks up a person by id.
func (s *Server) user(id string) (User, bool) {
	for _, u := range s.users {
		if u.ID == id {
			return u, true
		}
	}
	return User{}, false
}
