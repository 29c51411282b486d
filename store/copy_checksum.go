package store

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math"
	"math/bits"
)

// Checksum is the number of a table's rows and the sum of their SHA-256, which does not depend on their order: two
// tables with the same checksum hold the same rows, equal rows counted as often as they stand there.
type Checksum struct {
	Rows int64
	Sum  [sha256.Size]byte // modulo 2^256, the lowest octet last
}

// add takes one row in. Each cell goes in with its kind and its length, so that no two rows look alike.
func (s *Checksum) add(cells []any) {
	h := sha256.New()
	for _, cell := range cells {
		writeCell(h, cell)
	}
	var row [sha256.Size]byte
	h.Sum(row[:0])
	carry := uint64(0)
	for i := sha256.Size - 8; i >= 0; i -= 8 {
		var word uint64
		word, carry = bits.Add64(binary.BigEndian.Uint64(s.Sum[i:]), binary.BigEndian.Uint64(row[i:]), carry)
		binary.BigEndian.PutUint64(s.Sum[i:], word)
	}
	s.Rows++
}

func writeCell(h hash.Hash, cell any) {
	var head [9]byte
	put := func(kind byte, value uint64) {
		head[0] = kind
		binary.BigEndian.PutUint64(head[1:], value)
		h.Write(head[:])
	}
	switch v := cell.(type) {
	case nil:
		put('n', 0)
	case string:
		put('t', uint64(len(v)))
		h.Write([]byte(v))
	case int64:
		put('i', uint64(v)) //nolint:gosec // the bits, whatever the sign
	case float64:
		put('r', math.Float64bits(v+0)) // SQLite forgets the sign of zero
	case bool:
		put('b', 0)
		if v {
			put('b', 1)
		}
	default:
		panic("store: a cell of an unknown kind")
	}
}
