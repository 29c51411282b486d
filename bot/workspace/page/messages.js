// The list of messages in a channel or a thread.
import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { emojiChar } from "./emoji.js";
import { icon } from "./icons.js";
import { fileCard } from "./images.js";
import { authorKey } from "./model.js";
import { avatar } from "./people.js";
import { mrkdwn } from "./text.js";
import { clockTime, dayName, dayTime, tsMillis } from "./time.js";

const TOGETHER_MS = 5 * 60_000;

// MessageList keeps DOM nodes of messages that did not change, so that what
// somebody is doing inside one survives news in another. The desk gives it
// what it needs to know and do: see desk.js.
export class MessageList {
  #nodes = new Map();

  constructor(host, desk, channel, inThread) {
    Object.assign(this, { host, desk, channel, inThread, atEnd: true });
    host.addEventListener("scroll", () => (this.atEnd = host.scrollHeight - host.scrollTop - host.clientHeight < 60), { passive: true });
    new ResizeObserver(() => this.#follow()).observe(host);
  }

  #follow() {
    if (this.atEnd) this.host.scrollTop = this.host.scrollHeight;
  }

  // show renders the messages, oldest first, and keeps the end in sight if it was.
  show(list) {
    const next = new Map();
    const children = [];
    list.forEach((message, i) => {
      const before = list[i - 1];
      if (!before || this.#day(before) !== this.#day(message)) children.push(this.#divider(message, next));
      children.push(this.#keep(next, this.#key(message), this.#look(message, before), () => this.#row(message, before)));
      if (this.inThread && i === 0 && list.length > 1) children.push(h("div.thread-rule", null, `${list.length - 1} ${list.length === 2 ? "reply" : "replies"}`));
    });
    this.#nodes = next;
    this.#place(children);
    this.#follow();
  }

  // #place moves only nodes that are not where they belong: moving would lose the focus.
  #place(children) {
    const wanted = new Set(children);
    for (const node of [...this.host.childNodes]) if (!wanted.has(node)) node.remove();
    children.forEach((node, i) => {
      if (this.host.childNodes[i] !== node) this.host.insertBefore(node, this.host.childNodes[i] ?? null);
    });
  }

  #keep(next, key, look, make) {
    const old = this.#nodes.get(key);
    const entry = old?.look === look ? old : { look, node: make() };
    next.set(key, entry);
    return entry.node;
  }

  #key(message) {
    return `${message.ephemeral ? "e" : "m"}${message.ts}`;
  }

  #look(message, before) {
    const { names } = this.desk;
    return JSON.stringify([message, this.#compact(message, before), this.#summary(message), names.me, names.zone, names.users.size]);
  }

  #summary(message) {
    return this.inThread || message.ephemeral ? null : this.desk.replies(this.channel, message.ts);
  }

  #day(message) {
    return dayName(tsMillis(message.ts), this.desk.now(), this.desk.names.zone);
  }

  #divider(message, next) {
    const day = this.#day(message);
    return this.#keep(next, `d${day}`, day, () => h("div.day", { role: "separator" }, h("span", null, day)));
  }

  #compact(message, before) {
    return Boolean(before) && !before.ephemeral && !message.ephemeral && authorKey(before) === authorKey(message)
      && this.#day(before) === this.#day(message) && tsMillis(message.ts) - tsMillis(before.ts) < TOGETHER_MS && !before.bot_id && !message.bot_id;
  }

  #row(message, before) {
    const author = this.desk.names.author(message);
    const compact = this.#compact(message, before);
    const classes = [compact && "compact", message.ephemeral && "ephemeral", author.isBot && "from-app"].filter(Boolean).join(" ");
    return h("article.message", { class: classes, tabindex: "-1", data: { test: message.ephemeral ? "ephemeral" : "message", ts: message.ts, user: message.user } },
      compact ? h("span.avatar-gap") : avatar(author),
      h("div.message-main", null,
        message.ephemeral ? h("div.only-you", null, icon("eye"), "Only visible to you") : null,
        compact ? null : this.#byline(message, author),
        this.#content(message), this.#reactions(message), this.#threadLink(message)),
      this.#tools(message));
  }

  #byline(message, author) {
    const at = tsMillis(message.ts);
    const { zone } = this.desk.names;
    return h("div.byline", null, h("b", null, author.name), author.isBot ? h("span.badge", null, "App") : null,
      author.user?.is_guest ? h("span.badge", null, "Guest") : null,
      h("time", { title: dayTime(at, zone), datetime: new Date(at).toISOString() }, clockTime(at, zone)));
  }

  #content(message) {
    const context = this.desk.messageContext(this.channel, message);
    const own = message.blocks?.length ? blocks(message.blocks, context) : h("div.text", null, mrkdwn(message.text ?? "", context.names));
    return h("div.content", null, own, message.edited ? h("small.edited", null, "(edited)") : null,
      (message.attachments ?? []).map((a) => this.#attachment(a, context)), (message.files ?? []).map(fileCard));
  }

  #attachment(attachment, context) {
    const node = h("div.attachment", null, attachment.pretext ? h("p", null, mrkdwn(attachment.pretext, context.names)) : null,
      attachment.title ? h("b", null, attachment.title) : null,
      attachment.blocks?.length ? blocks(attachment.blocks, context) : h("div.text", null, mrkdwn(attachment.text || attachment.fallback || "", context.names)));
    const colours = { good: "#1a7f4b", warning: "#c77700", danger: "#c0362c" };
    const colour = colours[attachment.color] ?? (/^#?[0-9a-f]{6}$/i.test(attachment.color ?? "") ? `#${attachment.color.replace("#", "")}` : "");
    if (colour) node.style.borderInlineStartColor = colour;
    return node;
  }

  #reactions(message) {
    if (!message.reactions?.length) return null;
    return h("div.reactions", null, message.reactions.map(({ name, count, users }) => {
      const mine = (users ?? []).includes(this.desk.names.me);
      const who = (users ?? []).map((id) => this.desk.names.user(id) ?? id).join(", ");
      return h("button.reaction", { type: "button", class: mine ? "mine" : null, title: `${who}: :${name}:`, "aria-pressed": String(mine), data: { test: `reaction-${name}` },
        onclick: () => this.desk.react(this.channel, message.ts, name, mine) }, h("span.emoji", null, emojiChar(name) ?? `:${name}:`), String(count ?? users?.length ?? 1));
    }));
  }

  #threadLink(message) {
    const summary = this.#summary(message);
    if (!summary?.count) return null;
    const faces = summary.users.map((key) => avatar(this.desk.names.author({ user: key, bot_id: this.desk.names.users.get(key)?.is_bot || !this.desk.names.users.has(key) ? key : "" })));
    return h("button.thread-link", { type: "button", data: { test: "thread-open" }, onclick: () => this.desk.openThread(this.channel, message.ts) },
      faces, h("b", null, `${summary.count} ${summary.count === 1 ? "reply" : "replies"}`), h("span", null, `last at ${clockTime(tsMillis(summary.last), this.desk.names.zone)}`));
  }

  #tools(message) {
    if (message.ephemeral) return this.#tool("close", "Dismiss", () => this.desk.dismiss(message), "dismiss", "message-tools");
    const parent = message.thread_ts || message.ts;
    return h("div.message-tools", { role: "toolbar", "aria-label": "Message actions" },
      this.#tool("smile", "React", (e) => this.desk.pickReaction(e.currentTarget, this.channel, message), "react"),
      this.inThread ? null : this.#tool("thread", "Reply in thread", () => this.desk.openThread(this.channel, parent), "reply"),
      this.#tool("more", "More", (e) => this.desk.messageMenu(e.currentTarget, this.channel, message), "more"));
  }

  #tool(name, label, onclick, test, kind = "") {
    return h("button.icon-button", { type: "button", class: kind, title: label, "aria-label": label, onclick, data: { test: `message-${test}` } }, icon(name));
  }
}
