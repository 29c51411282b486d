package smsc

import (
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
	"kurzwahl/sms"
)

// Defaults of Config.
const (
	DefaultListen          = "127.0.0.1:2775"
	DefaultRetryDelay      = 5 * time.Second
	DefaultDeliverWindow   = 100
	DefaultEnquireInterval = 30 * time.Second
	DefaultResponseTimeout = 30 * time.Second
	DefaultValidity        = 72 * time.Hour
	DefaultKeepEntries     = 65_536
	DefaultKeepMessages    = 1_000
	DefaultKeepPhones      = 10_000
	DefaultKeepTexts       = 100_000
	DefaultHeld            = 100_000
)

// Config says how a Server behaves when it does no wrong. The zero value is a server on DefaultListen that
// lets anybody bind.
type Config struct {
	// Listen is the address to listen on; "" is DefaultListen, port 0 takes a free one.
	Listen string
	// Listener is used instead of Listen when it is set; Run closes it.
	Listener net.Listener
	// TLS makes all connections TLS; nil is plain TCP.
	TLS *tls.Config

	// Accounts are the system_ids that may bind; empty lets any system_id bind with any password.
	Accounts []Account
	// SystemID is what the server calls itself in bind responses; "" is "SIMULATOR".
	SystemID string

	// Clock gives the times of messages, receipts, validity periods and delays; nil is the machine's clock.
	// Time-outs of connections are always the machine's time.
	Clock clock.Clock
	// Logger gets binds and faults, never texts or whole numbers; nil logs nothing.
	Logger *slog.Logger
	// Seed makes faults with a Share fire in the same places each time.
	Seed uint64
	// FirstID is the number behind the first message id; 0 takes it from the machine's time, so that a
	// restarted server does not give out ids twice.
	FirstID uint64
	// IDs is how message ids are written; "" is IDDecimal.
	IDs IDStyle

	// DefaultAlphabet is what data_coding 0 means; the zero value is GSM 03.38.
	DefaultAlphabet sms.Alphabet
	// IA5IsDefault reads data_coding 1 like 0, for ESMEs that label GSM text so.
	IA5IsDefault bool
	// ReceiptDelay is the time between a text's arrival on the phone and its receipt; 0 sends it at once.
	ReceiptDelay time.Duration
	// RetryDelay is the time after which a deliver_sm that was answered with an error is sent again; 0 is
	// DefaultRetryDelay.
	RetryDelay time.Duration
	// Validity is how long texts wait for a phone that is off when the submit_sm does not say; 0 is
	// DefaultValidity.
	Validity time.Duration
	// SubmitWindow is how many submit_sm a bind may have unanswered before more are refused with
	// ESME_RTHROTTLED; it can only be reached under a fault of latency. 0 sets no limit.
	SubmitWindow int
	// DeliverWindow is how many deliver_sm a bind may leave unanswered; 0 is DefaultDeliverWindow.
	DeliverWindow int
	// ResponseTimeout is how long a deliver_sm may stay unanswered before it is sent again; 0 is
	// DefaultResponseTimeout.
	ResponseTimeout time.Duration
	// EnquireInterval is the time between two enquire_link to a silent bind; a bind silent for three of them is
	// closed. 0 is DefaultEnquireInterval.
	EnquireInterval time.Duration
	// Held is how many texts from phones may wait for an acknowledgement; Phone.Send blocks above it. Of receipts
	// ten times as many may wait for each account; above it they are never sent. 0 is DefaultHeld.
	Held int

	// Discard makes phones and log forget texts at once: there are only Stats, and receipts as asked for. It is
	// for measuring with millions of messages.
	Discard bool
	// KeepEntries is how many entries Log has at most, the newest; 0 is DefaultKeepEntries.
	KeepEntries int
	// KeepMessages is how many messages each phone has at most, the newest; 0 is DefaultKeepMessages.
	KeepMessages int
	// KeepPhones is how many phones are known at once, and KeepTexts how many messages they have together: above that
	// the longest silent are forgotten. Those with a name, and those that were ever switched, are kept and not
	// counted. 0 is DefaultKeepPhones and DefaultKeepTexts.
	KeepPhones, KeepTexts int
	// LogTo gets every entry of the log as a line of JSON, also with Discard; nil writes none.
	LogTo io.Writer
}

// Account is a system_id that may bind.
type Account struct {
	SystemID string
	// Password is compared as it is; "" lets any password bind.
	Password string
	// Numbers are the account's: what phones text to them is delivered to its binds. Texts to numbers of no
	// account go to the account that was last bound as a receiver.
	Numbers []message.Address
	// MaxBinds is how many connections may be bound at once; 0 sets no limit.
	MaxBinds int
}

// check says what cannot be.
func (c *Config) check() error {
	for name, value := range map[string]int64{
		"ReceiptDelay": int64(c.ReceiptDelay), "RetryDelay": int64(c.RetryDelay), "Validity": int64(c.Validity),
		"ResponseTimeout": int64(c.ResponseTimeout), "EnquireInterval": int64(c.EnquireInterval),
		"SubmitWindow": int64(c.SubmitWindow), "DeliverWindow": int64(c.DeliverWindow), "Held": int64(c.Held),
		"KeepEntries": int64(c.KeepEntries), "KeepMessages": int64(c.KeepMessages),
		"KeepPhones": int64(c.KeepPhones), "KeepTexts": int64(c.KeepTexts),
	} {
		if value < 0 {
			return fmt.Errorf("config: %s is negative", name)
		}
	}
	if c.IDs != "" && !slices.Contains(idStyles(), c.IDs) {
		return fmt.Errorf("config: unknown IDs %q", c.IDs)
	}
	return nil
}

// withDefaults fills in what is not set.
func (c Config) withDefaults() Config {
	or(&c.Listen, DefaultListen)
	or(&c.SystemID, "SIMULATOR")
	or(&c.IDs, IDDecimal)
	or(&c.RetryDelay, DefaultRetryDelay)
	or(&c.Validity, DefaultValidity)
	or(&c.DeliverWindow, DefaultDeliverWindow)
	or(&c.ResponseTimeout, DefaultResponseTimeout)
	or(&c.EnquireInterval, DefaultEnquireInterval)
	or(&c.Held, DefaultHeld)
	or(&c.KeepEntries, DefaultKeepEntries)
	or(&c.KeepMessages, DefaultKeepMessages)
	or(&c.KeepPhones, DefaultKeepPhones)
	or(&c.KeepTexts, DefaultKeepTexts)
	if c.Clock == nil {
		c.Clock = clock.System{}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// or sets value to fallback when it is not set.
func or[T comparable](value *T, fallback T) {
	var unset T
	if *value == unset {
		*value = fallback
	}
}
