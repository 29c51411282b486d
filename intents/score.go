package intents

// The weights of a bucket are a row of 64-bit words, a byte for each column with 128 added, so that one addition serves
// four columns: the words' even bytes and odd bytes are summed in lanes of 16 bits.
const (
	wordBytes = 8
	offset    = 128
	evenBytes = 0x00FF00FF00FF00FF
	laneFull  = 0xFFFF / 0xFF // so often a byte may be added to a lane before it runs over
	maxWords  = 16            // of a row: 128 columns
)

// wordsOf is how many words a row of so many columns takes.
func wordsOf(columns int) int { return (columns + wordBytes - 1) / wordBytes }

// setWeight stores the weight of a column in a bucket.
func (m *Model) setWeight(bucket, column int, weight int8) {
	shift := column % wordBytes * 8
	word := &m.rows[bucket*wordsOf(m.columns)+column/wordBytes]
	*word = *word&^(0xFF<<shift) | uint64(int(weight)+offset)<<shift //nolint:gosec // 0..255
}

// weight gives what setWeight stored.
func (m *Model) weight(bucket, column int) int8 {
	word := m.rows[bucket*wordsOf(m.columns)+column/wordBytes]
	return int8(int(word>>(column%wordBytes*8)&0xFF) - offset)
}

// lanes sums rows of weights.
type lanes struct {
	even, odd [maxWords]uint64
	sums      [maxWords * wordBytes]int32
	filled    int32 // how often a byte was added to each lane since the last spill
	added     int32 // and in all
}

// add adds a row so many times.
func (l *lanes) add(row []uint64, times int32) {
	if l.filled+times > laneFull {
		l.spill()
	}
	l.filled += times
	by := uint64(times) //nolint:gosec // a feature's weight, which is positive
	for i, word := range row[:min(len(row), maxWords)] {
		l.even[i&(maxWords-1)] += word & evenBytes * by
		l.odd[i&(maxWords-1)] += word >> 8 & evenBytes * by
	}
}

// spill empties the lanes into the sums.
func (l *lanes) spill() {
	for i := range l.even {
		for lane := range 4 {
			l.sums[i*wordBytes+2*lane] += int32(l.even[i] >> (16 * lane) & 0xFFFF)
			l.sums[i*wordBytes+2*lane+1] += int32(l.odd[i] >> (16 * lane) & 0xFFFF)
		}
		l.even[i], l.odd[i] = 0, 0
	}
	l.added += l.filled
	l.filled = 0
}

// scores gives the score of every column.
func (m *Model) scores(list []feature, norm float32) []float32 {
	var l lanes
	words := wordsOf(m.columns)
	for _, f := range list {
		l.add(m.rows[int(f.bucket)*words:][:words], f.weight)
	}
	l.spill()
	scores := make([]float32, m.columns)
	for c := range scores {
		scores[c] = float32(l.sums[c]-offset*l.added)*m.scale[c]*norm + m.bias[c]
	}
	return scores
}
