package bench

import (
	"math"
	"time"

	"kurzwahl/message"
)

// Result is what one run measured. Latencies are in milliseconds.
type Result struct {
	Bench    string        `json:"bench"` // "outbound" or "inbound"
	Mode     string        `json:"mode"`  // "pipeline", "link" or "store"
	Class    message.Class `json:"class,omitempty"`
	Store    string        `json:"store"` // "sqlite", "postgres", or "none"
	Messages int           `json:"messages"`
	Segments int           `json:"segments,omitempty"` // of each message
	Window   int           `json:"window,omitempty"`
	WarmUp   int           `json:"warm_up,omitempty"` // messages before those, which are in States only
	Rate     float64       `json:"rate,omitempty"`    // texts a second that the phones were to send; 0 is as many as go

	Seconds           float64               `json:"seconds"`
	MessagesPerSecond float64               `json:"messages_per_second"`
	P50               float64               `json:"p50_ms"`
	P99               float64               `json:"p99_ms"`
	Max               float64               `json:"max_ms"`
	CPUSeconds        float64               `json:"cpu_seconds"`
	PeakRSS           float64               `json:"peak_rss_mb"`
	Commits           int64                 `json:"commits"`
	States            map[message.State]int `json:"states,omitempty"`       // of all outbound rows at the end
	FeedSeconds       float64               `json:"feed_seconds,omitempty"` // to queue the messages, before the measuring begins
	TurnsPerSecond    float64               `json:"turns_per_second,omitempty"`

	Compared *Comparison `json:"compared,omitempty"`
}

// Comparison sets the pipeline beside the bare loops of the same run: messages a second, and the pipeline's share.
type Comparison struct {
	Link         float64   `json:"link_messages_per_second"`
	Store        float64   `json:"store_messages_per_second"`
	OfLink       float64   `json:"pipeline_of_link"`
	OfStore      float64   `json:"pipeline_of_store"`
	OfSlower     float64   `json:"pipeline_of_slower"`
	SlowerRounds []float64 `json:"pipeline_of_slower_by_round,omitempty"` // where there were several; the rest is of the median round
}

// measured fills in what every run measures.
func (r *Result) measured(took time.Duration, l *latencies, u usage) {
	r.Seconds = rounded(took.Seconds())
	r.MessagesPerSecond = rounded(float64(r.Messages) / took.Seconds())
	r.P50, r.P99, r.Max = milliseconds(l.quantile(0.5)), milliseconds(l.quantile(0.99)), milliseconds(l.most())
	r.CPUSeconds, r.PeakRSS = rounded(u.cpuSeconds()), rounded(peakMB())
}

func milliseconds(d time.Duration) float64 { return rounded(float64(d) / float64(time.Millisecond)) }

// rounded keeps three decimals.
func rounded(f float64) float64 { return math.Round(f*1000) / 1000 }
