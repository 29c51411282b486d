package workspace

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed page
var pageFiles embed.FS

// Page serves the browser page: its HTML at "/" and its assets under "/page/". Who mounts it serves
// "/page/config", which tells the page where the workspace and its neighbours are.
func Page() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /page/", http.FileServerFS(pageFiles))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, pageFS(), "index.html")
	})
	return mux
}

// pageFS gives the page's folder.
func pageFS() fs.FS {
	sub, err := fs.Sub(pageFiles, "page")
	if err != nil {
		panic("workspace: the page is not embedded: " + err.Error())
	}
	return sub
}
