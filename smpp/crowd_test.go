package smpp

import (
	"fmt"
	"testing"

	"kurzwahl/message"
)

func TestFullQueueOfOnePhoneIsToldFromThatOfTheSMSC(t *testing.T) {
	t.Parallel()
	phone := func(n int) message.Address { return message.Address(fmt.Sprintf("+4917100%05d", n)) }
	for _, tc := range []struct {
		name string
		play func(c *crowd) (alone bool)
		want bool
	}{
		{"the first time", func(c *crowd) bool { c.accept(phone(1)); return c.refuse(phone(0)) }, false},
		{"twice, and nobody else asked", func(c *crowd) bool { c.refuse(phone(0)); return c.refuse(phone(0)) }, false},
		{"twice, and another passed", func(c *crowd) bool {
			c.refuse(phone(0))
			c.accept(phone(1))
			return c.refuse(phone(0))
		}, true},
		{"it passed meanwhile", func(c *crowd) bool {
			c.refuse(phone(0))
			c.accept(phone(0))
			c.accept(phone(1))
			return c.refuse(phone(0))
		}, false},
		{"two such phones among many", func(c *crowd) (alone bool) {
			for round := range 3 {
				for n := range 2 {
					alone = c.refuse(phone(n))
				}
				for n := range 50 {
					c.accept(phone(100*round + n + 2))
				}
			}
			return alone
		}, true},
		{"the SMSC is full for half of all", func(c *crowd) (alone bool) {
			for round := range 10 {
				for n := range 100 {
					if n%2 == round%2 {
						alone = c.refuse(phone(n)) || alone
					} else {
						c.accept(phone(n + 100))
					}
				}
			}
			return alone
		}, false},
	} {
		if got := tc.play(new(crowd)); got != tc.want {
			t.Errorf("%s: got %v, want %v", tc.name, got, tc.want)
		}
	}
	c := new(crowd)
	for n := range 10 * mostCrowded {
		c.refuse(phone(n))
	}
	if len(c.full) > mostCrowded {
		t.Errorf("%d phones are remembered", len(c.full))
	}
}
