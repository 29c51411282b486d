// Block Kit elements that choose among options, people or channels.
import { h } from "./dom.js";
import { fieldOf } from "./form.js";
import { icon } from "./icons.js";
import { marks } from "./marks.js";
import { openMenu } from "./menu.js";
import { plain, textObject } from "./text.js";

// entries lists what can be chosen as {key, label, note, value}; value is what
// the element's state carries. Groups come flattened, with their label.
function entries(spec, context) {
  if (spec.type.includes("users_select")) {
    return context.people().map((u) => ({ key: u.id, label: u.real_name || u.name, value: u.id }));
  }
  if (spec.type.includes("channels_select") || spec.type.includes("conversations_select")) {
    return context.channels().map((c) => ({ key: c.id, label: `#${c.name}`, value: c.id }));
  }
  const groups = spec.option_groups ?? [{ options: spec.options ?? [] }];
  return groups.flatMap((g) => (g.options ?? []).map((option) => ({
    key: option.value, label: plain(option.text), note: option.description, value: option, group: g.label ? plain(g.label) : "",
  })));
}

function keyOf(value) {
  return typeof value === "object" && value ? value.value : value;
}

// chooseOne is a select of one option, person, conversation or channel.
export function chooseOne(spec, context) {
  const field = fieldOf(spec.type);
  const list = entries(spec, context);
  const current = () => keyOf(context.form.get(context.block.block_id, spec.action_id)?.[field]) ?? "";
  const node = h("select.input", {
    ...marks(spec), "aria-label": spec.accessibility_label ?? (spec.placeholder ? plain(spec.placeholder) : null),
    onchange: async () => {
      const before = context.form.get(context.block.block_id, spec.action_id);
      const next = { type: spec.type, [field]: list.find((e) => e.key === node.value)?.value ?? null };
      context.change(spec, next);
      if (context.dispatches && (await context.act(spec, next)) === false) {
        context.change(spec, before);
        node.value = current();
      }
    },
  }, h("option", { value: "", disabled: context.block.type === "input" && context.block.optional ? null : true }, spec.placeholder ? plain(spec.placeholder) : "Choose…"), optionNodes(list));
  node.value = current();
  return h("span.select", null, node, icon("chevron"));
}

function optionNodes(list) {
  const groups = new Map();
  for (const e of list) groups.set(e.group ?? "", [...(groups.get(e.group ?? "") ?? []), h("option", { value: e.key }, e.label)]);
  return [...groups].map(([label, options]) => (label ? h("optgroup", { label }, options) : options));
}

// chooseMany is a select of several: chips, and a panel of check boxes.
export function chooseMany(spec, context) {
  const field = fieldOf(spec.type);
  const list = entries(spec, context);
  const chosen = () => context.form.get(context.block.block_id, spec.action_id)?.[field] ?? [];
  const node = h("button.input.chips", { type: "button", "aria-haspopup": "dialog", ...marks(spec) });
  const show = () => {
    const labels = chosen().map((v) => list.find((e) => e.key === keyOf(v))?.label ?? keyOf(v));
    node.replaceChildren(...(labels.length ? labels.map((l) => h("span.chip", null, l)) : [h("span.placeholder", null, spec.placeholder ? plain(spec.placeholder) : "Choose…")]), icon("chevron"));
  };
  const toggle = (entry, on) => {
    const rest = chosen().filter((v) => keyOf(v) !== entry.key);
    const next = { type: spec.type, [field]: on ? [...rest, entry.value] : rest };
    context.change(spec, next);
    show();
    context.dispatches && context.act(spec, next);
  };
  node.addEventListener("click", () => openMenu(node, list.map((entry) => box(entry, chosen(), spec.max_selected_items, toggle)), { label: "Choose", role: "dialog" }));
  show();
  return node;
}

function box(entry, chosen, most, toggle) {
  const input = h("input", { type: "checkbox", data: { test: `option-${entry.key}` } });
  input.checked = chosen.some((v) => keyOf(v) === entry.key);
  input.addEventListener("change", () => {
    const others = input.closest(".popover").querySelectorAll("input:checked").length;
    if (most && input.checked && others > most) input.checked = false;
    else toggle(entry, input.checked);
  });
  return h("label.menu-item.tick", null, input, entry.label);
}

// tickBoxes renders radio_buttons and checkboxes.
export function tickBoxes(spec, context) {
  const field = fieldOf(spec.type);
  const single = spec.type === "radio_buttons";
  const name = `${context.block.block_id}/${spec.action_id}/${context.place ?? ""}`;
  const state = context.form.get(context.block.block_id, spec.action_id)?.[field];
  const on = new Set([state].flat().map(keyOf));
  const group = h("div.ticks", { role: single ? "radiogroup" : "group", ...marks(spec) });
  const read = () => {
    const ticked = (spec.options ?? []).filter((_, i) => group.querySelectorAll("input")[i].checked);
    return { type: spec.type, [field]: single ? ticked[0] ?? null : ticked };
  };
  for (const option of spec.options ?? []) {
    const input = h("input", { type: single ? "radio" : "checkbox", name, value: option.value, data: { test: `option-${option.value}` } });
    input.checked = on.has(option.value);
    input.addEventListener("change", () => {
      context.change(spec, read());
      context.dispatches && context.act(spec, read());
    });
    group.append(h("label.tick", null, input, h("span", null, textObject(option.text, context.names),
      option.description ? h("small", null, textObject(option.description, context.names)) : null)));
  }
  return group;
}
