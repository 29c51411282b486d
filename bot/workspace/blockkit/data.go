package blockkit

import "slices"

// data gives the rules of tables and charts, which only messages show (docs.slack.dev, Table block, Data table
// block, Data visualization block).
func data() family {
	cell := in("cell")
	column := object(may("align", enum("left", "center", "right")), may("is_wrapped", boolean))
	return family{
		"table": onMessages(layout(must("rows", list(1, 100, list(1, 20, cell))), may("column_settings", list(0, 20, column)))),
		"data_table": onMessages(layout(
			must("caption", str(1, 2000)), must("rows", list(1, 1000, list(1, 20, cell))), may("page_size", integer(1, 100)),
			may("row_header_column_index", integer(0, 19)),
		)),
		"data_visualization": onMessages(layout(must("title", str(1, 50)), must("chart", in("chart")))),
	}
}

// cells gives the rules of a table's cells by type.
func cells() family {
	return family{
		"raw_text":   object(must("type", anything), must("text", str(1, 10_000))),
		"raw_number": object(must("type", anything), must("value", number), must("text", str(1, 10_000))),
		"rich_text":  block("rich_text"),
	}
}

// charts gives the rules of charts by type.
func charts() family {
	segment := object(must("label", str(1, 20)), must("value", positive))
	point := object(must("label", str(1, 20)), must("value", number))
	series := list(1, 6, object(must("name", str(1, 20)), must("data", list(1, 20, point))))
	axes := object(must("categories", list(1, 20, str(1, 20))), may("x_label", str(0, 50)), may("y_label", str(0, 50)))
	plotted := all(object(must("type", anything), must("series", series), must("axis_config", axes)), seriesFitAxis)
	return family{
		"pie": object(must("type", anything), must("segments", list(1, 6, segment))),
		"bar": plotted, "line": plotted, "area": plotted,
	}
}

// positive allows numbers above zero.
func positive(c *checker, at string, v any) {
	if n, ok := v.(float64); !ok || n <= 0 {
		c.report(at, "must be more than 0")
	}
}

// seriesFitAxis wants the names of series to differ, and each series to have one point for every category.
func seriesFitAxis(c *checker, at string, v any) {
	chart, _ := v.(Object)
	axis, _ := chart["axis_config"].(Object)
	categories := items(axis["categories"])
	names := map[string]bool{}
	for _, one := range items(chart["series"]) {
		series, _ := one.(Object)
		name, _ := series["name"].(string)
		if names[name] {
			c.report(at+"/series", "the names of series must be unique: %s", name)
		}
		names[name] = true
		var labels []string
		for _, p := range items(series["data"]) {
			point, _ := p.(Object)
			label, _ := point["label"].(string)
			labels = append(labels, label)
		}
		for _, category := range categories {
			if text, ok := category.(string); ok && !slices.Contains(labels, text) {
				c.report(at+"/series", "each series must have a point for the category %s", text)
			}
		}
		if len(labels) != len(categories) {
			c.report(at+"/series", "each series must have exactly one point for each category")
		}
	}
}
