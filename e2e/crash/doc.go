// Package crash kills the built program at random moments and lets the SMSC's log judge what became of the messages:
// none lost, nobody texted twice, everything explained. The phones, the network and the Slack workspace live in the
// test's own process and outlast every kill.
//
// The short form runs with the other tests. KURZWAHL_SOAK=1 makes it long and adds broken links and lost database
// connections. KURZWAHL_SEED=n repeats the choices of a run that logged "seed n", and KURZWAHL_TEST_LOG=1 shows what the
// program logs.
package crash
