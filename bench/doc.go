// Package bench measures Kurzwahl's own pipeline: the rooms as the service has them, a real socket on loopback, and
// the SMSC simulator behind it. It also measures two bare loops, the link with nothing stored and the store with no
// link, so that what the pipeline loses between them can be seen in one run on one machine.
//
// It is a room of its own because it wires other rooms in ways that neither the service nor the demo wants, and
// decides nothing that a customer could see.
package bench
