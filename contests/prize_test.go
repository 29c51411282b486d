package contests_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/contests"
)

func TestPrizesOfErasedHoldersAreNotGivenAway(t *testing.T) {
	t.Parallel()
	d := drawn(t, 20)
	holders := map[contests.Ticket]contests.Candidate{}
	for i, p := range d.Draw.Places {
		if i != 1 {
			holders[p.Entry] = contests.Candidate{Entry: contests.Entry{Address: "+491711230001"}}
		}
	}
	prizes := contests.Prizes(d, holders, d.Draw.At)
	if len(prizes) != 5 || prizes[1].State != contests.Erased || prizes[0].State != contests.Waiting || prizes[0].Address == "" {
		t.Fatalf("got %+v", prizes)
	}
	if diff := cmp.Diff([]int{1, 3, 4}, contests.Due(prizes)); diff != "" {
		t.Errorf("who is told first (-want +got):\n%s", diff)
	}
	undrawn := d
	undrawn.Draw = nil
	if got := contests.Prizes(undrawn, holders, d.Draw.At); len(got) != 0 || len(contests.Due(got)) != 0 {
		t.Errorf("nothing is drawn, and there are prizes: %+v", got)
	}
}

// TestNeverMoreAreToldThanCanWin lets winners accept, decline, be silent and be erased at random: never are more
// places asked or accepted than there are prizes, places are told in their order and once each, and in the end every
// prize is accepted or nobody is left.
func TestNeverMoreAreToldThanCanWin(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		random := rand.New(rand.NewPCG(seed, 1))
		winners, substitutes := 1+random.IntN(4), random.IntN(6)
		prizes := make([]contests.Prize, winners+substitutes)
		for i := range prizes {
			prizes[i] = contests.Prize{Place: i + 1, Role: contests.Winner, State: contests.Waiting}
			if i >= winners {
				prizes[i].Role = contests.Substitute
			}
		}
		var told []int
		for {
			due := contests.Due(prizes)
			for _, place := range due {
				prizes[place-1].State = contests.Asked
			}
			told = append(told, due...)
			open := slices.DeleteFunc(slices.Clone(prizes), func(p contests.Prize) bool { return p.State != contests.Asked })
			taken := len(open) + len(slices.DeleteFunc(slices.Clone(prizes), func(p contests.Prize) bool { return p.State != contests.Accepted }))
			if taken > winners {
				t.Fatalf("seed %d: %d places for %d prizes", seed, taken, winners)
			}
			if len(contests.Due(prizes)) > 0 {
				t.Fatalf("seed %d: asking twice gives %v more", seed, contests.Due(prizes))
			}
			if len(open) == 0 {
				break
			}
			ends := []contests.PrizeState{contests.Accepted, contests.Declined, contests.Silent, contests.Unreachable, contests.Erased}
			prizes[open[random.IntN(len(open))].Place-1].State = ends[random.IntN(len(ends))]
		}
		if !slices.IsSorted(told) || len(slices.Compact(slices.Clone(told))) != len(told) {
			t.Fatalf("seed %d: told in the order %v", seed, told)
		}
		accepted, waiting := 0, 0
		for _, p := range prizes {
			if p.State == contests.Accepted {
				accepted++
			}
			if p.State == contests.Waiting {
				waiting++
			}
		}
		if accepted < winners && waiting > 0 {
			t.Fatalf("seed %d: %d of %d prizes given, and %d still wait", seed, accepted, winners, waiting)
		}
	}
}
