package store

import (
	"context"
	"testing"
)

// lender is a pooler with free sessions, the last one returned on top.
type lender struct{ free []int }

func (l *lender) take() int {
	last := l.free[len(l.free)-1]
	l.free = l.free[:len(l.free)-1]
	return last
}

// borrower is a connection through a lender.
type borrower struct{ from *lender }

func (b borrower) backend(ctx context.Context) (pid int, err error) {
	return pid, b.within(ctx, func(lent int) error { pid = lent; return nil })
}

func (b borrower) within(_ context.Context, f func(int) error) error {
	pid := b.from.take()
	err := f(pid)
	b.from.free = append(b.from.free, pid)
	return err
}

func TestAPoolerThatLendsSessionsIsNoticed(t *testing.T) {
	t.Parallel()
	shared := &lender{free: []int{1, 2, 3}}
	for name, c := range map[string]struct {
		one, other borrower
		want       bool
	}{
		"one lends to both":         {borrower{shared}, borrower{shared}, true},
		"each has its own sessions": {borrower{&lender{free: []int{4}}}, borrower{&lender{free: []int{5}}}, false},
	} {
		if got, err := sharesSessions(t.Context(), c.one, c.other); err != nil || got != c.want {
			t.Errorf("%s: sessions are shared: %v (%v), want %v", name, got, err, c.want)
		}
	}
}
