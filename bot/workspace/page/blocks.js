// Block Kit blocks as DOM nodes.
import { chart } from "./chart.js";
import { h } from "./dom.js";
import { element } from "./elements.js";
import { fileCard, picture } from "./images.js";
import { richText } from "./richtext.js";
import { table } from "./table.js";
import { mrkdwn, plain, textObject } from "./text.js";

const MAKERS = {
  header: (b) => h("h3.block-header", null, plain(b.text)),
  divider: () => h("hr"),
  section, context, actions, input, image,
  context_actions: actions,
  rich_text: (b, c) => richText(b.elements, c.names),
  table: (b, c) => table(b, c.names, (spec) => element(spec, forBlock(c, b))),
  data_table: (b, c) => table(b, c.names, (spec) => element(spec, forBlock(c, b))),
  data_visualization: (b) => chart(b),
  markdown: (b, c) => h("div.text", null, mrkdwn(fromMarkdown(b.text), c.names)),
  alert: (b, c) => h("div.block-alert", { class: b.level }, textObject(b.text, c.names)),
  file: (b) => fileCard({ title: "Remote file", name: b.external_id }),
  video: (b) => h("p.unknown", null, `Video: ${plain(b.title) || b.alt_text || ""}`),
};

// blocks renders a list of blocks. The context is {names, people(), channels(),
// form, place, errors, act(block_id, spec, state)}: place is unique on the page,
// errors is {block_id: sentence} for input blocks.
export function blocks(list, context) {
  return (list ?? []).map((block) => {
    const make = MAKERS[block?.type];
    const node = make ? make(block, context) : h("p.unknown", null, `This page does not show "${block?.type}" blocks.`);
    node.classList.add("block", `block-${make ? block.type.replaceAll("_", "-") : "unknown"}`);
    if (block?.block_id) node.dataset.block = block.block_id;
    return node;
  });
}

// forBlock narrows a context to one block. Outside input blocks every change
// is an action; inside only where the block asks for it.
function forBlock(context, block) {
  const id = block.block_id ?? "";
  return {
    ...context,
    block: { ...block, block_id: id },
    dispatches: block.type !== "input" || block.dispatch_action === true,
    act: (spec, state) => context.act(id, spec, state),
    change: (spec, state) => context.form.set(id, spec.action_id, state),
  };
}

function section(block, context) {
  const fields = block.fields?.length
    ? h("div.fields", null, block.fields.map((field) => h("div.text", null, textObject(field, context.names)))) : null;
  const accessory = block.accessory ? h("div.accessory", null, element(block.accessory, forBlock(context, block))) : null;
  return h("div", null, h("div.section-main", null, block.text ? h("div.text", null, textObject(block.text, context.names)) : null, fields), accessory);
}

function context(block, ctx) {
  return h("div", null, (block.elements ?? []).map((item) =>
    (item.type === "image" ? element(item, forBlock(ctx, block)) : h("span.text", null, textObject(item, ctx.names)))));
}

function actions(block, ctx) {
  return h("div", { role: "group" }, (block.elements ?? []).map((item) => element(item, forBlock(ctx, block))));
}

function image(block) {
  return h("figure", null, block.title ? h("figcaption", null, plain(block.title)) : null,
    picture(block.image_url ?? block.slack_file?.url, block.alt_text, "image-large"));
}

function input(block, ctx) {
  const id = `input-${ctx.place ?? "x"}-${block.block_id}`;
  const error = ctx.errors?.[block.block_id];
  const control = element(block.element, forBlock(ctx, block));
  const target = control.matches("input, select, textarea, button") ? control : control.querySelector("input.input, select, textarea");
  const describes = [block.hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  if (target) target.id = id;
  (target ?? control).setAttribute("aria-invalid", error ? "true" : "false");
  if (describes) (target ?? control).setAttribute("aria-describedby", describes);
  if (!target) control.setAttribute("aria-labelledby", `${id}-label`);
  return h("div", { class: error ? "has-error" : null },
    h("label.input-label", { for: target ? id : null, id: `${id}-label` }, plain(block.label), block.optional ? h("span.optional", null, "(optional)") : null),
    control,
    error ? h("p.input-error", { id: `${id}-error`, role: "alert", data: { test: "input-error" } }, error) : null,
    block.hint ? h("p.input-hint", { id: `${id}-hint` }, plain(block.hint)) : null);
}

// fromMarkdown brings the commonest marks of standard Markdown to mrkdwn.
function fromMarkdown(text) {
  return String(text ?? "").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/^#{1,6} +(.+)$/gm, "*$1*")
    .replace(/\*\*(.+?)\*\*/g, "*$1*").replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>");
}
