package smpp

import (
	"os"
	"regexp"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/message"
	"kurzwahl/smpp/pdu"
)

// TestDocumentedClassesAreThoseOfTheTable reads the table of docs/smpp.md.
func TestDocumentedClassesAreThoseOfTheTable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/smpp.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := make(map[pdu.Status]message.Disposition)
	for name, class := range map[string]message.Disposition{
		"throttled": message.Throttled, "transient": message.Transient, "recipient": message.RefusedRecipient,
		"sender": message.RefusedSender, "content": message.RefusedContent,
	} {
		row := regexp.MustCompile("(?m)^\\| `" + name + "` \\| ([^|]*) \\|").FindSubmatch(text)
		if row == nil {
			t.Fatalf("there is no row for %s", name)
		}
		for _, span := range regexp.MustCompile(`0x([0-9A-F]{2})(?: to 0x([0-9A-F]{2}))?`).FindAllStringSubmatch(string(row[1]), -1) {
			first, _ := strconv.ParseUint(span[1], 16, 32)
			last := first
			if span[2] != "" {
				last, _ = strconv.ParseUint(span[2], 16, 32)
			}
			for code := first; code <= last; code++ {
				documented[pdu.Status(code)] = class
			}
		}
	}
	if diff := cmp.Diff(answerClasses, documented); diff != "" {
		t.Errorf("classes (-table +docs):\n%s", diff)
	}
}
