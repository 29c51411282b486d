package links

import (
	"context"
	"fmt"
	"sync"
)

// memory is a Store that keeps everything in maps. Its errors can be set to see what callers make of them.
type memory struct {
	mu     sync.Mutex
	links  map[Code]Link
	clicks []Click

	taken                         int // how many more times SaveLinks says that a code is taken
	failSave, failLink, failClick error
}

func newMemory() *memory { return &memory{links: make(map[Code]Link)} }

func (m *memory) SaveLinks(_ context.Context, links []Link) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.taken > 0 {
		m.taken--
		return fmt.Errorf("insert links: %w", ErrCodeTaken)
	}
	for _, l := range links {
		if _, ok := m.links[l.Code]; ok {
			return ErrCodeTaken
		}
	}
	if m.failSave != nil {
		return m.failSave
	}
	for _, l := range links {
		m.links[l.Code] = l
	}
	return nil
}

func (m *memory) Link(_ context.Context, code Code) (Link, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	link, ok := m.links[code]
	switch {
	case m.failLink != nil:
		return Link{}, m.failLink
	case !ok:
		return Link{}, fmt.Errorf("link: %w", ErrUnknownCode)
	default:
		return link, nil
	}
}

func (m *memory) SaveClick(_ context.Context, click Click) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failClick != nil {
		return m.failClick
	}
	m.clicks = append(m.clicks, click)
	return nil
}
