package workspace

import (
	"fmt"
	"slices"

	"kurzwahl/bot/workspace/blockkit"
)

// View is a modal or a Home tab as Slack gives it.
type View struct {
	ID                 string    `json:"id"`
	TeamID             string    `json:"team_id"`
	Type               string    `json:"type"` // "modal" or "home"
	Blocks             []Object  `json:"blocks"`
	PrivateMetadata    string    `json:"private_metadata"`
	CallbackID         string    `json:"callback_id"`
	State              ViewState `json:"state"`
	Hash               string    `json:"hash"`
	Title              Object    `json:"title"`
	ClearOnClose       bool      `json:"clear_on_close"`
	NotifyOnClose      bool      `json:"notify_on_close"`
	Close              Object    `json:"close"`
	Submit             Object    `json:"submit"`
	PreviousViewID     *string   `json:"previous_view_id"`
	RootViewID         string    `json:"root_view_id"`
	AppID              string    `json:"app_id"`
	ExternalID         string    `json:"external_id"`
	AppInstalledTeamID string    `json:"app_installed_team_id"`
	BotID              string    `json:"bot_id"`
	// user is the one who sees the view.
	user string
}

// readView reads the view of a call, checks it against Slack's limits and gives it ids where it has none.
func (s *Server) readView(a args, kinds ...string) (*View, error) {
	var raw Object
	if err := a.decode("view", &raw); err != nil || raw == nil {
		return nil, refuse("invalid_arguments", "[ERROR] missing required field: view")
	}
	if len(a["view"]) > 250_000 {
		return nil, refuse("view_too_large")
	}
	if problems := blockkit.CheckView(raw); len(problems) > 0 {
		return nil, refuse("invalid_arguments", reasons(problems, "/view")...)
	}
	var v View
	if err := a.decode("view", &v); err != nil {
		return nil, refuse("invalid_arguments", "[ERROR] "+err.Error())
	}
	if !slices.Contains(kinds, v.Type) {
		return nil, refuse("invalid_arguments", "[ERROR] must be a valid enum value [json-pointer:/view/type]")
	}
	blockkit.Complete(v.Blocks)
	v.ID, v.TeamID, v.AppID, v.AppInstalledTeamID = newID("V"), s.config.Team.ID, s.config.AppID, s.config.Team.ID
	v.BotID, v.RootViewID, v.PreviousViewID = s.bot().BotID, v.ID, nil
	v.State = ViewState{Values: blockkit.State(v.Blocks, nil)}
	v.renew(s)
	return &v, nil
}

// reasons writes problems as Slack's response_metadata.messages do; under is where the checked value stands.
func reasons(problems []blockkit.Problem, under string) []string {
	var all []string
	for _, p := range problems {
		all = append(all, "[ERROR] "+p.Reason+" [json-pointer:"+under+p.Pointer+"]")
	}
	return all
}

// messageBlocks reads the blocks of a message, checks them and gives them ids where they have none.
func messageBlocks(a args) ([]Object, error) {
	var blocks []Object
	if !a.has("blocks") && len(a["blocks"]) > 0 {
		return nil, refuse("invalid_blocks_format") // "blocks": null
	}
	if err := a.decode("blocks", &blocks); err != nil {
		return nil, refuse("invalid_blocks_format")
	}
	if problems := blockkit.CheckMessage(blocks); len(problems) > 0 {
		return nil, refuse("invalid_blocks", reasons(problems, "")...)
	}
	if len(blocks) == 0 {
		return nil, nil
	}
	blockkit.Complete(blocks)
	return blocks, nil
}

// messageAttachments reads the attachments of a message and checks the blocks in them.
func messageAttachments(a args) ([]Object, error) {
	var attachments []Object
	if err := a.decode("attachments", &attachments); err != nil || len(attachments) > 100 {
		return nil, refuse("invalid_attachments")
	}
	for i, one := range attachments {
		list, _ := one["blocks"].([]any)
		blocks := make([]Object, 0, len(list))
		for _, item := range list {
			b, ok := item.(Object)
			if !ok {
				return nil, refuse("invalid_blocks_format")
			}
			blocks = append(blocks, b)
		}
		if problems := blockkit.CheckMessage(blocks); len(problems) > 0 {
			return nil, refuse("invalid_blocks", reasons(problems, fmt.Sprintf("/attachments/%d", i))...)
		}
		blockkit.Complete(blocks)
		one["id"] = i + 1
		if one["fallback"] == nil {
			one["fallback"] = "[no preview available]"
		}
	}
	return attachments, nil
}

// renew gives v a new hash, by which an app tells that nobody has changed it since.
func (v *View) renew(s *Server) { v.Hash = s.now()[:10] + "." + newSecret()[:8] }

// copy gives v as it is now; what it holds is never written to, only replaced.
func (v *View) copy() *View {
	c := *v
	return &c
}

// view finds an open modal or a Home tab by its id.
func (s *Server) view(id string) (*View, bool) {
	for _, stack := range s.modals {
		for _, v := range stack {
			if v.ID == id {
				return v, true
			}
		}
	}
	for _, v := range s.homes {
		if v.ID == id {
			return v, true
		}
	}
	return nil, false
}
