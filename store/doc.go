// Package store is the database: all SQL of the program, written once for SQLite and PostgreSQL, and the
// migrations. It fills the Store interfaces that the other rooms declare; each room's queries stand in files
// of the room's name.
//
// Writers on SQLite share one connection, so that a transaction never meets a busy database; readers have
// their own. On PostgreSQL several processes may share the database: whoever claims work repeats the
// condition outside its subquery and skips locked rows, and whoever touches a contact holds its row lock.
package store
