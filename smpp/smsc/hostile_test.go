package smsc_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"slices"
	"testing"
	"time"

	"kurzwahl/smpp/pdu"
	"kurzwahl/smpp/smsc"
	"kurzwahl/smpp/smsc/smsctest"
)

// FuzzConnection writes octets to a bound connection. Whatever they are, the server must answer another one.
func FuzzConnection(f *testing.F) {
	server := smsctest.Start(f, smsc.Config{KeepEntries: 100})
	submit, err := pdu.AppendMessage(nil, pdu.Header{ID: pdu.SubmitSM, Sequence: 2}, text("Hallo"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(submit)
	f.Add(append(slices.Clip(submit), submit...))
	for _, id := range []pdu.ID{
		pdu.BindReceiver, pdu.QuerySM, pdu.CancelSM, pdu.DataSM, pdu.DeliverSMResp, pdu.Unbind, pdu.UnbindResp, pdu.SubmitMulti,
	} {
		f.Add(pdu.AppendBare(nil, pdu.Header{ID: id, Sequence: 3}))
	}
	f.Add([]byte{0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, octets []byte) {
		e := bound(t, server, pdu.BindTransceiver)
		// The server may have closed the connection before it has all octets.
		_, _ = e.conn.Write(octets)
		if err := e.conn.(*net.TCPConn).CloseWrite(); err == nil {
			_, _ = io.Copy(io.Discard, e.conn)
		}
		other := bound(t, server, pdu.BindTransmitter)
		if answer := other.request(pdu.EnquireLink); answer.ID != pdu.EnquireLinkResp {
			t.Errorf("another connection's enquire_link is answered with %v", answer.ID)
		}
		_ = other.conn.Close()
	})
}

func TestTLS(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"smsc.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	server := smsctest.Start(t, smsc.Config{TLS: &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12,
	}})
	roots := x509.NewCertPool()
	roots.AddCert(certificate)
	conn, err := tls.Dial("tcp", server.Addr().String(), &tls.Config{RootCAs: roots, ServerName: "smsc.test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	e := &esme{t: t, conn: conn, frames: pdu.NewReader(conn)}
	if status := e.bind(pdu.BindTransceiver, "shop", ""); status != pdu.StatusOK {
		t.Errorf("bind over TLS: %v", status)
	}
	smsctest.Inject(t, server, smsc.Fault{Kind: smsc.FaultReset})
	if err := e.closed(); err == nil {
		t.Error("the connection goes on after a reset")
	}
}
