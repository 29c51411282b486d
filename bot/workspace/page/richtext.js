// The rich_text block. Its elements are data, so nothing in them is parsed:
// this is where customers' words appear.
import { h, link } from "./dom.js";
import { emojiChar, withEmoji } from "./emoji.js";
import { channelMention, emojiNode, userMention } from "./text.js";
import { slackDate } from "./time.js";

// richText renders the elements of a rich_text block or table cell.
export function richText(elements, names) {
  return h("div.rich", null, (elements ?? []).map((element) => part(element, names)));
}

function part(element, names) {
  switch (element?.type) {
    case "rich_text_section": return h("div.rich-section", null, inlines(element.elements, names));
    case "rich_text_quote": return h("blockquote", { data: { test: "quote" } }, inlines(element.elements, names));
    case "rich_text_preformatted": return h("pre", null, inlines(element.elements, names));
    case "rich_text_list": return list(element, names);
    default: return null;
  }
}

function list(element, names) {
  const ordered = element.style === "ordered";
  const indent = Math.min(Math.max(Number(element.indent) || 0, 0), 8);
  const props = { start: ordered && element.offset ? Number(element.offset) + 1 : null, class: `indent-${indent}` };
  const items = (element.elements ?? []).map((item) => h("li", null, inlines(item.elements, names)));
  return h(ordered ? "ol" : "ul", props, items);
}

function inlines(elements, names) {
  return (elements ?? []).map((element) => styled(inline(element ?? {}, names), element?.style));
}

function inline(element, names) {
  switch (element.type) {
    case "text": return String(element.text ?? "");
    case "link": return link(element.url, element.text || element.url);
    case "user": return userMention(element.user_id, names);
    case "channel": return channelMention(element.channel_id, names);
    case "usergroup": return h("span.mention", null, `@${element.usergroup_id ?? "group"}`);
    case "broadcast": return h("span.mention", null, `@${element.range ?? "here"}`);
    case "emoji": return emojiInline(element);
    case "date": return h("time", { title: element.fallback }, slackDate(element.format ?? "{date_num} {time}", Number(element.timestamp) * 1000 || 0, names.zone));
    case "color": return h("code", null, String(element.value ?? ""));
    default: return withEmoji(element.text ?? "");
  }
}

function emojiInline(element) {
  const char = emojiChar(element.name) ?? fromCodePoints(element.unicode);
  return char ? emojiNode(char, element.name) : `:${element.name}:`;
}

function fromCodePoints(unicode) {
  const points = String(unicode ?? "").split("-").map((hex) => parseInt(hex, 16));
  return points.every((p) => p > 0 && p <= 0x10ffff) ? String.fromCodePoint(...points) : undefined;
}

const STYLE_TAGS = [["code", "code"], ["strike", "s"], ["italic", "em"], ["bold", "strong"], ["underline", "u"], ["highlight", "mark"]];

function styled(node, style) {
  for (const [name, tag] of STYLE_TAGS) if (style?.[name]) node = h(tag, null, node);
  return node;
}
