// Package consent is the ledger of consent and the gate: may this message go to this person now? All of it is pure.
package consent
