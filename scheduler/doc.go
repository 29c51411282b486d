// Package scheduler starts jobs at the times that cron lines name, in the shop's time zone: once for the whole
// fleet, and once only.
//
// # When a run is due
//
// A cron line matches times as a clock on the wall shows them. Each of them is due once, at the moment the wall clock
// first shows it or, where the change to summer time leaps over it, at the moment of the leap. Line.Next and Due are pure;
// a run's moment is the same in every process, and the key of its record.
//
// # Once, and to its end
//
// One process of the fleet holds the lease and looks after the schedules. A run is recorded before it starts and
// again when it is done; what lies between is resumed by whoever holds the lease next. The lease keeps the fleet from doing
// the same work at the same time; that nothing happens twice rests on the records alone: one row for each run, one for
// each survey and order.
package scheduler
