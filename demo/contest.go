package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"kurzwahl/contests"
	"kurzwahl/service"
	"kurzwahl/store"
)

// How the sample contest is drawn.
const (
	rightAnswer   = "B"
	drawnPlaces   = 1
	drawnInstead  = 3
	drawnBy       = "demo"
	publishedList = "advent-list.json"
	publishedDraw = "advent.json"
)

// draw brings the contest to its draw, by the steps that "kurzwahl contest commit", "freeze" and "draw" take for a real
// shop: a secret is committed to while entries are taken, the clock moves to the morning after they ended, the list is
// frozen and drawn, and what is to be published lies in the demo's folder. Winners are told by people, in Slack.
func (d *Demo) draw(r *http.Request) (any, error) {
	d.drawing.Lock()
	defer d.drawing.Unlock()
	contest := service.Contests(d.settings)[0]
	standing, err := d.service.Store().ContestDraw(r.Context(), contest.Name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	candidates, err := d.service.Store().ContestCandidates(r.Context(), contest.Name)
	switch {
	case err != nil:
		return nil, err
	case standing.Document != nil && standing.Document.Draw != nil:
		return nil, fmt.Errorf("%w: contest %s is drawn already; its card in #sms-campaigns shows how it stands", errAsked, contest.Name)
	case !rightly(candidates):
		return nil, fmt.Errorf("%w: nobody has entered contest %s with the right answer: have somebody text %s %s first", errAsked, contest.Name, contest.Keywords[0], rightAnswer)
	}
	if err := d.close(r.Context(), contest, standing); err != nil {
		return nil, err
	}
	list, drawn, err := d.drawn(r.Context(), contest)
	if err != nil {
		return nil, err
	}
	files := map[string]string{"contest": contest.Name, "list": filepath.Join(d.folder, publishedList), "draw": filepath.Join(d.folder, publishedDraw)}
	return files, errors.Join(os.WriteFile(files["list"], list.Encode(), 0o600), os.WriteFile(files["draw"], drawn.Encode(), 0o600))
}

// rightly says whether anybody takes part.
func rightly(all []contests.Candidate) bool {
	for _, c := range all {
		if c.Answer == rightAnswer && c.Suppressed == "" {
			return true
		}
	}
	return false
}

// close commits to a secret where nobody did yet, and moves the clock to where entries are over.
func (d *Demo) close(ctx context.Context, contest contests.Contest, standing contests.Standing) error {
	now := d.clock.Now()
	if standing.Commitment() == nil {
		if !now.Before(contest.Until) {
			return fmt.Errorf("%w: contest %s ended before anything was committed to, so that a draw would prove nothing: start the demo anew", errAsked, contest.Name)
		}
		secret, err := contests.NewSecret(rand.Reader)
		if err != nil {
			return err
		}
		if err := d.service.Store().CommitContest(ctx, contest.Name, secret, drawnBy, now.UTC().Truncate(time.Second)); err != nil {
			return err
		}
	}
	if now.Before(contest.Until) {
		d.clock.Advance(firstMorning(contest.Until, d.zone, d.closed).Sub(now))
	}
	return nil
}

// drawn freezes the list, where it is not yet, and draws from it.
func (d *Demo) drawn(ctx context.Context, contest contests.Contest) (list, drawn contests.Document, err error) {
	db := d.service.Store()
	standing, err := db.ContestDraw(ctx, contest.Name)
	if err != nil {
		return list, drawn, err
	}
	if standing.Document == nil {
		rules := contests.Rules{Contest: contest, Answer: rightAnswer, Winners: drawnPlaces, Substitutes: drawnInstead, Commitment: standing.Commitment()}
		if rules.Salt, err = contests.NewSecret(rand.Reader); err != nil {
			return list, drawn, err
		}
		candidates, err := db.ContestCandidates(ctx, contest.Name)
		if err != nil {
			return list, drawn, err
		}
		if list, err = contests.Freeze(rules, candidates, d.clock.Now()); err != nil {
			return list, drawn, err
		}
		if err := db.FreezeContest(ctx, list, rules.Salt, drawnBy, d.clock.Now()); err != nil {
			return list, drawn, err
		}
	} else {
		list = *standing.Document
	}
	if drawn, err = list.Drawn(standing.Secret, "", d.clock.Now()); err != nil {
		return list, drawn, err
	}
	return list, drawn, db.FinishContest(ctx, drawn, drawnBy, d.clock.Now())
}
