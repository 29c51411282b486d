package smpp

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
	"kurzwahl/sms"
)

// Types of message in esm_class that report on a message sent before, other than pdu.ESMReceipt and
// pdu.ESMIntermediate (SMPP 3.4 section 5.2.12): the phone's own acknowledgement.
const esmDeliveryAck byte = 0x08

// isReceipt says whether a delivery reports on a message sent before. Such a one is never a customer's words,
// however broken it is.
func isReceipt(m *pdu.Message) bool {
	switch m.ESMClass & pdu.ESMTypeMask {
	case pdu.ESMReceipt, pdu.ESMIntermediate, esmDeliveryAck:
		return true
	}
	_, ok := m.TLVs.Find(pdu.TagReceiptedMessageID)
	return ok
}

// receipt reads a receipt: the parameters first, then the customary text (SMPP 3.4 appendix B). It never fails;
// what cannot be read is empty, and the state then unknown.
func (a *account) receipt(m *pdu.Message, at time.Time) *message.Receipt {
	octets := m.Payload()
	if m.ESMClass&pdu.ESMHeader != 0 {
		_, octets, _ = sms.ParseUDH(octets)
	}
	text, _ := sms.Decode(octets, sms.Coding{
		DataCoding:   m.DataCoding,
		Default:      a.config.DefaultAlphabet,
		IA5IsDefault: a.config.IA5IsDefault,
	})
	fields := readReceipt(text)
	r := &message.Receipt{
		SMSC:       a.config.Name,
		MessageID:  fields["id"],
		State:      stateOf(fields["stat"]),
		ErrorCode:  fields["err"],
		From:       network(m.Source),
		To:         network(m.Destination),
		SentAt:     receiptTime(fields["submit date"], a.config.ReceiptZone),
		DoneAt:     receiptTime(fields["done date"], a.config.ReceiptZone),
		ReceivedAt: at,
	}
	if id, ok := m.TLVs.Find(pdu.TagReceiptedMessageID); ok {
		id, _, _ = bytes.Cut(id, []byte{0})
		if len(id) > 0 {
			r.MessageID = strings.ToValidUTF8(string(id), "\uFFFD")
		}
	}
	if state, ok := m.TLVs.Number(pdu.TagMessageState); ok {
		r.State = stateOfNumber(state)
	}
	if reference, ok := m.TLVs.Number(pdu.TagUserMessageReference); ok {
		r.Reference = uint16(reference & 0xFFFF)
	}
	if code, ok := m.TLVs.Find(pdu.TagNetworkErrorCode); ok && len(code) == 3 {
		r.ErrorCode = strconv.Itoa(int(code[1])<<8 | int(code[2]))
	}
	r.Candidates = candidates(r.MessageID, a.config.IDFormat)
	return r
}

// receiptKeys are the keys of the customary text; "text" is the last, and its value may look like anything.
var receiptKeys = []string{"id", "sub", "dlvrd", "submit date", "done date", "stat", "err", "text"}

// readReceipt takes the text of a receipt apart: keys in any case and order, any of them missing.
func readReceipt(text string) map[string]string {
	fields := make(map[string]string, len(receiptKeys))
	for text != "" {
		key, value, rest := nextField(text)
		if key == "" {
			break
		}
		if _, twice := fields[key]; !twice {
			fields[key] = value
		}
		text = rest
	}
	return fields
}

// nextField finds the first key in text, its value, and what follows. The key is "" when there is none.
func nextField(text string) (key, value, rest string) {
	for i := range len(text) {
		if i > 0 && text[i-1] != ' ' && text[i-1] != '\n' {
			continue
		}
		if key = keyAt(text[i:]); key != "" {
			rest = text[i+len(key)+1:]
			break
		}
	}
	if key == "" || key == "text" {
		return key, rest, ""
	}
	rest = strings.TrimLeft(rest, " ")
	if keyAt(rest) != "" {
		return key, "", rest
	}
	end := strings.IndexAny(rest, " \n\r\t")
	if end < 0 {
		end = len(rest)
	}
	return key, rest[:end], rest[end:]
}

// keyAt gives the key with which text begins, or "".
func keyAt(text string) string {
	for _, key := range receiptKeys {
		if len(text) > len(key) && text[len(key)] == ':' && strings.EqualFold(text[:len(key)], key) {
			return key
		}
	}
	return ""
}

// receiptStates are the values of "stat" (SMPP 3.4 appendix B, table B-2), by their first letters, since SMSCs
// shorten or spell them out as they like.
var receiptStates = []struct {
	begins string
	state  message.DeliveryState
}{
	{"DELIV", message.Delivered},
	{"EXPIR", message.Expired},
	{"DELET", message.Deleted},
	{"UNDEL", message.Undeliverable},
	{"FAIL", message.Undeliverable},
	{"ACCEP", message.AcceptedState},
	{"REJEC", message.Rejected},
	{"ENROU", message.Enroute},
	{"SCHED", message.Enroute},
	{"BUFFE", message.Enroute},
	{"SKIPP", message.Rejected},
}

func stateOf(stat string) message.DeliveryState {
	stat = strings.ToUpper(stat)
	for _, s := range receiptStates {
		if strings.HasPrefix(stat, s.begins) {
			return s.state
		}
	}
	return message.UnknownState
}

// numberedStates are the values of message_state (SMPP 3.4 section 5.2.28; 0 and 9 are of SMPP 5.0).
var numberedStates = []message.DeliveryState{
	message.Enroute, message.Enroute, message.Delivered, message.Expired, message.Deleted,
	message.Undeliverable, message.AcceptedState, message.UnknownState, message.Rejected, message.Rejected,
}

func stateOfNumber(state uint32) message.DeliveryState {
	if int(state) < len(numberedStates) {
		return numberedStates[state]
	}
	return message.UnknownState
}

// receiptTime reads a date of a receipt: YYMMDDhhmm with or without seconds, or with a four-digit year, and
// perhaps an offset that is ignored. Anything else is the zero time.
func receiptTime(date string, zone *time.Location) time.Time {
	digits := date
	if end := strings.IndexFunc(date, func(r rune) bool { return r < '0' || r > '9' }); end >= 0 {
		digits = date[:end]
	}
	layout, ok := map[int]string{10: "0601021504", 12: "060102150405", 14: "20060102150405"}[len(digits)]
	if !ok {
		return time.Time{}
	}
	t, err := time.ParseInLocation(layout, digits, zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// candidates are the forms in which an answer may have given the id of a receipt, best first, none twice; nil
// for an empty id.
func candidates(id string, format IDFormat) []string {
	if id == "" {
		return nil
	}
	forms := []string{id}
	add := func(form string) {
		if !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	bare := strings.TrimLeft(id, "0")
	hexadecimal, asHex := convert(bare, 16, 10)
	decimal, asDecimal := convert(bare, 10, 16)
	switch format {
	case IDRaw:
		return forms
	case IDHex:
		if asHex {
			forms = []string{hexadecimal}
		}
		return forms
	case IDDecimal:
		if asDecimal {
			forms = nil
			addHex(add, decimal)
		}
		add(id)
		return forms
	case IDAuto:
	}
	for _, form := range []string{strings.ToLower(id), strings.ToUpper(id)} {
		add(form)
	}
	if bare != "" && bare != id {
		for _, form := range []string{bare, strings.ToLower(bare), strings.ToUpper(bare)} {
			add(form)
		}
	}
	if asDecimal {
		addHex(add, decimal)
	}
	if asHex {
		add(hexadecimal)
	}
	return forms
}

// addHex adds the ways in which SMSCs write a hexadecimal id: with and without zeros up to eight digits, in
// either case.
func addHex(add func(string), digits string) {
	padded := strings.Repeat("0", max(0, 8-len(digits))) + digits
	for _, form := range []string{digits, padded, strings.ToUpper(digits), strings.ToUpper(padded)} {
		add(form)
	}
}

// convert writes digits of one base in the other; false when they are no number of it.
func convert(digits string, from, to int) (string, bool) {
	n, err := strconv.ParseUint(digits, from, 64)
	if err != nil {
		return "", false
	}
	return strconv.FormatUint(n, to), true
}
