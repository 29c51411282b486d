// Package slacksdk holds what the app sends to the types that Slack publishes, and the local workspace to the
// libraries that Slack publishes.
//
// schema.json is made from the npm package @slack/types by `npm run schema`; the tests say so when it is stale.
package slacksdk

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed schema.json
var schemaJSON []byte

// schemas compiles the schema of each kind of thing that Slack shows, once.
var schemas = sync.OnceValues(func() (map[string]*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaJSON))
	if err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("slack.json", document); err != nil {
		return nil, fmt.Errorf("add schema: %w", err)
	}
	compiled := map[string]*jsonschema.Schema{}
	for _, kind := range []string{"message", "modal", "home"} {
		s, err := compiler.Compile("slack.json#/definitions/Slack/properties/" + kind)
		if err != nil {
			return nil, fmt.Errorf("compile schema of %s: %w", kind, err)
		}
		compiled[kind] = s
	}
	return compiled, nil
})

// CheckMessage holds the blocks of a message to Slack's types. Blocks may be anything that marshals to a JSON array
// of blocks; charts (data_visualization), which @slack/types does not know yet, are passed over.
func CheckMessage(blocks any) error {
	list, err := read[[]any](blocks)
	if err != nil {
		return err
	}
	if list == nil {
		return errors.New("the blocks are null, which Slack refuses: leave them out")
	}
	return check("message", withoutCharts(list))
}

// CheckView holds a modal or a Home tab, as an app sends it, to Slack's types. View may be anything that marshals
// to a view's JSON object; fields that Slack adds of its own are not allowed in it.
func CheckView(view any) error {
	o, err := read[map[string]any](view)
	if err != nil {
		return err
	}
	kind, _ := o["type"].(string)
	if kind != "modal" && kind != "home" {
		return fmt.Errorf("view of type %q", kind)
	}
	if list, ok := o["blocks"].([]any); ok {
		o["blocks"] = withoutCharts(list)
	}
	return check(kind, o)
}

// read turns v into the JSON value that it marshals to.
func read[T any](v any) (T, error) {
	var value T
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, &value)
	}
	if err != nil {
		return value, fmt.Errorf("read what is to be checked: %w", err)
	}
	return value, nil
}

// withoutCharts leaves out the blocks that the schema cannot know.
func withoutCharts(blocks []any) []any {
	return slices.DeleteFunc(slices.Clone(blocks), func(b any) bool {
		o, ok := b.(map[string]any)
		return ok && o["type"] == "data_visualization"
	})
}

// check holds a value to the schema of its kind.
func check(kind string, value any) error {
	all, err := schemas()
	if err != nil {
		return err
	}
	if err := all[kind].Validate(value); err != nil {
		return fmt.Errorf("not what Slack's types allow in a %s: %w", kind, err)
	}
	return nil
}
