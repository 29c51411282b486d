package workspace

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

// sendPosts carries HTTP mode's envelopes to the app until ctx ends. It takes mu itself.
func (s *Server) sendPosts(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-s.posts:
			answer, err := s.sendPost(ctx, e)
			s.mu.Lock()
			if err == nil {
				s.acknowledge(e.id, answer)
			} else if s.pending[e.id] == e {
				delete(s.pending, e.id)
				e.once = e.once || errors.Is(err, errNoRetry)
				s.overdue(e)
			}
			s.mu.Unlock()
		}
	}
}

// errNoRetry says that the app refused an event with X-Slack-No-Retry.
var errNoRetry = errors.New("the app does not want the event again")

// sendPost sends e as a signed request and gives the body of the answer, nil when it is empty.
func (s *Server) sendPost(ctx context.Context, e *envelope) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, ackWithin)
	defer cancel()
	address, contentType, body := s.request(e)
	header := http.Header{"Content-Type": {contentType}}
	if e.attempt > 0 {
		header.Set("X-Slack-Retry-Num", strconv.Itoa(e.attempt))
		header.Set("X-Slack-Retry-Reason", "http_timeout")
	}
	a, err := s.postSigned(ctx, address, header, body)
	switch {
	case err != nil:
		return nil, err
	case a.status == http.StatusOK, a.status == http.StatusAccepted, a.status == http.StatusNoContent:
		return ackBody(a.header.Get("Content-Type"), a.body), nil
	case a.header.Get("X-Slack-No-Retry") == "1":
		return nil, errNoRetry
	default:
		return nil, fmt.Errorf("the app answered with status %d", a.status)
	}
}

// answered is what an app answered to a request.
type answered struct {
	status int
	header http.Header
	body   []byte
}

// postSigned posts body with Slack's signature over it.
func (s *Server) postSigned(ctx context.Context, address string, header http.Header, body []byte) (answered, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return answered{}, fmt.Errorf("address the app: %w", err)
	}
	at := strconv.FormatInt(s.wire().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(s.config.Requests.SigningSecret))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", at, body)
	r.Header = header
	r.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	r.Header.Set("X-Slack-Request-Timestamp", at)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return answered{}, fmt.Errorf("reach the app: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxFrame))
	if err != nil {
		return answered{}, fmt.Errorf("read the app's answer: %w", err)
	}
	return answered{status: answer.StatusCode, header: answer.Header, body: data}, nil
}

// VerifyURL asks the app's events address for a challenge back, as Slack does when the address is entered. It is
// for HTTP mode only.
func (s *Server) VerifyURL(ctx context.Context) error {
	challenge := newSecret()
	body := mustJSON(Object{"token": "local", "challenge": challenge, "type": "url_verification"})
	a, err := s.postSigned(ctx, s.config.Requests.Events, http.Header{"Content-Type": {"application/json"}}, []byte(body))
	if err != nil {
		return err
	}
	if !bytes.Contains(a.body, []byte(challenge)) {
		return errors.New("the app did not answer with the challenge")
	}
	return nil
}

// ackBody gives an answer's body as the acknowledgement's payload: JSON as it is, plain text as a message.
func ackBody(contentType string, data []byte) json.RawMessage {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return nil
	case json.Valid(data) && bytes.HasPrefix([]byte(contentType), []byte("application/json")):
		return data
	default:
		text, _ := json.Marshal(Object{"text": string(data)})
		return text
	}
}

// request gives the address, the content type and the body under which Slack sends e. It needs no lock.
func (s *Server) request(e *envelope) (address, contentType string, body []byte) {
	const form = "application/x-www-form-urlencoded"
	switch e.kind {
	case kindCommand:
		values := url.Values{}
		for k, v := range e.payload {
			values.Set(k, fmt.Sprint(v))
		}
		return s.config.Requests.Commands, form, []byte(values.Encode())
	case kindInteraction:
		return s.config.Requests.Interactions, form, []byte(url.Values{"payload": {mustJSON(e.payload)}}.Encode())
	default:
		return s.config.Requests.Events, "application/json", []byte(mustJSON(e.payload))
	}
}

// mustJSON writes o, which holds nothing that JSON cannot.
func mustJSON(o Object) string {
	data, err := json.Marshal(o)
	if err != nil {
		panic("workspace: a payload of ours does not marshal: " + err.Error())
	}
	return string(data)
}
