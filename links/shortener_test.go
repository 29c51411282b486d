package links

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	seeded "math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kurzwahl/sms"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func newShortener(t *testing.T, store Store) *Shortener {
	t.Helper()
	s, err := New(Config{
		Store: store, Entropy: rand.Reader, BaseURL: "https://r.example/", Hosts: []string{"shop.example", "127.0.0.1:8080"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestShortenGivesEachReaderALink(t *testing.T) {
	t.Parallel()
	store := newMemory()
	s := newShortener(t, store)
	got, err := s.Shorten(t.Context(), noon,
		Wish{
			Target: "https://www.shop.example/sale?colour=red#bikes", To: "+491701234567", Campaign: "c1",
			UTM: UTM{Source: "kurzwahl", Medium: "sms", Campaign: "Black Friday"},
		},
		Wish{Target: "https://www.dhl.de/track?id=1", To: "+491701234568", Cause: "e1", Until: noon.Add(time.Hour)},
	)
	if err != nil {
		t.Fatal(err)
	}
	want := []Link{
		{
			Code: got[0].Code, To: "+491701234567", Campaign: "c1", CreatedAt: noon, ExpiresAt: noon.AddDate(0, 0, 180),
			Target: "https://www.shop.example/sale?colour=red&utm_source=kurzwahl&utm_medium=sms&utm_campaign=Black+Friday#bikes",
		},
		{
			Code: got[1].Code, To: "+491701234568", Cause: "e1", CreatedAt: noon, ExpiresAt: noon.Add(time.Hour),
			Target: "https://www.dhl.de/track?id=1",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, l := range got {
		if stored, err := store.Link(t.Context(), l.Code); err != nil || stored != l {
			t.Errorf("stored %+v, %v", stored, err)
		}
		if url := s.URL(l.Code); url != "https://r.example/"+string(l.Code) || !sms.GSM7.Fits(url) {
			t.Errorf("the text would hold %q", url)
		}
	}
}

func TestUTMKeepsWhatTheTargetSays(t *testing.T) {
	t.Parallel()
	s := newShortener(t, newMemory())
	links, err := s.Draw(noon, Wish{
		Target: "https://shop.example/?utm_source=staff&x=a%2Fb", UTM: UTM{Source: "kurzwahl", Content: "a&b"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := "https://shop.example/?utm_source=staff&x=a%2Fb&utm_content=a%26b"; links[0].Target != want {
		t.Errorf("target %q, want %q", links[0].Target, want)
	}
}

func TestTargetsAreChecked(t *testing.T) {
	t.Parallel()
	tests := []struct {
		target string
		want   error
	}{
		{"https://shop.example", nil},
		{"http://SHOP.example./a", nil},
		{"https://www.shop.example:443/a?b#c", nil},
		{"http://127.0.0.1:8080/demo", nil},
		{"https://nolp.dhl.de/x", nil},
		{"https://evil.example/", ErrHostNotAllowed},
		{"https://shop.example.evil.example/", ErrHostNotAllowed},
		{"https://notshop.example/", ErrHostNotAllowed},
		{"https://example/", ErrHostNotAllowed},
		{"https://shop.example:8443/", ErrHostNotAllowed},
		{"http://127.0.0.1:9090/", ErrHostNotAllowed},
		{"http://127.0.0.1/", ErrHostNotAllowed},
		{"http://[::1]/", ErrHostNotAllowed},
		{"https://x../", ErrHostNotAllowed},
		{"", ErrBadTarget},
		{"shop.example/a", ErrBadTarget},
		{"//shop.example/a", ErrBadTarget},
		{"javascript:alert(1)", ErrBadTarget},
		{"ftp://shop.example/", ErrBadTarget},
		{"https:///a", ErrBadTarget},
		{"https://shop.example@evil.example/", ErrBadTarget},
		{"https://evil.example\\@shop.example/", ErrBadTarget},
		{"https://evil.example／.shop.example/", ErrBadTarget},
		{"https://evil.example%2f.shop.example/", ErrBadTarget},
		{"https://shop.example/a b", ErrBadTarget},
		{"https://shop.example/\r\nSet-Cookie: a", ErrBadTarget},
		{"https://shop.example/\u202egnp.exe", ErrBadTarget},
		{"https://shop.example/" + strings.Repeat("x", longestTarget), ErrBadTarget},
	}
	s, err := New(Config{BaseURL: "https://r.example", Hosts: []string{"Shop.Example", "127.0.0.1:8080", " "}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		if got := s.Check(tt.target); !errors.Is(got, tt.want) {
			t.Errorf("Check(%q) = %v, want %v", tt.target, got, tt.want)
		}
	}
}

func TestATargetThatItsParametersMakeTooLongIsRefused(t *testing.T) {
	t.Parallel()
	long := "https://shop.example/" + strings.Repeat("x", longestTarget-30)
	s := newShortener(t, newMemory())
	if _, err := s.Draw(noon, Wish{Target: long}); err != nil {
		t.Errorf("without parameters: %v", err)
	}
	if _, err := s.Draw(noon, Wish{Target: long, UTM: UTM{Source: "kurzwahl"}}); !errors.Is(err, ErrBadTarget) {
		t.Errorf("with parameters: %v, want ErrBadTarget", err)
	}
}

func TestOneBadWishMakesNoLink(t *testing.T) {
	t.Parallel()
	store := newMemory()
	s := newShortener(t, store)
	_, err := s.Shorten(t.Context(), noon, Wish{Target: "https://shop.example"}, Wish{Target: "https://evil.example"})
	if !errors.Is(err, ErrHostNotAllowed) || len(store.links) != 0 {
		t.Errorf("error %v, %d links stored", err, len(store.links))
	}
}

func TestATakenCodeIsDrawnAnew(t *testing.T) {
	t.Parallel()
	store := newMemory()
	s := newShortener(t, store)
	store.taken = 2
	if _, err := s.Shorten(t.Context(), noon, Wish{Target: "https://shop.example"}); err != nil || len(store.links) != 1 {
		t.Errorf("after two taken codes: %v, %d links", err, len(store.links))
	}
	store.taken = attempts
	if _, err := s.Shorten(t.Context(), noon, Wish{Target: "https://shop.example"}); !errors.Is(err, ErrCodeTaken) {
		t.Errorf("all codes taken: %v, want ErrCodeTaken", err)
	}
}

func TestShortenReportsStoreAndEntropy(t *testing.T) {
	t.Parallel()
	store := newMemory()
	s := newShortener(t, store)
	store.failSave = errors.New("disk full")
	if _, err := s.Shorten(t.Context(), noon, Wish{Target: "https://shop.example"}); !errors.Is(err, store.failSave) {
		t.Errorf("error %v", err)
	}
	s.entropy = strings.NewReader("short")
	if _, err := s.Draw(noon, Wish{Target: "https://shop.example"}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("error %v", err)
	}
	if links, err := s.Shorten(t.Context(), noon); err != nil || links != nil {
		t.Errorf("no wish: %v, %v", links, err)
	}
}

func TestCodesAreValidFairAndDifferent(t *testing.T) {
	t.Parallel()
	entropy := seeded.NewChaCha8([32]byte{62})
	seen := make(map[Code]bool)
	counts := make(map[rune]int)
	const draws = 20000
	for range draws {
		code, err := newCode(entropy)
		if err != nil || !code.Valid() || seen[code] {
			t.Fatalf("drew %q, %v, seen %t", code, err, seen[code])
		}
		seen[code] = true
		for _, r := range code {
			counts[r]++
		}
	}
	for _, r := range alphabet[10:] { // digits are likelier, since each code has one
		if share := float64(counts[r]) / (7 * draws); share < 0.012 || share > 0.018 {
			t.Errorf("%q has a share of %.4f", r, share)
		}
	}
}

func TestCodesThatCannotBe(t *testing.T) {
	t.Parallel()
	for code, want := range map[Code]bool{
		"aB3dE6": true, "aB3dE6g": true, "": false, "aB3dE": false, "aB3dE6gh": false, "healthz": false, "metrics": false,
		"aB3dE-g": false, "aB3dEé": false, "aB3/E6g": false,
	} {
		if got := code.Valid(); got != want {
			t.Errorf("%q valid: %t, want %t", code, got, want)
		}
	}
}

func TestNewChecksTheAddress(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"", "r.example", "ftp://r.example", "https://", "https://r.example?x=1", "https://ł.example"} {
		if _, err := New(Config{BaseURL: base}); err == nil {
			t.Errorf("%q was taken as the address of short links", base)
		}
	}
}

func TestManyShortenAtOnce(t *testing.T) {
	t.Parallel()
	store := newMemory()
	s := newShortener(t, store)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				links, err := s.Shorten(context.Background(), noon, Wish{Target: "https://shop.example"})
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := s.Resolve(context.Background(), links[0].Code, person, noon); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if len(store.links) != 400 || len(store.clicks) != 400 {
		t.Errorf("%d links and %d clicks, want 400 of each", len(store.links), len(store.clicks))
	}
}
