package outbox

// Reference is the user_message_reference that a message goes out with. An SMSC that echoes it in a receipt so names
// the message even where its answer, and with that its own id, was lost. With the phone it is nearly unique: of two
// messages to one phone it is the same once in 65,535 times. It is never 0, which means none.
func Reference(id string) uint16 {
	hash := uint32(2166136261) // FNV-1a, 32 bits, folded to 16
	for i := range len(id) {
		hash = (hash ^ uint32(id[i])) * 16777619
	}
	return max(uint16(hash>>16)^uint16(hash&0xFFFF), 1)
}
