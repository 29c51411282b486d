package bot

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kurzwahl/bot/workspace"
)

// TestSubcommandsAreOfferedEverywhere holds the local workspace's list and the manifest to what /sms does.
func TestSubcommandsAreOfferedEverywhere(t *testing.T) {
	t.Parallel()
	manifest, err := os.ReadFile("../docs/slack.md")
	if err != nil {
		t.Fatal(err)
	}
	hint := regexp.MustCompile(`"usage_hint": "([^"]*)"`).FindSubmatch(manifest)
	if hint == nil {
		t.Fatal("docs/slack.md has no usage_hint")
	}
	var names, want []string
	for _, s := range (&Bot{lang: tongueOf("en")}).subcommands() {
		names, want = append(names, s.name), append(want, s.name)
		for _, word := range regexp.MustCompile(`[a-z]+`).FindAllString(s.args, -1) {
			want = append(want, s.name+" "+word)
		}
	}
	offered := workspace.DefaultCommands()[0].Subcommands
	slices.Sort(offered)
	slices.Sort(want)
	if !slices.Equal(offered, want) {
		t.Errorf("the workspace offers %q, want %q", offered, want)
	}
	hinted := strings.Split(string(hint[1]), " | ")
	slices.Sort(hinted)
	slices.Sort(names)
	if !slices.Equal(hinted, names) {
		t.Errorf("the manifest hints at %q, want %q", hinted, names)
	}
}
