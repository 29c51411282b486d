// Package pdu is SMPP 3.4 on the wire: frames, headers, and the bodies of those PDUs that a link or an SMS
// centre needs, for both directions.
//
// The hot PDUs (submit_sm, deliver_sm, data_sm and their responses) are encoded by appending to a caller's
// buffer and decoded without a copy: byte slices of a decoded body point into the frame and are valid only
// until the next one is read. Binds are rare and go through go-smpp's codec, whose tables of ids, texts and
// tags this package shares; a differential fuzz test holds the two codecs against each other.
//
// Encoding is strict: what the specification forbids is an error. Decoding is tolerant where it can be
// without guessing, and never allocates more than the largest PDU, whatever bytes come in.
package pdu
