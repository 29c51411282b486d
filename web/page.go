package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"

	"kurzwahl/message"
)

//go:embed pages
var pageFiles embed.FS

//go:embed pages/style.css
var pageStyle string

// pageTemplates are the pages: "plain", "answer", "stop" and "join".
var pageTemplates = template.Must(template.ParseFS(pageFiles, "pages/*.html"))

// pagePolicy lets a page have the style it carries and an icon in a data address, and send forms to where it came
// from; no script, no frame, nothing from elsewhere.
var pagePolicy = func() string {
	sum := sha256.Sum256([]byte(pageStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}()

// view is what a page shows. Everything in it but Style and Button.Target is escaped by the template.
type view struct {
	Language message.Language
	Title    string
	Shop     string // over the page; "" leaves the head away
	Privacy  string // address of the privacy policy; "" has no link
	Lines    []line
	Good     bool    // an answer that says "done"
	Button   *button // of an answer

	Notice   string    // over a form
	Seal     string    // of a form
	OnlyAll  bool      // of the opt-out: there is no choice
	Problems []problem // of the opt-in, in the order of its fields
	Typed    typed     // of the opt-in

	texts map[string]string
	fills *strings.Replacer
}

// line is one paragraph.
type line struct {
	Language message.Language
	Text     string
}

// button leads to where an answer can be given at once.
type button struct {
	Text   string
	Target template.URL
}

// problem is what is wrong with one field, and what to do.
type problem struct{ Field, Text string }

// Style is the style sheet.
func (view) Style() template.CSS { return template.CSS(pageStyle) } //nolint:gosec // it is our own file, not input

// Tongues are the languages that the page can be read in.
func (view) Tongues() []tongue { return tongues() }

// Say gives a text in the page's language, with its placeholders filled in.
func (v view) Say(key string) string { return v.fills.Replace(v.texts[key]) }

// Problem gives what is wrong with a field, "" when nothing is.
func (v view) Problem(field string) string {
	for _, p := range v.Problems {
		if p.Field == field {
			return p.Text
		}
	}
	return ""
}

// add puts a text below the others.
func (v *view) add(keys ...string) {
	for _, key := range keys {
		v.Lines = append(v.Lines, line{v.Language, v.Say(key)})
	}
}

// page writes one sentence in three languages.
func page(w http.ResponseWriter, status int, german, english, polish string) {
	v := view{
		Language: message.German, Title: german,
		Lines: []line{{message.German, german}, {message.English, english}, {message.Polish, polish}},
	}
	if err := show(w, status, "plain", v); err != nil {
		w.WriteHeader(http.StatusInternalServerError) // a bug of the template, which tests would have shown
	}
}

// show writes a page. The referrer is kept within the site, not suppressed as elsewhere: a browser that may tell none
// sends a form with the origin "null", which looks like another site's.
func show(w http.ResponseWriter, status int, name string, v view) error {
	var body bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&body, name, v); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(v.Language))
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex")
	w.WriteHeader(status)
	if _, err := w.Write(body.Bytes()); err != nil {
		return nil //nolint:nilerr // the peer is gone
	}
	return nil
}
