// The table and data_table blocks.
import { h } from "./dom.js";
import { richText } from "./richtext.js";

// table renders rows of cells; the first row is the head. makeElement renders
// the button of an action cell.
export function table(block, names, makeElement) {
  const settings = block.column_settings ?? [];
  const [head, ...rows] = block.rows ?? [];
  const row = (cells, tag) => h("tr", null, (cells ?? []).map((cell, i) =>
    h(tag, { scope: tag === "th" ? "col" : null, class: align(settings[i], cell) }, content(cell, names, makeElement))));
  return h("div.table-scroll", { tabindex: "0", role: "group", "aria-label": block.caption || "Table" },
    h("table", { data: { test: "table" } },
      block.caption ? h("caption", null, String(block.caption)) : null,
      head ? h("thead", null, row(head, "th")) : null,
      h("tbody", null, rows.map((cells) => row(cells, "td")))));
}

function align(setting, cell) {
  if (["left", "center", "right"].includes(setting?.align)) return `align-${setting.align}`;
  return cell?.type === "raw_number" ? "align-right" : null;
}

function content(cell, names, makeElement) {
  switch (cell?.type) {
    case "rich_text": return richText(cell.elements, names);
    case "raw_number": return cell.text || String(cell.value ?? "");
    case "action_cell": return makeElement(cell.element ?? {});
    default: return String(cell?.text ?? "");
  }
}
