// Package tshark_test has Wireshark's dissector, which is not ours, read a session between our link and our SMSC
// simulator: what both agree on might still be wrong.
package tshark_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/smpp"
	"kurzwahl/sms"
)

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

const (
	shop     = "72100"
	customer = "+491711234567"
)

// talks are the texts that cross the link, both ways.
func talks() []string {
	return []string{
		"Ihr Rad ist da. Grüße, Ihr Radhaus (ÄÖÜß €)",
		"Twoje zamówienie jest już w drodze",
		"Gute Fahrt 🚲👍",
		strings.Repeat("Grüße für 5 €, {Radhaus}. ", 15),
		strings.Repeat("Dzień dobry żółw 🐢. ", 8),
	}
}

// TestTsharkReadsASession has it read both directions, in each way to tie long texts together.
func TestTsharkReadsASession(t *testing.T) {
	t.Parallel()
	find(t)
	for _, way := range []smpp.LongMessages{smpp.UDH8, smpp.UDH16, smpp.SAR, smpp.Payload} {
		t.Run(string(way), func(t *testing.T) {
			t.Parallel()
			r := newReader(t, session(t, way))
			if complaints := r.complaints(); len(complaints) > 0 {
				t.Errorf("tshark complains of frames %v", complaints)
			}
			var want strings.Builder
			for _, c := range talks() {
				want.WriteString(c)
			}
			r.wantTexts("tcp.dstport == "+r.port, want.String())
			r.wantTexts("tcp.srcport == "+r.port, want.String())
			r.wantCommands(way)
		})
	}
}

// TestTsharkComplainsOfABrokenPDU shows that a complaint would be heard.
func TestTsharkComplainsOfABrokenPDU(t *testing.T) {
	t.Parallel()
	find(t)
	c := newCapture(2775, time.Unix(0, 0))
	c.add(chunk{time.Unix(1, 0), false, []byte("\x00\x00\x00\x12\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01")})
	if len(newReader(t, c).complaints()) == 0 {
		t.Error("tshark finds nothing wrong with a submit_sm of two octets")
	}
}

// find gives the path of tshark, or skips the test.
func find(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("tshark")
	if err != nil {
		missing(t, "tshark is not installed")
	}
	return path
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("KURZWAHL_REQUIRE_PEERS") == "1" {
		t.Fatalf("%s: run make test-deps", what)
	}
	t.Skipf("NOT READ BY TSHARK: %s; run make test-deps", what)
}

// reader asks tshark about a capture.
type reader struct {
	t                  *testing.T
	tshark, file, port string
}

func newReader(t *testing.T, c *capture) reader {
	t.Helper()
	r := reader{t: t, tshark: find(t), file: filepath.Join(t.TempDir(), "session.pcap"), port: strconv.Itoa(int(c.port))}
	if err := os.WriteFile(r.file, c.octets, 0o600); err != nil {
		t.Fatal(err)
	}
	return r
}

// complaints gives the numbers of frames that are malformed or otherwise wrong.
func (r reader) complaints() []string {
	r.t.Helper()
	return r.reads("_ws.malformed || _ws.expert.severity >= warning", "frame.number")
}

// reads gives the values of the fields in all frames that the filter lets pass, in order.
func (r reader) reads(filter string, fields ...string) []string {
	r.t.Helper()
	args := []string{
		"-r", r.file, "-d", "tcp.port==" + r.port + ",smpp", "-o", "smpp.decode_sms_over_smpp:GSM 7-bit",
		"-Y", filter, "-T", "fields", "-E", "separator=|", "-E", "aggregator=|",
	}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	command := exec.CommandContext(r.t.Context(), r.tshark, args...)
	var complaints bytes.Buffer
	command.Stderr = &complaints
	out, err := command.Output()
	if err != nil {
		r.t.Fatalf("tshark: %v: %s", err, complaints.Bytes())
	}
	return strings.FieldsFunc(string(out), func(c rune) bool { return c == '|' || c == '\n' })
}

// wantTexts compares the texts that go one way, their parts joined, with those that were sent.
func (r reader) wantTexts(filter, want string) {
	r.t.Helper()
	var got strings.Builder
	for _, part := range r.reads(filter, "smpp.message_text") {
		if !strings.HasPrefix(part, "id:") { // a receipt
			got.WriteString(part)
		}
	}
	if diff := cmp.Diff(want, paired(got.String())); diff != "" {
		r.t.Errorf("texts where %s (-sent +read):\n%s", filter, diff)
	}
}

// paired gives text in UTF-8. tshark reads UCS-2 and so writes each half of a surrogate pair for itself, in three
// octets that no UTF-8 has (CESU-8, Unicode technical report 26).
func paired(cesu string) string {
	var units []uint16
	for len(cesu) > 0 {
		if len(cesu) > 2 && cesu[0] == 0xED && cesu[1] >= 0xA0 {
			units = append(units, 0xD000|uint16(cesu[1]&0x3F)<<6|uint16(cesu[2]&0x3F))
			cesu = cesu[3:]
			continue
		}
		r, size := utf8.DecodeRuneInString(cesu)
		units = utf16.AppendRune(units, r)
		cesu = cesu[size:]
	}
	return string(utf16.Decode(units))
}

// wantCommands wants every kind of PDU of a session to be seen as often as it was sent, with its answer.
func (r reader) wantCommands(way smpp.LongMessages) {
	r.t.Helper()
	submitted, delivered := 0, 0
	for _, text := range talks() {
		parts := sms.Measure(text).Segments
		delivered += parts
		if way == smpp.Payload {
			parts = 1
		}
		submitted += parts
	}
	delivered += submitted // the receipts
	want := map[string]int{
		"0x00000009": 1, "0x80000009": 1, "0x00000006": 1, "0x80000006": 1,
		"0x00000004": submitted, "0x80000004": submitted, "0x00000005": delivered, "0x80000005": delivered,
	}
	got := make(map[string]int)
	for _, id := range r.reads("smpp", "smpp.command_id") {
		got[id]++
	}
	if diff := cmp.Diff(want, got); diff != "" {
		r.t.Errorf("PDUs (-sent +read):\n%s", diff)
	}
}
