// The workspace's panes: sidebar, channel or Home, and thread.
import { blocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { byId, fill, h } from "./dom.js";
import { toast } from "./dialog.js";
import { icon } from "./icons.js";
import { MessageList } from "./messages.js";
import { channelMessages, threadMessages } from "./model.js";
import { unescape } from "./mrkdwn.js";
import { avatar, role } from "./people.js";

// Panes draws what the desk holds.
export class Panes {
  constructor(desk) {
    this.desk = desk;
    this.main = null;
    this.side = null;
    this.editing = null;
  }

  // show draws everything that may have changed.
  show() {
    this.#sidebar();
    byId("workspace").classList.toggle("with-thread", Boolean(this.desk.thread));
    if (this.desk.atHome) this.#home();
    else this.#channel();
    this.#thread();
  }

  #sidebar() {
    const { state, atHome, channel } = this.desk;
    const item = (c) => h("button.side-item", {
      type: "button", "aria-current": !atHome && c.id === channel ? "page" : null, data: { test: `channel-${c.name || c.id}` }, onclick: () => this.desk.openChannel(c.id),
    }, icon(c.is_im ? "at" : c.is_private ? "lock" : "hash"), h("span.side-name", null, this.#name(c)), this.#unread(c));
    const focused = document.activeElement?.closest("#sidebar") && document.activeElement.dataset.test;
    fill(byId("channels"),
      h("button.side-item", { type: "button", "aria-current": atHome ? "page" : null, data: { test: "home-tab" }, onclick: () => this.desk.openHome() }, icon("home"), h("span.side-name", null, "Kurzwahl Home")),
      h("h2", null, "Channels"), state.channels.filter((c) => !c.is_im).map(item),
      state.channels.some((c) => c.is_im) ? [h("h2", null, "Direct messages"), state.channels.filter((c) => c.is_im).map(item)] : null,
      this.#shortcuts());
    if (focused) byId("channels").querySelector(`[data-test="${CSS.escape(focused)}"]`)?.focus();
    byId("team").textContent = state.team.name ?? "Workspace";
    this.#switcher();
  }

  #name(channel) {
    if (!channel.is_im) return channel.name;
    return (channel.user === this.desk.state.me ? null : this.desk.names.user(channel.user)) ?? "Kurzwahl";
  }

  #unread(channel) {
    const count = this.desk.unread.get(channel.id);
    return count ? h("span.unread", { "aria-label": `${count} new` }, count > 99 ? "99+" : String(count)) : null;
  }

  #shortcuts() {
    const list = this.desk.state.shortcuts.filter((s) => !/message/.test(s.type ?? s.scope ?? ""));
    if (!list.length) return null;
    return [h("h2", null, "Shortcuts"), list.map((s) => h("button.side-item", { type: "button", data: { test: `shortcut-${s.callback_id}` }, onclick: () => this.desk.try("shortcut", { callback_id: s.callback_id }) },
      icon("bolt"), h("span.side-name", null, s.name ?? s.title ?? s.callback_id)))];
  }

  #switcher() {
    const { state, names } = this.desk;
    const select = byId("user-switch");
    const people = this.desk.people();
    const look = JSON.stringify([people, state.me]);
    if (select.dataset.look === look) return;
    select.dataset.look = look;
    fill(select, people.map((u) => h("option", { value: u.id }, `${u.real_name || u.name} · ${role(u)}`)));
    select.value = state.me;
    const me = names.users.get(state.me);
    fill(byId("me"), avatar({ name: me?.real_name ?? me?.name ?? "?", isBot: false, user: me }),
      h("span.me-text", null, h("b", null, me?.real_name || me?.name || ""), h("small", null, me ? role(me) : "")), icon("chevron"));
  }

  #channel() {
    const { desk } = this;
    const channel = desk.names.channels.get(desk.channel);
    if (!channel) return;
    if (this.main?.key !== `${desk.state.me}/${channel.id}`) {
      this.main = this.#pane(`${desk.state.me}/${channel.id}`, channel, null);
      fill(byId("main-pane"), this.#head(channel), this.main.list, this.main.composer.node);
    }
    this.main.view.show(channelMessages(desk.state, channel.id));
    if (desk.seen(channel.id)) this.#sidebar();
  }

  #pane(key, channel, thread) {
    const { desk } = this;
    const where = channel.is_im ? this.#name(channel) : `#${channel.name}`;
    const list = h("div.messages", { role: "log", "aria-live": "polite", tabindex: "0", "aria-label": thread ? "Thread" : `Messages in ${where}`, data: { test: thread ? "thread-messages" : "messages" } });
    const composer = new Composer({
      label: thread ? "Reply in this thread…" : `Message ${where}, or / for commands`, test: thread ? "thread-composer" : "composer", inThread: Boolean(thread),
      commands: () => desk.state.commands, people: () => desk.state.users,
      send: async (text) => desk.send(text, thread), upload: (name, data) => desk.upload(name, data, thread), fail: (text) => toast(text, "error"),
    });
    return { key, list, composer, view: new MessageList(list, desk, channel.id, Boolean(thread)) };
  }

  #head(channel) {
    return h("header.pane-head", null, icon(channel.is_im ? "at" : channel.is_private ? "lock" : "hash"), h("h2", null, this.#name(channel)),
      channel.topic ? h("span.topic", { title: topicOf(channel) }, topicOf(channel)) : null);
  }

  #thread() {
    const { desk } = this;
    const pane = byId("thread-pane");
    pane.hidden = !desk.thread;
    if (!desk.thread) return void (this.side = null);
    const { channel: id, ts } = desk.thread;
    const channel = desk.names.channels.get(id);
    const key = `${desk.state.me}/${id}/${ts}`;
    if (this.side?.key !== key) {
      this.side = this.#pane(key, channel, desk.thread);
      fill(pane, h("header.pane-head", null, icon("thread"), h("h2", null, "Thread"), h("span.topic", null, `#${channel.name ?? ""}`),
        h("button.icon-button", { type: "button", "aria-label": "Close thread", title: "Close thread (Escape)", data: { test: "thread-close" }, onclick: () => desk.closeThread() }, icon("close"))),
      this.side.list, this.side.composer.node);
      this.side.composer.focus();
    }
    this.side.view.show(threadMessages(desk.state, id, ts));
  }

  #home() {
    const { desk } = this;
    const { home } = desk.state;
    const look = JSON.stringify(["home", home, desk.state.me]);
    if (this.main?.key === look) return;
    this.main = { key: look };
    const body = home ? blocks(home.blocks, desk.viewContext(home)) : h("p.empty", null, "The app has not published its Home yet.");
    fill(byId("main-pane"), h("header.pane-head", null, icon("home"), h("h2", null, "Kurzwahl"), h("span.topic", null, "Your work at a glance")),
      h("div.home", { data: { test: "home" }, tabindex: "0" }, h("div.home-sheet", null, body)));
  }

  // prefill puts text into the composer of the channel on screen.
  prefill(text) {
    this.main?.composer?.set(text);
  }

  // edit lets somebody change an own message in place.
  edit(channel, message) {
    const host = [this.side?.list, this.main?.list].filter(Boolean).map((l) => l.querySelector(`[data-ts="${CSS.escape(message.ts)}"] .content`)).find(Boolean);
    if (!host) return;
    const before = [...host.childNodes];
    const done = () => fill(host, before);
    const box = h("textarea.input", { rows: 2, "aria-label": "Edit message", data: { test: "edit-box" }, onkeydown: (e) => {
      if (e.key === "Escape") { e.stopPropagation(); done(); }
      if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); save(); }
    } });
    const save = async () => {
      const answer = await this.desk.try("edit", { channel, ts: message.ts, text: box.value });
      if (answer) done();
    };
    box.value = readable(message.text ?? "", this.desk.names);
    fill(host, box, h("div.edit-foot", null, h("button.button", { type: "button", onclick: done }, "Cancel"), h("button.button.primary", { type: "button", onclick: save, data: { test: "edit-save" } }, "Save")));
    box.focus();
  }
}

function topicOf(channel) {
  return typeof channel.topic === "object" ? channel.topic.value ?? "" : channel.topic;
}

// readable is a message's text as its author typed it.
function readable(text, names) {
  return unescape(text.replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${names.users.get(id)?.name ?? id}`)
    .replace(/<#(\w+)(?:\|[^>]*)?>/g, (_, id) => `#${names.channel(id) ?? id}`).replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, "$1"));
}
