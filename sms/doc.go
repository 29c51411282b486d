// Package sms knows text as it travels on the air: the alphabets of SMS and their tables, how long a text is
// and into how many segments it must be cut, the user data header that ties the segments together, what can be
// written more cheaply, and how to read what phones send.
//
// A text is UTF-8 everywhere else in the program. Layout.Split turns it into the octets that an SMPP
// short_message carries; Decode turns such octets back into text. Everything here is a pure function of its
// arguments and may be called by many goroutines at once.
package sms
