// Block Kit elements into which something is typed: texts, numbers, dates.
import { h } from "./dom.js";
import { marks } from "./marks.js";
import { plain } from "./text.js";
import { instant, zoned } from "./time.js";

const KINDS = { number_input: "text", email_text_input: "email", url_text_input: "url" };

// textInput covers plain, number, e-mail, link and rich text inputs.
export function textInput(spec, context) {
  const rich = spec.type === "rich_text_input";
  const state = context.form.get(context.block.block_id, spec.action_id) ?? {};
  const many = spec.multiline || rich;
  const counter = spec.max_length ? h("small.input-counter", { "aria-hidden": "true" }) : null;
  const count = () => counter && (counter.textContent = `${node.value.length} / ${spec.max_length}`);
  const read = () => ({ type: spec.type, ...(rich ? { rich_text_value: richValue(node.value) } : { value: node.value === "" ? null : node.value }) });
  const props = {
    placeholder: spec.placeholder ? plain(spec.placeholder) : null, maxlength: spec.max_length, rows: many ? 4 : null,
    type: many ? null : KINDS[spec.type] ?? "text", inputmode: spec.type === "number_input" ? "decimal" : null, ...marks(spec),
    oninput: () => {
      count();
      context.change(spec, read());
      if (triggers(spec).includes("on_character_entered") && context.block.dispatch_action) context.act(spec, read());
    },
    onkeydown: (event) => {
      const enter = event.key === "Enter" && !event.isComposing && (!many || event.ctrlKey || event.metaKey);
      if (enter && context.block.dispatch_action && triggers(spec).includes("on_enter_pressed")) {
        event.preventDefault();
        context.act(spec, read());
      }
    },
  };
  const node = h(many ? "textarea.input" : "input.input", props);
  node.value = rich ? richText(state.rich_text_value) : state.value ?? "";
  count();
  return counter ? h("div.input-wrap", null, node, counter) : node;
}

function triggers(spec) {
  return spec.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
}

function richValue(text) {
  if (!text) return null;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

function richText(value) {
  return (value?.elements ?? []).flatMap((e) => e.elements ?? []).map((e) => e.text ?? "").join("");
}

// dateInput is the datepicker ("2026-11-20").
export function dateInput(spec, context) {
  return picker(spec, context, "date", "selected_date", (v) => v, (v) => v);
}

// timeInput is the timepicker ("14:05").
export function timeInput(spec, context) {
  return picker(spec, context, "time", "selected_time", (v) => v, (v) => v);
}

// dateTimeInput is the datetimepicker: unix seconds, shown in the shop's zone.
export function dateTimeInput(spec, context) {
  const zone = context.names.zone;
  const show = (seconds) => {
    const { date, time } = zoned(seconds * 1000, zone);
    return `${date}T${time}`;
  };
  const read = (wall) => Math.floor(instant(wall.slice(0, 10), wall.slice(11, 16), zone) / 1000);
  return picker(spec, context, "datetime-local", "selected_date_time", show, read);
}

function picker(spec, context, type, field, show, read) {
  const state = context.form.get(context.block.block_id, spec.action_id) ?? {};
  const node = h("input.input.picker", {
    type, ...marks(spec), title: spec.placeholder ? plain(spec.placeholder) : null,
    onchange: () => {
      const next = { type: spec.type, [field]: node.value ? read(node.value) : null };
      context.change(spec, next);
      context.dispatches && context.act(spec, next);
    },
  });
  node.value = state[field] ? show(state[field]) : "";
  return node;
}
