package workspace

import (
	"context"
	"encoding/json"
	"fmt"
)

// Suggest types query into an external select of a modal, a Home tab or a message (named as for Click) and gives
// the options that the app offers.
//
// Errors: ErrNotThere, ErrNotConnected, ErrNotAcknowledged, or ctx's.
func (s *Server) Suggest(ctx context.Context, c Click, query string) ([]Object, error) {
	s.mu.Lock()
	payload, err := s.suggestionPayload(c, query)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	answer, err := s.ask(ctx, kindInteraction, "block_suggestion "+c.ActionID, payload)
	if err != nil {
		return nil, err
	}
	var offered Object
	if json.Unmarshal(answer, &offered) != nil {
		return nil, fmt.Errorf("options: %w", ErrNotAcknowledged)
	}
	return options(offered), nil
}

// suggestionPayload gives the block_suggestion payload.
func (s *Server) suggestionPayload(c Click, query string) (Object, error) {
	u, ok := s.user(c.User)
	if !ok {
		return nil, notThere("user", c.User)
	}
	payload := s.interactionBase("block_suggestion", u)
	payload["value"] = query
	var blocks []Object
	if v, ok := s.view(c.ViewID); ok && v.user == c.User {
		blocks = v.Blocks
		payload["view"], payload["container"] = toObject(v), Object{"type": "view", "view_id": v.ID}
	} else {
		_, r, err := s.place(c.User, c.Channel)
		if err != nil {
			return nil, err
		}
		m, ok := s.visible(r, c.User, c.MessageTS)
		if !ok {
			return nil, notThere("message", c.MessageTS)
		}
		blocks = m.allBlocks()
		payload["message"], payload["channel"] = m.event(), Object{"id": r.ID, "name": r.commandName()}
		payload["container"] = Object{"type": "message", "message_ts": m.TS, "channel_id": r.ID, "is_ephemeral": m.IsEphemeral}
	}
	block, element, ok := find(blocks, c.BlockID, c.ActionID)
	if !ok {
		return nil, notThere("action", c.ActionID)
	}
	payload["block_id"], payload["action_id"] = block["block_id"], element["action_id"]
	return payload, nil
}
