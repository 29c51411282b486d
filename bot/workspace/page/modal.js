// Modal views: the stack's top view in a dialog, with its inputs and errors.
import { blocks } from "./blocks.js";
import { fill, h } from "./dom.js";
import { missing } from "./form.js";
import { icon } from "./icons.js";
import { plain } from "./text.js";

// Modal shows the desk's views.
export class Modal {
  #shown = "";
  #errors = {};
  #general = "";
  #open = new Set();

  constructor(desk) {
    this.desk = desk;
    this.dialog = h("dialog.modal", { data: { test: "modal" }, "aria-labelledby": "modal-title", oncancel: (e) => { e.preventDefault(); this.#close(); } });
    document.body.append(this.dialog);
  }

  // show follows the desk's state: opens, updates, goes back or closes.
  show() {
    const { views } = this.desk.state;
    for (const id of this.#open) if (!views.some((v) => v.id === id)) this.desk.forget(id);
    this.#open = new Set(views.map((v) => v.id));
    const view = views.at(-1);
    if (!view) {
      this.#shown = "";
      if (this.dialog.open) this.dialog.close();
      return;
    }
    const look = JSON.stringify([view, views.length]);
    if (look === this.#shown) return;
    this.#shown = look;
    if (view.id !== this.view?.id) this.#errors = {};
    this.view = view;
    this.#render();
  }

  #render() {
    const { view, dialog } = this;
    const focus = this.#focusKey();
    const scroll = dialog.querySelector(".modal-body")?.scrollTop ?? 0;
    dialog.dataset.view = view.id;
    dialog.dataset.callback = view.callback_id ?? "";
    fill(dialog, h("form", { novalidate: true, onsubmit: (e) => this.#submit(e) }, this.#head(),
      h("div.modal-body", { tabindex: "-1" }, this.#general ? h("p.block-alert.error", { role: "alert", data: { test: "modal-error" } }, this.#general) : null,
        blocks(view.blocks, this.desk.viewContext(view, this.#errors))), this.#foot()));
    if (!dialog.open) dialog.showModal();
    dialog.querySelector(".modal-body").scrollTop = scroll;
    this.#focus(focus);
  }

  #head() {
    const depth = this.desk.state.views.length;
    const label = depth > 1 ? "Back" : "Close";
    return h("header.modal-head", null, h("h2", { id: "modal-title" }, plain(this.view.title) || "Window"),
      depth > 1 ? h("small", null, `step ${depth}`) : null,
      h("button.icon-button", { type: "button", "aria-label": label, title: label, data: { test: "modal-close" }, onclick: () => this.#close() }, icon(depth > 1 ? "back" : "close")));
  }

  #foot() {
    const { view } = this;
    const needsSubmit = view.submit || (view.blocks ?? []).some((b) => b.type === "input");
    if (!view.close && !needsSubmit) return null;
    return h("footer.dialog-foot", null,
      h("button.button", { type: "button", data: { test: "modal-cancel" }, onclick: () => this.#close() }, plain(view.close) || "Cancel"),
      needsSubmit ? h("button.button.primary", { type: "submit", data: { test: "modal-submit" } }, plain(view.submit) || "Submit") : null);
  }

  #focusKey() {
    const node = document.activeElement;
    if (!this.dialog.open || !this.dialog.contains(node)) return null;
    return { action: node.dataset.action, at: node.selectionStart };
  }

  #focus(key) {
    const body = this.dialog.querySelector(".modal-body");
    if (key?.action) {
      const node = body.querySelector(`[data-action="${CSS.escape(key.action)}"]`);
      node?.focus();
      if (typeof key.at === "number" && node?.setSelectionRange && node.type !== "email") node.setSelectionRange(key.at, key.at);
      if (node) return;
    }
    (body.querySelector("[aria-invalid=true]") ?? body.querySelector("input, select, textarea") ?? this.dialog.querySelector("[type=submit]") ?? body).focus();
  }

  async #submit(event) {
    event.preventDefault();
    const { view } = this;
    const form = this.desk.form(view.id, view.blocks);
    const errors = missing(view.blocks, form);
    if (Object.keys(errors).length) return this.#refuse(errors, "");
    const button = this.dialog.querySelector("[data-test=modal-submit]");
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await this.desk.do("submit", { view_id: view.id, values: form.values() });
      if (answer.errors && Object.keys(answer.errors).length) this.#refuse(answer.errors, "");
      else this.#errors = {};
    } catch (error) {
      this.#refuse({}, error.message);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  #refuse(errors, general) {
    this.#errors = errors;
    this.#general = general;
    this.#render();
    this.#general = "";
    this.dialog.querySelector("[aria-invalid=true], .block-alert.error")?.scrollIntoView({ block: "center" });
    this.dialog.querySelector("[aria-invalid=true]")?.focus();
  }

  async #close() {
    const { view } = this;
    const answer = await this.desk.try("close", { view_id: view.id });
    if (answer) this.desk.closed(view.id);
  }
}
