// The drawer that shows the traffic between app and workspace, and lets
// somebody break it on purpose.
import { deleteJSON, postJSON } from "./api.js";
import { byId, fill, h } from "./dom.js";
import { toast } from "./dialog.js";
import { clockTime, zoned } from "./time.js";

const MOST = 400;

const FAULTS = [
  ["429", "Rate limit", "Answer the next calls with 429 and Retry-After."],
  ["lost_response", "Lost answer", "Carry out the next call, but lose its answer."],
  ["slow", "Slow", "Answer the next calls late."],
  ["disconnect", "Disconnect", "Close the app's socket, as Slack does when it refreshes."],
  ["duplicate", "Duplicate events", "Deliver the next events twice."],
  ["expired_trigger", "Expired trigger", "Refuse the next modal as too late."],
  ["no_charts", "No charts", "Refuse the next message with a chart."],
];

const SMSC_FAULTS = [
  ["refuse", "Throttle", "Refuse the next texts with ESME_RTHROTTLED."],
  ["unanswered", "Lost answer", "Take the next text, but never answer."],
  ["disconnect", "Disconnect", "Close the connection to Kurzwahl at once."],
  ["receipt_missing", "Lose receipts", "Send no delivery receipt for the next texts."],
  ["receipt_twice", "Double receipts", "Send the next delivery receipts twice."],
];

// Inspector fills the drawer. hooks: {zone()}.
export class Inspector {
  #entries = [];
  #filter = "";

  constructor(desk, config, hooks) {
    Object.assign(this, { desk, config, hooks });
    this.list = h("ol.traffic", { data: { test: "traffic" }, "aria-label": "Traffic, latest first" });
    this.faults = h("div.faults", { hidden: true }, this.#faultPanel());
    const filter = h("input.input", { type: "search", placeholder: "Filter, for example views.open", "aria-label": "Filter traffic", oninput: () => this.#search(filter.value) });
    this.traffic = h("div.traffic-panel", null, h("div.traffic-tools", null, filter, h("button.button", { type: "button", onclick: () => this.#clear() }, "Clear")), this.list);
    const tab = (name, panel, other) => h("button.tab", { type: "button", role: "tab", data: { test: `inspector-${name.toLowerCase()}` }, onclick: (e) => {
      panel.hidden = false;
      other.hidden = true;
      for (const t of e.currentTarget.parentNode.children) t.setAttribute("aria-selected", String(t === e.currentTarget));
    } }, name);
    const tabs = h("div.tabs", { role: "tablist" }, tab("Traffic", this.traffic, this.faults), tab("Faults", this.faults, this.traffic));
    tabs.firstChild.setAttribute("aria-selected", "true");
    fill(byId("inspector"), h("header.pane-head", null, h("h2", null, "Behind the scenes"), h("span.grow"),
      h("button.icon-button", { type: "button", "aria-label": "Close", onclick: () => this.toggle(false) }, "×")), tabs, this.traffic, this.faults);
  }

  // toggle opens or closes the drawer.
  toggle(on = byId("inspector").hidden) {
    byId("inspector").hidden = !on;
    byId("inspector-toggle").setAttribute("aria-expanded", String(on));
    if (!on) return;
    this.#draw();
    if (!this.loaded) this.#load();
  }

  // #load brings what happened before this page was opened.
  async #load() {
    this.loaded = true;
    const { entries } = (await this.desk.try("log", {})) ?? {};
    if (!entries) return;
    this.#entries = entries.slice(-MOST).reverse();
    this.#draw();
  }

  // add takes one entry {at, direction, kind, summary, body}.
  add(entry) {
    this.#entries.unshift(entry);
    this.#entries.length = Math.min(this.#entries.length, MOST);
    if (byId("inspector").hidden || !this.#fits(entry)) return;
    this.list.prepend(this.#row(entry));
    if (this.list.childElementCount > MOST) this.list.lastElementChild.remove();
  }

  #clear() {
    this.#entries = [];
    this.#draw();
  }

  #search(text) {
    this.#filter = text.trim().toLowerCase();
    this.#draw();
  }

  #fits(entry) {
    return !this.#filter || `${entry.kind} ${entry.summary}`.toLowerCase().includes(this.#filter);
  }

  #draw() {
    const rows = this.#entries.filter((e) => this.#fits(e)).map((e) => this.#row(e));
    fill(this.list, rows.length ? rows : h("li.empty", null, "Nothing yet. Every call, event and click between Kurzwahl and the workspace appears here."));
  }

  #row(entry) {
    const at = typeof entry.at === "number" ? entry.at : Date.parse(entry.at);
    const fromApp = entry.direction === "in";
    const second = Number.isFinite(at) ? `${clockTime(at, this.hooks.zone())}:${zoned(at, this.hooks.zone()).second}` : "";
    const details = h("details", { ontoggle: () => details.open && !details.querySelector("pre") && details.append(h("pre", null, pretty(entry.body))) },
      h("summary", null, h("time", null, second), h("span.way", { class: fromApp ? "from-app" : "to-app", title: fromApp ? "from Kurzwahl" : "to Kurzwahl" }, fromApp ? "←" : "→"),
        h("b", null, String(entry.kind ?? "")), h("span.what", null, String(entry.summary ?? ""))));
    return h("li", null, details);
  }

  #faultPanel() {
    const count = h("input.input.small", { type: "number", min: 1, max: 100, value: 1, "aria-label": "How often" });
    const method = h("input.input", { type: "text", placeholder: "any method", "aria-label": "Only this method", spellcheck: "false" });
    const slack = FAULTS.map((f) => this.#fault(f, () => this.desk.do("fault", { kind: f[0], count: Number(count.value) || 1, method: method.value.trim() || undefined })));
    const phones = this.config.phones
      ? [h("h3", null, "SMS centre"), SMSC_FAULTS.map((f) => this.#fault(f, () => postJSON(`${this.config.phones}/faults`, { kind: f[0], count: Number(count.value) || 1 }))),
        this.#fault(["clear", "Repair", "End all faults of the SMS centre."], () => deleteJSON(`${this.config.phones}/faults`), "Repair")] : null;
    return [h("p", null, "Break something, then watch how Kurzwahl copes: nothing is lost and nobody is texted twice."),
      h("div.fault-how", null, h("label", null, "How often ", count), h("label", null, "Only ", method)), h("h3", null, "Slack"), slack, phones];
  }

  #fault([kind, name, text], run, label = "Cause") {
    const click = () => run().then(() => toast(`Done: ${name.toLowerCase()}.`), (error) => toast(error.message, "error"));
    return h("div.fault", null, h("div", null, h("b", null, name), h("small", null, text)), h("button.button", { type: "button", onclick: click, data: { test: `fault-${kind}` } }, label));
  }
}

function pretty(body) {
  if (body === undefined || body === null || body === "") return "(no body)";
  if (typeof body !== "string") return JSON.stringify(body, null, 2);
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
