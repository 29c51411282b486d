package bot

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/surveys"
)

// rated has made-up results; everything else is not asked for.
type rated struct {
	Store

	results surveys.Results
	quotes  []surveys.Quote
	since   time.Time
}

func (r *rated) SurveyResults(_ context.Context, _ surveys.Survey, since time.Time, _ *time.Location) (surveys.Results, error) {
	r.since = since
	return r.results, nil
}

func (r *rated) Quotes(context.Context, string, int) ([]surveys.Quote, error) { return r.quotes, nil }

func (r *rated) CouponStocks(context.Context) ([]surveys.Stock, error) {
	return []surveys.Stock{{Pool: "thanks", Codes: 1500, Free: 12}}, nil
}

func ratingBot(t *testing.T, scale string, scores ...int) (*Bot, *rated) {
	t.Helper()
	s, err := surveys.ParseScale(scale)
	if err != nil {
		t.Fatal(err)
	}
	survey := surveys.Survey{Name: "delivery", Scale: s, Then: []surveys.Step{{Ask: surveys.AskScore, Name: "parcel"}}}
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	c := surveys.NewCollector(survey, time.UTC)
	for i, score := range scores {
		c.Add(surveys.Collected{Score: score, At: now.AddDate(0, 0, -7*(i%2)), Products: []string{"Helm <!channel>"}})
		if scale == "6-1" {
			c.AddStep("parcel", 4, 1)
		}
	}
	store := &rated{results: c.Results(2*len(scores), 1)}
	return &Bot{store: store, lang: tongueOf("en"), config: Config{Surveys: []surveys.Survey{survey}, Zone: time.UTC, Clock: clock.NewMovable(now)}}, store
}

// shownBy is all that a command shows, as Slack gets it.
func shownBy(t *testing.T, b *Bot, args string) string {
	t.Helper()
	c, err := b.surveyCommand(t.Context(), commandPayload{}, args)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(c.blocks)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []any
	if err := json.Unmarshal(raw, &blocks); err != nil || len(blocks) > 50 {
		t.Fatalf("%d blocks (%v), want at most 50", len(blocks), err)
	}
	return c.text + strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(string(raw))
}

func TestSurveyResultsSayHowFarTheyCarry(t *testing.T) {
	t.Parallel()
	many := make([]int, 0, 40)
	for i := range 40 {
		many = append(many, 3+i%4)
	}
	for name, c := range map[string]struct {
		scale string
		given []int
		want  []string
		never []string
	}{
		"none":      {"1-6", nil, []string{"0 asked, no answer yet"}, []string{"data_visualization"}},
		"few":       {"1-6", []int{6, 6, 1}, []string{"too few answers for a figure (1 × 1, 2 × 6)", "single voices", "3 of 6 asked"}, []string{"mean", "By product"}},
		"nps":       {"0-10", []int{9, 9, 10, 10, 9, 7, 8, 8, 0, 6}, []string{"NPS +30 (95%: -19 to +65)", "a first impression", "NPS by week"}, []string{"mean"}},
		"stars":     {"1-5", []int{5, 5, 5, 5, 5, 5, 5, 5, 5, 5}, []string{"mean 5.0, 5 is best"}, []string{"to 5.0"}},
		"grades":    {"6-1", many, []string{"mean 4.5 (95%: 4.1 to 4.9), 1 is best", "By product", "Helm <!channel>: 40 answers", "those who do not answer", "parcel: 40 answers"}, nil},
		"yes or no": {"yes-no", []int{1, 1, 1, 1, 1, 1, 1, 1, 0, 0}, []string{"80% yes (95%: 49% to 94%)", "Share of yes by week"}, []string{"mean"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, _ := ratingBot(t, c.scale, c.given...)
			got := shownBy(t, b, "results delivery")
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("nothing says %q:\n%s", want, got)
				}
			}
			for _, never := range c.never {
				if strings.Contains(got, never) {
					t.Errorf("it says %q:\n%s", never, got)
				}
			}
			if strings.Contains(got, "mrkdwn") {
				t.Error("something of it is parsed as markup")
			}
		})
	}
}

func TestSurveyCommandUnderstandsNamesAndDays(t *testing.T) {
	t.Parallel()
	b, store := ratingBot(t, "1-6", 6, 5, 4)
	b.config.Surveys = append(b.config.Surveys, surveys.Survey{Name: "after a year"})
	for args, want := range map[string]string{
		"":                       "/sms survey results NAME",
		"delivery":               "Survey delivery",
		"after a year 9":         "Survey after a year since 15 Nov 2026",
		"30":                     "There are: delivery, after a year",
		"delivery 0":             "1 to 3660 days",
		"nothing":                "There are: delivery, after a year",
		"result":                 "Did you mean /sms survey results?",
		"results":                "There are: delivery, after a year",
		"results nothing":        "There are: delivery, after a year",
		"results delivery 0":     "1 to 3660 days",
		"results after a year 9": "Survey after a year since 15 Nov 2026",
		"results delivery abc":   `"abc" is no number of days. Write for example /sms survey results delivery 30.`,
		"delivery 30 Tage":       `"30 Tage" is no number of days`,
		"results delivery -1":    "1 to 3660 days",
		"quotes after a year x":  `"x" is no number of days`,
		"results after a":        "There are: delivery, after a year",
		"coupons":                "thanks: 12 of 1,500 coupons left",
		"quotes delivery":        "No words yet",
	} {
		if got := shownBy(t, b, args); !strings.Contains(got, want) {
			t.Errorf("/sms survey %s: got %s, want %q", args, got, want)
		}
	}
	shownBy(t, b, "results delivery 30")
	if want := b.now().AddDate(0, 0, -30); want.Sub(store.since).Abs() > time.Minute {
		t.Errorf("30 days: since %s, want %s", store.since, want)
	}
}

func TestQuotesAreNeverMarkup(t *testing.T) {
	t.Parallel()
	b, store := ratingBot(t, "1-6", 6)
	for i := range mostQuotes {
		store.quotes = append(store.quotes, surveys.Quote{ID: string(rune('a' + i)), Words: "Toll <!channel> *fett*", Score: 6, At: b.now()})
	}
	got := shownBy(t, b, "quotes")
	if strings.Count(got, "rich_text_quote") != mostQuotes || strings.Count(got, `"action_id":"`+actWithdraw) != mostQuotes || strings.Contains(got, "mrkdwn") {
		t.Errorf("got %s", got)
	}
}

func (r *rated) WithdrawQuote(_ context.Context, id, _ string, _ time.Time) (bool, error) {
	kept := slices.DeleteFunc(slices.Clone(r.quotes), func(q surveys.Quote) bool { return q.ID == id })
	gone := len(kept) < len(r.quotes)
	r.quotes = kept
	return gone, nil
}

// withdraws has U1 click a button to withdraw with that value, as Slack sends it.
func withdraws(t *testing.T, b *Bot, response, value string) {
	t.Helper()
	payload, err := json.Marshal(map[string]any{
		"type": "block_actions", "user": map[string]any{"id": "U1"}, "response_url": response,
		"container": map[string]any{"type": "message", "channel_id": "C1", "message_ts": "1.0"},
		"actions":   []any{map[string]any{"action_id": actWithdraw, "type": "button", "value": value, "action_ts": "2.0"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	arrival, modal := arriveInteraction(payload)
	if modal || arrival.Kind != arrivedAction {
		t.Fatalf("a click on %s arrives as %q, opens a modal: %v", value, arrival.Kind, modal)
	}
	if err := b.handle(t.Context(), arrival); err != nil {
		t.Fatal(err)
	}
}

func TestWithdrawingAQuoteShowsTheOthersAnew(t *testing.T) {
	t.Parallel()
	b, store := ratingBot(t, "1-6", 6)
	b.log = slog.New(slog.DiscardHandler)
	b.people.known = map[string]member{"U1": {user: "U1", ok: true, at: b.now()}}
	store.quotes = []surveys.Quote{{ID: "a", Words: "Schnell da", Score: 6, At: b.now()}, {ID: "b", Words: "Gut verpackt", Score: 5, At: b.now()}}
	const first, second = actWithdraw + "|delivery|a", actWithdraw + "|delivery|b"
	if list := shownBy(t, b, "quotes"); !strings.Contains(list, first) || !strings.Contains(list, second) {
		t.Fatalf("the list lacks its buttons: %s", list)
	}
	address, taken := takes(t, "")
	for _, click := range []struct {
		value       string
		has, hasNot []string
	}{
		{first, []string{"Withdrawn", "Gut verpackt", second, `"replace_original":true`}, []string{"Schnell da"}},
		{first, []string{"withdrawn already", "Gut verpackt"}, nil},
		{second, []string{"Withdrawn", "No words yet"}, []string{"Gut verpackt"}},
		{actWithdraw + "|gone|b", []string{"withdrawn already"}, []string{"No words yet"}}, // a survey that is not in the config any more
		{"b", []string{"withdrawn already"}, nil},                                          // a list from before
	} {
		withdraws(t, b, address, click.value)
		var got string
		select {
		case got = <-taken:
		default:
			t.Fatalf("a click on %s is not answered", click.value) // the answer is taken before the click is done
		}
		for _, word := range click.has {
			if !strings.Contains(got, word) {
				t.Errorf("%s: the answer lacks %q: %s", click.value, word, got)
			}
		}
		for _, word := range click.hasNot {
			if strings.Contains(got, word) {
				t.Errorf("%s: the answer has %q: %s", click.value, word, got)
			}
		}
	}
}
