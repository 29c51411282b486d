package bench

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
	"kurzwahl/sms"
)

func TestQuantilesAreAtMostASixteenthTooHigh(t *testing.T) {
	t.Parallel()
	var l latencies
	var all []time.Duration
	random := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		d := time.Duration(random.ExpFloat64() * float64(20*time.Millisecond))
		all = append(all, d)
		l.add(d)
	}
	slices.Sort(all)
	for _, q := range []float64{0.5, 0.99, 0.999} {
		want := all[int(q*float64(len(all)))-1]
		if got := l.quantile(q); got < want || got > want+want/16+1 {
			t.Errorf("quantile %v is %v, want %v to a sixteenth more", q, got, want)
		}
	}
	if got := l.quantile(1); got != all[len(all)-1] {
		t.Errorf("the longest is %v, want %v", got, all[len(all)-1])
	}
	var none latencies
	if none.quantile(0.5) != 0 {
		t.Error("nothing has a median")
	}
}

func TestEveryDurationHasABucket(t *testing.T) {
	t.Parallel()
	for _, d := range []time.Duration{-1, 0, 1, 15, 16, 17, 31, 32, time.Second, time.Hour, 1<<63 - 1} {
		var l latencies
		l.add(d)
		if got := l.quantile(1); got != max(d, 0) {
			t.Errorf("%d counts as %d", d, got)
		}
	}
}

func TestPhonesAndTheirNumbers(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 42, 99_999_999} {
		p := phone(n)
		if p.Kind() != message.Phone || p.Country() != "DE" {
			t.Errorf("%s is no German phone", p)
		}
		if got, ok := numberOf(p[1:]); !ok || got != n {
			t.Errorf("%s is of %d, %v, want %d", p, got, ok, n)
		}
	}
	for _, other := range []string{"", "72100", "491710000000", "4915100000x00", "49151000000000"} {
		if n, ok := numberOf(other); ok {
			t.Errorf("%q is of %d", other, n)
		}
	}
}

func TestWordsFillTheirSegments(t *testing.T) {
	t.Parallel()
	for characters, segments := range map[int]int{20: 1, 160: 1, 161: 2, 400: 3, 1000: 7} {
		m := sms.Measure(words(7, characters))
		if m.Segments != segments || len(words(7, characters)) != characters {
			t.Errorf("%d characters are %d segments, want %d", characters, m.Segments, segments)
		}
	}
	if words(1, 160) == words(2, 160) {
		t.Error("two messages are alike")
	}
}

func TestFramesAreWholeHoweverTheyAreCut(t *testing.T) {
	t.Parallel()
	var stream []byte
	for i := range 5 {
		stream = pdu.AppendBare(stream, pdu.Header{ID: pdu.EnquireLink, Sequence: uint32(i)})
		stream, _ = pdu.AppendAnswer(stream, pdu.Header{ID: pdu.SubmitSMResp}, pdu.Answer{MessageID: []byte(fmt.Sprint(i))})
	}
	for size := 1; size <= len(stream); size++ {
		var f frames
		seen := 0
		for chunk := range slices.Chunk(stream, size) {
			f.feed(chunk, func(id pdu.ID, body []byte) {
				if want := []pdu.ID{pdu.EnquireLink, pdu.SubmitSMResp}[seen%2]; id != want || len(body) != 2*(seen%2) {
					t.Errorf("chunks of %d: PDU %d is %v with %d octets", size, seen, id, len(body))
				}
				seen++
			})
		}
		if seen != 10 || len(f.rest) != 0 {
			t.Errorf("chunks of %d gave %d PDUs and left %d octets", size, seen, len(f.rest))
		}
	}
}
