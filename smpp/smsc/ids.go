package smsc

import (
	"fmt"
	"strconv"
	"strings"
)

// IDStyle is how message ids are written in submit_sm_resp and in receipts. Those SMSCs that write them
// differently in the two places are real.
type IDStyle string

// The styles, with what the answer and the receipt say of message 48879.
const (
	IDDecimal    IDStyle = "decimal"     // 48879 and 48879
	IDHex        IDStyle = "hex"         // beef and beef
	IDHexAnswer  IDStyle = "hex_answer"  // BEEF and 48879
	IDHexReceipt IDStyle = "hex_receipt" // 48879 and BEEF
	IDPadded     IDStyle = "padded"      // 48879 and 00000000000000048879
	IDCase       IDStyle = "case"        // beef and BEEF
	IDUUID       IDStyle = "uuid"        // 00000000-0000-4000-8000-00000000beef, twice
	IDAlien      IDStyle = "alien"       // 48879 and an id that was never given out
	IDConstant   IDStyle = "constant"    // 0 and 0, for all messages
	IDEmpty      IDStyle = "empty"       // nothing and 48879
)

func idStyles() []IDStyle {
	return []IDStyle{
		IDDecimal, IDHex, IDHexAnswer, IDHexReceipt, IDPadded, IDCase, IDUUID, IDAlien, IDConstant, IDEmpty,
	}
}

// appendAnswer appends the id as submit_sm_resp has it.
func (s IDStyle) appendAnswer(dst []byte, id uint64) []byte {
	switch s {
	case IDHex, IDCase:
		return strconv.AppendUint(dst, id, 16)
	case IDHexAnswer:
		return append(dst, strings.ToUpper(strconv.FormatUint(id, 16))...)
	case IDUUID:
		return fmt.Appendf(dst, "00000000-0000-4000-8000-%012x", id&0xFFFF_FFFF_FFFF)
	case IDConstant:
		return append(dst, '0')
	case IDEmpty:
		return dst
	case IDDecimal, IDHexReceipt, IDPadded, IDAlien:
	}
	return strconv.AppendUint(dst, id, 10)
}

// appendReceipt appends the id as a receipt has it.
func (s IDStyle) appendReceipt(dst []byte, id uint64) []byte {
	switch s {
	case IDHex, IDUUID, IDConstant:
		return s.appendAnswer(dst, id)
	case IDHexReceipt, IDCase:
		return append(dst, strings.ToUpper(strconv.FormatUint(id, 16))...)
	case IDPadded:
		return fmt.Appendf(dst, "%020d", id)
	case IDAlien:
		return strconv.AppendUint(dst, id^1<<62, 10)
	case IDDecimal, IDHexAnswer, IDEmpty:
	}
	return strconv.AppendUint(dst, id, 10)
}

// parse reads what appendAnswer wrote, for query_sm and cancel_sm.
func (s IDStyle) parse(raw string) (uint64, bool) {
	base := 10
	switch s {
	case IDHex, IDCase, IDHexAnswer:
		base = 16
	case IDUUID:
		base, raw = 16, raw[strings.LastIndexByte(raw, '-')+1:]
	case IDDecimal, IDHexReceipt, IDPadded, IDAlien, IDConstant, IDEmpty:
	}
	id, err := strconv.ParseUint(raw, base, 64)
	return id, err == nil
}
