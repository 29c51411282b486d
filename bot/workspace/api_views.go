package workspace

import (
	"slices"

	"kurzwahl/bot/workspace/blockkit"
)

// maxStack is the most modals that stand one on another.
const maxStack = 3

// openView answers views.open: a new modal, in place of all that the user had open.
func (s *Server) openView(c *call) (Object, error) {
	v, err := s.readView(c.args, "modal")
	if err != nil {
		return nil, err
	}
	t, err := s.exchange(c.text("trigger_id"))
	if err != nil {
		return nil, err
	}
	if err := s.uniqueExternal(v); err != nil {
		return nil, err
	}
	s.dropModals(t.user)
	s.show(t.user, v)
	return Object{"view": v.copy()}, nil
}

// pushView answers views.push: a modal on top of the one in which the trigger arose.
func (s *Server) pushView(c *call) (Object, error) {
	v, err := s.readView(c.args, "modal")
	if err != nil {
		return nil, err
	}
	t, err := s.exchange(c.text("trigger_id"))
	if err != nil {
		return nil, err
	}
	if err := s.uniqueExternal(v); err != nil {
		return nil, err
	}
	if err := s.stack(t.user, v); err != nil {
		return nil, err
	}
	return Object{"view": v.copy()}, nil
}

// stack puts v on top of user's modals.
func (s *Server) stack(user string, v *View) error {
	below := s.modals[user]
	switch {
	case len(below) == 0:
		return refuse("not_found")
	case len(below) >= maxStack:
		return refuse("push_limit_reached")
	}
	v.PreviousViewID, v.RootViewID = &below[len(below)-1].ID, below[0].ID
	s.show(user, v)
	return nil
}

// show puts v on top of what the user sees.
func (s *Server) show(user string, v *View) {
	v.user = user
	s.modals[user] = append(slices.Clone(s.modals[user]), v)
	s.publish(news{Type: "view_opened", View: v.copy(), user: user})
}

// uniqueExternal refuses an external_id that another view has.
func (s *Server) uniqueExternal(v *View) error {
	if _, taken := s.external(v.ExternalID); taken {
		return refuse("duplicate_external_id")
	}
	return nil
}

// external finds a view by its external_id.
func (s *Server) external(id string) (*View, bool) {
	if id == "" {
		return nil, false
	}
	for _, stack := range s.modals {
		for _, v := range stack {
			if v.ExternalID == id {
				return v, true
			}
		}
	}
	for _, v := range s.homes {
		if v.ExternalID == id {
			return v, true
		}
	}
	return nil, false
}

// updateView answers views.update.
func (s *Server) updateView(c *call) (Object, error) {
	fresh, err := s.readView(c.args, "modal", "home")
	if err != nil {
		return nil, err
	}
	v, ok := s.view(c.text("view_id"))
	if !ok {
		v, ok = s.external(c.text("external_id"))
	}
	switch {
	case !ok:
		return nil, refuse("not_found")
	case c.text("hash") != "" && c.text("hash") != v.Hash:
		return nil, refuse("hash_conflict")
	case fresh.Type != v.Type:
		return nil, refuse("invalid_arguments", "[ERROR] the type of a view cannot change [json-pointer:/view/type]")
	}
	s.refresh(v, fresh)
	return Object{"view": v.copy()}, nil
}

// refresh gives v the content of fresh. Its id and place stay, and so does what the user has put into blocks that
// keep their block_id, action_id and type.
func (s *Server) refresh(v, fresh *View) {
	fresh.ID, fresh.RootViewID, fresh.PreviousViewID, fresh.user = v.ID, v.RootViewID, v.PreviousViewID, v.user
	fresh.State = ViewState{Values: blockkit.State(fresh.Blocks, v.State.Values)}
	if fresh.ExternalID == "" {
		fresh.ExternalID = v.ExternalID
	}
	*v = *fresh
	v.renew(s)
	kind := "view_updated"
	if v.Type == "home" {
		kind = "home"
	}
	s.publish(news{Type: kind, View: v.copy(), user: v.user})
}

// publishView answers views.publish.
func (s *Server) publishView(c *call) (Object, error) {
	user, ok := s.user(c.text("user_id"))
	if !ok || user.IsBot {
		return nil, refuse("user_not_found")
	}
	fresh, err := s.readView(c.args, "home")
	if err != nil {
		return nil, err
	}
	v, open := s.homes[user.ID]
	if open && c.text("hash") != "" && c.text("hash") != v.Hash {
		return nil, refuse("hash_conflict")
	}
	if !open {
		v = &View{ID: fresh.ID, RootViewID: fresh.ID, user: user.ID}
		s.homes[user.ID] = v
	}
	s.refresh(v, fresh)
	return Object{"view": v.copy()}, nil
}

// dropModals closes all of a user's modals without asking the app.
func (s *Server) dropModals(user string) {
	for _, v := range s.modals[user] {
		s.publish(news{Type: "view_closed", ViewID: v.ID, user: user})
	}
	delete(s.modals, user)
}
