package slacksdk_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/slack-go/slack"

	"kurzwahl/e2e/peers/slacksdk"
)

func plain(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

func TestSchemaKnowsWhatSlackAllowsInAMessage(t *testing.T) {
	t.Parallel()
	button := slack.NewButtonBlockElement("claim", "case:1", plain("Claim"))
	quote := slack.NewRichTextBlock("quote", &slack.RichTextQuote{
		Type: slack.RTEQuote, Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement("Wo ist mein Rad?", nil)},
	})
	chart := slack.NewDataVisualizationBlock("Replies", slack.NewDataVisualizationPieChart(slack.NewDataVisualizationSegment("yes", 3)))
	cases := map[string]struct {
		blocks any
		fits   bool
	}{
		"a card":                {[]slack.Block{slack.NewHeaderBlock(plain("Case")), quote, slack.NewActionBlock("do", button), slack.NewDividerBlock()}, true},
		"a chart":               {[]slack.Block{chart}, true},
		"no blocks":             {nil, false},
		"an unknown block":      {[]map[string]any{{"type": "marquee"}}, false},
		"an unknown field":      {[]map[string]any{{"type": "divider", "color": "red"}}, false},
		"an input in a section": {[]map[string]any{{"type": "section", "accessory": map[string]any{"type": "plain_text_input"}}}, false},
		"a header in mrkdwn":    {[]slack.Block{slack.NewHeaderBlock(slack.NewTextBlockObject(slack.MarkdownType, "x", false, false))}, false},
	}
	for name, c := range cases {
		if err := slacksdk.CheckMessage(c.blocks); (err == nil) != c.fits {
			t.Errorf("%s: got %v, want it to fit: %v", name, err, c.fits)
		}
	}
}

func TestSchemaKnowsWhatSlackAllowsInAView(t *testing.T) {
	t.Parallel()
	blocks := slack.Blocks{BlockSet: []slack.Block{slack.NewSectionBlock(plain("Text"), nil, nil)}}
	cases := map[string]struct {
		view any
		fits bool
	}{
		"a modal":               {slack.ModalViewRequest{Type: slack.VTModal, Title: plain("New SMS"), Blocks: blocks}, true},
		"a home tab":            {map[string]any{"type": "home", "blocks": blocks}, true},
		"a modal with no title": {map[string]any{"type": "modal", "blocks": blocks}, false},
		"a view of no type":     {map[string]any{"blocks": blocks}, false},
	}
	for name, c := range cases {
		if err := slacksdk.CheckView(c.view); (err == nil) != c.fits {
			t.Errorf("%s: got %v, want it to fit: %v", name, err, c.fits)
		}
	}
}

func TestSchemaIsMadeFromTheInstalledTypes(t *testing.T) {
	t.Parallel()
	needNode(t)
	fresh := filepath.Join(t.TempDir(), "schema.json")
	cmd := exec.Command("npm", "run", "--silent", "schema", "--", "--out", fresh)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm run schema: %v\n%s", err, out)
	}
	want, err := os.ReadFile(fresh)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("schema.json is stale: run `npm run schema` in this folder")
	}
}
