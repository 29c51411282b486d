package campaigns

import (
	"testing"
	"time"

	"kurzwahl/consent"
)

func TestASampleGoesOnlyToWhoMayHaveIt(t *testing.T) {
	t.Parallel()
	standing := func(status consent.Action) consent.Facts {
		return consent.Facts{Standing: consent.Standing{consent.Offers: {Status: status, Since: friday}}}
	}
	for name, tt := range map[string]struct {
		by    Person
		known SampleFacts
		want  RefusalKind // "" lets it go
	}{
		"the author's own number":         {by: "author"},
		"an approver's":                   {by: "boss"},
		"an admin's":                      {by: "admin"},
		"somebody else's wish":            {by: "clerk", want: NoTester},
		"nobody's wish":                   {want: NoTester},
		"a contact who agreed":            {by: "author", known: SampleFacts{Contact: true, Gate: standing(consent.Granted)}},
		"a contact who did not":           {by: "author", known: SampleFacts{Contact: true}, want: SampleBarred},
		"a contact who never confirmed":   {by: "author", known: SampleFacts{Contact: true, Gate: standing(consent.Asked)}, want: SampleBarred},
		"a number that opted out":         {by: "author", known: SampleFacts{Gate: standing(consent.Revoked)}, want: SampleBarred},
		"a number that is suppressed":     {by: "author", known: SampleFacts{Gate: consent.Facts{Suppressed: "wrong number"}}, want: SampleBarred},
		"somebody whose data was erased":  {by: "author", known: SampleFacts{Gate: consent.Facts{Suppressed: consent.Erased}}, want: SampleBarred},
		"the third in an hour":            {by: "author", known: SampleFacts{Asked: 2}},
		"the fourth in an hour":           {by: "author", known: SampleFacts{Asked: 3}, want: ManySamples},
		"a contact who had marketing now": {by: "author", known: SampleFacts{Contact: true, Gate: consent.Facts{Standing: standing(consent.Granted).Standing, Sent: []time.Time{friday}}}},
	} {
		s, store, _ := newService(t)
		store.known = tt.known
		err := s.SendSample(t.Context(), tt.by, draft(t, s).ID, "+491711234567")
		if tt.want == "" {
			if err != nil || len(store.samples) != 1 {
				t.Errorf("%s: %v, %d samples, want one", name, err, len(store.samples))
			}
			continue
		}
		t.Run(name, func(t *testing.T) { wantRefusal(t, err, tt.want) })
		if len(store.samples) != 0 {
			t.Errorf("%s: was sent all the same", name)
		}
	}
}
