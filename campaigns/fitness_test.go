package campaigns

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kurzwahl/clock"
	"kurzwahl/links"
	"kurzwahl/message"
)

// strict is a Service where links may lead to shop.example only.
func strict(t *testing.T, store *shelf, moved *clock.Movable) *Service {
	t.Helper()
	check := func(target string) error {
		switch {
		case strings.HasPrefix(target, "https://shop.example/"):
			return nil
		case strings.HasPrefix(target, "https://"):
			return links.ErrHostNotAllowed
		default:
			return links.ErrBadTarget
		}
	}
	return NewService(Config{Approvers: []Person{"boss"}, Language: message.German, CheckLink: check, LinkHosts: []string{"shop.example"}, Rate: 1}, store, store, moved)
}

func proposal(t *testing.T, s *Service, f Form) error {
	t.Helper()
	c, err := s.New(t.Context(), "author", f)
	if err == nil {
		_, err = s.Propose(t.Context(), "author", c.ID)
	}
	return err
}

func TestWhatCannotRunIsNotProposed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*Form, *shelf)
		says   string // "" where it is fit
	}{
		"a link to the shop":   {change: func(f *Form, _ *shelf) { f.Content.LinkTarget = "https://shop.example/a" }},
		"a link elsewhere":     {func(f *Form, _ *shelf) { f.Content.LinkTarget = "https://evil.example/" }, "shop.example"},
		"a script":             {func(f *Form, _ *shelf) { f.Content.LinkTarget = "javascript:alert(1)" }, "https://"},
		"a pool that is there": {change: func(f *Form, _ *shelf) { couponText(f, "herbst") }},
		"no such pool":         {func(f *Form, _ *shelf) { couponText(f, "hebrst") }, "hebrst"},
		"nobody agreed":        {func(_ *Form, s *shelf) { s.readers[0].Facts.Standing = nil }, "Niemand"},
		"nobody at all":        {func(_ *Form, s *shelf) { s.readers = nil }, "Niemand"},
		"a start long ago":     {func(f *Form, _ *shelf) { f.Content.StartAt = friday.Add(-2 * time.Hour) }, "Vergangenheit"},
		"a start just passed":  {change: func(f *Form, _ *shelf) { f.Content.StartAt = friday.Add(-time.Minute) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, store, moved := newService(t)
			s, f := strict(t, store, moved), goodForm()
			tt.change(&f, store)
			err := proposal(t, s, f)
			p, failed := s.Preview(t.Context(), f)
			if failed != nil || p.Fit() != (tt.says == "") {
				t.Errorf("preview fit %t (%v)", p.Fit(), failed)
			}
			if tt.says == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			wantRefusal(t, err, Unfit)
			if refusal, ok := errors.AsType[*Refusal](err); ok && !strings.Contains(refusal.Sentence(message.German), tt.says) {
				t.Errorf("it says %q, want %q in it", refusal.Sentence(message.German), tt.says)
			}
		})
	}
}

func couponText(f *Form, pool string) {
	f.Content.Texts[message.German] = "Ihr Code: {{coupon}}. STOP"
	f.Content.CouponPool = pool
}

func TestPreviewWarnsOfTooFewCoupons(t *testing.T) {
	t.Parallel()
	s, _, _ := newService(t)
	f := goodForm()
	couponText(&f, "herbst")
	p, err := s.Preview(t.Context(), f)
	if err != nil || !p.Fit() || len(p.Problems) != 1 || p.Problems[0].Field != FieldCoupon {
		t.Errorf("problems %v (%v), want a warning of the coupons", p.Problems, err)
	}
}

func TestPreviewCountsFromTheEndOfQuietHours(t *testing.T) {
	t.Parallel()
	_, store, moved := newService(t)
	s := strict(t, store, moved)
	moved.Advance(14 * time.Hour) // Saturday 2:00 in Berlin
	opens := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	p, err := s.Preview(t.Context(), goodForm())
	if err != nil || p.Held != 1 || !p.OpensAt.Equal(opens) || !p.FinishAt.Equal(opens.Add(time.Second)) {
		t.Errorf("held %d until %v, finished %v (%v), want one until %v and a second more", p.Held, p.OpensAt, p.FinishAt, err, opens)
	}
	store.figures = Figures{Campaign: Campaign{State: Running, Content: goodForm().Content}, Waiting: 60, Next: store.readers[0]}
	running, err := s.Progress(t.Context(), "1")
	if err != nil || !running.WaitsUntil.Equal(opens) || !running.FinishAt.Equal(opens.Add(time.Minute)) {
		t.Errorf("waits until %v, finished %v (%v)", running.WaitsUntil, running.FinishAt, err)
	}
}

func TestSmartReplacementSavesSegments(t *testing.T) {
	t.Parallel()
	s, store, _ := newService(t)
	f := goodForm()
	f.Content.Texts[message.German] = "„Nur heute“ – " + strings.Repeat("x", 80) + " STOP"
	p, err := s.Preview(t.Context(), f)
	if err != nil || p.Segments != 1 || p.Unreplaced != 2 || len(p.Replaced) != 3 || strings.ContainsAny(p.Samples[0].Text, "„“–") {
		t.Errorf("preview %+v (%v), want 1 segment in place of 2", p, err)
	}
	c, err := s.New(t.Context(), "author", f)
	if err == nil {
		err = s.SendSample(t.Context(), "author", c.ID, "+491711234567")
	}
	if err != nil || store.samples[0].Text != p.Samples[0].Text {
		t.Errorf("sample %v (%v), want it as the preview shows it", store.samples, err)
	}
}

func TestPolishMarksStayWhereTheShopWantsThem(t *testing.T) {
	t.Parallel()
	for marks, want := range map[bool]string{false: "Dzis taniej STOP", true: "Dziś taniej STOP"} {
		c := Content{Texts: map[message.Language]string{message.Polish: "Dziś taniej STOP"}}
		set, err := newTemplates(c, Config{Marks: marks})
		if err != nil {
			t.Fatal(err)
		}
		if w, err := set.write(message.Polish, nil); err != nil || w.text != want {
			t.Errorf("marks %t: %q (%v), want %q", marks, w.text, err, want)
		}
	}
}

func TestPreviewCountsWhoReadsAnotherLanguage(t *testing.T) {
	t.Parallel()
	s, store, _ := newService(t)
	for i, l := range []message.Language{message.English, message.Polish, message.English, ""} {
		store.readers = append(store.readers, Reader{Address: message.Address("+49171123450" + string(rune('1'+i))), Language: l, Facts: agreed()})
	}
	p, err := s.Preview(t.Context(), goodForm())
	if err != nil || p.Foreign[message.English] != 2 || p.Foreign[message.Polish] != 1 || len(p.Foreign) != 2 {
		t.Errorf("foreign %v (%v), want two English and one Polish", p.Foreign, err)
	}
}
