package workspace

import (
	"maps"

	"kurzwahl/bot/workspace/blockkit"
)

// ViewState is what the user has put into a view's or a message's elements, by block_id and action_id.
type ViewState struct {
	Values map[string]map[string]Object `json:"values"`
}

// set puts in what the user chose. It replaces the maps that it changes, so that copies stay as they are.
func (s *ViewState) set(blockID, actionID string, value Object) {
	values, actions := maps.Clone(s.Values), maps.Clone(s.Values[blockID])
	if values == nil {
		values = map[string]map[string]Object{}
	}
	if actions == nil {
		actions = map[string]Object{}
	}
	actions[actionID] = value
	values[blockID] = actions
	s.Values = values
}

// fill puts in what the user entered into the elements of blocks. It passes over what does not fit, and gives the
// first error.
func (s *ViewState) fill(blocks []Object, values map[string]map[string]any) error {
	var first error
	for blockID, actions := range values {
		for actionID, chosen := range actions {
			if err := s.enter(blocks, blockID, actionID, chosen); err != nil && first == nil {
				first = err
			}
		}
	}
	return first
}

// enter puts one value in. It may be what the element's state holds, or the whole state object.
func (s *ViewState) enter(blocks []Object, blockID, actionID string, chosen any) error {
	_, element, ok := find(blocks, blockID, actionID)
	if !ok {
		return notThere("input", blockID+"/"+actionID)
	}
	field, _ := blockkit.StateField(text(element, "type"))
	if state, ok := chosen.(Object); ok && state["text"] == nil { // an option has a text, a state has none
		if value, has := state[field]; has {
			chosen = value
		}
	}
	_, state, err := act(element, chosen)
	if err == nil && state != nil {
		s.set(blockID, actionID, state)
	}
	return err
}
