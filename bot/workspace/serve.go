package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Serve runs the workspace on l alone: its page at "/", all else under "/workspace". It blocks until ctx ends or
// l fails, and all is down then; Run is part of it. Config.BaseURL must be "http://", l's address and "/workspace".
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	mux := http.NewServeMux()
	mux.Handle("/workspace/", http.StripPrefix("/workspace", s.Handler()))
	mux.HandleFunc("GET /page/config", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_ = json.NewEncoder(w).Encode(Object{"workspace": "/workspace", "phones": "", "demo": "", "title": s.config.Team.Name})
	})
	mux.Handle("/", Page())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		err := s.Run(ctx)
		_ = server.Close()
		ended <- err
	}()
	err := server.Serve(l)
	cancel()
	stopped := <-ended
	if errors.Is(err, http.ErrServerClosed) {
		return stopped
	}
	return fmt.Errorf("serve the workspace: %w", err)
}
