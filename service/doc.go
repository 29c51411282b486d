// Package service puts the rooms together into the running service: it makes each from the config, connects them,
// starts them in an order in which none misses another, and stops them so that nothing is lost.
//
// It is a room of its own so that the program, the demo and the tests of the whole run the very same assembly.
package service
