package campaigns

import (
	"context"
	"errors"

	"kurzwahl/links"
)

// lastingTrouble says whether an error of a step will come again in every step, and what people can do about it.
func lastingTrouble(err error) (why sentence, lasting bool) {
	for _, cause := range []error{links.ErrBadTarget, links.ErrHostNotAllowed} {
		if errors.Is(err, cause) {
			return sentence{
				"Kurzlinks dürfen nicht mehr dorthin führen, wohin {{link}} zeigt. Lassen Sie die Adresse in der Config-Datei unter [links], hosts erlauben und setzen Sie die Kampagne fort, oder brechen Sie sie ab.",
				"Short links may no longer lead where {{link}} points. Have the host allowed in the config under [links], hosts, and resume the campaign, or cancel it.",
			}, true
		}
	}
	for _, cause := range []error{ErrAudience, ErrUnclosed, ErrUnknownField, ErrMissingFallback} {
		if errors.Is(err, cause) {
			return sentence{
				"Text oder Empfänger sind nicht mehr zu lesen. Brechen Sie die Kampagne ab und schreiben Sie sie neu.",
				"Text or audience cannot be read any more. Cancel the campaign and write it anew.",
			}, true
		}
	}
	return sentence{}, false
}

// halt pauses a running campaign with a reason for its card.
func (r *Runner) halt(ctx context.Context, c Campaign, reason string) error {
	_, err := r.store.ChangeCampaign(ctx, c.ID, func(c *Campaign) (Mark, error) {
		if err := in(c, Running); err != nil {
			return Mark{}, err
		}
		c.State, c.Reason, c.UpdatedAt = Paused, reason, r.clock.Now()
		return Mark{Action: "campaign.pause", Detail: reason}, nil
	})
	if _, refused := errors.AsType[*Refusal](err); refused {
		return nil // somebody was faster
	}
	return err
}
