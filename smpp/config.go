package smpp

import (
	"log/slog"
	"time"

	"kurzwahl/clock"
	"kurzwahl/message"
	"kurzwahl/sms"
)

// Config is what a Link needs. All callbacks may be called by many goroutines at once and must not block.
type Config struct {
	// SMSCs are the accounts, in the order in which they are tried for a message that no other rule routes. At
	// least one.
	SMSCs []SMSCConfig
	// Logger gets the life of the binds and what peers do wrong. nil logs nothing.
	Logger *slog.Logger
	// Clock stamps outcomes and deliveries. nil is the machine's.
	Clock clock.Clock
	// Inbound takes a text from a customer. It returns false when it cannot take one more now; the SMSC is then
	// asked to come again later (RMSGQFUL) and Acknowledge must not be called. Required.
	Inbound func(message.Delivery) bool
	// Receipt takes a receipt, in the same way. Required.
	Receipt func(message.Delivery) bool
	// Alarm is told what needs a person, and when that is over. nil tells nobody.
	Alarm func(Alarm)
}

// SMSCConfig is one account at one SMSC. The zero value of each optional field is its default.
type SMSCConfig struct {
	// Name is how logs, outcomes and Submission.SMSC call it; unique. Required.
	Name string
	// Address is "host:port". Required.
	Address string
	// SystemID names the account, at most 15 octets. Required.
	SystemID string
	// Password has at most 8 octets.
	Password string
	// SystemType has at most 12 octets; few SMSCs want one.
	SystemType string
	// TLS encrypts the connection; nil is plain TCP.
	TLS *TLSConfig

	// Source is the sender of a Submission without one: a short code, a number with plus, or a name of up to 11
	// letters. Required.
	Source message.Address
	// Numbering overrides type and plan of source addresses by their kind. Default: phone 1/1, short code 3/0,
	// a national number of more than 6 digits 0/1, name 5/0.
	Numbering map[message.AddressKind]Numbering
	// ServiceType goes into each submit_sm, at most 5 octets; default "".
	ServiceType string
	// NoReceipts asks for no delivery receipts. Default: one for success and failure.
	NoReceipts bool

	// Mode is how to bind; default Transceiver.
	Mode BindMode
	// Binds is the number of transceivers, or of pairs of transmitter and receiver; 1 to 64, default 1.
	Binds int
	// Window is the number of parts that may be unanswered on a bind; 1 to 100,000, default 10.
	Window int
	// Rate is the number of parts a second over all binds; default 20. Unlimited lifts the limit.
	Rate float64
	// Prefixes are the beginnings of the numbers that this SMSC is meant for ("+49"). None: all numbers that no
	// other SMSC names.
	Prefixes []string
	// FailoverAfter is how long the SMSC that a message is meant for must be down before another takes it;
	// default 5 s.
	FailoverAfter time.Duration

	// DefaultAlphabet is what data_coding 0 means to the SMSC: sms.GSM7 (default) or sms.Latin1.
	DefaultAlphabet sms.Alphabet
	// IA5IsDefault reads data_coding 1 of inbound texts like 0, for SMSCs that label GSM text so.
	IA5IsDefault bool
	// LongMessages is how the parts of a long text are tied together; default UDH8.
	LongMessages LongMessages
	// IDFormat says how message ids of receipts relate to those of answers; default IDAuto.
	IDFormat IDFormat
	// ReceiptZone is the time zone of the dates in receipts; default UTC.
	ReceiptZone *time.Location
	// StatusClasses says what a command_status of a submit_sm_resp means here, where that differs from the
	// table of this package.
	StatusClasses map[uint32]message.Disposition

	// Timeouts and intervals; see Timing.
	Timing Timing
	// InboundQueue is how many PDUs of a bind may wait for Inbound and Receipt before the SMSC is asked to come
	// again later; default 1000.
	InboundQueue int
}

// Unlimited as SMSCConfig.Rate sends as fast as the window allows.
const Unlimited = -1.0

// TLSConfig is how a connection is encrypted: TLS 1.2 or later.
type TLSConfig struct {
	// ServerName is what the SMSC's certificate must be for; default the host of the address.
	ServerName string
	// CAFile is a PEM file of the authorities to trust; default the machine's.
	CAFile string
	// CertFile and KeyFile are a client certificate and its key, PEM; default none.
	CertFile, KeyFile string
}

// Numbering is the type of number and the numbering plan of an address (SMPP 3.4 sections 5.2.5 and 5.2.6).
type Numbering struct {
	TON, NPI byte
}

// BindMode is how a bind talks.
type BindMode string

// The bind modes.
const (
	Transceiver BindMode = "transceiver" // one connection both ways
	Split       BindMode = "split"       // a transmitter and a receiver
)

// LongMessages is how a text of several parts is sent.
type LongMessages string

// The ways to send long texts.
const (
	UDH8    LongMessages = "udh8"    // user data header with an 8-bit reference: understood nearly everywhere
	UDH16   LongMessages = "udh16"   // user data header with a 16-bit reference
	SAR     LongMessages = "sar"     // sar_ parameters: the SMSC makes the headers
	Payload LongMessages = "payload" // message_payload: the SMSC cuts the text
)

// IDFormat says how the message id of a receipt relates to that of the answer.
type IDFormat string

// The formats.
const (
	IDAuto    IDFormat = "auto"    // try all: as it is, padding, case, hex against decimal
	IDRaw     IDFormat = "raw"     // as it is
	IDHex     IDFormat = "hex"     // hexadecimal in the receipt, decimal in the answer
	IDDecimal IDFormat = "decimal" // decimal in the receipt, hexadecimal in the answer
)

// Timing holds how long things may take. The zero value of each field is its default.
type Timing struct {
	// Dial bounds connecting and the TLS handshake together; default 10 s.
	Dial time.Duration
	// Bind bounds the wait for the bind response; default 10 s.
	Bind time.Duration
	// Write bounds each write to the socket; default 30 s.
	Write time.Duration
	// Response is how long a part may be unanswered; after that the bind sends nothing but enquire_link, and is
	// closed when another Enquire interval brings no answer. Default 60 s.
	Response time.Duration
	// Enquire is the interval of enquire_link; after 3 of them without any PDU the connection is closed. Default
	// 30 s.
	Enquire time.Duration
	// Drain is how long a stop waits for answers; default 10 s.
	Drain time.Duration
	// Unbind is how long a stop waits for the unbind response; default 5 s.
	Unbind time.Duration
	// Reconnect is the back-off after a lost or failed connection; default 1 s to 60 s.
	Reconnect Backoff
	// Refused is the back-off after a bind that was refused for good (wrong password and the like); default
	// 60 s to 10 min. "Already bound" waits half of its Min to all of it.
	Refused Backoff
	// AlarmAfter is how long a bind may be down before an alarm is raised; default 5 min.
	AlarmAfter time.Duration
}

// Backoff is a waiting time that doubles from Min to Max, with up to half of it taken off at random.
type Backoff struct {
	Min, Max time.Duration
}

// AlarmKind is what an alarm is about.
type AlarmKind string

// The kinds of alarm.
const (
	// AlarmBindRefused: the SMSC refuses the account; somebody must look at system_id, password or address.
	AlarmBindRefused AlarmKind = "bind_refused"
	// AlarmDown: a bind has been down for longer than Timing.AlarmAfter.
	AlarmDown AlarmKind = "down"
	// AlarmRestored: a bind for which an alarm was raised is up again.
	AlarmRestored AlarmKind = "restored"
	// AlarmRefusing: the SMSC refuses all messages for their sender or the account; somebody must look at credit
	// and contract. Marketing waits, and tries again at most each minute.
	AlarmRefusing AlarmKind = "refusing"
	// AlarmAccepting: it takes messages again.
	AlarmAccepting AlarmKind = "accepting"
)

// Alarm is what needs a person.
type Alarm struct {
	SMSC   string
	Bind   string // as in BindState; "" where it is about the whole account
	Kind   AlarmKind
	Status uint32 // the command_status of a refused bind or of refused messages, else 0
	Reason string // the last error in words; no secret in it
	At     time.Time
}
