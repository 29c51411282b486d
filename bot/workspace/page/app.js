// Kurzwahl's page: a customer's phone beside the shop's workspace.
//
// Marks for browser tests, each as data-test="...":
//   phone-select phone-power phone-input phone-send phone-count phone-thread phone-sent phone-received
//   user-switch home-tab home channel-<name> shortcut-<callback_id>
//   messages message ephemeral (both with data-ts) thread thread-messages thread-open thread-close
//   message-react message-reply message-more message-dismiss message-edit message-delete edit-box edit-save
//   reaction-<name> react-<name>
//   composer composer-send thread-composer thread-composer-send suggestions suggestion
//   action-<action_id> option-<value> input-error
//   modal (data-view, data-callback) modal-submit modal-cancel modal-close modal-error
//   confirm confirm-yes confirm-no quote table chart file toast banner
//   clock-now clock-advance-1h clock-advance-1d clock-morning ship-order try-item (data-title)
//   inspector-toggle inspector-traffic inspector-faults traffic fault-<kind> tab-phone tab-slack tab-guide
import { getJSON } from "./api.js";
import { banner, toast } from "./dialog.js";
import { byId, fill } from "./dom.js";
import { Desk } from "./desk.js";
import { Guide } from "./guide.js";
import { icon, keypad } from "./icons.js";
import { Inspector } from "./inspector.js";
import { Modal } from "./modal.js";
import { Panes } from "./panes.js";
import { Phones } from "./phone.js";

const state = { down: new Set() };

function down(part) {
  return (isDown) => {
    state.down[isDown ? "add" : "delete"](part);
    banner(state.down.size ? "The connection to the server is lost. Trying again…" : "");
  };
}

function startDesk(config, clock) {
  const later = {};
  const desk = new Desk(config.workspace, {
    changed: () => later.draw(),
    traffic: (entry) => later.inspector.add(entry),
    edit: (channel, message) => later.panes.edit(channel, message),
    down: down("workspace"), now: clock.now, zone: clock.zone,
  });
  later.panes = new Panes(desk);
  const modal = new Modal(desk);
  later.inspector = new Inspector(desk, config, { zone: clock.zone });
  later.draw = together(() => {
    later.panes.show();
    modal.show();
  });
  byId("user-switch").addEventListener("change", (e) => signIn(desk, e.target.value));
  byId("inspector-toggle").addEventListener("click", () => later.inspector.toggle());
  return { desk, panes: later.panes, draw: later.draw };
}

// together runs fn once after the current task, however often it is asked.
function together(fn) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      fn();
    });
  };
}

async function signIn(desk, user) {
  try {
    await desk.signIn(user);
  } catch (error) {
    toast(error.message, "error");
    desk.hooks.down(true);
    setTimeout(() => signIn(desk, user), 2000);
  }
}

async function actAs(workspace, text, isApprover) {
  const { desk, panes } = workspace;
  showTab("slack");
  const people = desk.people().filter((u) => !u.is_guest);
  const approver = people.find((u) => /approv|lead|head/i.test(u.title ?? "")) ?? people.at(-1);
  const wanted = isApprover ? approver : people.find((u) => u.id !== approver?.id);
  const fits = isApprover ? desk.state.me === approver?.id : people.some((u) => u.id === desk.state.me && u.id !== approver?.id);
  if (wanted && !fits) await signIn(desk, wanted.id);
  if (desk.atHome) desk.openChannel(desk.channel);
  if (isApprover && !text) openNamed(desk, /campaign/);
  panes.show();
  if (text) panes.prefill(text);
}

function openNamed(desk, pattern) {
  const channel = desk.state.channels.find((c) => pattern.test(c.name ?? ""));
  if (channel) desk.openChannel(channel.id);
}

function startGuide(config, parts) {
  return new Guide(config.demo, {
    phone: (number, text) => {
      showTab("phone");
      return text ? parts.phones?.prefill(number, text) : parts.phones?.choose(number);
    },
    staff: (text, isApprover) => parts.workspace && actAs(parts.workspace, text, isApprover),
    changed: () => {
      parts.phones?.show();
      if (!parts.workspace) return;
      parts.workspace.desk.names.zone = parts.guide.zone();
      parts.workspace.draw();
    },
  });
}

function showTab(name) {
  document.body.dataset.tab = name;
  for (const tab of document.querySelectorAll("[data-tab-of]")) tab.setAttribute("aria-selected", String(tab.dataset.tabOf === name));
}

function dressUp(config) {
  document.title = config.title || "Kurzwahl";
  for (const node of document.querySelectorAll("[data-icon]")) node.prepend(icon(node.dataset.icon));
  fill(byId("mark"), keypad());
  for (const tab of document.querySelectorAll("[data-tab-of]")) tab.addEventListener("click", () => showTab(tab.dataset.tabOf));
  for (const part of ["workspace", "phones", "demo"]) document.body.classList.toggle(`no-${part}`, !config[part]);
  showTab(config.phones ? "phone" : "slack");
}

function onEscape(workspace) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], .popover")) return;
    if (!byId("inspector").hidden) byId("inspector-toggle").click();
    else if (workspace.desk.thread) workspace.desk.closeThread();
  });
}

async function start() {
  const config = await getJSON(new URL("config", import.meta.url));
  dressUp(config);
  const parts = {};
  const clock = { now: () => parts.guide?.now() ?? Date.now(), zone: () => parts.guide?.zone() };
  if (config.demo) {
    parts.guide = startGuide(config, parts);
    await parts.guide.start().catch((error) => toast(error.message, "error"));
  }
  if (config.phones) {
    const demo = () => parts.guide?.state ?? { shop: {}, customers: [], orders: [] };
    parts.phones = new Phones(config.phones, { ...clock, shop: () => demo().shop, customers: () => demo().customers ?? [], down: down("phones") });
  }
  if (config.workspace) {
    parts.workspace = startDesk(config, clock);
    onEscape(parts.workspace);
    await signIn(parts.workspace.desk, "");
  }
}

start().catch(() => {
  banner("The server does not answer. Trying again…");
  setTimeout(() => location.reload(), 3000);
});
