package workspace

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// maxBody is the most that is read of one Web API call.
const maxBody = 4 << 20

// args are the arguments of one Web API call: from a form each is a text, from a JSON body any JSON value.
type args map[string]json.RawMessage

// readArgs reads the arguments of a call from its query and its form or JSON body.
func readArgs(w http.ResponseWriter, r *http.Request) (args, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	a := args{}
	switch kind {
	case "application/json":
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, fmt.Errorf("read body: %w", err)
		}
		if len(data) > 0 && json.Unmarshal(data, &a) != nil {
			return nil, refuse("invalid_json")
		}
	case "multipart/form-data":
		if err := r.ParseMultipartForm(maxBody); err != nil { //nolint:gosec // the body is bounded above
			return nil, refuse("invalid_form_data")
		}
	default:
		if err := r.ParseForm(); err != nil {
			return nil, refuse("invalid_form_data")
		}
	}
	if r.Form == nil {
		r.Form = r.URL.Query()
	}
	for k := range r.Form {
		if _, ok := a[k]; !ok {
			text, _ := json.Marshal(r.Form.Get(k))
			a[k] = text
		}
	}
	return a, nil
}

// has tells whether an argument was given and is not null.
func (a args) has(name string) bool {
	return len(a[name]) > 0 && string(a[name]) != "null"
}

// text gives an argument as text; numbers and booleans as they are written.
func (a args) text(name string) string {
	if !a.has(name) {
		return ""
	}
	var s string
	if json.Unmarshal(a[name], &s) == nil {
		return s
	}
	return string(a[name])
}

// truth gives a boolean argument, which forms write as true or 1.
func (a args) truth(name string) bool {
	return a.text(name) == "true" || a.text(name) == "1"
}

// number gives a whole number, or otherwise when there is none.
func (a args) number(name string, otherwise int) int {
	if n, err := strconv.Atoi(a.text(name)); err == nil {
		return n
	}
	return otherwise
}

// list gives a list of ids, which is an array or a text with commas.
func (a args) list(name string) []string {
	var ids []string
	if json.Unmarshal(a[name], &ids) == nil {
		return ids
	}
	return strings.FieldsFunc(a.text(name), func(r rune) bool { return r == ',' || r == ' ' })
}

// decode reads a structured argument into v. It may be a JSON value or a text that holds one, as in a form.
func (a args) decode(name string, v any) error {
	if !a.has(name) {
		return nil
	}
	data := []byte(a[name])
	if data[0] == '"' {
		data = []byte(a.text(name))
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("argument %s: %w", name, err)
	}
	return nil
}

// visible gives the arguments for the inspector: decoded where they hold JSON, and without the token.
func (a args) visible() Object {
	o := Object{}
	for name, raw := range a {
		var v any
		if name == "token" || json.Unmarshal(raw, &v) != nil {
			continue
		}
		if text, ok := v.(string); ok && (strings.HasPrefix(text, "[") || strings.HasPrefix(text, "{")) {
			var inner any
			if json.Unmarshal([]byte(text), &inner) == nil {
				v = inner
			}
		}
		o[name] = v
	}
	return o
}

// quoted gives a text as the JSON value that it is in args.
func (a args) quoted(text string) json.RawMessage {
	data, _ := json.Marshal(text) // a string always marshals
	return data
}
