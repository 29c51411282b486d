package faq

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"kurzwahl/clock"
)

// ErrChanged says that somebody else has changed an entry since it was looked at.
var ErrChanged = errors.New("changed meanwhile")

// Edit is what somebody made of an entry in Slack.
type Edit struct {
	ID      string
	Entry   Entry  // only its Topic counts where Removed
	Removed bool   // the topic has no answer any more, not even the file's
	Base    string // Kept.Edit of the entry that was changed; "" for the file's, or a new one
	By      string // Slack user id
	At      time.Time
	Dedupe  string // a key that is stored at most once
}

// Store keeps what people changed.
type Store interface {
	// FAQVersion names what was changed so far: another name when anything is different, "" before the first edit.
	FAQVersion(ctx context.Context) (string, error)
	// FAQEdits gives the last edit of each topic that was not taken back, and their version.
	FAQEdits(ctx context.Context) (edits []Edit, version string, err error)
	// EditFAQ keeps an edit and gives its id; one whose Dedupe is known is left out and gives the id it had. It returns
	// ErrChanged, wrapped, when the last edit of the topic is not Base.
	EditFAQ(ctx context.Context, e Edit) (id string, err error)
	// UndoFAQ takes an edit back and says whether it was the last of its topic; what it had replaced is in force again.
	UndoFAQ(ctx context.Context, id, actor string, now time.Time) (undone bool, err error)
}

// Config is what a Keeper is made of.
type Config struct {
	Words  Words
	File   []Entry // as ReadFile gives them
	Store  Store
	Bell   <-chan struct{} // rings when answers were changed by this process; nil: only the poll finds it
	Clock  clock.Clock     // for waiting; default the machine's
	Logger *slog.Logger    // default none
}

// Keeper knows the answers in force. Its methods may be called by many goroutines at once.
type Keeper struct {
	config  Config
	current atomic.Pointer[Book]
	mu      sync.Mutex // over what follows, and over making a Book
	version string
}

// NewKeeper makes a Keeper that knows the file's answers: Refresh reads what people changed.
func NewKeeper(config Config) (*Keeper, error) {
	if config.Clock == nil {
		config.Clock = clock.System{}
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	k := &Keeper{config: config}
	book, err := newBook(config.Words, config.File, nil)
	if err != nil {
		return nil, err
	}
	k.current.Store(book)
	return k, nil
}

// Book gives the answers in force now.
func (k *Keeper) Book() *Book { return k.current.Load() }

// Words is what answers are filled in with and measured by.
func (k *Keeper) Words() Words { return k.config.Words }

// Refresh brings the Book up to date with what is stored.
func (k *Keeper) Refresh(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	version, err := k.config.Store.FAQVersion(ctx)
	if err != nil || version == k.version {
		return err
	}
	edits, version, err := k.config.Store.FAQEdits(ctx)
	if err != nil {
		return err
	}
	book, err := newBook(k.config.Words, k.config.File, edits)
	if err != nil {
		return err
	}
	k.current.Store(book)
	k.version = version
	return nil
}

// Save keeps an edit that Words.Problems has nothing against, and gives its id. From then on this process answers so;
// others on the same database do within a second. It returns ErrChanged, wrapped, as Store.EditFAQ does.
func (k *Keeper) Save(ctx context.Context, e Edit) (id string, err error) {
	if id, err = k.config.Store.EditFAQ(ctx, e); err != nil {
		return "", err
	}
	return id, k.Refresh(ctx)
}

// Undo takes an edit back and says whether it was the last of its topic.
func (k *Keeper) Undo(ctx context.Context, id, actor string, now time.Time) (undone bool, err error) {
	if undone, err = k.config.Store.UndoFAQ(ctx, id, actor, now); err != nil {
		return false, err
	}
	return undone, k.Refresh(ctx)
}

const (
	pollEvery  = time.Second      // how soon a process finds what another one changed
	retryAfter = 10 * time.Second // after the store failed
)

// Run keeps the Book up to date until ctx ends and returns nil then. Errors are logged, and tried again.
func (k *Keeper) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		wait := pollEvery
		if err := k.Refresh(ctx); err != nil && ctx.Err() == nil {
			k.config.Logger.LogAttrs(ctx, slog.LevelError, "reading answers failed", slog.Any("error", err))
			wait = retryAfter
		}
		clock.Pause(ctx, k.config.Clock, k.config.Clock.Now().Add(wait), k.config.Bell)
	}
	return nil
}
