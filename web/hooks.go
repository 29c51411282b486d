package web

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"kurzwahl/shop"
)

// The most octets of a webhook's body, and how long it may take to come.
const (
	maxHook      = 1 << 20
	bodyPatience = 15 * time.Second
)

// hooks answers POST /hooks/{source}: 202 when the webhook is stored (now or before), 400 with a reason when it cannot be
// understood, 401 on a bad signature, 404 for a source that is not configured, 413 when it is too large, and 503 when
// it could not be stored, so that the shop sends it again.
type hooks struct{ c Config }

func (h hooks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// A recorder in a test has no deadline to set, and needs none.
	if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyPatience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		refuse(w, http.StatusServiceUnavailable, "the connection is broken")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxHook))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			refuse(w, http.StatusRequestEntityTooLarge, "the body is larger than 1 MiB")
			return
		}
		refuse(w, http.StatusBadRequest, "the body could not be read")
		return
	}
	source := r.PathValue("source")
	err = h.c.Hooks.Receive(r.Context(), source, r.Header.Get, body, h.c.Clock.Now())
	switch {
	case err == nil:
		reply(w, http.StatusAccepted, map[string]any{"status": "stored"})
	case errors.Is(err, shop.ErrSource):
		refuse(w, http.StatusNotFound, "there is no such source: it must stand in the config as a [[source]]")
	case errors.Is(err, shop.ErrSignature):
		refuse(w, http.StatusUnauthorized, "the signature does not fit the body: "+shop.SignatureHeader+` must be "sha256=" and the hex HMAC-SHA256 of the raw body with the source's secret`)
	case errors.Is(err, shop.ErrBody):
		refuse(w, http.StatusBadRequest, err.Error())
	default:
		h.c.Logger.ErrorContext(r.Context(), "store webhook", slog.String("source", source), slog.Any("error", err))
		refuse(w, http.StatusServiceUnavailable, "the webhook could not be stored: send it again later")
	}
}

func refuse(w http.ResponseWriter, status int, reason string) {
	reply(w, status, map[string]any{"error": reason})
}
