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
	var all []Result
	for range max(rounds, 1) {
		r, err := o.round(ctx, each)
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

func (o Outbound) round(ctx context.Context, each func(Result) error) (Result, error) {
	var results [3]Result
	for i, bare := range []Bare{BareLink, BareStore, Whole} {
		o.Bare = bare
		r, err := o.Run(ctx)
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
