// The bar and the list of things to try: the demo around phone and workspace.
import { getJSON, postJSON } from "./api.js";
import { byId, fill, h } from "./dom.js";
import { toast } from "./dialog.js";
import { icon } from "./icons.js";
import { clockTime, dayTime } from "./time.js";

const ROLES = { customer: ["phone", "Customer"], staff: ["thread", "Staff"], approver: ["check", "Approver"], clock: ["clock", "Clock"], shop: ["parcel", "Shop"] };
const REFRESH_MS = 20_000;

// Guide speaks to the demo at base. hooks: {phone(number, text), staff(text,
// isApprover), changed()}.
export class Guide {
  constructor(base, hooks) {
    Object.assign(this, { base, hooks, state: { shop: {}, customers: [], try: [], orders: [] }, readAt: 0, nowAt: 0 });
    for (const button of byId("clock-buttons").querySelectorAll("[data-advance]")) {
      button.addEventListener("click", () => this.advance(button.dataset.advance));
    }
    byId("ship-order").addEventListener("click", () => this.ship());
    byId("guide-hide").addEventListener("click", () => this.#fold());
    this.#fold(false);
  }

  async load() {
    this.state = { ...this.state, ...(await getJSON(`${this.base}/state`)) };
    this.#setNow(this.state.now);
    this.show();
    this.hooks.changed();
  }

  // start reads the state and keeps clock and orders fresh.
  async start() {
    await this.load();
    setInterval(() => this.tick(), 1000);
    setInterval(() => document.hidden || this.load().catch(() => {}), REFRESH_MS);
  }

  #setNow(now) {
    this.nowAt = Date.parse(now) || Date.now();
    this.readAt = performance.now();
  }

  // now is the demo's time in unix milliseconds; it runs on between answers.
  now() {
    return this.readAt ? this.nowAt + performance.now() - this.readAt : Date.now();
  }

  zone() {
    return this.state.timezone || undefined;
  }

  tick() {
    byId("clock-now").textContent = dayTime(this.now(), this.zone());
    byId("phone-clock").textContent = clockTime(this.now(), this.zone());
  }

  show() {
    const { shop } = this.state;
    byId("shop-name").textContent = shop.name ?? "";
    byId("shop-tagline").textContent = shop.tagline ?? "";
    byId("shop-number").textContent = shop.number ?? "the shop";
    const look = JSON.stringify(this.state.try);
    if (look !== this.look) fill(byId("try-list"), (this.state.try ?? []).map((item) => this.#card(item)));
    this.look = look;
    this.tick();
  }

  #card(item) {
    const [name, who] = ROLES[item.as] ?? ROLES.staff;
    return h("li", null, h("button.try", { type: "button", class: `as-${item.as}`, title: [item.text, item.hint].filter(Boolean).join("\n"), data: { test: "try-item", as: item.as, title: item.title }, onclick: (e) => this.#run(item, e.currentTarget) },
      h("span.try-who", null, icon(name), who), h("b", null, item.title)));
  }

  #run(item, node) {
    node.classList.add("done");
    if (item.hint) toast(item.hint);
    switch (item.as) {
      case "customer": return this.hooks.phone(item.phone, item.text);
      case "staff": case "approver": return this.hooks.staff(item.text, item.as === "approver");
      case "clock": return this.advance(item.text || "1h");
      case "shop": return item.draw ? this.draw() : item.product ? this.tell(item.product) : this.ship(item.text);
      default: return null;
    }
  }

  // advance moves the demo's clock: a duration such as "2h", or "morning" for the next working day at ten.
  async advance(by) {
    try {
      const { now } = await postJSON(`${this.base}/clock`, { advance: by });
      this.#setNow(now);
      this.tick();
      this.hooks.changed();
      toast(`It is now ${dayTime(this.now(), this.zone())}.`);
    } catch (error) {
      toast(error.message, "error");
    }
  }

  // ship lets the shop system report an order as shipped; none named: the server chooses.
  async ship(order) {
    try {
      const answer = await postJSON(`${this.base}/ship`, order ? { order } : {});
      toast(`The shop reports order ${answer.order} as shipped. Watch the phone.`);
      await this.load();
      if (answer.phone) this.hooks.phone(answer.phone, "");
    } catch (error) {
      toast(error.message, "error");
    }
  }

  // tell lets the shop system report stock or price of a product.
  async tell(product) {
    try {
      const answer = await postJSON(`${this.base}/product`, product);
      toast(`The shop reports ${answer.product}. Watch the phones.`);
      await this.load();
    } catch (error) {
      toast(error.message, "error");
    }
  }

  // draw has the shop close and draw its contest; people in Slack tell the winner.
  async draw() {
    try {
      const answer = await postJSON(`${this.base}/draw`, {});
      toast(`Drawn: ${answer.draw} is what a shop publishes. The card waits in #sms-campaigns.`);
      await this.load();
      this.hooks.changed();
    } catch (error) {
      toast(error.message, "error");
    }
  }

  #fold(change = true) {
    const key = "kurzwahl.guide";
    const guide = byId("guide");
    let folded = localStorage.getItem(key) === "folded";
    if (change) localStorage.setItem(key, (folded = !folded) ? "folded" : "open");
    guide.classList.toggle("folded", folded);
    byId("guide-hide").setAttribute("aria-expanded", String(!folded));
    byId("guide-hide").textContent = folded ? "Show things to try" : "Hide";
  }
}
