package e2e_test

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"kurzwahl/bot/workspace"
	"kurzwahl/contests"
	"kurzwahl/message"
)

// TestContestFromEntryToTheWinnersText enters two phones, draws as the command line does, and has two people confirm.
// Whoever is drawn first declines, so that the other one moves up.
func TestContestFromEntryToTheWinnersText(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mia, jonas := h.staff(workspace.Mia), h.staff(workspace.Jonas)
		h.clockTo(1, 10, 0)
		entrants := map[message.Address]*customer{anna: h.customer(anna), tom: h.customer(tom)}
		for _, c := range entrants {
			c.Texts("GEWINN b")
			c.Gets("dabei", "velonord.example/teilnahme")
		}
		first := h.draws("advent")
		winner, second := entrants[first], entrants[anna]
		if first == anna {
			second = entrants[tom]
		}

		card := mia.Sees(workspace.Campaigns, "Gewinnspiel advent", "gezogen")
		mia.Clicks(card, "contest.check")
		card.Shows("wartet auf Bestätigung", "angesehen von")
		mia.Clicks(card, "contest.confirm")
		mia.IsTold("Liste der Freigebenden")
		if got := strings.Join(winner.Received(), " "); strings.Contains(got, "Glückwunsch") {
			t.Errorf("before anybody confirmed the winner got %q", got)
		}
		jonas.Clicks(card, "contest.confirm")
		winner.Gets("Glückwunsch", "advent", "72 Stunden")
		card.Shows("Gewinne bestätigt", first.Masked(), "Antwort steht aus")
		winner.Texts("Nein danke, gebt ihn jemand anderem")
		winner.Gets("geht an jemand anderen")
		second.Gets("Glückwunsch", "advent")
		second.Texts("Ja!!")
		second.Gets("Wie schön")
		card.Shows("abgelehnt", "angenommen")
		jonas.Sees(workspace.Inbox, "Gewinn angenommen: advent, Platz 2")
		for _, c := range entrants {
			told := 0
			for _, text := range c.Received() {
				if strings.Contains(text, "Glückwunsch") {
					told++
				}
			}
			if told != 1 {
				t.Errorf("%s was told %d times, want once", c.phone.Number(), told)
			}
		}
	})
}

// TestTheDemosContestGoesFromAClickToTheWinnersText follows the demo's list of things to try, and checks what a shop
// would publish.
func TestTheDemosContestGoesFromAClickToTheWinnersText(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mia, jonas := h.staff(workspace.Mia), h.staff(workspace.Jonas)
		if status, answer := h.posts("demo/draw", nil); status != http.StatusBadRequest || !strings.Contains(answer["error"], "GEWINN B") {
			t.Errorf("a draw without entries gave %d %v", status, answer)
		}
		winner, wrong := h.customer(anna), h.customer(tom)
		winner.Texts("GEWINN B")
		winner.Gets("dabei")
		wrong.Texts("GEWINN A")
		wrong.Gets("dabei")
		status, files := h.posts("demo/draw", nil)
		if status != http.StatusOK {
			t.Fatalf("the draw gave %d %v", status, files)
		}
		published, err := os.Open(files["draw"])
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = published.Close() }()
		document, err := contests.ReadDocument(published)
		if err != nil {
			t.Fatal(err)
		}
		if bad := contests.Verify(document).Wrong(); len(bad) > 0 || len(document.List.Entries) != 1 || len(document.List.LeftOut) != 1 {
			t.Errorf("what is published does not fit: %v %+v", bad, document.List)
		}
		card := mia.Sees(workspace.Campaigns, "Gewinnspiel advent", "gezogen")
		mia.Clicks(card, "contest.check")
		card.Shows("wartet auf Bestätigung")
		jonas.Clicks(card, "contest.confirm")
		winner.Gets("Glückwunsch", "advent")
		if status, answer := h.posts("demo/draw", nil); status != http.StatusBadRequest || !strings.Contains(answer["error"], "drawn already") {
			t.Errorf("a second draw gave %d %v", status, answer)
		}
	})
}

// draws does what "kurzwahl contest commit, freeze and draw" do, for one winner and one substitute, and gives the winner.
func (h *house) draws(contest string) message.Address {
	h.t.Helper()
	db, now := h.demo.Service().Store(), h.demo.Clock().Now()
	secret, salt := contests.Secret(strings.Repeat("5e", 32)), contests.Secret(strings.Repeat("a1", 32))
	must := func(err error) {
		if err != nil {
			h.t.Helper()
			h.t.Fatal(err)
		}
	}
	must(db.CommitContest(h.ctx, contest, secret, "command line", now.Truncate(time.Second)))
	standing, err := db.ContestDraw(h.ctx, contest)
	must(err)
	candidates, err := db.ContestCandidates(h.ctx, contest)
	must(err)
	list, err := contests.Freeze(contests.Rules{
		Contest: contests.Contest{Name: contest, TermsLink: "https://velonord.example/teilnahme"}, Winners: 1, Substitutes: 1, Commitment: standing.Commitment(), Salt: salt,
	}, candidates, now)
	must(err)
	must(db.FreezeContest(h.ctx, list, salt, "command line", now))
	drawn, err := list.Drawn(secret, "", now)
	must(err)
	must(db.FinishContest(h.ctx, drawn, "command line", now))
	return drawn.Holders(salt, candidates)[drawn.Draw.Places[0].Entry].Address
}
