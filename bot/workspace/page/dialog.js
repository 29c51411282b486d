// Confirmation dialogs, over whatever is open.
import { fill, h } from "./dom.js";
import { plain, textObject } from "./text.js";

// confirmed asks the question of a Block Kit confirm object and resolves to
// true only when the person agrees. Without a question it is true at once.
export function confirmed(confirm, names) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const danger = confirm.style === "danger";
    const yes = h("button.button", { type: "submit", value: "yes", class: danger ? "danger" : "primary", data: { test: "confirm-yes" } },
      plain(confirm.confirm) || "Yes");
    const no = h("button.button", { type: "submit", value: "no", data: { test: "confirm-no" } }, plain(confirm.deny) || "Cancel");
    const title = h("h2", { id: "confirm-title" }, plain(confirm.title) || "Are you sure?");
    const dialog = h("dialog.confirm", { "aria-labelledby": "confirm-title", data: { test: "confirm" } },
      h("form", { method: "dialog" }, title, h("div.confirm-text", null, textObject(confirm.text, names)), h("div.dialog-foot", null, no, yes)));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    (danger ? no : yes).focus();
  });
}

// ask is confirmed for the page's own questions.
export function ask(title, text, yes) {
  const words = (s) => ({ type: "plain_text", text: s });
  return confirmed({ title: words(title), text: words(text), confirm: words(yes), deny: words("Cancel"), style: "danger" }, {});
}

const icons = { info: "i", error: "!" };

// toast tells something in passing; errors stay longer.
export function toast(text, level = "info") {
  const host = document.getElementById("toasts");
  const node = h("div.toast", { class: level, role: level === "error" ? "alert" : "status", data: { test: "toast" } },
    h("span.toast-mark", { "aria-hidden": "true" }, icons[level] ?? "i"), h("span", null, text),
    h("button.icon-button", { type: "button", "aria-label": "Dismiss", onclick: () => node.remove() }, "×"));
  if (host.childElementCount >= 3) host.firstElementChild.remove();
  host.append(node);
  raise(host);
  setTimeout(() => node.remove(), level === "error" ? 9000 : 5000);
}

// raise brings the toasts over whatever dialog is open.
function raise(host) {
  if (host.matches(":popover-open")) host.hidePopover();
  host.showPopover();
}

// banner shows a lasting problem at the top, or hides it for an empty text.
export function banner(text) {
  const node = document.getElementById("banner");
  node.hidden = !text;
  fill(node, text);
}
