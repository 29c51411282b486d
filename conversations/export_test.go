package conversations

// Broken gives a desk that panics at every text.
func (d *Desk) Broken() *Desk {
	broken := *d
	broken.parser = nil
	return &broken
}
