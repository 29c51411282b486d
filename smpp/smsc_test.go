package smpp_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/smpp/pdu"
	"kurzwahl/smpp/smsc"
	"kurzwahl/smpp/smsc/smsctest"
)

const (
	shop     message.Address = "72100"
	customer message.Address = "+491711234567"
)

func TestTalkWithTheSimulator(t *testing.T) {
	t.Parallel()
	for _, way := range []smpp.LongMessages{smpp.UDH8, smpp.UDH16, smpp.SAR, smpp.Payload} {
		t.Run(string(way), func(t *testing.T) {
			t.Parallel()
			server := smsctest.Start(t, smsc.Config{})
			config := account(server.Addr().String())
			config.LongMessages = way
			d := run(t, config)
			text := strings.Repeat("Zażółć gęślą jaźń 😀 ", 10)
			o := receive(t, d.submits(message.Submission{ID: "m", Text: text, Class: message.Service, Reference: 4711}))
			if o.Disposition != message.Accepted || len(o.PartIDs) != o.Parts {
				t.Fatalf("got %+v", o)
			}
			for range o.Parts {
				r := receive(t, d.receipts)
				if r.Receipt.State != message.Delivered || r.Receipt.MessageID == "" || r.Receipt.Reference != 4711 {
					t.Errorf("got %+v", r.Receipt)
				}
				r.Acknowledge(true)
			}
			phone := server.Phone(customer)
			if got := phone.Messages(); len(got) != 1 || got[0].Text != text || got[0].Peer != shop {
				t.Errorf("the phone has %+v", got)
			}
			if err := phone.Send(t.Context(), shop, "Wo ist 4711? ąęł"); err != nil {
				t.Fatal(err)
			}
			in := receive(t, d.inbound)
			if in.Inbound.Text != "Wo ist 4711? ąęł" || in.Inbound.From != customer || in.Inbound.To != shop {
				t.Errorf("got %+v", in.Inbound)
			}
			in.Acknowledge(true)
			if _, err := phone.Wait(t.Context(), func(m smsc.Message) bool {
				return m.Direction == smsc.Sent && m.Status == smsc.Delivered
			}); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestThrottledPartOfALongTextIsSentAgain(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t)
	outcome := d.submits(message.Submission{Text: strings.Repeat("x", 200), Class: message.Service})
	first, _ := c.submit()
	second, _ := c.submit()
	c.answer(first, pdu.StatusOK, "a")
	c.answer(second, pdu.StatusThrottled, "")
	again, m := c.submit()
	if m.ShortMessage[5] != 2 {
		t.Errorf("part %d came again, want 2", m.ShortMessage[5])
	}
	c.answer(again, pdu.StatusOK, "b")
	if got := receive(t, outcome); got.Disposition != message.Accepted || strings.Join(got.PartIDs, "") != "ab" {
		t.Errorf("got %+v", got)
	}
}

func TestThrottlingSlowsTheAccountAndTellsTheCaller(t *testing.T) {
	t.Parallel()
	_, d, c := linked(t, func(c *smpp.SMSCConfig) { c.Rate = 100 })
	outcome := d.submits(message.Submission{Text: "x", Class: message.Marketing})
	h, _ := c.submit()
	c.answer(h, pdu.StatusQueueFull, "")
	if got := receive(t, outcome); got.Disposition != message.Throttled || got.Status != 0x14 {
		t.Errorf("got %+v", got)
	}
	if got := d.Stats()[0]; got.Rate != 70 || got.Throttled != 1 {
		t.Errorf("got %+v", got)
	}
	// Marketing pauses; a reply does not wait for it.
	d.submits(message.Submission{Text: "more", Class: message.Marketing})
	d.waiting(1)
	d.submits(message.Submission{Text: "reply", Class: message.Service})
	if _, m := c.submit(); string(m.ShortMessage) != "reply" {
		t.Errorf("got %q", m.ShortMessage)
	}
}

func TestInvalidBindStatusBindsAnew(t *testing.T) {
	t.Parallel()
	p, d, c := linked(t)
	outcome := d.submits(message.Submission{Text: "x"})
	h, _ := c.submit()
	c.answer(h, pdu.StatusInvalidBindState, "")
	if got := receive(t, outcome).Disposition; got != message.Throttled {
		t.Errorf("got %v, want throttled: it was not taken", got)
	}
	p.bound()
}

func TestAnotherSMSCTakesOver(t *testing.T) {
	t.Parallel()
	first, second := newPeer(t), newPeer(t)
	spare := account(second.address())
	spare.Name = "two"
	d := run(t, account(first.address()), spare)
	one, two := first.bound(), second.bound()
	d.until("both SMSCs are up", func() bool {
		stats := d.Stats()
		return stats[0].Window > 0 && stats[1].Window > 0
	})
	d.submits(message.Submission{Text: "a"})
	one.submit()
	_ = first.listener.Close()
	_ = one.conn.Close()
	d.until("the first SMSC is down", func() bool { return d.Stats()[0].Window == 0 })
	d.submits(message.Submission{Text: "b", SMSC: "one"})
	if _, m := two.submit(); string(m.ShortMessage) != "b" {
		t.Errorf("got %q", m.ShortMessage)
	}
	if !d.Up() {
		t.Error("one SMSC is up, and the link says it is down")
	}
}

// TestEveryOutcomeComesOnceWhateverTheSMSCDoes submits under all faults at once and holds what was told against
// the log of the SMSC.
func TestEveryOutcomeComesOnceWhateverTheSMSCDoes(t *testing.T) {
	t.Parallel()
	server := smsctest.Start(t, smsc.Config{Seed: 7})
	smsctest.Inject(t, server,
		smsc.Fault{Kind: smsc.FaultLatency, Share: 0.05, Delay: 2 * time.Millisecond},
		smsc.Fault{Kind: smsc.FaultRefuse, Share: 0.02, Status: pdu.StatusSystemError},
		smsc.Fault{Kind: smsc.FaultRefuse, Share: 0.005, Count: 2},
		smsc.Fault{Kind: smsc.FaultLost, Share: 0.001},
		smsc.Fault{Kind: smsc.FaultUnanswered, Share: 0.001},
		smsc.Fault{Kind: smsc.FaultDrop, Share: 0.005},
		smsc.Fault{Kind: smsc.FaultCut, Share: 0.005},
		smsc.Fault{Kind: smsc.FaultWrongSequence, Share: 0.001},
		smsc.Fault{Kind: smsc.FaultNack, Share: 0.01},
	)
	config := account(server.Addr().String())
	config.Binds, config.Window, config.NoReceipts = 3, 20, true
	config.Timing.Response, config.Timing.Enquire = 50*time.Millisecond, 50*time.Millisecond
	d := run(t, config)
	const texts = 3000
	var outcomes [texts]message.Outcome
	var told [texts]atomic.Int32
	var open, senders sync.WaitGroup
	open.Add(texts)
	for worker := range 30 {
		senders.Go(func() {
			for i := worker; i < texts; i += 30 {
				sub := message.Submission{To: customer, Text: fmt.Sprintf("%d.%s", i, strings.Repeat("x", i%3*150)), Class: message.Service}
				ctx, cancel := context.WithCancel(t.Context())
				if i%50 == 0 {
					cancel()
				}
				err := d.Submit(ctx, sub, func(o message.Outcome) {
					outcomes[i] = o
					if told[i].Add(1) == 1 {
						open.Done()
					}
				})
				cancel()
				if err != nil {
					told[i].Add(100)
					open.Done()
				}
			}
		})
	}
	senders.Wait()
	open.Wait()
	d.stop()
	receive(t, d.ended)
	taken := make(map[string]int)
	for _, e := range server.Log() {
		if e.Event == smsc.EventSubmit && e.Status == 0 {
			number, _, _ := strings.Cut(e.Text, ".")
			taken[number]++
		}
	}
	counts := make(map[message.Disposition]int)
	for i := range texts {
		o, n := outcomes[i], taken[fmt.Sprint(i)]
		counts[o.Disposition]++
		switch {
		case told[i].Load() != 1 && told[i].Load() != 100:
			t.Errorf("text %d: done was called %d times", i, told[i].Load()%100)
		case told[i].Load() == 100 && n > 0:
			t.Errorf("text %d: Submit failed, and the SMSC has it", i)
		case o.Disposition == message.NotSent && n > 0:
			t.Errorf("text %d: not_sent, and the SMSC has it", i)
		case o.Disposition == message.Accepted && n != 1:
			t.Errorf("text %d: accepted, and the SMSC took its first part %d times", i, n)
		}
	}
	if counts[message.Accepted] < texts/2 || counts[message.Unknown] == 0 || counts[message.Transient] == 0 {
		t.Errorf("the faults were not what was meant: %v", counts)
	}
}

// authority makes certificates for a test and writes them to files.
type authority struct {
	t    *testing.T
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t, dir: t.TempDir()}
	a.cert, a.key = a.issue("ca", &x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	return a
}

// issue writes NAME.pem and NAME.key.
func (a *authority) issue(name string, template *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.Subject = pkix.Name{CommonName: name}
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent, signer := a.cert, a.key
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	for suffix, block := range map[string]*pem.Block{
		".pem": {Type: "CERTIFICATE", Bytes: der}, ".key": {Type: "PRIVATE KEY", Bytes: keyDER},
	} {
		if err := os.WriteFile(a.file(name+suffix), pem.EncodeToMemory(block), 0o600); err != nil {
			a.t.Fatal(err)
		}
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert, key
}

func (a *authority) file(name string) string { return filepath.Join(a.dir, name) }

func TestTLSWithClientCertificate(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	ca.issue("server", &x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}})
	ca.issue("client", &x509.Certificate{})
	pair, err := tls.LoadX509KeyPair(ca.file("server.pem"), ca.file("server.key"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(ca.cert)
	server := smsctest.Start(t, smsc.Config{TLS: &tls.Config{
		Certificates: []tls.Certificate{pair}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert,
		MinVersion: tls.VersionTLS12,
	}})
	trusted := account(server.Addr().String())
	trusted.TLS = &smpp.TLSConfig{CAFile: ca.file("ca.pem"), CertFile: ca.file("client.pem"), KeyFile: ca.file("client.key")}
	d := run(t, trusted)
	if o := receive(t, d.submits(message.Submission{Text: "x"})); o.Disposition != message.Accepted {
		t.Errorf("got %+v", o)
	}
	misnamed := trusted
	misnamed.TLS = &smpp.TLSConfig{CAFile: ca.file("ca.pem"), ServerName: "other.example"}
	misnamed.Timing.AlarmAfter = time.Nanosecond
	refused := run(t, misnamed)
	if a := receive(t, refused.alarms); a.Kind != smpp.AlarmDown || !strings.Contains(a.Reason, "other.example") {
		t.Errorf("a certificate for another name: got %+v", a)
	}
	nameless := trusted
	nameless.TLS = &smpp.TLSConfig{CAFile: ca.file("ca.pem")}
	nameless.Timing.AlarmAfter = time.Nanosecond
	if a := receive(t, run(t, nameless).alarms); a.Kind != smpp.AlarmDown {
		t.Errorf("no client certificate: got %+v", a)
	}
	stranger := trusted
	stranger.TLS = &smpp.TLSConfig{CAFile: newAuthority(t).file("ca.pem"), CertFile: ca.file("client.pem"), KeyFile: ca.file("client.key")}
	stranger.Timing.AlarmAfter = time.Nanosecond
	if a := receive(t, run(t, stranger).alarms); a.Kind != smpp.AlarmDown || !strings.Contains(a.Reason, "unknown authority") {
		t.Errorf("a certificate of another authority: got %+v", a)
	}
	broken := trusted
	broken.TLS = &smpp.TLSConfig{CAFile: ca.file("missing.pem")}
	if _, err := smpp.New(smpp.Config{SMSCs: []smpp.SMSCConfig{broken}}); err == nil || !strings.Contains(err.Error(), "CA file") {
		t.Errorf("a missing CA file: got %v", err)
	}
}
