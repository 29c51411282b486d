package store

import "testing"

func TestAdvisoryLocksDiffer(t *testing.T) {
	t.Parallel()
	seen := map[int64]string{}
	for _, lock := range []struct {
		name string
		key  int64
	}{{"meeting", meeting}, {"passageKey", passageKey}, {"alerting", alerting}} {
		if other, taken := seen[lock.key]; taken {
			t.Errorf("%s and %s are one lock: who holds the one waits for the other", lock.name, other)
		}
		seen[lock.key] = lock.name
	}
}
