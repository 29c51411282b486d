package web

import (
	"log/slog"
	"net/http"

	"kurzwahl/links"
)

// visits answers short links: 302 to the target, 410 when the link has expired, 404 when there is none.
type visits struct{ c Config }

func (v visits) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex")
	answer, err := v.c.Links.Resolve(r.Context(), links.Code(r.PathValue("code")), visit(r), v.c.Clock.Now())
	if err != nil {
		v.c.Logger.ErrorContext(r.Context(), "resolve short link", slog.Any("error", err))
	}
	switch {
	case answer.Outcome == links.Redirect, answer.Outcome == links.Preview:
		http.Redirect(w, r, answer.Link.Target, http.StatusFound)
	case answer.Outcome == links.Gone:
		page(w, http.StatusGone, "Dieser Link ist abgelaufen.", "This link has expired.", "Ten link wygasł.")
	case err != nil:
		page(w, http.StatusServiceUnavailable, "Bitte versuchen Sie es gleich noch einmal.", "Please try again in a moment.", "Spróbuj ponownie za chwilę.")
	default:
		page(w, http.StatusNotFound, "Diesen Link gibt es nicht.", "There is no such link.", "Taki link nie istnieje.")
	}
}

// visit is what tells a person's visit from a program's.
func visit(r *http.Request) links.Visit {
	v := links.Visit{Method: r.Method, UserAgent: r.UserAgent()}
	for _, header := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		if v.Purpose = r.Header.Get(header); v.Purpose != "" {
			break
		}
	}
	return v
}
