package intents

import (
	"math/rand/v2"
	"strings"
	"testing"

	"kurzwahl/message"
)

func TestVaryKeepsLabelsTrue(t *testing.T) {
	t.Parallel()
	examples := []Example{
		{Context: ContextNone, Language: message.German, Intent: OptOut, Text: "keine SMS mehr"},
		{Context: ContextOrder, Language: message.German, Intent: OrderStatus, Text: "wo bleibt mein Paket"},
		{Context: ContextNone, Language: message.English, Intent: Yes, Text: "yes please"},
	}
	random := rand.New(rand.NewPCG(1, 1))
	optOuts, both := 0, 0
	for range 200 {
		for _, example := range vary(examples, random) {
			switch example.Intent { //nolint:exhaustive // only these go in
			case OptOut:
				optOuts++
				if strings.Contains(example.Text, "Paket") || len(example.Text) > 35 {
					both++
				}
			case Yes:
				if example.Context != ContextNone || strings.Contains(example.Text, ",") {
					t.Errorf("a bare yes became %q after %s", example.Text, example.Context)
				}
			}
		}
	}
	if optOuts <= 200 || both == 0 {
		t.Errorf("%d opt-outs of 200, %d with another wish: want one each and some more", optOuts, both)
	}
}

func TestMisspellLeavesNumbersAlone(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		if got := misspell("Paket 48213 bitte", random); !strings.Contains(got, "48213") {
			t.Fatalf("misspell changed the number: %q", got)
		}
	}
}
