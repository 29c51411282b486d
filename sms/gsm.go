package sms

// The GSM 7 bit default alphabet, 3GPP TS 23.038 section 6.2.1, codes 0x00 to 0x7F in order. Code 0x1B is the
// escape to the extension table and stands for no character.
const gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ" +
	" !\"#¤%&'()*+,-./0123456789:;<=>?" +
	"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§" +
	"¿abcdefghijklmnopqrstuvwxyzäöñüà"

const escape = 0x1B

// gsmExtension holds the characters of the default extension table, 3GPP TS 23.038 section 6.2.1.1, by the code
// that follows the escape.
var gsmExtension = map[byte]rune{
	0x0A: '\f', 0x14: '^', 0x28: '{', 0x29: '}', 0x2F: '\\', 0x3C: '[', 0x3D: '~', 0x3E: ']', 0x40: '|', 0x65: '€',
}

// septetCode is how a character is written: up to 0x7F one septet, above that the escape in the high octet and the
// second septet in the low one, or noSeptet.
type septetCode uint16

const noSeptet septetCode = 0xFFFF

// units is the number of septets, 0 for none.
func (c septetCode) units() int {
	switch {
	case c <= 0x7F:
		return 1
	case c == noSeptet:
		return 0
	default:
		return 2
	}
}

// greekFirst is where the Greek capitals of the basic table begin, within 32 places.
const greekFirst = 0x390

// septetTable finds codes by character: Latin-1 by its value, Greek from greekFirst on, and the euro sign.
type septetTable struct {
	latin [256]septetCode
	greek [32]septetCode
	euro  septetCode
}

var gsmCodes = newSeptetTable()

func newSeptetTable() *septetTable {
	t := new(septetTable)
	for i := range t.latin {
		t.latin[i] = noSeptet
	}
	for i := range t.greek {
		t.greek[i] = noSeptet
	}
	code := septetCode(0)
	for _, r := range gsmBasic {
		if r != escape {
			t.put(r, code)
		}
		code++
	}
	for low, r := range gsmExtension {
		t.put(r, escape<<8|septetCode(low))
	}
	return t
}

func (t *septetTable) put(r rune, code septetCode) {
	switch {
	case r < 256:
		t.latin[r] = code
	case r == '€':
		t.euro = code
	default:
		t.greek[r-greekFirst] = code
	}
}

// septets gives the code of a character.
func septets(r rune) septetCode {
	switch {
	case r < 256:
		return gsmCodes.latin[r]
	case r >= greekFirst && r < greekFirst+32:
		return gsmCodes.greek[r-greekFirst]
	case r == '€':
		return gsmCodes.euro
	default:
		return noSeptet
	}
}
