package campaigns

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"kurzwahl/consent"
	"kurzwahl/message"
)

// Person is somebody of the shop's staff: a Slack user id. The empty Person is the program itself.
type Person string

// State is where a campaign stands.
type State string

// The states. The usual road is draft, proposed, approved, running, done.
const (
	Draft     State = "draft"     // being written; only here (and when proposed, approved or rejected) it may be edited
	Proposed  State = "proposed"  // waits for somebody else's approval
	Approved  State = "approved"  // waits for its start
	Running   State = "running"   // recipients are frozen and being texted
	Paused    State = "paused"    // nothing new leaves until it is resumed
	Done      State = "done"      // every recipient's message has its outcome
	Rejected  State = "rejected"  // Reason says why; an edit makes it a draft again
	Cancelled State = "cancelled" // stopped for good
)

// Content is what an approval is bound to: what is said, to whom and when.
type Content struct {
	Texts      map[message.Language]string `json:"texts"`                 // at least one; placeholders as Template says
	Audience   string                      `json:"audience"`              // an expression as ParseAudience reads it
	Purpose    consent.Purpose             `json:"purpose"`               // "" means offers
	StartAt    time.Time                   `json:"start_at,omitzero"`     // zero: as soon as it is approved
	ByHand     bool                        `json:"by_hand,omitempty"`     // waits for Service.Start even when approved and StartAt has come
	Deadline   time.Time                   `json:"deadline,omitzero"`     // nothing leaves after it; zero: no limit
	LinkTarget string                      `json:"link_target,omitempty"` // where {{link}} leads
	CouponPool string                      `json:"coupon_pool,omitempty"` // where {{coupon}} comes from
}

// Hash is the SHA-256, in hex, of the content in canonical form. Two contents that mean the same at the same time have the
// same hash; the language of a time's zone or the order of texts does not matter.
func (c Content) Hash() string {
	c = c.canonical()
	b, err := json.Marshal(c) // map keys are sorted
	if err != nil {
		panic("campaigns: content does not marshal: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func (c Content) canonical() Content {
	texts := make(map[message.Language]string, len(c.Texts))
	for language, text := range c.Texts {
		if strings.TrimSpace(text) != "" {
			texts[language] = text
		}
	}
	c.Texts = texts
	c.Audience = strings.TrimSpace(c.Audience)
	c.LinkTarget = strings.TrimSpace(c.LinkTarget)
	if c.Purpose == "" {
		c.Purpose = consent.Offers
	}
	c.StartAt, c.Deadline = canonicalTime(c.StartAt), canonicalTime(c.Deadline)
	return c
}

// canonicalTime is t in UTC and whole milliseconds, as the database keeps it.
func canonicalTime(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}

// Text gives the text for a reader of the given language: theirs, else the fallback's, else that of the first
// language in alphabetical order. It is "" only when there is no text at all.
func (c Content) Text(language, fallback message.Language) string {
	for _, l := range []message.Language{language, fallback} {
		if text, ok := c.Texts[l]; ok {
			return text
		}
	}
	if languages := c.languages(); len(languages) > 0 {
		return c.Texts[languages[0]]
	}
	return ""
}

// languages gives those that have a text, in alphabetical order.
func (c Content) languages() []message.Language {
	languages := make([]message.Language, 0, len(c.Texts))
	for l := range c.Texts {
		languages = append(languages, l)
	}
	slices.Sort(languages)
	return languages
}

// Campaign is one campaign as it is stored.
type Campaign struct {
	ID           string
	Name         string
	State        State
	Content      Content
	Hash         string // of Content
	Author       Person // who wrote the first draft
	Editor       Person // who changed it last; the author at first
	Approver     Person // "" until approved
	ApprovedHash string // what the approver saw; a start needs it to be Hash
	Reason       string // of a rejection, of a cancellation, or of a pause that the Runner made
	Recipients   int    // how many were frozen at the start
	Version      int    // counts changes
	CreatedAt    time.Time
	UpdatedAt    time.Time
	StartedAt    time.Time
	FrozenAt     time.Time // when Recipients was complete; zero before
	DoneAt       time.Time
}

// Open says whether something may still happen to the campaign.
func (c Campaign) Open() bool {
	return c.State != Done && c.State != Cancelled
}
