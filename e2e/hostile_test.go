package e2e_test

import (
	"context"
	"net/http"
	"testing"

	"kurzwahl/bot/workspace"
	"kurzwahl/smpp/smsc"
)

func TestServiceLivesThroughWhatPeersDoWrong(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		customer, mia := h.customer(lena), h.staff(workspace.Mia)
		for _, kind := range []smsc.FaultKind{smsc.FaultMalformed, smsc.FaultUnknownCommand, smsc.FaultAlert, smsc.FaultStrayAnswer, smsc.FaultOversized} {
			if err := h.demo.SMSC().Inject(smsc.Fault{Kind: kind}); err != nil {
				t.Fatal(err)
			}
		}
		// A text in a coding that says nothing, and one that breaks off in the middle of its header.
		for _, raw := range []smsc.Raw{{DataCoding: 0x77, Octets: []byte{0xff, 0x00, 0xc3}}, {ESMClass: 0x40, Octets: []byte{0x09, 0x00, 0x03}}} {
			if _, err := customer.phone.SendRaw(h.ctx, shopNumber, raw); err != nil {
				t.Fatal(err)
			}
		}
		mia.Sees(workspace.Inbox, "Hofmann")

		// Slack loses connections and answers and says things twice.
		for _, fault := range []workspace.Fault{
			{Kind: "disconnect", Count: 1}, {Kind: "429", Count: 2, Method: "chat.postMessage"}, {Kind: "lost_response", Method: "chat.postMessage"}, {Kind: "duplicate", Count: 3},
		} {
			if err := h.demo.Slack().Fail(fault); err != nil {
				t.Fatal(err)
			}
		}
		other := h.customer(tom)
		other.Texts("Habt ihr auch Tandems? <!channel> \u202e\x01 🚲")
		card := mia.Sees(workspace.Inbox, "Tandems", "<!channel>")
		h.until("Slack is connected again", func(ctx context.Context) error {
			return h.demo.Slack().Wait(ctx, func() bool { return h.demo.Slack().Connections() == 2 })
		})
		mia.Clicks(card, "case.claim")
		card.Shows("Mia")
		mia.Writes(card, "Ja, zwei Modelle &amp; ein Liegetandem.")
		other.Gets("zwei Modelle")

		customer.Texts("STOP")
		customer.Gets("abgemeldet")
		if got := fetch(t, h.demo.Address()+"readyz"); got.status != http.StatusOK {
			t.Errorf("the service is not ready any more: %d %s", got.status, got.body)
		}
	})
}
