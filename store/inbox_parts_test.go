package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/inbox"
	"kurzwahl/message"
	"kurzwahl/store"
	"kurzwahl/store/storetest"
)

// longTexts makes n long texts of random senders, references, widths and numbers of parts. Every fifth lacks a part;
// what is said of each is what must be read at the end.
func longTexts(random *rand.Rand, n int) (parts [][]inbox.Item, said []string) {
	for i := range n {
		total := 2 + random.IntN(6)
		place := message.Part{Reference: uint16(random.IntN(1 << 16)), Wide: i%2 == 0, Total: total}
		if !place.Wide {
			place.Reference &= 0xff
		}
		lost := -1
		if i%5 == 0 {
			lost = random.IntN(total)
		}
		var items []inbox.Item
		var text strings.Builder
		for number := range total {
			place.Number = number + 1
			words := fmt.Sprintf("%d.%d%s ", i, number, strings.Repeat("ż", random.IntN(4)))
			if number == lost {
				text.WriteString(" […] ")
				continue
			}
			text.WriteString(words)
			item := inboundItem(inbox.Part, words, place)
			item.Inbound.From = message.Address(fmt.Sprintf("+4917100000%02d", i%7))
			items = append(items, item)
		}
		if lost >= 0 {
			text.WriteString(" incomplete")
		}
		parts, said = append(parts, items), append(said, "texted "+text.String())
	}
	return parts, said
}

// mingled gives the parts of all texts in any order, some twice before their text is whole.
func mingled(random *rand.Rand, texts [][]inbox.Item) []inbox.Item {
	var all []inbox.Item
	for _, items := range texts {
		random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	}
	for left := texts; len(left) > 0; {
		i := random.IntN(len(left))
		item := left[i][0]
		all = append(all, item)
		if left[i] = left[i][1:]; len(left[i]) == 0 {
			left = slices.Delete(left, i, i+1)
		} else if random.IntN(3) == 0 {
			all = append(all, item)
		}
	}
	return all
}

// TestRandomPartsMakeTheirTexts takes in the parts of many long texts in any order and any batches: each whole text is
// there once, and what lacks a part is there with a gap after the time-out, and not before.
func TestRandomPartsMakeTheirTexts(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		random := rand.New(rand.NewPCG(23, 40))
		texts, want := longTexts(random, 40)
		for rest := mingled(random, texts); len(rest) > 0; {
			n := min(1+random.IntN(20), len(rest))
			takeIn(t, db, rest[:n])
			rest = rest[n:]
		}
		for _, text := range eventTexts(t, db) {
			if strings.HasSuffix(text, " incomplete") {
				t.Errorf("handed on before its time: %q", text)
			}
		}
		if _, err := db.GiveUpParts(t.Context(), inboxStart.Add(time.Second), inboxStart); err != nil {
			t.Fatal(err)
		}
		got := eventTexts(t, db)
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("texts (-written +read):\n%s", diff)
		}
	})
}
