package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
)

// order is the body of a control call: the fields of all verbs together.
type order struct {
	Click
	TS            string `json:"ts"`
	Text          string `json:"text"`
	ThreadTS      string `json:"thread_ts"`
	Name          string `json:"name"`
	Remove        bool   `json:"remove"`
	ContentBase64 []byte `json:"content_base64"`
	CallbackID    string `json:"callback_id"`
	Kind          string `json:"kind"`
	Count         int    `json:"count"`
	Method        string `json:"method"`
	Query         string `json:"query"`
}

// verbs gives what the control API can do, by name.
func verbs() map[string]func(context.Context, *Server, order) (Object, error) {
	return map[string]func(context.Context, *Server, order) (Object, error){
		"say": func(_ context.Context, s *Server, o order) (Object, error) {
			ts, err := s.Say(o.User, o.Channel, o.Text, o.ThreadTS)
			return Object{"ts": ts}, err
		},
		"edit": func(_ context.Context, s *Server, o order) (Object, error) {
			return nil, s.Edit(o.User, o.Channel, o.TS, o.Text)
		},
		"delete": func(_ context.Context, s *Server, o order) (Object, error) {
			return nil, s.Delete(o.User, o.Channel, o.TS)
		},
		"react": func(_ context.Context, s *Server, o order) (Object, error) {
			return nil, s.React(o.User, o.Channel, o.TS, o.Name, o.Remove)
		},
		"read": func(_ context.Context, s *Server, o order) (Object, error) { return nil, s.Read(o.User, o.Channel) },
		"upload": func(_ context.Context, s *Server, o order) (Object, error) {
			ts, err := s.Upload(o.User, o.Channel, o.ThreadTS, o.Name, o.ContentBase64)
			return Object{"ts": ts}, err
		},
		"click": func(ctx context.Context, s *Server, o order) (Object, error) { return nil, s.Click(ctx, o.Click) },
		"suggest": func(ctx context.Context, s *Server, o order) (Object, error) {
			offered, err := s.Suggest(ctx, o.Click, o.Query)
			return Object{"options": offered}, err
		},
		"submit": func(ctx context.Context, s *Server, o order) (Object, error) {
			answer, err := s.Submit(ctx, o.User, o.ViewID, o.Values)
			return toObject(answer), err
		},
		"close": func(ctx context.Context, s *Server, o order) (Object, error) {
			return nil, s.Close(ctx, o.User, o.ViewID)
		},
		"command": func(ctx context.Context, s *Server, o order) (Object, error) {
			return nil, s.Command(ctx, o.User, o.Channel, o.Text)
		},
		"shortcut": func(ctx context.Context, s *Server, o order) (Object, error) {
			return nil, s.Shortcut(ctx, o.User, o.CallbackID, o.Channel, o.MessageTS)
		},
		"open-home": func(_ context.Context, s *Server, o order) (Object, error) { return nil, s.OpenHome(o.User) },
		"fault": func(_ context.Context, s *Server, o order) (Object, error) {
			return nil, s.Fail(Fault{Kind: o.Kind, Count: o.Count, Method: o.Method})
		},
		"reset": func(_ context.Context, s *Server, _ order) (Object, error) { s.Reset(); return nil, nil },
		"log":   func(_ context.Context, s *Server, _ order) (Object, error) { return Object{"entries": s.Log()}, nil },
	}
}

// serveControl does what the page or a test asks for. It insists on JSON, so that no other site's form can.
func (s *Server) serveControl(w http.ResponseWriter, r *http.Request) {
	do, ok := verbs()[r.PathValue("verb")]
	if !ok {
		writeControl(w, nil, fmt.Errorf("unknown verb %q", r.PathValue("verb")))
		return
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		writeControl(w, nil, errors.New("the body must be application/json"))
		return
	}
	o, err := readOrder(w, r)
	if err != nil {
		writeControl(w, nil, err)
		return
	}
	result, err := do(r.Context(), s, o)
	writeControl(w, result, err)
}

// readOrder reads the body of a control call. What was chosen stands in it under the name that the element's
// state has for it, or as "value".
func readOrder(w http.ResponseWriter, r *http.Request) (order, error) {
	var o order
	var all Object
	body := json.RawMessage{}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 2*maxFile)).Decode(&body); err != nil {
		return o, fmt.Errorf("the body is not JSON: %w", err)
	}
	if err := errors.Join(json.Unmarshal(body, &o), json.Unmarshal(body, &all)); err != nil {
		return o, fmt.Errorf("the body is not an order: %w", err)
	}
	for name, v := range all {
		if name == "value" || name == "files" || name == "rich_text_value" || strings.HasPrefix(name, "selected_") {
			o.Value = v
		}
	}
	return o, nil
}

// writeControl writes the answer to a control call.
func writeControl(w http.ResponseWriter, result Object, err error) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	body := Object{"ok": err == nil}
	maps.Copy(body, result)
	if err != nil {
		body["error"] = err.Error()
	}
	_ = json.NewEncoder(w).Encode(body) // the peer may be gone
}
