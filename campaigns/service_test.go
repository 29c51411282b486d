package campaigns

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/consent"
	"kurzwahl/message"
)

// shelf is a Store and a Desk in memory.
type shelf struct {
	rows    map[string]Campaign
	marks   []Mark
	readers []Reader
	figures Figures
	samples []Sample
	known   SampleFacts
	coupons int // free ones of the only pool, "herbst"
}

func (s *shelf) Coupons(_ context.Context, pool string) (free, all int, err error) {
	if pool != "herbst" {
		return 0, 0, nil
	}
	return s.coupons, s.coupons + 1, nil
}

func (s *shelf) AddCampaign(_ context.Context, c Campaign, m Mark) (string, error) {
	c.ID = strconv.Itoa(len(s.rows) + 1)
	s.rows[c.ID] = c
	s.marks = append(s.marks, m)
	return c.ID, nil
}

func (s *shelf) ChangeCampaign(_ context.Context, id string, change func(*Campaign) (Mark, error)) (Campaign, error) {
	c, ok := s.rows[id]
	if !ok {
		return Campaign{}, ErrUnknown
	}
	m, err := change(&c)
	if err != nil {
		return c, err
	}
	c.Version++
	s.rows[id] = c
	s.marks = append(s.marks, m)
	return c, nil
}

func (s *shelf) Campaign(_ context.Context, id string) (Campaign, error) {
	if c, ok := s.rows[id]; ok {
		return c, nil
	}
	return Campaign{}, ErrUnknown
}

func (s *shelf) Campaigns(context.Context, int, ...State) ([]Campaign, error) { return nil, nil }

func (s *shelf) Audience(_ context.Context, _ Audience, _ time.Time, visit func(Reader) error) error {
	for _, r := range s.readers {
		if err := visit(r); err != nil {
			return err
		}
	}
	return nil
}

func (s *shelf) CampaignFigures(context.Context, string, time.Time) (Figures, error) {
	return s.figures, nil
}

func (s *shelf) SendSample(_ context.Context, sample Sample, allow func(SampleFacts) error) error {
	if err := allow(s.known); err != nil {
		return err
	}
	s.samples = append(s.samples, sample)
	return nil
}

var friday = time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)

func newService(t *testing.T) (*Service, *shelf, *clock.Movable) {
	t.Helper()
	s, c := &shelf{rows: map[string]Campaign{}, readers: []Reader{{Address: "+491711234500", Facts: agreed()}}}, clock.NewMovable(friday)
	return NewService(Config{Approvers: []Person{"boss", "deputy", "author"}, Admins: []Person{"admin"}, Language: message.German, Price: 7500, Currency: "EUR"}, s, s, c), s, c
}

// agreed is somebody who gets offers.
func agreed() consent.Facts {
	return consent.Facts{Standing: consent.Standing{consent.Offers: {Status: consent.Granted, Since: friday.Add(-time.Hour)}}}
}

func goodForm() Form {
	return Form{Name: "Herbst", Content: Content{
		Texts:    map[message.Language]string{message.German: "Hallo {{vorname|Kunde}}, 20 % auf alles. Abmelden: STOP"},
		Audience: "tag:vip",
	}}
}

func draft(t *testing.T, s *Service) Campaign {
	t.Helper()
	c, err := s.New(t.Context(), "author", goodForm())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func wantRefusal(t *testing.T, err error, want RefusalKind) {
	t.Helper()
	refusal, ok := errors.AsType[*Refusal](err)
	if !ok || refusal.Kind != want {
		t.Errorf("error %v, want refusal %s", err, want)
		return
	}
	for _, language := range []message.Language{message.German, message.English, ""} {
		if refusal.Sentence(language) == "" {
			t.Errorf("refusal %s says nothing in %q", want, language)
		}
	}
}

func TestTheRoadOfACampaign(t *testing.T) {
	t.Parallel()
	s, store, _ := newService(t)
	ctx := t.Context()
	c := draft(t, s)
	steps := []struct {
		do   func() (Campaign, error)
		want State
	}{
		{func() (Campaign, error) { return s.Propose(ctx, "author", c.ID) }, Proposed},
		{func() (Campaign, error) { return s.Reject(ctx, "boss", c.ID, "too loud") }, Rejected},
		{func() (Campaign, error) { return s.Edit(ctx, "author", c.ID, 3, goodForm()) }, Draft},
		{func() (Campaign, error) { return s.Propose(ctx, "author", c.ID) }, Proposed},
		{func() (Campaign, error) { return s.Withdraw(ctx, "author", c.ID) }, Draft},
		{func() (Campaign, error) { return s.Propose(ctx, "author", c.ID) }, Proposed},
		{func() (Campaign, error) { return s.Approve(ctx, "boss", c.ID, c.Hash) }, Approved},
		{func() (Campaign, error) { return s.Withdraw(ctx, "deputy", c.ID) }, Draft},
		{func() (Campaign, error) { return s.Propose(ctx, "author", c.ID) }, Proposed},
		{func() (Campaign, error) { return s.Approve(ctx, "boss", c.ID, c.Hash) }, Approved},
		{func() (Campaign, error) { return s.Start(ctx, "author", c.ID) }, Running},
		{func() (Campaign, error) { return s.Pause(ctx, "author", c.ID) }, Paused},
		{func() (Campaign, error) { return s.Resume(ctx, "author", c.ID) }, Running},
		{func() (Campaign, error) { return s.Cancel(ctx, "author", c.ID) }, Cancelled},
	}
	for i, step := range steps {
		got, err := step.do()
		if err != nil || got.State != step.want {
			t.Fatalf("step %d: %s, %v, want %s", i, got.State, err, step.want)
		}
	}
	if len(store.marks) != len(steps)+1 {
		t.Errorf("%d lines of audit for %d steps", len(store.marks), len(steps)+1)
	}
	_, err := s.Resume(ctx, "author", c.ID)
	wantRefusal(t, err, WrongState)
	_, err = s.Withdraw(ctx, "author", c.ID)
	wantRefusal(t, err, WrongState)
}

func TestWithdrawnCampaignNeedsANewApproval(t *testing.T) {
	t.Parallel()
	s, _, _ := newService(t)
	ctx := t.Context()
	c := draft(t, s)
	for _, do := range []func() (Campaign, error){
		func() (Campaign, error) { return s.Propose(ctx, "author", c.ID) },
		func() (Campaign, error) { return s.Approve(ctx, "boss", c.ID, c.Hash) },
		func() (Campaign, error) { return s.Withdraw(ctx, "author", c.ID) },
	} {
		if _, err := do(); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Campaign(ctx, c.ID)
	if err != nil || got.Approver != "" || got.ApprovedHash != "" {
		t.Errorf("after the withdrawal: %+v, %v, want no approval", got, err)
	}
	_, err = s.Start(ctx, "author", c.ID)
	wantRefusal(t, err, WrongState)
}

func TestApprovalNeedsSomebodyElse(t *testing.T) {
	t.Parallel()
	s, _, _ := newService(t)
	ctx := t.Context()
	c := draft(t, s)
	if _, err := s.Edit(ctx, "deputy", c.ID, c.Version, goodForm()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Propose(ctx, "author", c.ID); err != nil {
		t.Fatal(err)
	}
	for by, want := range map[Person]RefusalKind{"author": OwnCampaign, "deputy": OwnCampaign, "clerk": NoApprover, "": NoApprover} {
		_, err := s.Approve(ctx, by, c.ID, c.Hash)
		wantRefusal(t, err, want)
	}
	_, err := s.Approve(ctx, "boss", c.ID, "another hash")
	wantRefusal(t, err, Changed)
	if _, err := s.Approve(ctx, "boss", c.ID, c.Hash); err != nil {
		t.Fatal(err)
	}
	_, err = s.Approve(ctx, "boss", c.ID, c.Hash)
	wantRefusal(t, err, WrongState)
}

func TestAnEditVoidsTheApproval(t *testing.T) {
	t.Parallel()
	s, store, _ := newService(t)
	ctx := t.Context()
	c := draft(t, s)
	if _, err := s.Propose(ctx, "author", c.ID); err != nil {
		t.Fatal(err)
	}
	approved, err := s.Approve(ctx, "boss", c.ID, c.Hash)
	if err != nil {
		t.Fatal(err)
	}
	form := goodForm()
	form.Content.Audience = "all"
	edited, err := s.Edit(ctx, "author", c.ID, approved.Version, form)
	if err != nil || edited.State != Draft || edited.Approver != "" || edited.Hash == c.Hash {
		t.Errorf("after an edit: %+v, %v; want a draft without approval and with another hash", edited, err)
	}
	_, err = s.Start(ctx, "author", c.ID)
	wantRefusal(t, err, WrongState)
	_, err = s.Edit(ctx, "author", c.ID, approved.Version, form)
	wantRefusal(t, err, Changed)

	forged := store.rows[c.ID]
	forged.State, forged.Approver, forged.ApprovedHash = Approved, "boss", c.Hash
	store.rows[c.ID] = forged
	_, err = s.Start(ctx, "author", c.ID)
	wantRefusal(t, err, NotApproved)
}

func TestStartKeepsToTimeAndDeadline(t *testing.T) {
	t.Parallel()
	s, _, moved := newService(t)
	ctx := t.Context()
	form := goodForm()
	form.Content.StartAt, form.Content.Deadline = friday.Add(time.Hour), friday.Add(3*time.Hour)
	c, err := s.New(ctx, "author", form)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Propose(ctx, "author", c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Approve(ctx, "boss", c.ID, c.Hash); err != nil {
		t.Fatal(err)
	}
	_, err = s.Start(ctx, "author", c.ID)
	wantRefusal(t, err, TooEarly)
	moved.Advance(4 * time.Hour)
	_, err = s.Start(ctx, "author", c.ID)
	wantRefusal(t, err, TooLate)
}

func TestProposeRefusesUnfitContent(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*Form){
		"no text":       func(f *Form) { f.Content.Texts = nil },
		"bad template":  func(f *Form) { f.Content.Texts[message.German] = "{{name}} STOP" },
		"bad audience":  func(f *Form) { f.Content.Audience = "vip" },
		"link, nowhere": func(f *Form) { f.Content.Texts[message.German] = "{{link}} STOP" },
		"past deadline": func(f *Form) { f.Content.Deadline = friday.Add(-time.Hour) },
		"too long": func(f *Form) {
			f.Content.Texts[message.German] = string(slices.Repeat([]byte("x"), 1000)) + " STOP"
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, _ := newService(t)
			form := goodForm()
			spoil(&form)
			c, err := s.New(t.Context(), "author", form)
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Propose(t.Context(), "author", c.ID)
			wantRefusal(t, err, Unfit)
		})
	}
	s, _, _ := newService(t)
	if problems := s.Check(goodForm()); len(problems) != 0 {
		t.Errorf("a good draft has problems: %v", problems)
	}
	form := goodForm()
	form.Content.Texts[message.German] = "20 % auf alles"
	if problems := s.Check(form); len(problems) != 1 || !problems[0].Warning {
		t.Errorf("a text without a way out: %v, want one warning", problems)
	}
	_, err := s.New(t.Context(), "author", Form{})
	wantRefusal(t, err, Unfit)
}

func TestHashIsOfTheMeaning(t *testing.T) {
	t.Parallel()
	base := goodForm().Content
	base.StartAt = friday
	same := goodForm().Content
	berlin := time.FixedZone("CET", 3600)
	same.StartAt, same.Purpose, same.Audience = friday.In(berlin), consent.Offers, " tag:vip "
	same.Texts[message.English] = "  "
	if base.Hash() != same.Hash() {
		t.Error("the same content in other words has another hash")
	}
	for name, change := range map[string]func(*Content){
		"text":     func(c *Content) { c.Texts = map[message.Language]string{message.German: "anders"} },
		"language": func(c *Content) { c.Texts = map[message.Language]string{message.English: c.Texts[message.German]} },
		"audience": func(c *Content) { c.Audience = "all" },
		"start":    func(c *Content) { c.StartAt = c.StartAt.Add(time.Minute) },
		"deadline": func(c *Content) { c.Deadline = friday.Add(time.Hour) },
		"purpose":  func(c *Content) { c.Purpose = consent.Surveys },
		"link":     func(c *Content) { c.LinkTarget = "https://shop.example" },
		"by hand":  func(c *Content) { c.ByHand = true },
	} {
		changed := base
		change(&changed)
		if changed.Hash() == base.Hash() {
			t.Errorf("another %s has the same hash", name)
		}
	}
}

func TestPreviewCountsTheRealAudience(t *testing.T) {
	t.Parallel()
	s, store, _ := newService(t)
	granted := consent.Standing{consent.Offers: {Status: consent.Granted, Since: friday.Add(-time.Hour)}}
	reader := func(n int, f consent.Facts) Reader {
		return Reader{Address: message.Address("+4917112345" + strconv.Itoa(n)), FirstName: "Łukasz", Facts: f}
	}
	store.readers = []Reader{
		reader(10, consent.Facts{Standing: granted}), reader(11, consent.Facts{Standing: granted}),
		reader(12, consent.Facts{}), reader(13, consent.Facts{Standing: granted, Suppressed: "wrong number"}),
		reader(14, consent.Facts{Standing: granted, Sent: []time.Time{friday.Add(-time.Hour)}}),
	}
	p, err := s.Preview(t.Context(), goodForm())
	if err != nil {
		t.Fatal(err)
	}
	if p.Audience != 5 || p.Recipients != 2 || len(p.LeftOut) != 3 || len(p.Samples) != 2 {
		t.Errorf("preview %+v, want 2 of 5 and three reasons", p)
	}
	if p.Segments != 2 || p.MinSegments != 1 || p.MaxSegments != 1 || p.MeanSegments() != 1 || p.Cost != 15_000 {
		t.Errorf("preview %+v, want one segment each", p)
	}
	if !p.FinishAt.After(p.StartAt) {
		t.Errorf("finishes at %v, starts at %v", p.FinishAt, p.StartAt)
	}
	bad := goodForm()
	bad.Content.Audience = "vip"
	if p, err = s.Preview(t.Context(), bad); err != nil || len(p.Problems) == 0 || p.Audience != 0 {
		t.Errorf("preview of a bad audience: %+v, %v, want its problems alone", p, err)
	}
}

func TestUnknownCampaignIsARefusal(t *testing.T) {
	t.Parallel()
	s, _, _ := newService(t)
	_, err := s.Campaign(t.Context(), "nope")
	wantRefusal(t, err, NotFound)
	_, err = s.Pause(t.Context(), "author", "nope")
	wantRefusal(t, err, NotFound)
	wantRefusal(t, s.SendSample(t.Context(), "author", "nope", "+491711234567"), NotFound)
}
