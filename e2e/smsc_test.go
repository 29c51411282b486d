package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"kurzwahl/bot/workspace"
	"kurzwahl/smpp/pdu"
	"kurzwahl/smpp/smsc"
)

// TestWrongPasswordIsToldInSlackAndNotHammered has the SMSC refuse the account from one moment on.
func TestWrongPasswordIsToldInSlackAndNotHammered(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, f := range []smsc.Fault{{Kind: smsc.FaultBind, Status: pdu.StatusInvalidPassword}, {Kind: smsc.FaultDisconnect}} {
			if err := h.demo.SMSC().Inject(f); err != nil {
				t.Fatal(err)
			}
		}
		admin := h.staff(workspace.Jonas)
		admin.Sees(h.demo.Slack().Direct(workspace.Jonas), "lehnt die Anmeldung ab", "0x0E", "Passwort")
		ready := fetch(t, h.demo.Address()+"readyz")
		if ready.status != http.StatusServiceUnavailable || !strings.Contains(ready.body, "smsc") {
			t.Errorf("readyz: %d %s", ready.status, ready.body)
		}
		refused := 0
		for _, e := range h.demo.SMSC().Log() {
			if e.Event == smsc.EventBindRefused {
				refused++
			}
		}
		if refused > 2 { // one for each bind of the demo
			t.Errorf("the SMSC was asked %d times within the moment", refused)
		}
	})
}
