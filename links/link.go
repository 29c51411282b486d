package links

import (
	"context"
	"errors"
	"time"

	"kurzwahl/message"
)

// Link is one short link. Each reader gets one of their own, so that a click says who clicked.
type Link struct {
	Code      Code
	Target    string          // where it leads: an absolute http or https address on an allowed host
	To        message.Address // whom it was made for; "" when nobody in particular
	Campaign  string          // id of the campaign that it belongs to, "" when none
	Cause     string          // id of the event or order that it follows from, "" when none
	CreatedAt time.Time
	ExpiresAt time.Time // from then on it is gone; zero is never
}

// Click is one person's visit to a link.
type Click struct {
	Code      Code
	UserAgent string // shortened, without control characters
	At        time.Time
}

// Errors of a Store, to be tested with errors.Is.
var (
	// ErrUnknownCode: there is no link of this code.
	ErrUnknownCode = errors.New("no such short link")
	// ErrCodeTaken: there is a link of this code already.
	ErrCodeTaken = errors.New("short link exists already")
)

// Store keeps links and clicks. It may be called by many goroutines at once.
type Store interface {
	// SaveLinks stores all links or none. It returns ErrCodeTaken, wrapped or not, when one of the codes is in use.
	SaveLinks(ctx context.Context, links []Link) error
	// Link finds a link, expired or not. It returns ErrUnknownCode, wrapped or not, when there is none.
	Link(ctx context.Context, code Code) (Link, error)
	// SaveClick counts a click of a link that exists.
	SaveClick(ctx context.Context, click Click) error
}
