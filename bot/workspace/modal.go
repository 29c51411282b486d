package workspace

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"kurzwahl/bot/workspace/blockkit"
)

// Submission is the app's answer to a submitted modal.
type Submission struct {
	// Errors are what is wrong, by block_id; the modal stays open then.
	Errors map[string]string `json:"errors,omitempty"`
	// View is the modal on top afterwards; nil when all are closed.
	View *View `json:"view,omitempty"`
}

// Submit fills a modal's elements with values (by block_id and action_id: what the element's state holds, as for
// Click, or the whole state object), submits it and waits for the app's answer.
//
// Errors: ErrNotThere, ErrNotConnected, ErrNotAcknowledged, or ctx's; the modal then stays as it was.
func (s *Server) Submit(ctx context.Context, user, viewID string, values map[string]map[string]any) (Submission, error) {
	s.mu.Lock()
	payload, missing, err := s.submission(user, viewID, values)
	if err != nil || missing != nil {
		top := s.topModal(user)
		s.mu.Unlock()
		return Submission{Errors: missing, View: top}, err
	}
	s.mu.Unlock()
	answer, err := s.ask(ctx, kindInteraction, "view_submission", payload)
	if err != nil {
		return Submission{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settle(user, viewID, answer)
}

// submission fills a modal and gives its view_submission payload, or what is missing in it by block_id.
func (s *Server) submission(user, viewID string, values map[string]map[string]any) (payload Object, missing map[string]string, err error) {
	v, u, err := s.modal(user, viewID)
	if err != nil {
		return nil, nil, err
	}
	if err := v.State.fill(v.Blocks, values); err != nil {
		return nil, nil, err
	}
	if missing = unmet(v); len(missing) > 0 {
		return nil, missing, nil
	}
	payload = s.interactionBase("view_submission", u)
	payload["trigger_id"], payload["view"], payload["response_urls"] = s.newTrigger(user, v.ID), toObject(v), []Object{}
	return payload, nil, nil
}

// modal finds a modal that user has open.
func (s *Server) modal(user, viewID string) (*View, User, error) {
	v, ok := s.view(viewID)
	u, known := s.user(user)
	if !ok || !known || v.user != user || v.Type != "modal" {
		return nil, u, notThere("modal", viewID)
	}
	return v, u, nil
}

// unmet gives what Slack's own clients refuse before the app hears of it: inputs left empty that are not optional,
// texts too short or too long. Keys are block_ids.
func unmet(v *View) map[string]string {
	errs := map[string]string{}
	for _, block := range v.Blocks {
		element, ok := block["element"].(Object)
		if !ok || block["type"] != "input" {
			continue
		}
		id := text(block, "block_id")
		field, _ := blockkit.StateField(text(element, "type"))
		value := v.State.Values[id][text(element, "action_id")][field]
		optional, _ := block["optional"].(bool)
		if empty(value) {
			if !optional {
				errs[id] = "Please complete this required field."
			}
			continue
		}
		if reason := fits(element, value); reason != "" {
			errs[id] = reason
		}
	}
	return errs
}

// empty tells whether a state holds nothing.
func empty(value any) bool {
	list, isList := value.([]any)
	return value == nil || value == "" || isList && len(list) == 0
}

// fits tells what is wrong with the length of a text, empty when nothing is.
func fits(element Object, value any) string {
	entered, ok := value.(string)
	if !ok || element["type"] != "plain_text_input" {
		return ""
	}
	n := len([]rune(entered))
	if least, ok := element["min_length"].(float64); ok && n < int(least) {
		return fmt.Sprintf("Enter at least %d characters.", int(least))
	}
	most, ok := element["max_length"].(float64)
	if !ok {
		most = 3000
	}
	if n > int(most) {
		return fmt.Sprintf("Enter at most %d characters.", int(most))
	}
	return ""
}

// settle does what the app answered to a submitted modal: close it, show errors, change it, or put one on top.
func (s *Server) settle(user, viewID string, answer json.RawMessage) (Submission, error) {
	var do struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if len(answer) > 0 && json.Unmarshal(answer, &do) != nil {
		s.notice("error", "The app's answer to the modal is not what Slack expects.")
		return Submission{}, fmt.Errorf("answer to the modal: %w", ErrNotAcknowledged)
	}
	v, _ := s.view(viewID)
	switch do.Action {
	case "":
		s.closeModal(user, viewID)
	case "clear":
		s.dropModals(user)
	case "errors":
		return s.settleErrors(v, do.Errors)
	case "update", "push":
		if err := s.answerWithView(user, v, do.Action, do.View); err != nil {
			s.notice("error", "The app's view was refused: "+err.Error())
			return Submission{}, fmt.Errorf("%w: %w", ErrNotAcknowledged, err)
		}
	default:
		return Submission{}, fmt.Errorf("response_action %q: %w", do.Action, ErrNotAcknowledged)
	}
	return Submission{View: s.topModal(user)}, nil
}

// answerWithView puts the view that the app answered with in the place of v, or on top of it.
func (s *Server) answerWithView(user string, v *View, action string, raw json.RawMessage) error {
	fresh, err := s.readView(args{"view": raw}, "modal")
	switch {
	case err != nil:
		return err
	case v == nil:
		return refuse("not_found")
	case action == "push":
		return s.stack(user, fresh)
	default:
		s.refresh(v, fresh)
		return nil
	}
}

// settleErrors shows the app's errors, whose keys must be block_ids of input blocks.
func (s *Server) settleErrors(v *View, errs map[string]string) (Submission, error) {
	if v == nil {
		return Submission{Errors: errs}, nil
	}
	for id := range errs {
		if !slices.ContainsFunc(v.Blocks, func(b Object) bool { return b["block_id"] == id && b["type"] == "input" }) {
			s.notice("error", "The app named an error for "+id+", which is no input block.")
			return Submission{}, fmt.Errorf("error for block %q, which is no input: %w", id, ErrNotAcknowledged)
		}
	}
	return Submission{Errors: errs, View: v.copy()}, nil
}

// Close closes a modal as its user does with Cancel; the app hears of it when the view asks for that.
func (s *Server) Close(ctx context.Context, user, viewID string) error {
	s.mu.Lock()
	v, u, err := s.modal(user, viewID)
	if err != nil {
		s.mu.Unlock()
		return err
	}
	payload := s.interactionBase("view_closed", u)
	payload["view"], payload["is_cleared"] = toObject(v), v.ClearOnClose
	notify, name := v.NotifyOnClose, "view_closed "+v.CallbackID
	if v.ClearOnClose {
		s.dropModals(user)
	} else {
		s.closeModal(user, viewID)
	}
	s.mu.Unlock()
	if !notify {
		return nil
	}
	_, err = s.ask(ctx, kindInteraction, name, payload)
	return err
}

// closeModal takes one modal off a user's stack.
func (s *Server) closeModal(user, viewID string) {
	s.modals[user] = slices.DeleteFunc(slices.Clone(s.modals[user]), func(v *View) bool { return v.ID == viewID })
	s.publish(news{Type: "view_closed", ViewID: viewID, user: user})
}

// topModal gives the modal that user sees, nil when there is none.
func (s *Server) topModal(user string) *View {
	stack := s.modals[user]
	if len(stack) == 0 {
		return nil
	}
	return stack[len(stack)-1].copy()
}
