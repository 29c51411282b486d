package bot

import (
	"testing"

	"kurzwahl/message"
)

func TestReasonsAreGermanForGermans(t *testing.T) {
	t.Parallel()
	for kept, want := range map[string]string{
		"no consent for offers": "keine Einwilligung in solche SMS", "opted out": "abgemeldet", "frequency cap: 4 in 30 days": "schon genug Werbe-SMS bekommen",
		"suppressed: wrong number": "gesperrt", "something new": "something new",
	} {
		if got := tongueOf(message.German).reason(kept); got != want {
			t.Errorf("%q in German: %q, want %q", kept, got, want)
		}
		if got := tongueOf(message.English).reason(kept); got != kept {
			t.Errorf("%q in English: %q", kept, got)
		}
	}
}
