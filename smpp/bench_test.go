package smpp_test

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/smpp/pdu"
)

// BenchmarkSubmit sends texts of 160 characters from many goroutines over one bind to a peer that accepts all at
// once, on loopback and on the same machine: one operation is one text submitted and answered.
func BenchmarkSubmit(b *testing.B) {
	for _, senders := range []int{1, 16, 256} {
		b.Run(fmt.Sprintf("senders=%d", senders), func(b *testing.B) { benchSubmit(b, senders, 1000) })
	}
}

func benchSubmit(b *testing.B, senders, window int) {
	config := account(sink(b))
	config.Window = window
	link, err := smpp.New(smpp.Config{
		SMSCs:   []smpp.SMSCConfig{config},
		Inbound: func(message.Delivery) bool { return true },
		Receipt: func(message.Delivery) bool { return true },
	})
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = link.Run(b.Context()) }()
	sub := message.Submission{ID: "m", To: "+491711234567", Text: strings.Repeat("0123456789", 16), Class: message.Marketing}
	var answered, submitting sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	answered.Add(b.N)
	for i := range senders {
		n := b.N / senders
		if i < b.N%senders {
			n++
		}
		submitting.Go(func() {
			for range n {
				err := link.Submit(b.Context(), sub, func(o message.Outcome) {
					if o.Disposition != message.Accepted {
						b.Errorf("got %v", o.Disposition)
					}
					answered.Done()
				})
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	submitting.Wait()
	answered.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}

// sink is an SMSC that accepts each submit_sm, and writes its answers when it has read all that came.
func sink(b *testing.B) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go swallow(conn)
		}
	}()
	return listener.Addr().String()
}

func swallow(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	frames := pdu.NewReader(conn)
	var out []byte
	for {
		if !frames.Ready() && len(out) > 0 {
			if _, err := conn.Write(out); err != nil {
				return
			}
			out = out[:0]
		}
		frame, err := frames.Next()
		if err != nil {
			return
		}
		h := frame.Response(pdu.StatusOK)
		if frame.ID == pdu.BindTransceiver {
			out, _ = pdu.AppendBindAnswer(out, h, pdu.BindAnswer{SystemID: "sink"})
		} else {
			out, _ = pdu.AppendAnswer(out, h, pdu.Answer{MessageID: []byte("0123456789")})
		}
	}
}
