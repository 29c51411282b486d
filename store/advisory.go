package store

// Locks of PostgreSQL that stand for no row. Any numbers would do that nobody else locks in this database, as long as
// they differ: each guards something of its own, and who holds one may wait for what another one's holder has.
const (
	meeting    int64 = 0x6B75727A77616801 // of answers and receipts
	passageKey int64 = 0x6B75727A77616802 // held by who has messages between the gate and the link
	alerting   int64 = 0x6B75727A77616803 // under which alerts are decided
)
