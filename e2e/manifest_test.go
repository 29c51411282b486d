package e2e_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"kurzwahl/bot/workspace"
)

// TestManifestIsWhatTheWorkspaceKnows holds the manifest that shops install against the local workspace, on which
// everything is tried.
func TestManifestIsWhatTheWorkspaceKnows(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../docs/slack.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(doc), "```json\n")
	text, _, _ := strings.Cut(rest, "```")
	var manifest struct {
		Features struct {
			Shortcuts []struct {
				Type       string `json:"type"`
				CallbackID string `json:"callback_id"`
			} `json:"shortcuts"`
			Commands []struct {
				Command string `json:"command"`
			} `json:"slash_commands"`
		} `json:"features"`
		Settings struct {
			Events struct {
				Bot []string `json:"bot_events"`
			} `json:"event_subscriptions"`
		} `json:"settings"`
	}
	if err := json.Unmarshal([]byte(text), &manifest); err != nil {
		t.Fatalf("the manifest is no JSON: %v", err)
	}
	var shortcuts, known []string
	for _, s := range manifest.Features.Shortcuts {
		shortcuts = append(shortcuts, s.Type+" "+s.CallbackID)
	}
	for _, s := range workspace.DefaultShortcuts() {
		known = append(known, s.Type+" "+s.CallbackID)
	}
	if !slices.Equal(shortcuts, known) {
		t.Errorf("the manifest's shortcuts are %q, the workspace's %q", shortcuts, known)
	}
	if got, want := manifest.Features.Commands[0].Command, workspace.DefaultCommands()[0].Command; got != want {
		t.Errorf("the manifest's command is %s, the workspace's %s", got, want)
	}
	for _, event := range manifest.Settings.Events.Bot {
		if !slices.Contains(workspace.DefaultEvents(), event) {
			t.Errorf("the workspace does not send %s, which the manifest subscribes to", event)
		}
	}
}
