package pdu

import "bytes"

// Answer is the body of submit_sm_resp, deliver_sm_resp and data_sm_resp (SMPP 3.4 sections 4.4.2, 4.6.2 and
// 4.7.2).
type Answer struct {
	// MessageID is the SMSC's id of the message: empty in a deliver_sm_resp and, with most SMSCs, in a refusal.
	MessageID []byte
	TLVs      TLVs // data_sm_resp has some, and SMSCs put an additional_status_info_text behind a refusal
}

// Decode reads the body of such a response into a, whose slices then point into body. It never fails: an
// absent body is an empty id, an id without its NUL ends with the body, broken parameters are left out.
func (a *Answer) Decode(body []byte) {
	id, rest, _ := bytes.Cut(body, []byte{0})
	a.MessageID = id
	a.TLVs, _ = wholeTLVs(rest)
}

// AppendAnswer appends a submit_sm_resp, deliver_sm_resp or data_sm_resp, as h.ID says. The error is
// ErrInvalid, wrapped, for an id with a NUL inside or over MaxMessageID octets; dst is then returned as it
// was.
func AppendAnswer(dst []byte, h Header, a Answer) ([]byte, error) {
	if !isCString(a.MessageID, MaxMessageID) {
		return dst, invalid("message_id")
	}
	start := len(dst)
	dst = appendHeader(dst, h, 0)
	dst = appendCString(dst, a.MessageID)
	dst = append(dst, a.TLVs...)
	return seal(dst, start)
}
