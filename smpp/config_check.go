package smpp

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"os"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
	"kurzwahl/sms"
)

// Limits of an account's settings.
const (
	maxBinds  = 64
	maxWindow = 100_000
)

// withDefaults fills what is optional.
func (c Config) withDefaults() Config {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Clock == nil {
		c.Clock = clock.System{}
	}
	if c.Alarm == nil {
		c.Alarm = func(Alarm) {}
	}
	return c
}

func (c SMSCConfig) withDefaults() SMSCConfig {
	c.Mode = cmp.Or(c.Mode, Transceiver)
	c.Binds = cmp.Or(c.Binds, 1)
	c.Window = cmp.Or(c.Window, 10)
	c.Rate = cmp.Or(c.Rate, 20)
	c.FailoverAfter = cmp.Or(c.FailoverAfter, 5*time.Second)
	c.DefaultAlphabet = cmp.Or(c.DefaultAlphabet, sms.GSM7)
	c.LongMessages = cmp.Or(c.LongMessages, UDH8)
	c.IDFormat = cmp.Or(c.IDFormat, IDAuto)
	c.ReceiptZone = cmp.Or(c.ReceiptZone, time.UTC)
	c.InboundQueue = cmp.Or(c.InboundQueue, 1000)
	c.Timing = c.Timing.withDefaults()
	return c
}

func (t Timing) withDefaults() Timing {
	t.Dial = cmp.Or(t.Dial, 10*time.Second)
	t.Bind = cmp.Or(t.Bind, 10*time.Second)
	t.Write = cmp.Or(t.Write, 30*time.Second)
	t.Response = cmp.Or(t.Response, 60*time.Second)
	t.Enquire = cmp.Or(t.Enquire, 30*time.Second)
	t.Drain = cmp.Or(t.Drain, 10*time.Second)
	t.Unbind = cmp.Or(t.Unbind, 5*time.Second)
	t.Reconnect = t.Reconnect.or(time.Second, time.Minute)
	t.Refused = t.Refused.or(time.Minute, 10*time.Minute)
	t.AlarmAfter = cmp.Or(t.AlarmAfter, 5*time.Minute)
	return t
}

func (b Backoff) or(low, high time.Duration) Backoff {
	b.Min = cmp.Or(b.Min, low)
	b.Max = max(cmp.Or(b.Max, high), b.Min)
	return b
}

// check finds everything that is wrong with c, defaults filled in; the result is nil or all problems joined.
func (c Config) check() error {
	var problems []error
	if c.Inbound == nil || c.Receipt == nil {
		problems = append(problems, errors.New("the callbacks Inbound and Receipt are required"))
	}
	if len(c.SMSCs) == 0 {
		problems = append(problems, errors.New("at least one SMSC is required"))
	}
	names := make(map[string]bool, len(c.SMSCs))
	for i, s := range c.SMSCs {
		s = s.withDefaults()
		for _, problem := range s.problems() {
			problems = append(problems, fmt.Errorf("smsc %d (%q): %w", i+1, s.Name, problem))
		}
		if names[s.Name] {
			problems = append(problems, fmt.Errorf("smsc %d (%q): the name is taken", i+1, s.Name))
		}
		names[s.Name] = true
	}
	return errors.Join(problems...)
}

// problems lists what is wrong with an account's settings.
func (c SMSCConfig) problems() []error {
	var found []error
	must := func(ok bool, format string, args ...any) {
		if !ok {
			found = append(found, fmt.Errorf(format, args...))
		}
	}
	_, port, err := net.SplitHostPort(c.Address)
	must(err == nil && port != "", "address must be host:port")
	must(c.Name != "", "name is required")
	must(c.SystemID != "", "system_id is required")
	if err := c.bindBody().Check(); err != nil {
		found = append(found, err)
	}
	must(len(c.ServiceType) <= pdu.MaxServiceType, "service_type has more than %d octets", pdu.MaxServiceType)
	_, err = c.source(c.Source)
	must(err == nil && c.Source != "", "source must be a number, a short code or a name of up to 11 letters")
	must(c.Mode == Transceiver || c.Mode == Split, "unknown bind mode %q", c.Mode)
	must(c.Binds > 0 && c.Binds <= maxBinds, "binds must be 1 to %d", maxBinds)
	must(c.Window > 0 && c.Window <= maxWindow, "window must be 1 to %d", maxWindow)
	must(c.Rate == Unlimited || c.Rate > 0 && !math.IsInf(c.Rate, 0), "rate must be above 0, or Unlimited")
	must(c.InboundQueue > 0, "the inbound queue must hold at least one")
	must(c.DefaultAlphabet == sms.GSM7 || c.DefaultAlphabet == sms.Latin1, "unknown default alphabet %q", c.DefaultAlphabet)
	return append(found, c.unknownChoices()...)
}

// unknownChoices lists settings that are none of the values there are.
func (c SMSCConfig) unknownChoices() []error {
	var found []error
	switch c.LongMessages {
	case UDH8, UDH16, SAR, Payload:
	default:
		found = append(found, fmt.Errorf("unknown way to send long messages %q", c.LongMessages))
	}
	switch c.IDFormat {
	case IDAuto, IDRaw, IDHex, IDDecimal:
	default:
		found = append(found, fmt.Errorf("unknown id format %q", c.IDFormat))
	}
	for status, class := range c.StatusClasses {
		switch class {
		case message.Throttled, message.Transient, message.RefusedRecipient, message.RefusedSender, message.RefusedContent:
		case message.Accepted, message.NotSent, message.Unknown:
			fallthrough
		default:
			found = append(found, fmt.Errorf("status %#x cannot mean %q", status, class))
		}
	}
	if _, err := c.tlsConfig(); err != nil {
		found = append(found, err)
	}
	return found
}

// tlsConfig reads the files of the account's TLS settings; nil when it has none.
func (c SMSCConfig) tlsConfig() (*tls.Config, error) {
	if c.TLS == nil {
		return nil, nil //nolint:nilnil // no settings, no error
	}
	host, _, _ := net.SplitHostPort(c.Address)
	config := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: cmp.Or(c.TLS.ServerName, host)}
	if c.TLS.CAFile != "" {
		pem, err := os.ReadFile(c.TLS.CAFile)
		if err != nil {
			return nil, fmt.Errorf("read CA file: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, errors.New("read CA file: no certificate in it")
		}
	}
	if c.TLS.CertFile != "" || c.TLS.KeyFile != "" {
		certificate, err := tls.LoadX509KeyPair(c.TLS.CertFile, c.TLS.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("read client certificate: %w", err)
		}
		config.Certificates = []tls.Certificate{certificate}
	}
	return config, nil
}

// bindBody is what the account's binds ask with.
func (c SMSCConfig) bindBody() pdu.Bind {
	return pdu.Bind{
		SystemID:         c.SystemID,
		Password:         c.Password,
		SystemType:       c.SystemType,
		InterfaceVersion: pdu.Version34,
	}
}
