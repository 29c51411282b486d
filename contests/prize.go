package contests

import (
	"time"

	"kurzwahl/message"
)

// Prize is one drawn place as the shop works it off once two people have confirmed the draw.
type Prize struct {
	Contest   string
	Place     int // from 1
	Role      Role
	Entry     Ticket
	Address   message.Address // "" when the data of whoever holds it were erased
	State     PrizeState
	ChangedAt time.Time
}

// PrizeState is where a Prize stands.
type PrizeState string

// The states of a Prize. From Waiting it goes to Asked at most once, and from there to one of the others.
const (
	Waiting     PrizeState = "waiting"     // not its turn yet
	Asked       PrizeState = "asked"       // the winner is told, or about to be
	Accepted    PrizeState = "accepted"    // the winner answered: people hand the prize over
	Declined    PrizeState = "declined"    // the winner does not want it
	Silent      PrizeState = "silent"      // no answer in time
	Unreachable PrizeState = "unreachable" // the text did not go out, or did not arrive
	Erased      PrizeState = "erased"      // the winner's data are gone
)

// Prizes makes the prizes of a drawn document. Places whose holders' data were erased are Erased, all others wait.
func Prizes(d Document, holders map[Ticket]Candidate, now time.Time) []Prize {
	if d.Draw == nil {
		return nil
	}
	all := make([]Prize, len(d.Draw.Places))
	for i, p := range d.Draw.Places {
		all[i] = Prize{Contest: d.List.Contest, Place: p.Place, Role: p.Role, Entry: p.Entry, State: Waiting, ChangedAt: now}
		if holder, known := holders[p.Entry]; known {
			all[i].Address = holder.Address
		} else {
			all[i].State = Erased
		}
	}
	return all
}

// Due gives the places that are to be told now, in their order: as many as there are prizes to give away beyond those that
// are accepted or may still be. The prizes must be in the order of their places.
func Due(prizes []Prize) []int {
	free := 0
	for _, p := range prizes {
		if p.Role == Winner {
			free++
		}
		if p.State == Asked || p.State == Accepted {
			free--
		}
	}
	var due []int
	for _, p := range prizes {
		if free > 0 && p.State == Waiting {
			due = append(due, p.Place)
			free--
		}
	}
	return due
}
