package blockkit_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"kurzwahl/bot/workspace/blockkit"
)

// blocks reads a list of blocks, without its brackets.
func blocks(t *testing.T, source string) []blockkit.Object {
	t.Helper()
	var list []blockkit.Object
	if err := json.Unmarshal([]byte("["+source+"]"), &list); err != nil {
		t.Fatalf("%v in %s", err, source)
	}
	return list
}

func x(n int) string { return strings.Repeat("x", n) }

const (
	option  = `{"text":{"type":"plain_text","text":"One"},"value":"1"}`
	button  = `{"type":"button","action_id":"b","text":{"type":"plain_text","text":"Go"}}`
	bare    = `{"type":"button","text":{"type":"plain_text","text":"Go"}}`
	label   = `"label":{"type":"plain_text","text":"Name"}`
	confirm = `{"title":{"type":"plain_text","text":"Sure?"},"text":{"type":"mrkdwn","text":"Really"},"confirm":{"type":"plain_text","text":"Yes"},"deny":{"type":"plain_text","text":"No"}}`
	axis    = `"axis_config":{"categories":["Mon","Tue"]}`
)

func TestAllowedBlocks(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"section":          `{"type":"section","text":{"type":"mrkdwn","text":"` + x(3000) + `","verbatim":true},"expand":true}`,
		"fields":           `{"type":"section","fields":[{"type":"plain_text","text":"` + x(2000) + `"}],"accessory":` + button + `}`,
		"header":           `{"type":"header","text":{"type":"plain_text","text":"` + x(150) + `","emoji":true}}`,
		"actions":          `{"type":"actions","elements":[` + button + `,{"type":"overflow","action_id":"o","options":[` + option + `],"confirm":` + confirm + `}]}`,
		"context":          `{"type":"context","elements":[{"type":"image","image_url":"https://x/y.png","alt_text":"y"},{"type":"mrkdwn","text":"x"}]}`,
		"select":           `{"type":"actions","elements":[{"type":"static_select","options":[` + option + `],"initial_option":` + option + `}]}`,
		"groups":           `{"type":"actions","elements":[{"type":"static_select","option_groups":[{"label":{"type":"plain_text","text":"G"},"options":[` + option + `]}],"initial_option":` + option + `}]}`,
		"checkboxes":       `{"type":"input",` + label + `,"element":{"type":"checkboxes","options":[` + option + `],"initial_options":[` + option + `]}}`,
		"number":           `{"type":"input",` + label + `,"element":{"type":"number_input","is_decimal_allowed":false,"min_value":"-1"}}`,
		"date":             `{"type":"input",` + label + `,"element":{"type":"datepicker","initial_date":"2026-11-20"},"optional":true,"dispatch_action":true}`,
		"time":             `{"type":"input",` + label + `,"element":{"type":"timepicker","initial_time":"09:30"}}`,
		"quote":            `{"type":"rich_text","elements":[{"type":"rich_text_quote","elements":[{"type":"text","text":"Wo?","style":{"bold":true}},{"type":"user","user_id":"U1"}]}]}`,
		"list":             `{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","indent":1,"elements":[{"type":"rich_text_section","elements":[{"type":"link","url":"https://x","text":"x"}]}]}]}`,
		"preformatted":     `{"type":"rich_text","elements":[{"type":"rich_text_preformatted","elements":[{"type":"text","text":"exact"}]}]}`,
		"table":            `{"type":"table","rows":[[{"type":"raw_text","text":"a"},{"type":"raw_number","value":1,"text":"1"}]],"column_settings":[{"align":"right"}]}`,
		"pie":              `{"type":"data_visualization","title":"Replies","chart":{"type":"pie","segments":[{"label":"yes","value":3}]}}`,
		"line":             `{"type":"data_visualization","title":"Sent","chart":{"type":"line",` + axis + `,"series":[{"name":"a","data":[{"label":"Mon","value":1},{"label":"Tue","value":-2}]}]}}`,
		"markdown":         `{"type":"markdown","text":"**x**"}`,
		"alert":            `{"type":"alert","level":"warning","text":{"type":"plain_text","text":"x"}}`,
		"card":             `{"type":"card","title":{"type":"mrkdwn","text":"x"},"actions":[` + button + `]}`,
		"null is no field": `{"type":"section","text":{"type":"plain_text","text":"x"},"accessory":null}`,
	} {
		if got := blockkit.CheckMessage(blocks(t, source)); got != nil {
			t.Errorf("%s: got %v, want no problem", name, got)
		}
	}
}

func TestRefusedBlocks(t *testing.T) {
	t.Parallel()
	section := `{"type":"section","text":{"type":"plain_text","text":"x"}}`
	for name, c := range map[string]struct{ source, pointer, reason string }{
		"no type":           {`{}`, "/blocks/0", "missing required field: type"},
		"unknown type":      {`{"type":"marquee"}`, "/blocks/0/type", "unsupported type: marquee"},
		"unknown field":     {`{"type":"divider","color":"red"}`, "/blocks/0", "invalid additional property: color"},
		"empty text":        {`{"type":"section","text":{"type":"mrkdwn","text":""}}`, "/blocks/0/text/text", "must be more than 0 characters"},
		"long section":      {`{"type":"section","text":{"type":"mrkdwn","text":"` + x(3001) + `"}}`, "/blocks/0/text/text", "must be less than 3001 characters"},
		"nothing to show":   {`{"type":"section"}`, "/blocks/0", "missing required field: text"},
		"long header":       {`{"type":"header","text":{"type":"plain_text","text":"` + x(151) + `"}}`, "/blocks/0/text/text", "must be less than 151 characters"},
		"mrkdwn header":     {`{"type":"header","text":{"type":"mrkdwn","text":"x"}}`, "/blocks/0/text/type", "unsupported type: mrkdwn"},
		"text as string":    {`{"type":"header","text":"x"}`, "/blocks/0/text", "must provide an object"},
		"long button":       {`{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"` + x(76) + `"}}]}`, "/blocks/0/elements/0/text/text", "must be less than 76 characters"},
		"long value":        {`{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"},"value":"` + x(2001) + `"}]}`, "/blocks/0/elements/0/value", "must be less than 2001 characters"},
		"bad style":         {`{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"},"style":"default"}]}`, "/blocks/0/elements/0/style", "must be a valid enum value (primary, danger)"},
		"no elements":       {`{"type":"actions","elements":[]}`, "/blocks/0/elements", "no fewer than 1 items allowed"},
		"many elements":     {`{"type":"actions","elements":[` + bare + strings.Repeat(","+bare, 25) + `]}`, "/blocks/0/elements", "no more than 25 items allowed"},
		"input in actions":  {`{"type":"actions","elements":[{"type":"plain_text_input"}]}`, "/blocks/0/elements/0/type", "unsupported type: plain_text_input"},
		"action_id twice":   {`{"type":"actions","elements":[` + button + `,` + button + `]}`, "/blocks/0", "action_id must be unique in a block: b"},
		"block_id twice":    {`{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}`, "/blocks/1/block_id", "block_id must be unique: a"},
		"no options":        {`{"type":"actions","elements":[{"type":"static_select"}]}`, "/blocks/0/elements/0", "must provide either options or option_groups"},
		"foreign initial":   {`{"type":"actions","elements":[{"type":"static_select","options":[` + option + `],"initial_option":{"text":{"type":"plain_text","text":"Two"},"value":"2"}}]}`, "/blocks/0/elements/0/initial_option", "initial_option must match one of the options"},
		"bad date":          {`{"type":"input",` + label + `,"element":{"type":"datepicker","initial_date":"20.11.2026"}}`, "/blocks/0/element/initial_date", "must be in the format YYYY-MM-DD"},
		"file in a message": {`{"type":"input",` + label + `,"element":{"type":"file_input"}}`, "/blocks/0/element/type", "unsupported type: file_input"},
		"both images":       {`{"type":"image","alt_text":"x"}`, "/blocks/0", "must provide either image_url or slack_file"},
		"seven segments":    {`{"type":"data_visualization","title":"x","chart":{"type":"pie","segments":[` + strings.TrimSuffix(strings.Repeat(`{"label":"a","value":1},`, 7), ",") + `]}}`, "/blocks/0/chart/segments", "no more than 6 items allowed"},
		"empty segment":     {`{"type":"data_visualization","title":"x","chart":{"type":"pie","segments":[{"label":"a","value":0}]}}`, "/blocks/0/chart/segments/0/value", "must be more than 0"},
		"missing point":     {`{"type":"data_visualization","title":"x","chart":{"type":"bar",` + axis + `,"series":[{"name":"a","data":[{"label":"Mon","value":1},{"label":"Wed","value":1}]}]}}`, "/blocks/0/chart/series", "each series must have a point for the category Tue"},
		"many blocks":       {section + strings.Repeat(","+section, 50), "/blocks", "no more than 50 items allowed"},
		"two tables":        {strings.Repeat(`{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]},`, 2) + section, "/blocks/1", "only one table allowed"},
	} {
		got := blockkit.CheckMessage(blocks(t, c.source))
		if diff := cmp.Diff([]blockkit.Problem{{Pointer: c.pointer, Reason: c.reason}}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	input := `{"type":"input",` + label + `,"element":{"type":"plain_text_input"}}`
	title := `"title":{"type":"plain_text","text":"` + x(24) + `"}`
	submit := `"submit":{"type":"plain_text","text":"Go"}`
	for name, c := range map[string]struct{ source, want string }{
		"modal":           {`{"type":"modal",` + title + `,` + submit + `,"blocks":[` + input + `]}`, ""},
		"home":            {`{"type":"home","blocks":[{"type":"divider"}]}`, ""},
		"no submit":       {`{"type":"modal",` + title + `,"blocks":[` + input + `]}`, "must define `submit` to use an `input` block in modals"},
		"no title":        {`{"type":"modal","blocks":[]}`, "missing required field: title"},
		"long title":      {`{"type":"modal","title":{"type":"plain_text","text":"` + x(25) + `"},"blocks":[]}`, "must be less than 25 characters"},
		"long metadata":   {`{"type":"home","blocks":[],"private_metadata":"` + x(3001) + `"}`, "must be less than 3001 characters"},
		"no blocks":       {`{"type":"home"}`, "missing required field: blocks"},
		"blocks no array": {`{"type":"home","blocks":{}}`, "must provide an array"},
		"block no object": {`{"type":"home","blocks":[1]}`, "must provide an object"},
		"chart":           {`{"type":"home","blocks":[{"type":"data_visualization"}]}`, "unsupported type: data_visualization"},
		"101 blocks":      {`{"type":"home","blocks":[` + strings.TrimSuffix(strings.Repeat(`{"type":"divider"},`, 101), ",") + `]}`, "no more than 100 items allowed"},
	} {
		var view blockkit.Object
		if err := json.Unmarshal([]byte(c.source), &view); err != nil {
			t.Fatal(err)
		}
		got := blockkit.CheckView(view)
		if c.want == "" && got != nil || c.want != "" && (len(got) != 1 || got[0].Reason != c.want) {
			t.Errorf("%s: got %v, want %q", name, got, c.want)
		}
	}
}

func TestWhatSlackGoBuildsIsAllowed(t *testing.T) {
	t.Parallel()
	text := func(s string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.PlainTextType, s, true, false)
	}
	opt := slack.NewOptionBlockObject("1", text("One"), text("first"))
	button := slack.NewButtonBlockElement("go", "v", text("Go")).WithStyle(slack.StylePrimary).
		WithConfirm(slack.NewConfirmationBlockObject(text("Sure?"), text("Really"), text("Yes"), text("No")))
	built := []slack.Block{
		slack.NewHeaderBlock(text("Head")), slack.NewDividerBlock(),
		slack.NewSectionBlock(text("x"), nil, slack.NewAccessory(slack.NewOverflowBlockElement("more", opt))),
		slack.NewActionBlock("do", button, slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, text("Pick"), "pick", opt),
			slack.NewDatePickerBlockElement("day"), slack.NewTimePickerBlockElement("hour")),
		slack.NewContextBlock("", slack.NewTextBlockObject(slack.MarkdownType, "_x_", false, false)),
		slack.NewInputBlock("n", text("Name"), text("hint"), slack.NewPlainTextInputBlockElement(text("type"), "text")),
		slack.NewInputBlock("r", text("Which"), nil, slack.NewRadioButtonsBlockElement("which", opt)),
		slack.NewDataVisualizationBlock("Sent", slack.NewDataVisualizationBarChart(slack.NewDataVisualizationAxisConfig("Mon"),
			slack.NewDataVisualizationDataSeries("sms", slack.NewDataVisualizationDataPoint("Mon", 3)))),
	}
	data, err := json.Marshal(built)
	if err != nil {
		t.Fatal(err)
	}
	if got := blockkit.CheckMessage(blocks(t, strings.Trim(string(data), "[]"))); got != nil {
		t.Errorf("got %v in %s", got, data)
	}
}

func TestStateKeepsWhatStillFits(t *testing.T) {
	t.Parallel()
	list := blocks(t, `{"type":"input","block_id":"n",`+label+`,"element":{"type":"plain_text_input","action_id":"a","initial_value":"at first"}},
		{"type":"input","block_id":"c",`+label+`,"element":{"type":"checkboxes","action_id":"a","options":[`+option+`]}},
		{"type":"actions","block_id":"b","elements":[`+button+`]}`)
	old := map[string]map[string]blockkit.Object{
		"n": {"a": {"type": "plain_text_input", "value": "typed"}},
		"c": {"a": {"type": "plain_text_input", "value": "of another kind"}},
	}
	want := map[string]map[string]blockkit.Object{
		"n": {"a": {"type": "plain_text_input", "value": "typed"}},
		"c": {"a": {"type": "checkboxes", "selected_options": []any{}}},
	}
	if diff := cmp.Diff(want, blockkit.State(list, old)); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	want["n"]["a"] = blockkit.Object{"type": "plain_text_input", "value": "at first"}
	if diff := cmp.Diff(want, blockkit.State(list, nil)); diff != "" {
		t.Errorf("fresh state (-want +got):\n%s", diff)
	}
}

func TestCompleteGivesIDsAndDefaults(t *testing.T) {
	t.Parallel()
	list := blocks(t, `{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Go"}}]},{"type":"section","text":{"type":"mrkdwn","text":"x"}}`)
	blockkit.Complete(list)
	e, _ := list[0]["elements"].([]any)[0].(blockkit.Object)
	label, _ := e["text"].(blockkit.Object)
	body, _ := list[1]["text"].(blockkit.Object)
	if list[0]["block_id"] == nil || e["action_id"] == nil || label["emoji"] != true || body["verbatim"] != false {
		t.Errorf("got %v", list)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(`{"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":{"type":"static_select","options":[` + option + `]}}`)
	f.Add(`{"type":"data_visualization","title":"x","chart":{"type":"bar","series":[null],"axis_config":7}}`)
	f.Add(`{"type":"table","rows":[[{"type":"rich_text"}]]},{"type":"container","child_blocks":[{"type":"container"}]}`)
	f.Fuzz(func(t *testing.T, source string) {
		var list []blockkit.Object
		if json.Unmarshal([]byte("["+source+"]"), &list) != nil {
			return
		}
		problems := blockkit.CheckMessage(list)
		blockkit.CheckView(blockkit.Object{"type": "modal", "blocks": list})
		if problems == nil {
			blockkit.Complete(list)
			if again := blockkit.CheckMessage(list); again != nil {
				t.Errorf("complete blocks are refused: %v", again)
			}
			blockkit.State(list, nil)
		}
	})
}

func BenchmarkCheckMessage(b *testing.B) {
	var list []blockkit.Object
	source := `[{"type":"section","text":{"type":"mrkdwn","text":"x"}},{"type":"actions","elements":[` + button + `]},{"type":"divider"}]`
	if err := json.Unmarshal([]byte(source), &list); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		blockkit.CheckMessage(list)
	}
}
