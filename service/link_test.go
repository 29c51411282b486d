package service

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/config"
	"kurzwahl/message"
	"kurzwahl/smpp"
	"kurzwahl/sms"
)

// smscConfig is a whole config around the lines of an [[smsc]] section.
func smscConfig(t *testing.T, lines ...string) *config.Config {
	t.Helper()
	cfg, err := config.Parse([]byte(`
[shop]
name = "Radhaus"
[slack]
app_token = "xapp-1"
bot_token = "xoxb-1"
inbox_channel = "#sms-inbox"
campaign_channel = "#sms-campaigns"
[[smsc]]
name = "main"
address = "127.0.0.1:2775"
system_id = "shop"
`+strings.Join(lines, "\n")), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func TestEverySettingOfAnSMSCReachesTheLink(t *testing.T) {
	t.Parallel()
	cfg := smscConfig(t,
		`password = "secret"`, `system_type = "VMA"`, `service_type = "CMT"`, `source = "+4915100000"`,
		`tls = true`, `server_name = "smsc.example"`, `ca_file = "ca.pem"`, `cert_file = "c.pem"`, `key_file = "c.key"`,
		`mode = "split"`, `binds = 2`, `window = 7`, `rate = 3.5`, `enquire_seconds = 15`, `failover_seconds = 60`,
		`countries = ["+49"]`, `alphabet = "latin1"`, `long_messages = "sar"`, `id_format = "hex"`, `receipt_zone = "Europe/Berlin"`,
		`numbering = { short_code = "0/1", name = "5/9", number = "2/8" }`, `statuses = { "0x0400" = "throttled", "1025" = "sender" }`,
	)
	got, err := accounts(cfg)
	if err != nil || len(got) != 1 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if got[0].ReceiptZone == nil || got[0].ReceiptZone.String() != "Europe/Berlin" {
		t.Errorf("receipts are read in %v", got[0].ReceiptZone)
	}
	got[0].ReceiptZone = nil
	want := smpp.SMSCConfig{
		Name: "main", Address: "127.0.0.1:2775", SystemID: "shop", Password: "secret", SystemType: "VMA", ServiceType: "CMT",
		Source: "+4915100000",
		TLS:    &smpp.TLSConfig{ServerName: "smsc.example", CAFile: "ca.pem", CertFile: "c.pem", KeyFile: "c.key"},
		Mode:   smpp.Split, Binds: 2, Window: 7, Rate: 3.5, Prefixes: []string{"+49"}, FailoverAfter: time.Minute,
		DefaultAlphabet: sms.Latin1, LongMessages: smpp.SAR, IDFormat: smpp.IDHex, Timing: smpp.Timing{Enquire: 15 * time.Second},
		Numbering: map[message.AddressKind]smpp.Numbering{
			message.ShortCode: {TON: 0, NPI: 1}, message.Alphanumeric: {TON: 5, NPI: 9}, message.Phone: {TON: 2, NPI: 8},
		},
		StatusClasses: map[uint32]message.Disposition{0x400: message.Throttled, 0x401: message.RefusedSender},
	}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
}
