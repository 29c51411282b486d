package intents

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The lanes have to give what adding one weight after the other gives, for the extremes of a byte and for texts so long
// that a lane would run over many times.
func TestScoresAreThePlainSums(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for _, columns := range []int{1, 7, 8, 33, maxWords * wordBytes} {
		m := &Model{columns: columns, rows: make([]uint64, buckets*wordsOf(columns)), scale: make([]float32, columns), bias: make([]float32, columns)}
		plain := make([]int8, buckets*columns)
		for i := range plain {
			plain[i] = []int8{math.MinInt8, -1, 0, 1, math.MaxInt8, int8(random.IntN(256) - 128)}[random.IntN(6)]
			m.setWeight(i/columns, i%columns, plain[i])
		}
		for c := range columns {
			m.scale[c], m.bias[c] = 1, float32(c)
		}
		for _, length := range []int{0, 1, 100, 5000} {
			list := make([]feature, length)
			for i := range list {
				list[i] = feature{uint32(random.IntN(buckets)), int32(1 + random.IntN(3))}
			}
			for c, got := range m.scores(list, 1) {
				want := int32(0)
				for _, f := range list {
					want += f.weight * int32(plain[int(f.bucket)*columns+c])
				}
				if got != float32(want)+m.bias[c] {
					t.Fatalf("%d columns, %d features: column %d scores %v, want %v", columns, length, c, got, float32(want)+m.bias[c])
				}
			}
		}
		if got := m.weight(5, columns-1); got != plain[5*columns+columns-1] {
			t.Errorf("weight = %d, want what was set, %d", got, plain[5*columns+columns-1])
		}
	}
}
