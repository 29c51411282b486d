// The box in which staff write: texts, slash commands, mentions, files.
import { completions } from "./complete.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";

const LARGEST_FILE = 8 * 1024 * 1024;

// Composer is one box. options: {label, test, inThread, commands(), people(),
// send(text) -> Promise, upload(name, base64) -> Promise, fail(text)}.
export class Composer {
  #choices = [];
  #at = 0;

  constructor(options) {
    this.options = options;
    this.listId = `complete-${options.test}`;
    this.list = h("div.complete", { role: "listbox", id: this.listId, hidden: true, "aria-label": "Suggestions", data: { test: "suggestions" } });
    this.box = h("textarea", {
      rows: 1, placeholder: options.label, "aria-label": options.label, "aria-autocomplete": "list", "aria-controls": this.listId, data: { test: options.test },
      oninput: () => this.#typed(), onkeydown: (e) => this.#key(e), onblur: () => this.#offer([]),
    });
    const file = h("input", { type: "file", hidden: true, onchange: () => this.#attach(file) });
    this.node = h("form.composer", { onsubmit: (e) => this.#submit(e) }, this.list, this.box,
      h("div.composer-foot", null,
        h("button.icon-button", { type: "button", title: "Attach a file", "aria-label": "Attach a file", onclick: () => file.click() }, icon("clip")), file,
        h("button.icon-button", { type: "button", title: "Commands", "aria-label": "Slash commands", hidden: options.inThread, onclick: () => this.set("/") }, h("span.slash", null, "/")),
        h("span.grow"), h("button.send", { type: "submit", "aria-label": "Send", title: "Send (Enter)", data: { test: `${options.test}-send` } }, icon("send"))));
  }

  // set replaces the text and puts the cursor at its end.
  set(text) {
    this.box.value = text;
    this.box.focus();
    this.box.setSelectionRange(text.length, text.length);
    this.#typed();
  }

  focus() {
    this.box.focus();
  }

  #typed() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 180)}px`;
    const { commands, people, inThread } = this.options;
    this.#offer(completions(this.box.value.slice(0, this.box.selectionStart), inThread ? [] : commands(), people()));
  }

  #offer(choices) {
    this.#choices = choices;
    this.#at = 0;
    this.list.hidden = choices.length === 0;
    fill(this.list, choices.map((choice, i) => h("div.complete-item", {
      role: "option", id: `${this.listId}-${i}`, data: { test: "suggestion" },
      onmousedown: (e) => { e.preventDefault(); this.#take(choice); },
    }, h("b", null, choice.label), h("span", null, choice.note ?? ""))));
    this.#mark();
  }

  #mark() {
    [...this.list.children].forEach((node, i) => {
      node.setAttribute("aria-selected", String(i === this.#at));
      if (i === this.#at) node.scrollIntoView({ block: "nearest" });
    });
    if (this.#choices.length) this.box.setAttribute("aria-activedescendant", `${this.listId}-${this.#at}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  #take(choice) {
    const cursor = this.box.selectionStart;
    const rest = this.box.value.slice(cursor);
    const before = this.box.value.slice(0, cursor - choice.replaces) + choice.insert;
    this.box.value = before + rest;
    this.box.setSelectionRange(before.length, before.length);
    this.#typed();
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.#choices.length && this.#choose(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey) this.#submit(event);
  }

  // #choose handles a key while suggestions are open; Enter sends when the
  // chosen command is already complete.
  #choose(event) {
    const count = this.#choices.length;
    const choice = this.#choices[this.#at];
    switch (event.key) {
      case "ArrowDown": this.#at = (this.#at + 1) % count; this.#mark(); return true;
      case "ArrowUp": this.#at = (this.#at + count - 1) % count; this.#mark(); return true;
      case "Escape": event.stopPropagation(); this.#offer([]); return true;
      case "Tab": this.#take(choice); return true;
      case "Enter":
        if (event.shiftKey || choice.complete) return false;
        this.#take(choice);
        return true;
      default: return false;
    }
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.box.value.trim();
    if (!text || this.busy) return;
    this.busy = true;
    this.box.value = "";
    this.#typed();
    try {
      await this.options.send(text);
    } catch (error) {
      if (!this.box.value) this.set(text);
      this.options.fail(error.message);
    } finally {
      this.busy = false;
    }
  }

  async #attach(input) {
    const file = input.files[0];
    input.value = "";
    if (!file) return;
    if (file.size > LARGEST_FILE) return this.options.fail("Files may have at most 8 MB here.");
    try {
      await this.options.upload(file.name, await base64(file));
    } catch (error) {
      this.options.fail(error.message);
    }
  }
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(new Error("The file cannot be read."));
    reader.readAsDataURL(file);
  });
}
