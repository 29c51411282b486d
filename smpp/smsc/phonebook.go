package smsc

import (
	"container/list"
	"slices"
	"strings"
	"sync"

	"kurzwahl/message"
)

// phonebook has the phones that were used. Beyond its limits the one that has been silent for longest is forgotten
// with its texts, unless it has a name or was ever switched: somebody cares for those.
type phonebook struct {
	mostPhones, mostTexts int

	mu       sync.Mutex
	byNumber map[message.Address]*Phone
	lastID   uint64
	silent   list.List // of those that may be forgotten, the longest silent first
	texts    int       // that they hold together
}

// entry is what the phonebook notes of a phone; its lock guards it.
type entry struct {
	place  *list.Element // among the silent; nil of one that is kept for good
	texts  int
	pinned bool
}

// Phone gives the phone with the number, in E.164 form.
func (s *Server) Phone(number message.Address) *Phone {
	b := &s.phones
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.byNumber[number]
	if p == nil {
		p = &Phone{server: s, number: number, state: PhoneOn}
		b.touch(p)
	}
	return p
}

// Phones gives all phones that were used and are not forgotten, sorted by number.
func (s *Server) Phones() []*Phone {
	s.phones.mu.Lock()
	defer s.phones.mu.Unlock()
	all := make([]*Phone, 0, len(s.phones.byNumber))
	for _, p := range s.phones.byNumber {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *Phone) int { return strings.Compare(string(a.number), string(b.number)) })
	return all
}

// note gives the id of a phone's next text; the phone then holds so many more.
func (b *phonebook) note(p *Phone, more int) (id uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lastID++
	if !p.entry.pinned {
		p.entry.texts += more
		b.texts += more
		b.touch(p)
	}
	return b.lastID
}

// pin keeps a phone for good.
func (b *phonebook) pin(p *Phone) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.byNumber[p.number] = p
	p.entry.pinned = true
	if p.entry.place != nil {
		b.silent.Remove(p.entry.place)
		b.texts -= p.entry.texts
		p.entry.place, p.entry.texts = nil, 0
	}
}

// touch makes p the phone that was used last, and forgets others for it. The lock is held.
func (b *phonebook) touch(p *Phone) {
	if p.entry.place != nil {
		b.silent.MoveToBack(p.entry.place)
	} else if b.byNumber[p.number] == nil {
		b.byNumber[p.number] = p
		p.entry.place = b.silent.PushBack(p)
	}
	for b.silent.Len() > b.mostPhones || b.texts > b.mostTexts {
		oldest, _ := b.silent.Front().Value.(*Phone)
		if oldest == p {
			return
		}
		b.silent.Remove(oldest.entry.place)
		b.texts -= oldest.entry.texts
		oldest.entry = entry{}
		delete(b.byNumber, oldest.number)
	}
}
