// Package blockkit knows the rules of Slack's Block Kit: which blocks and elements there are, what they may hold
// and how much of it, and what state the interactive ones have. It is pure: JSON values in, problems or values out.
//
// The rules are those of Slack's reference for Block Kit and of the types that Slack publishes for its own
// libraries.
package blockkit

// Object is a JSON object: a block, an element or a view.
type Object = map[string]any

// Problem is one violation of a rule.
type Problem struct {
	// Pointer is the JSON pointer to the value at fault, such as "/blocks/0/text/text".
	Pointer string
	// Reason says what is wrong, as Slack words it: "must be less than 3001 characters".
	Reason string
}
