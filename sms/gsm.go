package sms

// The GSM 7 bit default alphabet, 3GPP TS 23.038 section 6.2.1, codes 0x00 to 0x7F in order. Code 0x1B is the
// escape to the extension table and stands for no character.
const gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ" +
	" !\"#¤%&'()*+,-./0123456789:;<=>?" +
	"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§" +
	"¿abcdefghijklmnopqrstuvwxyzäöñüà"

const (
	escape   = 0x1B
	noSeptet = 0xFFFF
)

// gsmExtension holds the characters of the default extension table, 3GPP TS 23.038 section 6.2.1.1, by the code
// that follows the escape.
var gsmExtension = map[byte]rune{
	0x0A: '\f', 0x14: '^', 0x28: '{', 0x29: '}', 0x2F: '\\', 0x3C: '[', 0x3D: '~', 0x3E: ']', 0x40: '|', 0x65: '€',
}

// septetTable finds septets by character: one code for the basic table, the escape in the high octet for the
// extension table, noSeptet for none. Greek holds the sixteen-bit characters U+0390 to U+03AF.
type septetTable struct {
	latin [256]uint16
	greek [32]uint16
	euro  uint16
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
	code := uint16(0)
	for _, r := range gsmBasic {
		if r != escape {
			t.put(r, code)
		}
		code++
	}
	for low, r := range gsmExtension {
		t.put(r, escape<<8|uint16(low))
	}
	return t
}

func (t *septetTable) put(r rune, code uint16) {
	switch {
	case r < 256:
		t.latin[r] = code
	case r == '€':
		t.euro = code
	default:
		t.greek[r-0x390] = code
	}
}

// septets gives the code of r: up to 0x7F one septet, above that the escape and a second septet, or noSeptet.
func septets(r rune) uint16 {
	switch {
	case r < 0:
		return noSeptet
	case r < 256:
		return gsmCodes.latin[r]
	case r >= 0x390 && r < 0x3B0:
		return gsmCodes.greek[r-0x390]
	case r == '€':
		return gsmCodes.euro
	default:
		return noSeptet
	}
}
