// Text objects (mrkdwn and plain_text) as DOM nodes.
import { h, link } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { parse } from "./mrkdwn.js";
import { slackDate } from "./time.js";

const TAGS = { bold: "strong", italic: "em", strike: "s", quote: "blockquote" };

// mrkdwn renders a text as the API delivers it. names says who and where the
// mentions are: {user(id), channel(id), me, zone}.
export function mrkdwn(source, names) {
  return parse(source).map((node) => render(node, names));
}

// textObject renders {type, text}; absent objects give nothing.
export function textObject(object, names) {
  if (!object) return [];
  if (typeof object === "string") return [withEmoji(object)];
  if (object.type === "mrkdwn") return mrkdwn(object.text, names);
  return [plain(object)];
}

// plain is the text of a plain_text object with its emoji.
export function plain(object) {
  const text = String(object?.text ?? "");
  return object?.emoji === false ? text : withEmoji(text);
}

function render(node, names) {
  switch (node.type) {
    case "text": return node.text;
    case "break": return h("br");
    case "bold": case "italic": case "strike": case "quote":
      return h(TAGS[node.type], null, node.children.map((child) => render(child, names)));
    case "code": return h("code", null, node.text);
    case "pre": return h("pre", null, node.text);
    case "emoji": return emojiNode(node.text, node.name);
    case "link": return link(node.url, node.text);
    case "user": return userMention(node.id, names, node.text);
    case "channel": return channelMention(node.id, names, node.text);
    case "mention": return h("span.mention", null, node.text);
    case "date": return h("time", { title: node.text }, node.seconds ? slackDate(node.pattern, node.seconds * 1000, names.zone) : node.text);
    default: return "";
  }
}

// emojiNode shows a character and says its name.
export function emojiNode(char, name) {
  return h("span.emoji", { role: "img", "aria-label": name, title: `:${name}:` }, char);
}

// userMention shows who is meant, brighter when it is the reader.
export function userMention(id, names, label) {
  return h(id === names.me ? "span.mention.me" : "span.mention", null, `@${names.user(id) ?? (label || id)}`);
}

// channelMention shows which channel is meant.
export function channelMention(id, names, label) {
  return h("span.mention", null, `#${names.channel(id) ?? (label || id)}`);
}
