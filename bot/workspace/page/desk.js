// The workspace as one person sees it: its state, kept up to date by the
// server's events, and everything that person can do.
import { Feed, getJSON, postJSON } from "./api.js";
import { ask, confirmed, toast } from "./dialog.js";
import { CHOICES, emojiChar } from "./emoji.js";
import { Form, elementsOf, fieldOf } from "./form.js";
import { h } from "./dom.js";
import { menuItem, openMenu } from "./menu.js";
import { emptyState, fromServer, reduce, replies } from "./model.js";
import { Directory } from "./people.js";

// Desk speaks to the workspace at base. hooks: {changed(what), traffic(entry),
// down(isDown), edit(channel, message), now() in ms, zone()}.
export class Desk {
  #forms = new Map();
  #feed = null;

  constructor(base, hooks) {
    Object.assign(this, { base, hooks });
    this.unread = new Map();
    this.meanwhile = null;
    this.channel = "";
    this.atHome = false;
    this.thread = null;
    this.#take(emptyState());
  }

  // signIn shows the workspace as this user sees it ("" lets the server choose).
  async signIn(user) {
    this.#feed?.close();
    this.thread = null;
    if (!(await this.load(user))) return;
    const url = `${this.base}/control/events?user=${encodeURIComponent(this.state.me)}`;
    this.#feed = new Feed(url, {
      open: () => this.load(this.state.me).then(() => this.hooks.down(false), () => this.hooks.down(true)),
      event: (event) => this.#event(event),
      down: () => this.hooks.down(true),
    });
    if (this.atHome) this.openHome();
  }

  // load reads the whole state. Events that come meanwhile are applied again on
  // top of it, since the answer may be older than they are. It resolves to false
  // when a later load has overtaken it.
  async load(user) {
    const meanwhile = (this.meanwhile = []);
    const answer = await getJSON(`${this.base}/control/state${user ? `?user=${encodeURIComponent(user)}` : ""}`);
    if (this.meanwhile !== meanwhile) return false;
    this.meanwhile = null;
    this.#take(meanwhile.reduce(reduce, fromServer(answer)));
    this.unread = new Map(this.state.channels.map((c) => [c.id, c.unread ?? 0]));
    if (!this.state.channels.some((c) => c.id === this.channel)) {
      this.channel = (this.state.channels.find((c) => /inbox/.test(c.name ?? "")) ?? this.state.channels[0])?.id ?? "";
    }
    this.hooks.changed("all");
    return true;
  }

  #take(state) {
    this.state = state;
    this.names = new Directory(state, this.hooks.zone());
  }

  #event(event) {
    if (event.type === "traffic") return this.hooks.traffic(event.entry);
    if (event.type === "notice") return toast(event.text, event.level);
    if (event.type === "reset" || (event.type === "message" && !this.names.channels.has(event.channel))) return this.load(this.state.me).catch(() => {});
    this.meanwhile?.push(event);
    this.#count(event);
    this.#take(reduce(this.state, event));
    this.hooks.changed(event.type);
  }

  #count(event) {
    if (event.type !== "message" && event.type !== "ephemeral") return;
    const known = (this.state.messages[event.channel] ?? []).some((m) => m.ts === event.message.ts);
    if (!known && event.message.user !== this.state.me) this.unread.set(event.channel, (this.unread.get(event.channel) ?? 0) + 1);
  }

  // do asks the server for one of the control verbs, as this user.
  do(verb, body) {
    return postJSON(`${this.base}/control/${verb}`, { user: this.state.me, ...body });
  }

  // try is do for buttons: what fails is told in passing.
  async try(verb, body) {
    try {
      return await this.do(verb, body);
    } catch (error) {
      toast(error.message, "error");
      return null;
    }
  }

  now() {
    return this.hooks.now();
  }

  people() {
    return this.state.users.filter((u) => !u.is_bot);
  }

  openChannel(id) {
    Object.assign(this, { channel: id, atHome: false, thread: null });
    this.hooks.changed("all");
  }

  // seen notes that the channel on screen has been read; true if it had news.
  seen(channel) {
    if (!this.unread.get(channel)) return false;
    this.unread.delete(channel);
    this.do("read", { channel }).catch(() => {});
    return true;
  }

  openThread(channel, ts) {
    this.thread = { channel, ts };
    this.hooks.changed("thread_opened");
  }

  closeThread() {
    this.thread = null;
    this.hooks.changed("all");
  }

  openHome() {
    this.atHome = true;
    this.thread = null;
    this.hooks.changed("all");
    return this.try("open-home", {});
  }

  replies(channel, ts) {
    return replies(this.state, channel, ts);
  }

  // send is what the composer does: a slash command, or a message. Two
  // slashes begin a note, which is a message.
  send(text, thread) {
    const isCommand = /^\/(?!\/)/.test(text);
    if (isCommand && thread) throw new Error("Slash commands do not work in threads. Write it in the channel, or begin a note with //.");
    if (isCommand) return this.do("command", { channel: this.channel, text });
    return this.do("say", { channel: thread?.channel ?? this.channel, text, thread_ts: thread?.ts });
  }

  upload(name, content_base64, thread) {
    return this.do("upload", { channel: thread?.channel ?? this.channel, thread_ts: thread?.ts, name, content_base64 });
  }

  react(channel, ts, name, remove) {
    return this.try("react", { channel, ts, name, remove });
  }

  dismiss(message) {
    this.#take({ ...this.state, ephemerals: this.state.ephemerals.filter((e) => e.ts !== message.ts || e.channel !== message.channel) });
    this.hooks.changed("ephemeral");
  }

  pickReaction(anchor, channel, message) {
    const close = openMenu(anchor, h("div.emoji-grid", null, CHOICES.map((name) => h("button.emoji", {
      type: "button", title: `:${name}:`, "aria-label": name, data: { test: `react-${name}` },
      onclick: () => { close(); this.react(channel, message.ts, name, false); },
    }, emojiChar(name)))), { label: "React", role: "dialog" });
  }

  messageMenu(anchor, channel, message) {
    const own = message.user === this.state.me && !message.bot_id;
    const run = (action) => () => { close(); action(); };
    const actions = this.state.shortcuts.filter((s) => /message/.test(s.type ?? s.scope ?? ""));
    const close = openMenu(anchor, [
      actions.map((s) => menuItem(s.name ?? s.title ?? s.callback_id, run(() => this.try("shortcut", { callback_id: s.callback_id, channel, message_ts: message.ts })), { test: `shortcut-${s.callback_id}`, note: s.description })),
      own ? menuItem("Edit message", run(() => this.hooks.edit(channel, message)), { test: "message-edit" }) : null,
      own ? menuItem("Delete message…", run(() => this.#remove(channel, message)), { test: "message-delete", danger: true }) : null,
      menuItem("Copy timestamp", run(() => navigator.clipboard?.writeText(message.ts))),
    ], { label: "Message actions" });
  }

  async #remove(channel, message) {
    if (await ask("Delete this message?", "Everybody in the channel will see that it is gone.", "Delete")) this.try("delete", { channel, ts: message.ts });
  }

  // closed takes a view away that the server has closed for us.
  closed(view_id) {
    this.#take(reduce(this.state, { type: "view_closed", view_id }));
    this.hooks.changed("view_closed");
  }

  // messageContext and viewContext are the contexts for blocks().
  messageContext(channel, message) {
    const form = this.form(`${channel}/${message.ts}`, message.blocks);
    const where = { channel, message_ts: message.ts };
    return this.#context(form, message.ts, where);
  }

  viewContext(view, errors) {
    return { ...this.#context(this.form(view.id, view.blocks), view.id, { view_id: view.id, channel: "", message_ts: "" }), errors };
  }

  form(key, list) {
    if (!this.#forms.has(key)) this.#forms.set(key, new Form());
    const form = this.#forms.get(key);
    form.mount(elementsOf(list));
    return form;
  }

  forget(key) {
    this.#forms.delete(key);
  }

  #context(form, place, where) {
    return {
      names: this.names, form, place,
      people: () => this.people(),
      channels: () => this.state.channels.filter((c) => !c.is_im),
      act: (block_id, spec, state) => this.#click(form, where, block_id, spec, state),
    };
  }

  async #click(form, where, block_id, spec, state) {
    if (!(await confirmed(spec.confirm, this.names))) return false;
    const field = fieldOf(spec.type);
    const value = field ? { [field]: state[field] } : state;
    return (await this.try("click", { ...where, block_id, action_id: spec.action_id, ...value, values: form.values() })) !== null;
  }
}
