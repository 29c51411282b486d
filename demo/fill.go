package demo

import "context"

// fill puts the sample shop into the database.
func (d *Demo) fill(ctx context.Context) error {
	now := d.clock.Now()
	if err := d.service.Store().ImportProducts(ctx, bikes()); err != nil {
		return err
	}
	for _, c := range d.people {
		d.smsc.Phone(c.Phone).SetName(c.Name)
	}
	return d.service.Store().ImportOrders(ctx, orders(d.people, now.In(d.zone)), now)
}
