package bot_test

import (
	"strings"
	"testing"
	"time"

	"kurzwahl/bot/workspace"
)

func TestDigestTellsWhatWaitsWithLinks(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	card := d.asked()
	d.text("+491711234599", "STOP")
	d.text("+491711234598", "Ich möchte mit einem Mitarbeiter sprechen <!channel> *bitte*")
	d.inbox("the second card", func(m workspace.Message) bool { return strings.Contains(everything(m), "*bitte*") })
	since := d.clock.Now().Add(-time.Hour)
	d.clock.Advance(time.Minute)
	if posted, err := d.db.PostDigest(d.ctx(), since, d.clock.Now(), d.clock.Now()); err != nil || !posted {
		t.Fatalf("posted %v, %v", posted, err)
	}
	digest := d.inbox("the digest", func(m workspace.Message) bool {
		return strings.Contains(everything(m), "3 SMS von 3 Personen") || strings.Contains(everything(m), "3 from 3 people")
	})
	shown := everything(digest)
	for _, want := range []string{"/archives/" + workspace.Inbox + "/p" + strings.ReplaceAll(card.TS, ".", ""), "Passt der Korb auch", "2 "} {
		if !strings.Contains(shown, want) {
			t.Errorf("the digest lacks %q: %s", want, shown)
		}
	}
	if strings.Contains(digest.Text, "<!channel>") {
		t.Errorf("what the customer wrote is markup: %s", digest.Text)
	}
}
