// The customers' phones: one on screen, its customer chosen above it.
import { Feed, getJSON, postJSON } from "./api.js";
import { byId, fill, h, link } from "./dom.js";
import { toast } from "./dialog.js";
import { icon } from "./icons.js";
import { merged } from "./merge.js";
import { countSegments } from "./segments.js";
import { clockTime, dayName, zoned } from "./time.js";

// Phones speaks to the SMS centre's simulator at base. hooks: {now(), zone(),
// shop() -> {name, number}, customers(), orders(phone), down(isDown), unread(count)}.
export class Phones {
  #phones = [];
  #messages = new Map();
  #fresh = new Map();

  constructor(base, hooks) {
    Object.assign(this, { base, hooks, number: "" });
    this.input = byId("phone-input");
    this.input.addEventListener("input", () => this.#count());
    this.input.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
      e.preventDefault();
      this.#send();
    });
    byId("phone-form").addEventListener("submit", (e) => {
      e.preventDefault();
      this.#send();
    });
    byId("phone-select").addEventListener("change", (e) => this.choose(e.target.value));
    new ResizeObserver(() => this.#toEnd()).observe(byId("phone-thread"));
    this.feed = new Feed(`${base}/events`, { open: () => this.load().then(() => hooks.down(false), () => hooks.down(true)), event: (e) => this.#event(e), down: () => hooks.down(true) });
    this.#count();
  }

  async load() {
    this.#messages.clear();
    this.#phones = (await getJSON(`${this.base}/phones`)).phones ?? [];
    if (!this.number) this.number = this.#numbers()[0]?.number ?? "";
    await this.#fetch();
    this.show();
  }

  async #fetch() {
    if (!this.number) return;
    const number = this.number;
    const { messages } = await getJSON(`${this.base}/phones/${encodeURIComponent(number)}/messages`);
    this.#messages.set(number, merged(messages ?? [], this.#messages.get(number) ?? []));
  }

  // #numbers are the demo's customers first, then every other phone.
  #numbers() {
    const customers = this.hooks.customers();
    const known = new Set(customers.map((c) => c.phone));
    const rest = this.#phones.filter((p) => !known.has(p.number)).map((p) => ({ number: p.number, name: p.name || p.number, about: "" }));
    return [...customers.map((c) => ({ number: c.phone, name: c.name, about: [languages[c.language], c.about].filter(Boolean).join(" · ") })), ...rest];
  }

  // choose brings one customer's phone on screen.
  async choose(number) {
    this.number = number;
    this.#fresh.delete(number);
    this.show();
    await this.#fetch().catch((error) => toast(error.message, "error"));
    this.show();
  }

  // prefill types a text for the customer, who still has to send it.
  async prefill(number, text) {
    if (number && number !== this.number) await this.choose(number);
    this.input.value = text;
    this.#count();
    this.input.focus();
    byId("phone-send").classList.add("nudge");
  }

  #event(event) {
    const list = this.#messages.get(event.number) ?? [];
    if (event.type === "message") {
      this.#messages.set(event.number, merged(list, [event.message]));
      if (event.number !== this.number && event.message.direction === "received") this.#fresh.set(event.number, (this.#fresh.get(event.number) ?? 0) + 1);
      if (!this.#phones.some((p) => p.number === event.number)) this.#phones = [...this.#phones, { number: event.number }];
    } else if (event.type === "status") {
      this.#messages.set(event.number, list.map((m) => (m.id === event.id ? { ...m, status: event.status } : m)));
    }
    this.show();
  }

  // show draws the phone from what is known.
  show() {
    this.#select();
    const shop = this.hooks.shop();
    byId("phone-title").textContent = shop.name || "Shop";
    byId("phone-peer").textContent = this.#peer();
    byId("phone-clock").textContent = clockTime(this.hooks.now(), this.hooks.zone());
    const person = this.#numbers().find((p) => p.number === this.number);
    fill(byId("phone-about"), h("span", null, [person?.number, person?.about].filter(Boolean).join(" · ")), this.#power());
    this.#thread();
  }

  // #power switches the phone off and on: texts to it wait meanwhile.
  #power() {
    if (!this.number) return null;
    const off = ["off", "dead"].includes(this.#phones.find((p) => p.number === this.number)?.state);
    byId("phone-side").classList.toggle("phone-off", off);
    return h("button.text-button", { type: "button", data: { test: "phone-power" }, "aria-pressed": String(!off), onclick: () => this.#switch(off ? "on" : "off") }, off ? "Switch on" : "Switch off");
  }

  async #switch(state) {
    try {
      await postJSON(`${this.base}/phones/${encodeURIComponent(this.number)}/state`, { state });
      await this.load();
    } catch (error) {
      toast(error.message, "error");
    }
  }

  #select() {
    const select = byId("phone-select");
    const options = this.#numbers().map((p) => [p.number, `${p.name}${this.#fresh.get(p.number) ? `  (${this.#fresh.get(p.number)} new)` : ""}`]);
    const look = JSON.stringify(options);
    if (select.dataset.look !== look) {
      select.dataset.look = look;
      fill(select, options.map(([value, label]) => h("option", { value }, label)));
    }
    select.value = this.number;
  }

  #peer() {
    return this.hooks.shop().number || (this.#messages.get(this.number) ?? []).at(-1)?.peer || "";
  }

  #thread() {
    const host = byId("phone-thread");
    const list = this.#messages.get(this.number) ?? [];
    const look = JSON.stringify([this.number, list, zoned(this.hooks.now(), this.hooks.zone()).date]);
    if (look === this.look) return;
    this.look = look;
    const rows = list.flatMap((m, i) => [this.#day(m, list[i - 1]), this.#bubble(m)]);
    fill(host, rows.length ? rows : h("p.phone-empty", null, "No messages yet. Ask about a parcel, rate a purchase, or just say hello."));
    this.#toEnd();
  }

  #toEnd() {
    byId("phone-thread").scrollTop = byId("phone-thread").scrollHeight;
  }

  #day(message, before) {
    const day = (m) => dayName(millis(m.at), this.hooks.now(), this.hooks.zone());
    return before && day(before) === day(message) ? null : h("div.phone-day", null, `${day(message)} ${clockTime(millis(message.at), this.hooks.zone())}`);
  }

  #bubble(message) {
    const mine = message.direction === "sent";
    const parts = message.segments > 1 ? `${message.segments} SMS` : "";
    const foot = [clockTime(millis(message.at), this.hooks.zone()), parts, /ucs|uni/i.test(message.encoding ?? "") ? "Unicode" : ""].filter(Boolean).join(" · ");
    return h("div.bubble", { class: mine ? "mine" : "theirs", data: { test: mine ? "phone-sent" : "phone-received", id: message.id } },
      h("p", null, linked(message.text)), h("small", null, foot, mine ? ticks(message.status) : null));
  }

  #count() {
    const { segments, encoding, left, units } = countSegments(this.input.value);
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 96)}px`;
    const count = byId("phone-count");
    count.textContent = units ? `${left} left · ${segments} SMS${encoding === "Unicode" ? " · Unicode" : ""}` : "";
    count.classList.toggle("many", segments > 1);
    byId("phone-send").disabled = !this.input.value.trim();
  }

  async #send() {
    const text = this.input.value.trim();
    const to = this.#peer();
    if (!text || !this.number || this.sending) return;
    if (!to) return toast("The shop's number is not known yet.", "error");
    this.sending = true;
    try {
      await postJSON(`${this.base}/phones/${encodeURIComponent(this.number)}/send`, { to, text });
      this.input.value = "";
      byId("phone-send").classList.remove("nudge");
      this.#count();
    } catch (error) {
      toast(error.message, "error");
    } finally {
      this.sending = false;
    }
  }
}

const languages = { de: "German", en: "English", pl: "Polish" };

function millis(at) {
  return typeof at === "number" ? at : Date.parse(at) || 0;
}

// ticks: one when the text is on its way, two when the shop's system has it.
function ticks(status) {
  const failed = /fail|undeliv|reject|expired/i.test(status ?? "");
  const there = /deliv|acknowledged|acked|received/i.test(status ?? "") && !failed;
  const label = failed ? "not delivered" : there ? "delivered" : "sent";
  return h("span.ticks-mark", { class: failed ? "failed" : there ? "there" : "sent", title: label, role: "img", "aria-label": label },
    failed ? icon("alert") : [icon("check"), there ? icon("check") : null]);
}

// linked shows a text's web addresses as links; the rest stays as it is.
function linked(text) {
  return String(text ?? "").split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/).map((part, i) => (i % 2 ? link(part, part) : part));
}
