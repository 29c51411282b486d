package contests

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Document is what is published: the list before the draw, the same with the places after it. It names nobody.
type Document struct {
	Format     string `json:"format"`
	List       List   `json:"list"`
	ListSHA256 Digest `json:"list_sha256"`
	Draw       *Draw  `json:"draw,omitempty"` // nil until the places are drawn
}

// format names the form of documents, and the arithmetic that goes with it.
const format = "kurzwahl contest draw 1"

// maxDocument is the most octets of a document that is read: some seven million entries.
const maxDocument = 512 << 20

// Encode gives the document as it is published, for people's eyes too.
func (d Document) Encode() []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(d); err != nil {
		panic("contests: encode a document: " + err.Error())
	}
	return b.Bytes()
}

// ReadDocument reads a published document. It takes nothing that two readers could understand in two ways: no
// unknown key, none that stands twice, nothing behind the end.
func ReadDocument(r io.Reader) (Document, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxDocument+1))
	if err != nil {
		return Document{}, fmt.Errorf("read document: %w", err)
	}
	if len(raw) > maxDocument {
		return Document{}, errors.New("read document: it is too large to be one")
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return Document{}, errors.New("read document: the file is empty: name the list or the draw as it was published")
	}
	var d Document
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	switch err := decoder.Decode(&d); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return Document{}, errors.New("read document: the file ends in the middle: fetch the published one once more")
	case err != nil:
		return Document{}, fmt.Errorf("read document: it is no list and no draw of a contest: name the file as it was published: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Document{}, errors.New("read document: something stands behind its end")
	}
	if err := onceEach(json.NewDecoder(bytes.NewReader(raw))); err != nil {
		return Document{}, fmt.Errorf("read document: %w", err)
	}
	return d, nil
}

// onceEach wants every key of every object once. Keys that differ in case alone count as the same, because the
// decoder takes them so.
func onceEach(d *json.Decoder) error {
	type level struct {
		keys  map[string]bool // nil in an array
		value bool            // the next token is the value of a key
	}
	var stack []level
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if delimiter, ok := token.(json.Delim); ok && (delimiter == '}' || delimiter == ']') {
			stack = stack[:len(stack)-1]
			continue
		}
		if n := len(stack); n > 0 && stack[n-1].keys != nil {
			top := &stack[n-1]
			top.value = !top.value
			if key, ok := token.(string); ok && top.value {
				if key = strings.ToLower(key); top.keys[key] {
					return fmt.Errorf("the key %q stands twice in one object", key)
				}
				top.keys[key] = true
				continue
			}
		}
		switch token {
		case json.Delim('{'):
			stack = append(stack, level{keys: map[string]bool{}})
		case json.Delim('['):
			stack = append(stack, level{})
		}
	}
}
