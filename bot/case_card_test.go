package bot_test

import (
	"strings"
	"testing"

	"kurzwahl/bot/workspace"
)

func TestCardShowsTheCaseThatTheCustomerKnows(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	d.text(customer, "Bitte löschen Sie alle meine Daten")
	d.inbox("the card with its case", func(m workspace.Message) bool {
		return m.ThreadTS == "" && strings.Contains(everything(m), "R101")
	})
}
