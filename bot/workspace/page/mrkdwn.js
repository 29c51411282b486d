// Slack's mrkdwn as a tree. Pure: the tree holds data only, text.js makes DOM
// nodes of it. Rules: docs.slack.dev, "Formatting message text". A node is
// {type, text} or {type, children} with what its type needs.
import { emojiChar } from "./emoji.js";

const STYLES = { "*": "bold", _: "italic", "~": "strike" };
const WORD = /[\p{L}\p{N}]/u;

// parse returns the nodes of a text as the API delivers it, that is with
// & < > escaped. Every input gives a tree; marks without a partner are text.
export function parse(source) {
  const nodes = [];
  const fences = String(source ?? "").split("```");
  const closed = fences.length % 2 === 1 ? fences.length : fences.length - 1;
  fences.forEach((chunk, i) => {
    if (i % 2 === 1 && i < closed) {
      nodes.push({ type: "pre", text: unescape(chunk.replace(/^\n|\n$/g, "")) });
    } else {
      const text = i >= closed && i > 0 ? "```" + chunk : chunk;
      nodes.push(...lines(trimAround(text, i > 0 && i < closed, i + 1 < closed)));
    }
  });
  return nodes;
}

// A preformatted block stands on its own lines already: the breaks beside it go.
function trimAround(text, after, before) {
  if (after) text = text.replace(/^\n/, "");
  return before ? text.replace(/\n$/, "") : text;
}

function lines(text) {
  if (text === "") return [];
  const nodes = [];
  let quote = null;
  let first = true;
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>)\s?/.exec(line);
    if (quoted) {
      const content = inline(line.slice(quoted[0].length), "");
      if (quote) quote.children.push({ type: "break" }, ...content);
      else nodes.push((quote = { type: "quote", children: content }));
    } else {
      if (!first && !quote) nodes.push({ type: "break" });
      nodes.push(...inline(line, ""));
      quote = null;
    }
    first = false;
  }
  return nodes;
}

// inline reads one line. `active` holds the style marks already open, so a
// style never nests in itself and the depth stays at three.
function inline(line, active) {
  const nodes = [];
  const unclosed = new Set();
  let plain = "";
  let i = 0;
  const flush = () => {
    if (plain) nodes.push({ type: "text", text: unescape(plain) });
    plain = "";
  };
  while (i < line.length) {
    const found = unclosed.has(line[i]) ? null : match(line, i, active, unclosed);
    if (found) {
      flush();
      nodes.push(found.node);
      i = found.end;
    } else {
      plain += line[i++];
    }
  }
  flush();
  return nodes;
}

function match(line, i, active, unclosed) {
  switch (line[i]) {
    case "<": return angle(line, i, unclosed);
    case "`": return code(line, i, unclosed);
    case "*": case "_": case "~": return active.includes(line[i]) ? null : styled(line, i, active, unclosed);
    case ":": return emoji(line, i);
    case "h": return bareURL(line, i);
    default: return null;
  }
}

function angle(line, i, unclosed) {
  const end = line.indexOf(">", i);
  if (end < 0) unclosed.add("<");
  const node = end > i + 1 ? reference(line.slice(i + 1, end)) : null;
  return node && { node, end: end + 1 };
}

// reference reads what stands between < and >.
function reference(inner) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inner.slice(bar + 1));
  if (/^@[UW][A-Z0-9]+$/.test(target)) return { type: "user", id: target.slice(1), text: label };
  if (/^#[CGD][A-Z0-9]+$/.test(target)) return { type: "channel", id: target.slice(1), text: label };
  if (target.startsWith("!")) return special(target.slice(1), label);
  if (/^(?:https?:\/\/|mailto:|tel:)\S+$/i.test(target)) {
    const url = unescape(target);
    return { type: "link", url, text: label || url.replace(/^(?:mailto|tel):/i, "") };
  }
  return null;
}

function special(command, label) {
  if (["here", "channel", "everyone"].includes(command)) return { type: "mention", text: `@${command}` };
  const [name, ...rest] = command.split("^");
  if (name === "subteam") return { type: "mention", text: label || `@${rest[0] ?? "group"}` };
  if (name === "date" && rest.length >= 2) {
    return { type: "date", seconds: Number(rest[0]) || 0, pattern: unescape(rest[1]), url: rest[2] ?? "", text: label };
  }
  return label ? { type: "text", text: label } : null;
}

function code(line, i, unclosed) {
  const end = line.indexOf("`", i + 1);
  if (end < 0) unclosed.add("`");
  if (end <= i + 1) return null;
  return { node: { type: "code", text: unescape(line.slice(i + 1, end)) }, end: end + 1 };
}

function styled(line, i, active, unclosed) {
  const mark = line[i];
  const next = line[i + 1] ?? " ";
  if ((i > 0 && WORD.test(line[i - 1])) || /\s/.test(next) || next === mark) return null;
  for (let end = line.indexOf(mark, i + 2); end > 0; end = line.indexOf(mark, end + 1)) {
    if (/\s/.test(line[end - 1]) || WORD.test(line[end + 1] ?? " ")) continue;
    const children = inline(line.slice(i + 1, end), active + mark);
    return { node: { type: STYLES[mark], children }, end: end + 1 };
  }
  unclosed.add(mark);
  return null;
}

const EMOJI = /:([a-z0-9_+'-]{1,60}):(?::skin-tone-[2-6]:)?/y;

function emoji(line, i) {
  EMOJI.lastIndex = i;
  const found = EMOJI.exec(line);
  const char = found && emojiChar(found[1]);
  return char ? { node: { type: "emoji", name: found[1], text: char }, end: i + found[0].length } : null;
}

const URLS = /https?:\/\/[^\s<>|]+/y;

function bareURL(line, i) {
  URLS.lastIndex = i;
  const found = URLS.exec(line);
  if (!found || (i > 0 && WORD.test(line[i - 1]))) return null;
  const raw = found[0].replace(/(?:&gt;|&lt;).*$/, "").replace(/[.,;:!?)\]'"*_~]+$/, "");
  if (raw.length <= "https://".length) return null;
  const url = unescape(raw);
  return { node: { type: "link", url, text: url }, end: i + raw.length };
}

// unescape undoes the three escapes of Slack's text.
export function unescape(text) {
  return text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

// flatten gives the readable text of a tree, for labels and previews.
export function flatten(nodes) {
  return nodes.map((n) => (n.children ? flatten(n.children) : n.type === "break" ? " " : n.text)).join("");
}
