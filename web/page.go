package web

import (
	"html/template"
	"net/http"
)

// plain is a page of one sentence in the three languages, without scripts, pictures or anything from elsewhere.
var plain = template.Must(template.New("plain").Parse(`<!doctype html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.German}}</title>
<style>body{font:18px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem;color:#1c2430;background:#fbfaf7}p+p{color:#5d6675;font-size:16px}
@media(prefers-color-scheme:dark){body{color:#e9e6df;background:#15181d}p+p{color:#9aa3b2}}</style></head>
<body><main><p>{{.German}}</p><p lang="en">{{.English}}</p><p lang="pl">{{.Polish}}</p></main></body></html>
`))

// page writes one sentence in three languages.
func page(w http.ResponseWriter, status int, german, english, polish string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.WriteHeader(status)
	if err := plain.Execute(w, map[string]string{"German": german, "English": english, "Polish": polish}); err != nil {
		return // the peer is gone
	}
}
