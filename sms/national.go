package sms

// NationalTable is a national language identifier (3GPP TS 23.038 section 6.2.1.2.4). 0 and those that are not named
// here stand for the default tables.
type NationalTable byte

// The national tables that can be read.
const (
	DefaultTable    NationalTable = 0
	TurkishTable    NationalTable = 1
	SpanishTable    NationalTable = 2 // has a single shift table only
	PortugueseTable NationalTable = 3
)

// Shift says which tables the septets of a segment use: Locking replaces the basic table, Single the extension table.
type Shift struct {
	Locking, Single NationalTable
}

// turkishBasic is the Turkish locking shift table, 3GPP TS 23.038 annex A.3.1.
const turkishBasic = "@£$¥€éùıòÇ\nĞğ\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bŞşßÉ" +
	" !\"#¤%&'()*+,-./0123456789:;<=>?" +
	"İABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§" +
	"çabcdefghijklmnopqrstuvwxyzäöñüà"

// portugueseBasic is the Portuguese locking shift table, 3GPP TS 23.038 annex A.3.3.
const portugueseBasic = "@£$¥êéúíóç\nÔô\rÁáΔ_ªÇÀ∞^\\€Ó|\x1bÂâÊÉ" +
	" !\"#º%&'()*+,-./0123456789:;<=>?" +
	"ÍABCDEFGHIJKLMNOPQRSTUVWXYZÃÕÚÜ§" +
	"~abcdefghijklmnopqrstuvwxyzãõ`üà"

// The single shift tables, 3GPP TS 23.038 annexes A.2.1 to A.2.3, as far as they differ from the default extension
// table, which each of them contains.
var (
	turkishExtension = map[byte]rune{
		0x47: 'Ğ', 0x49: 'İ', 0x53: 'Ş', 0x63: 'ç', 0x67: 'ğ', 0x69: 'ı', 0x73: 'ş',
	}
	spanishExtension = map[byte]rune{
		0x09: 'ç', 0x41: 'Á', 0x49: 'Í', 0x4F: 'Ó', 0x55: 'Ú', 0x61: 'á', 0x69: 'í', 0x6F: 'ó', 0x75: 'ú',
	}
	portugueseExtension = map[byte]rune{
		0x05: 'ê', 0x09: 'ç', 0x0B: 'Ô', 0x0C: 'ô', 0x0E: 'Á', 0x0F: 'á', 0x12: 'Φ', 0x13: 'Γ', 0x15: 'Ω', 0x16: 'Π',
		0x17: 'Ψ', 0x18: 'Σ', 0x19: 'Θ', 0x1F: 'Ê', 0x41: 'À', 0x49: 'Í', 0x4F: 'Ó', 0x55: 'Ú', 0x5B: 'Ã', 0x5C: 'Õ',
		0x61: 'Â', 0x65: '€', 0x69: 'í', 0x6F: 'ó', 0x75: 'ú', 0x7B: 'ã', 0x7C: 'õ', 0x7F: 'â',
	}
)

// readingTables turn septets into characters: locking and single by national table and septet, 0 where the single
// table has no character.
type readingTables struct {
	locking, single [4][128]rune
}

var reading = newReadingTables()

func newReadingTables() *readingTables {
	t := new(readingTables)
	for table, basic := range []string{gsmBasic, turkishBasic, gsmBasic, portugueseBasic} {
		copy(t.locking[table][:], []rune(basic))
	}
	for table, own := range []map[byte]rune{nil, turkishExtension, spanishExtension, portugueseExtension} {
		for code, r := range gsmExtension {
			t.single[table][code] = r
		}
		for code, r := range own {
			t.single[table][code] = r
		}
	}
	return t
}

func (t *readingTables) of(s Shift) (locking, single *[128]rune) {
	if s.Locking > PortugueseTable {
		s.Locking = DefaultTable
	}
	if s.Single > PortugueseTable {
		s.Single = DefaultTable
	}
	return &t.locking[s.Locking], &t.single[s.Single]
}
