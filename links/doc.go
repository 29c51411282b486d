// Package links shortens what is too long for a text, one link for each reader, and says what a visit to such a
// link leads to and whether it was a person's click. Shortener is the whole of it; where links and clicks are kept is
// behind Store, and what a visit looks like in HTTP is the business of the web room.
package links
