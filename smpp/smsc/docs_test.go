package smsc_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"kurzwahl/smpp/smsc"
)

// TestEveryFaultIsDocumentedAsItIs holds docs/smpp.md against the kinds that fault.go names.
func TestEveryFaultIsDocumentedAsItIs(t *testing.T) {
	t.Parallel()
	docs, err := os.ReadFile("../../docs/smpp.md")
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile("fault.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds := regexp.MustCompile(`FaultKind = "(\w+)"`).FindAllSubmatch(code, -1)
	if len(kinds) < 30 {
		t.Fatalf("only %d kinds were found", len(kinds))
	}
	for _, kind := range kinds {
		if !strings.Contains(string(docs), "`"+string(kind[1])+"`") {
			t.Errorf("docs/smpp.md does not explain %s", kind[1])
		}
	}
	for _, ids := range []smsc.IDStyle{
		smsc.IDDecimal, smsc.IDHex, smsc.IDHexAnswer, smsc.IDHexReceipt, smsc.IDPadded, smsc.IDCase, smsc.IDUUID, smsc.IDAlien, smsc.IDConstant, smsc.IDEmpty,
	} {
		if !strings.Contains(string(docs), "`"+string(ids)+"`") {
			t.Errorf("docs/smpp.md does not name the ids %s", ids)
		}
	}
}
