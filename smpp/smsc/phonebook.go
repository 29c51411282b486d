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
	place *list.Element // among the silent; nil of one that is kept for good, or forgotten
	texts int
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
		b.trim(p)
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
	b.touch(p)
	if p.entry.place != nil {
		p.entry.texts += more
		b.texts += more
		b.trim(p)
	}
	return b.lastID
}

// pin keeps a phone for good.
func (b *phonebook) pin(p *Phone) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.touch(p)
	b.drop(p)
}

// touch makes p the phone that was used last. One that was forgotten is known again, unless its number has a new one
// by now. The lock is held.
func (b *phonebook) touch(p *Phone) {
	switch {
	case p.entry.place != nil:
		b.silent.MoveToBack(p.entry.place)
	case b.byNumber[p.number] == nil:
		b.byNumber[p.number] = p
		p.entry.place = b.silent.PushBack(p)
	}
}

// trim forgets those who have been silent for longest, but not p. The lock is held.
func (b *phonebook) trim(p *Phone) {
	for b.silent.Len() > b.mostPhones || b.texts > b.mostTexts {
		oldest, _ := b.silent.Front().Value.(*Phone)
		if oldest == p {
			return
		}
		b.drop(oldest)
		delete(b.byNumber, oldest.number)
	}
}

// drop takes a phone off those that may be forgotten, if it is one. The lock is held.
func (b *phonebook) drop(p *Phone) {
	if p.entry.place != nil {
		b.silent.Remove(p.entry.place)
		b.texts -= p.entry.texts
		p.entry.place, p.entry.texts = nil, 0
	}
}
