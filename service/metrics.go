package service

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kurzwahl/smpp"
)

// metrics gives the handler of /metrics: the counters of each room, read when asked for. No label holds a phone number
// or a text.
func (s *Service) metrics() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), s.linkMetrics())
	gauge := func(name, help string, value func() float64) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "kurzwahl", Name: name, Help: help}, value))
	}
	count := func(name, help string, value func() float64) {
		registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Namespace: "kurzwahl", Name: name, Help: help}, value))
	}
	gauge("outbox_in_flight", "Messages handed to the link that have no outcome yet.", func() float64 { return float64(s.dispatcher.InFlight()) })
	gauge("inbox_waiting", "Inbound texts that wait for their commit.", func() float64 { return float64(s.intake.Stats().Waiting) })
	count("inbox_texts_total", "Inbound texts handed to the dialogue.", func() float64 { return float64(s.intake.Stats().Taken) })
	count("inbox_redelivered_total", "Inbound texts that an SMSC delivered again.", func() float64 { return float64(s.intake.Stats().Again) })
	count("inbox_refused_total", "Inbound texts pushed back for overload.", func() float64 { return float64(s.intake.Stats().Refused) })
	count("store_commits_total", "Write transactions committed by this process.", func() float64 { return float64(s.db.Commits()) })
	count("store_overdue_opt_outs_total", "Opt-outs that waited a second for another process that hung, and went ahead.", func() float64 { return float64(s.db.OverdueOptOuts()) })
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
}

// linkCollector gives the link's counters for each SMSC.
type linkCollector struct {
	service *Service
	events  *prometheus.Desc
	gauges  map[string]*prometheus.Desc
}

func (s *Service) linkMetrics() prometheus.Collector {
	gauge := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("kurzwahl_smsc_"+name, help, []string{"smsc"}, nil)
	}
	return linkCollector{
		service: s,
		events:  prometheus.NewDesc("kurzwahl_smsc_messages_total", "What passed over the link, by kind.", []string{"smsc", "kind"}, nil),
		gauges: map[string]*prometheus.Desc{
			"waiting":   gauge("waiting", "Submissions that wait for window or rate."),
			"in_flight": gauge("in_flight", "Parts without an answer."),
			"window":    gauge("window", "Parts that may be without an answer."),
			"binds_up":  gauge("binds_up", "Binds that are up."),
			"rate":      gauge("rate", "Parts a second that are allowed now: less than configured while the SMSC throttles."),
		},
	}
}

// Describe names the metrics.
func (c linkCollector) Describe(out chan<- *prometheus.Desc) {
	out <- c.events
	for _, d := range c.gauges {
		out <- d
	}
}

// Collect reads them.
func (c linkCollector) Collect(out chan<- prometheus.Metric) {
	up := map[string]int{}
	for _, bind := range c.service.link.State() {
		if bind.State == smpp.Bound {
			up[bind.SMSC]++
		}
	}
	for _, a := range c.service.link.Stats() {
		for kind, n := range map[string]uint64{
			"submitted": a.Submitted, "accepted": a.Accepted, "throttled": a.Throttled, "refused": a.Refused, "lost": a.Lost,
			"inbound": a.Inbound, "receipts": a.Receipts, "pushed_back": a.PushedBack,
		} {
			out <- prometheus.MustNewConstMetric(c.events, prometheus.CounterValue, float64(n), a.SMSC, kind)
		}
		for name, n := range map[string]float64{
			"waiting": float64(a.Waiting), "in_flight": float64(a.InFlight), "window": float64(a.Window), "binds_up": float64(up[a.SMSC]),
			"rate": a.Rate,
		} {
			out <- prometheus.MustNewConstMetric(c.gauges[name], prometheus.GaugeValue, n, a.SMSC)
		}
	}
}
