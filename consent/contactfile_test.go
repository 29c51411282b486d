package consent_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/consent"
)

func read(t *testing.T, content string) (contacts []consent.ImportedContact, refused []consent.RefusedLine) {
	t.Helper()
	file, err := consent.OpenContacts(strings.NewReader(content), "DE", time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for {
		c, err := file.Read()
		var line *consent.RefusedLine
		switch {
		case errors.Is(err, io.EOF):
			return contacts, refused
		case errors.As(err, &line):
			refused = append(refused, *line)
		case err != nil:
			t.Fatal(err)
		default:
			contacts = append(contacts, c)
		}
	}
}

func TestContactFile(t *testing.T) {
	t.Parallel()
	contacts, refused := read(t, "\ufeffPhone,first_name,language,tags,consent_purpose,consent_source,consent_at,consent_text\n"+
		"0171 1234567,Anna,de,VIP; b2b;vip,offers;surveys,shop checkout,2026-03-01,Ich will Angebote\n"+
		"+48 501 234 567,\"Łukasz\nTomasz\",fr,,offers,,2026-03-01,x\n"+
		"030 1234567,Fest,,,,,,\n"+
		"unbekannt,,,,,,,\n"+
		"00491711234567,Zweite,,,,,,\n"+
		"0172 1234567,Zukunft,,,offers,form,2027-01-01,x\n"+
		"0173 1234567,Wozu,,,spam,form,2026-01-01,x\n"+
		"0174 1234567,a,b,c,d,e,f,g,h\n"+
		"0175 1234567\n"+
		"4.91711E+12,Excel\n"+
		"0177 1234567,Ohne,,,,shop,2026-01-01,x\n"+
		"0176 1234567,\"offen\n0178 1234567,Weg\n")
	if len(contacts) != 6 {
		t.Fatalf("took %d contacts, want 6: %+v", len(contacts), contacts)
	}
	anna := contacts[0]
	if anna.Address != "+491711234567" || len(anna.Consents) != 2 || !cmp.Equal(anna.Tags, []string{"vip", "b2b"}) || anna.Note != "" {
		t.Errorf("the first contact is %+v", anna)
	}
	for i, want := range map[int]string{1: "not spoken here; no consent: consent_source", 2: "in the future", 3: `no purpose "spam"`, 5: "consent_purpose is empty"} {
		if c := contacts[i]; !strings.Contains(c.Note, want) || len(c.Consents) > 0 {
			t.Errorf("line %d: note %q with %d consents, want %q and none", c.Line, c.Note, len(c.Consents), want)
		}
	}
	want := []consent.RefusedLine{
		{Line: 5, Reason: "this kind of number cannot receive SMS"},
		{Line: 6, Reason: "not a phone number"},
		{Line: 7, Reason: "the same number as in line 2"},
		{Line: 10, Reason: "the line has more columns than the header"},
		{Line: 12, Reason: "a spreadsheet has rounded the number: format the column as text and fill it in anew"},
		{Line: 14, Reason: "quotation marks do not match, nothing was read down to line 15"},
	}
	if diff := cmp.Diff(want, refused); diff != "" {
		t.Errorf("refused lines (-want +got):\n%s", diff)
	}
}

func TestContactFileWithSemicolons(t *testing.T) {
	t.Parallel()
	contacts, refused := read(t, "phone;first_name\r\n0171 1234567;Anna\r\n")
	if len(contacts) != 1 || contacts[0].FirstName != "Anna" || len(refused) > 0 {
		t.Errorf("got %+v, refused %+v", contacts, refused)
	}
}

func TestOpenContactsRefusesHeaders(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"", "name\n", "phone,phne\n", "first_name\n", "phone,tags,phone\n", "\xff\xfep\x00h\x00o\x00n\x00e\x00", "PK\x03\x04\x14\x00"} {
		if _, err := consent.OpenContacts(strings.NewReader(header), "DE", time.Now()); err == nil {
			t.Errorf("the header %q was taken", header)
		}
	}
}

func FuzzContactFile(f *testing.F) {
	f.Add("phone,tags\n0171 1234567,a;b\n")
	f.Add("phone;consent_at\n\"0171\n1234567\";x\n")
	f.Fuzz(func(t *testing.T, content string) {
		file, err := consent.OpenContacts(strings.NewReader(content), "DE", time.Unix(1800000000, 0))
		if err != nil {
			return
		}
		for range len(content) + 1 {
			c, err := file.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil && c.Address == "" {
				t.Errorf("a contact without a number: %+v", c)
			}
		}
		t.Error("the file has more records than characters")
	})
}

func TestContactFileSurvivesBrokenQuotesAndBytes(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"open quote":    "phone\n\"0171 1234567",
		"bytes, quote":  "phone\n\xff\xfe\n\"0171",
		"latin 1":       "phone,first_name\n0171 1234567,M\xfcller\n",
		"lone quote":    "phone\n0171 \"x\" 1234567\n",
		"only a header": "phone",
	} {
		contacts, refused := read(t, content)
		if len(contacts) != 0 || len(refused) == 0 && name != "only a header" {
			t.Errorf("%s: took %v and refused %v, want it refused", name, contacts, refused)
		}
	}
}
