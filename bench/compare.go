package bench

import (
	"cmp"
	"context"
	"slices"
)

// Compare measures both bare loops and the pipeline one after the other, as often as rounds says, and gives the
// pipeline's Result of the median round, set beside the bare loops of the same round. Each Result is told to each as it
// comes. Rounds below 1 count as 1.
func (o Outbound) Compare(ctx context.Context, rounds int, each func(Result) error) (Result, error) {
	return compare(rounds, each, func(b Bare) (Result, error) {
		o.Bare = b
		return o.Run(ctx)
	})
}

// Compare is that of Outbound, for answering. At a rate the figures of messages a second say nothing: the latencies and
// the CPU time do.
func (i Inbound) Compare(ctx context.Context, rounds int, each func(Result) error) (Result, error) {
	return compare(rounds, each, func(b Bare) (Result, error) {
		i.Bare = b
		return i.Run(ctx)
	})
}

func compare(rounds int, each func(Result) error, run func(Bare) (Result, error)) (Result, error) {
	var all []Result
	for range max(rounds, 1) {
		r, err := round(each, run)
		if err != nil {
			return Result{}, err
		}
		all = append(all, r)
	}
	shares := make([]float64, len(all))
	for i, r := range all {
		shares[i] = r.Compared.OfSlower
	}
	slices.SortFunc(all, func(a, b Result) int { return cmp.Compare(a.Compared.OfSlower, b.Compared.OfSlower) })
	median := all[(len(all)-1)/2]
	if len(all) > 1 {
		median.Compared.SlowerRounds = shares
	}
	return median, nil
}

func round(each func(Result) error, run func(Bare) (Result, error)) (Result, error) {
	var results [3]Result
	for i, bare := range []Bare{BareLink, BareStore, Whole} {
		r, err := run(bare)
		if err != nil {
			return Result{}, err
		}
		if err := each(r); err != nil {
			return Result{}, err
		}
		results[i] = r
	}
	link, store, whole := results[0].MessagesPerSecond, results[1].MessagesPerSecond, results[2]
	whole.Compared = &Comparison{
		Link: link, Store: store, OfLink: rounded(whole.MessagesPerSecond / link), OfStore: rounded(whole.MessagesPerSecond / store),
		OfSlower: rounded(whole.MessagesPerSecond / min(link, store)),
	}
	return whole, nil
}
