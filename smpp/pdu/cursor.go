package pdu

import "bytes"

// cursor reads fields off a body. After the first that is not there all further reads give nothing, so the
// caller looks at bad once, at the end.
type cursor struct {
	rest []byte
	bad  string // the first field that could not be read
}

func (c *cursor) fail(field string) {
	if c.bad == "" {
		c.bad = field
	}
	c.rest = nil
}

func (c *cursor) octet(field string) byte {
	if len(c.rest) == 0 {
		c.fail(field)
		return 0
	}
	b := c.rest[0]
	c.rest = c.rest[1:]
	return b
}

// cstring reads up to a NUL, which it drops.
func (c *cursor) cstring(field string) []byte {
	end := bytes.IndexByte(c.rest, 0)
	if end < 0 || end > tolerated {
		c.fail(field)
		return nil
	}
	value := c.rest[:end:end]
	c.rest = c.rest[end+1:]
	return value
}

func (c *cursor) take(field string, n int) []byte {
	if n > len(c.rest) {
		c.fail(field)
		return nil
	}
	value := c.rest[:n:n]
	c.rest = c.rest[n:]
	return value
}

func (c *cursor) address(field string) Address {
	ton, npi := c.octet(field), c.octet(field)
	return Address{TON: ton, NPI: npi, Digits: c.cstring(field)}
}
