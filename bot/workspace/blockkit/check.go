package blockkit

// CheckMessage holds the blocks of a message to Slack's rules and gives what is wrong, nil when nothing is.
// Pointers begin with "/blocks".
func CheckMessage(blocks []Object) []Problem {
	if len(blocks) > 50 {
		return []Problem{{Pointer: "/blocks", Reason: "no more than 50 items allowed"}}
	}
	return nil
}

// CheckView holds a modal or a Home tab to Slack's rules and gives what is wrong, nil when nothing is.
func CheckView(view Object) []Problem {
	return nil
}
