// Package lessons is what staff teach: a customer's text after a question, and what it means. The very text is read so
// at once; a model that has learned from it takes over seconds later, if it reads a frozen check set no worse.
//
// A Teacher holds the parser that reads now. Of several processes on one database one learns; all read what is taught.
package lessons
