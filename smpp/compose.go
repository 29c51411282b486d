package smpp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
	"kurzwahl/sms"
)

// Why a Submission cannot be made into PDUs. Each means a final outcome.
var (
	errSource      = errors.New("source address cannot be sent")
	errDestination = errors.New("destination is not a phone number")
)

// maxName is the longest alphanumeric sender, in characters (3GPP TS 23.040 section 9.1.2.5).
const maxName = 11

// composer makes the submit_sm PDUs of an account. It may be used by many goroutines at once.
type composer struct {
	config    SMSCConfig
	layout    sms.Layout
	reference atomic.Uint32 // of the last long text
}

func newComposer(config SMSCConfig, firstReference uint32) *composer {
	c := &composer{config: config, layout: sms.Layout{Prefer: config.DefaultAlphabet}}
	switch config.LongMessages {
	case UDH8:
		c.layout.Joining = sms.Reference8
	case UDH16, SAR:
		c.layout.Joining = sms.Reference16
	case Payload:
		c.layout.Joining = sms.Unsplit
	}
	c.reference.Store(firstReference)
	return c
}

// parcel is the PDUs of one text, back to back, with sequence number 0.
type parcel struct {
	pdus []byte
	ends []int // where each part ends in pdus
}

// part gives the PDU of part i.
func (p *parcel) part(i int) []byte {
	start := 0
	if i > 0 {
		start = p.ends[i-1]
	}
	return p.pdus[start:p.ends[i]]
}

// compose lays out and encodes a text. The error says that it can never be sent as it is: errSource,
// errDestination, sms.ErrTooLong, or pdu.ErrInvalid, wrapped.
func (c *composer) compose(sub *message.Submission) (parcel, error) {
	body := pdu.Message{ServiceType: []byte(c.config.ServiceType)}
	from := sub.From
	if from == "" {
		from = c.config.Source
	}
	var err error
	if body.Source, err = c.config.source(from); err != nil {
		return parcel{}, err
	}
	if sub.To.Kind() != message.Phone {
		return parcel{}, errDestination
	}
	body.Destination = pdu.Address{TON: pdu.TONInternational, NPI: pdu.NPIISDN, Digits: []byte(sub.To[1:])}
	if !c.config.NoReceipts {
		body.RegisteredDelivery = pdu.FinalReceipt
	}
	if sub.Validity > 0 {
		body.ValidityPeriod = pdu.AppendDelay(nil, min(sub.Validity, maxValidity))
	}
	if sub.Reference != 0 {
		body.TLVs = body.TLVs.Append(pdu.TagUserMessageReference, binary.BigEndian.AppendUint16(nil, sub.Reference))
	}
	parts, err := c.layout.Split(sub.Text)
	if err != nil {
		return parcel{}, fmt.Errorf("lay out text: %w", err)
	}
	body.DataCoding = parts.Alphabet.DataCoding(c.config.DefaultAlphabet)
	if len(parts.Segments) == 1 {
		return c.single(&body, parts)
	}
	return c.several(&body, parts.Segments)
}

func (c *composer) single(body *pdu.Message, parts sms.Parts) (parcel, error) {
	text := parts.Segments[0]
	if len(text) > longestSingle(parts.Alphabet) {
		body.TLVs = body.TLVs.Append(pdu.TagMessagePayload, text)
	} else {
		body.ShortMessage = text
	}
	return encodeParts(1, len(text), func(int) *pdu.Message { return body })
}

// longestSingle is the most octets that fit one short message; more, which only Payload gives, must be cut by the
// SMSC.
func longestSingle(alphabet sms.Alphabet) int {
	if alphabet == sms.GSM7 {
		return 160
	}
	return 140
}

func (c *composer) several(body *pdu.Message, segments [][]byte) (parcel, error) {
	place := sms.Concat{
		Reference: uint16(c.reference.Add(1)), //nolint:gosec // wraps around on purpose
		Wide:      c.config.LongMessages == UDH16,
		Total:     uint8(len(segments)), //nolint:gosec // Split gives at most 255
	}
	if c.config.LongMessages != SAR {
		body.ESMClass |= pdu.ESMHeader
	}
	var text []byte
	common := slices.Clip(body.TLVs)
	return encodeParts(len(segments), len(segments[0]), func(i int) *pdu.Message {
		place.Number++
		if c.config.LongMessages == SAR {
			body.ShortMessage = segments[i]
			body.TLVs = common.
				Append(pdu.TagSarReference, binary.BigEndian.AppendUint16(nil, place.Reference)).
				Append(pdu.TagSarTotal, []byte{place.Total}).
				Append(pdu.TagSarNumber, []byte{place.Number})
		} else {
			text = append(sms.AppendUDH(text[:0], place), segments[i]...)
			body.ShortMessage = text
		}
		return body
	})
}

// overhead is room for what a submit_sm has besides its text: most need less, none much more.
const overhead = 96

func encodeParts(n, octets int, part func(i int) *pdu.Message) (parcel, error) {
	p := parcel{pdus: make([]byte, 0, n*(octets+overhead)), ends: make([]int, n)}
	for i := range n {
		var err error
		p.pdus, err = pdu.AppendMessage(p.pdus, pdu.Header{ID: pdu.SubmitSM}, part(i))
		if err != nil {
			return parcel{}, err
		}
		p.ends[i] = len(p.pdus)
	}
	return p, nil
}

// source makes an address field of a sender, or gives errSource.
func (c SMSCConfig) source(from message.Address) (pdu.Address, error) {
	address := pdu.Address{Digits: []byte(strings.TrimPrefix(string(from), "+"))}
	numbering := Numbering{}
	kind := from.Kind()
	switch kind {
	case message.Phone:
		numbering = Numbering{pdu.TONInternational, pdu.NPIISDN}
	case message.ShortCode:
		numbering = Numbering{pdu.TONNetwork, pdu.NPIUnknown}
		if len(from) > longestShortCode {
			numbering = Numbering{pdu.TONUnknown, pdu.NPIISDN}
		}
	case message.Alphanumeric:
		numbering = Numbering{pdu.TONAlphanumeric, pdu.NPIUnknown}
		if len(from) > maxName || !isPrintable(string(from)) {
			return pdu.Address{}, errSource
		}
	}
	if len(address.Digits) > pdu.MaxAddress {
		return pdu.Address{}, errSource
	}
	if own, ok := c.Numbering[kind]; ok {
		numbering = own
	}
	address.TON, address.NPI = numbering.TON, numbering.NPI
	return address, nil
}

// longestShortCode in digits; longer ones without a plus are national numbers.
const longestShortCode = 6

func isPrintable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// maxValidity is the longest validity that is asked for; SMSCs cut off far sooner.
const maxValidity = 30 * 24 * time.Hour

// refusal is the final disposition of a text that compose could not encode.
func refusal(err error) message.Disposition {
	switch {
	case errors.Is(err, errSource):
		return message.RefusedSender
	case errors.Is(err, errDestination):
		return message.RefusedRecipient
	default:
		return message.RefusedContent
	}
}
