// Package conversations is the dialogue with one contact as a pure function: Next takes the state, what happened and the facts, and gives a Turn, which is all that follows, as data. It also runs the turns: a worker takes the next unhandled event of each contact, runs Next for a batch and commits the batch in one transaction.
package conversations
