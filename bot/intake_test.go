package bot_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"kurzwahl/bot"
	"kurzwahl/message"
)

// sends makes a request as Slack signs it and gives the answer.
func sends(t *testing.T, h http.Handler, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/slack", strings.NewReader(body))
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", sign(stamp, body))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func sign(stamp, body string) string {
	mac := hmac.New(sha256.New, []byte("secret"))
	_, _ = mac.Write([]byte("v0:" + stamp + ":" + body))
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// command is the body of a slash command.
func command(trigger, text string) string {
	return url.Values{"command": {"/sms"}, "text": {text}, "user_id": {"U0MIA00001"}, "channel_id": {"C1"}, "trigger_id": {trigger}}.Encode()
}

// submission is the body of a submitted modal.
func submission(trigger string) string {
	payload := fmt.Sprintf(`{"type":"view_submission","trigger_id":%q,"user":{"id":"U0MIA00001"},"view":{"id":"V1","callback_id":"write","state":{"values":{}}}}`, trigger)
	return url.Values{"payload": {payload}}.Encode()
}

// mention is the body of an event.
func mention(id string) string {
	return fmt.Sprintf(`{"type":"event_callback","event_id":%q,"event":{"type":"app_mention","user":"U0MIA00001","channel":"C1","ts":"1.1"}}`, id)
}

// hangingSlack is a Slack that answers nothing. It gives its address and a channel that gets a token for each call.
func hangingSlack(t *testing.T) (address string, called <-chan struct{}) {
	t.Helper()
	calls, over := make(chan struct{}, 1024), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		calls <- struct{}{}
		select {
		case <-over:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(over) })
	return server.URL + "/", calls
}

func TestHangingAnswersDoNotStopTheIntake(t *testing.T) {
	t.Parallel()
	address, called := hangingSlack(t)
	d := newDesk(t, func(c *bot.Config) { c.Mode, c.SigningSecret, c.APIURL = bot.HTTP, "secret", address })
	stop := d.run(d.bot.Run)
	var waiting sync.WaitGroup
	for i := range 32 {
		waiting.Go(func() { sends(t, d.bot.Commands(), command(fmt.Sprint("hangs", i), "campaign new")) })
	}
	for range 32 {
		<-called
	}
	for i := range 5 { // which would get no refusal, but the answer that came too late, had they waited for the others
		event := sends(t, d.bot.Events(), mention(fmt.Sprint("Ev", i)))
		if event.Code != http.StatusOK {
			t.Errorf("an event got %d, want 200", event.Code)
		}
		typed := sends(t, d.bot.Commands(), command(fmt.Sprint("typed", i), "campaign new"))
		var told struct {
			Text string
			Type string `json:"response_type"`
		}
		if err := json.NewDecoder(typed.Body).Decode(&told); err != nil || told.Type != slack.ResponseTypeEphemeral || !strings.Contains(told.Text, "Too much") {
			t.Errorf("a command got %+v, %v, want the word that too much is going on", told, err)
		}
		click := sends(t, d.bot.Interactions(), submission(fmt.Sprint("clicked", i)))
		if click.Code != http.StatusServiceUnavailable || click.Header().Get("Retry-After") == "" {
			t.Errorf("a submission got %d and Retry-After %q, want 503 and when to try again", click.Code, click.Header().Get("Retry-After"))
		}
	}
	stop()
	waiting.Wait()
}

func TestRequestsAreRefusedOnceTheBotHasStopped(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(c *bot.Config) { c.Mode, c.SigningSecret = bot.HTTP, "secret" })
	d.run(d.bot.Run)()
	for name, response := range map[string]*httptest.ResponseRecorder{
		"event":      sends(t, d.bot.Events(), mention("Ev1")),
		"command":    sends(t, d.bot.Commands(), command("1", "help")),
		"submission": sends(t, d.bot.Interactions(), submission("1")),
	} {
		if response.Code != http.StatusServiceUnavailable || response.Header().Get("Retry-After") == "" {
			t.Errorf("%s: got %d and Retry-After %q, want 503 and when to try again", name, response.Code, response.Header().Get("Retry-After"))
		}
	}
	waiting, err := d.db.PendingArrivals(t.Context(), 10)
	if err != nil || len(waiting) != 0 {
		t.Errorf("stored after the stop: %+v, %v", waiting, err)
	}
}

// slowStore takes its time to store what arrives: as long as it is given, which is to be less than Slack waits.
type slowStore struct {
	bot.Store

	t *testing.T
}

func (s slowStore) AddArrival(ctx context.Context, _ bot.Arrival, _ bool, _ time.Time) (bool, error) {
	if until, ok := ctx.Deadline(); !ok || time.Until(until) >= 3*time.Second {
		s.t.Errorf("has until %v, Slack gives up after 3 s", until)
	}
	<-ctx.Done()
	return false, ctx.Err()
}

func TestRequestsAreAnsweredInTimeWhateverTheStoreDoes(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	slow, err := bot.New(bot.Config{Mode: bot.HTTP, SigningSecret: "secret", APIURL: d.API(), BotToken: "xoxb-test", InboxChannel: "C1", CampaignChannel: "C2"}, slowStore{d.db, t}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.run(slow.Run)
	var all sync.WaitGroup
	for i := range 3 { // the second and third wait for the first
		all.Go(func() {
			if got := sends(t, slow.Events(), mention(fmt.Sprint("Ev", i))); got.Code != http.StatusServiceUnavailable {
				t.Errorf("got %d, want 503", got.Code)
			}
		})
	}
	all.Wait()
}

// geheim is what no log may hold.
const geheim = "Anna Geheim"

// lines is a log kept in memory.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// brokenStore panics with what a customer wrote.
type brokenStore struct {
	bot.Store

	once sync.Once
	done chan string // what was noted of the arrival
}

func (*brokenStore) CardAt(context.Context, message.SlackRef) (bot.Card, bool, error) { panic(geheim) }

func (s *brokenStore) SettleArrival(ctx context.Context, id, problem string, _ bool) error {
	s.once.Do(func() { s.done <- problem })
	return s.Store.SettleArrival(ctx, id, problem, false)
}

func (*brokenStore) Counts(context.Context, time.Time) (bot.Counts, error) { panic(geheim) }

func TestPanicsTellNoTexts(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	broken := &brokenStore{Store: d.db, done: make(chan string, 1)}
	var log lines
	shaky, err := bot.New(bot.Config{
		Mode: bot.HTTP, SigningSecret: "secret", APIURL: d.API(), BotToken: "xoxb-test", InboxChannel: "C1", CampaignChannel: "C2",
		Logger: slog.New(slog.NewTextHandler(&log, nil)),
	}, broken, nil)
	if err != nil {
		t.Fatal(err)
	}
	stop := d.run(shaky.Run)
	sends(t, shaky.Commands(), command("1", "status"))
	threaded := strings.Replace(mention("Ev1"), `"ts":"1.1"`, `"ts":"1.2","thread_ts":"1.1"`, 1)
	sends(t, shaky.Events(), threaded)
	if noted := <-broken.done; noted == "" || strings.Contains(noted, geheim) {
		t.Errorf("noted of the panic: %q, want its kind and no text", noted)
	}
	stop()
	if said := log.String(); strings.Count(said, "panic while") != 2 || strings.Contains(said, geheim) {
		t.Errorf("the log of two panics, which must not hold %q:\n%s", geheim, said)
	}
}
