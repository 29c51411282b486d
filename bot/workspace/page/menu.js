// Small panels that open beside a button: menus, pickers of several choices.
import { h } from "./dom.js";

// openMenu shows content next to anchor in a popover; Escape or a click
// elsewhere closes it. Returns a function that closes it.
export function openMenu(anchor, content, { label = "Menu", role = "menu" } = {}) {
  const panel = h("div.popover", { popover: "auto", role, "aria-label": label }, content);
  (anchor.closest("dialog") ?? document.body).append(panel);
  panel.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    panel.remove();
    anchor.setAttribute("aria-expanded", "false");
  });
  panel.addEventListener("keydown", (event) => move(event, panel));
  panel.showPopover();
  place(panel, anchor.getBoundingClientRect());
  anchor.setAttribute("aria-expanded", "true");
  focusable(panel)[0]?.focus();
  return () => panel.isConnected && panel.hidePopover();
}

// menuItem is a row of a menu.
export function menuItem(label, onclick, { danger = false, test, note } = {}) {
  return h("button.menu-item", { type: "button", role: "menuitem", class: danger ? "danger" : null, onclick, data: { test } },
    h("span", null, label), note ? h("small", null, note) : null);
}

function place(panel, at) {
  const { width, height } = panel.getBoundingClientRect();
  const below = at.bottom + 4 + height <= innerHeight;
  const top = below ? at.bottom + 4 : Math.max(8, at.top - 4 - height);
  panel.style.top = `${top}px`;
  panel.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
}

function focusable(panel) {
  return [...panel.querySelectorAll("button, input, a[href]")].filter((node) => !node.disabled);
}

function move(event, panel) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const nodes = focusable(panel);
  const at = nodes.indexOf(document.activeElement);
  nodes[(at + step + nodes.length) % nodes.length]?.focus();
}
