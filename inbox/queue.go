package inbox

import (
	"sync/atomic"

	"kurzwahl/message"
)

// queue is what waits to be committed, bounded by count and by octets.
type queue struct {
	waiting chan message.Delivery
	octets  *atomic.Int64 // of what waits, and of what is being committed
	most    int64
}

func newQueue(deliveries int, octets int64) queue {
	return queue{waiting: make(chan message.Delivery, deliveries), octets: &atomic.Int64{}, most: octets}
}

// offer takes a delivery, and says false where there is no room. A text that is larger than the queue fits while
// nothing else waits.
func (q queue) offer(d message.Delivery) bool {
	size := sizeOf(d)
	if after := q.octets.Add(size); after > q.most && after > size {
		q.octets.Add(-size)
		return false
	}
	select {
	case q.waiting <- d:
		return true
	default:
		q.octets.Add(-size)
		return false
	}
}

// free gives the room of a delivery back: it is done with.
func (q queue) free(d message.Delivery) { q.octets.Add(-sizeOf(d)) }

// overhead is about what a delivery takes beside its words.
const overhead = 512

// sizeOf is about how many octets a delivery takes in memory.
func sizeOf(d message.Delivery) int64 {
	return int64(len(d.Inbound.Text) + len(d.Inbound.Raw) + overhead)
}
