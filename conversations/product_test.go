package conversations

import (
	"testing"

	"kurzwahl/consent"
)

func TestAComplaintIsNoProductsName(t *testing.T) {
	t.Parallel()
	for _, open := range []Question{AskProduct, AskVariant} {
		for _, text := range []string{"Helm Brise M ist kaputt", "Ich will Helm Brise M zurückgeben", "Wann kommt Helm Brise M"} {
			w := asked(t, Paused{Question: open, Wish: Wish{Purpose: consent.Waitlist, Options: twoHelmets()}})
			turn := w.texts(text)
			if len(turn.Signups)+len(turn.Consents) > 0 || turn.State.Question == open {
				t.Errorf("%s: %q signed up %v with consents %v, and %q is open", open, text, turn.Signups, turn.Consents, turn.State.Question)
			}
		}
		w := asked(t, Paused{Question: open, Wish: Wish{Purpose: consent.Waitlist, Options: twoHelmets()}})
		if turn := w.texts("Helm Brise M"); len(turn.Signups) != 1 {
			t.Errorf("%s: the name alone signed up %v", open, turn.Signups)
		}
	}
}

// twoHelmets are the two products that a question offers.
func twoHelmets() []Product {
	return []Product{{Source: "shop", SKU: "HB-L", Title: "Helm Brise L"}, {Source: "shop", SKU: "HB-M", Title: "Helm Brise M"}}
}
