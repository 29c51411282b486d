// Users, their names and faces.
import { h, safeURL } from "./dom.js";
import { keypad } from "./icons.js";

// Directory answers who and where from the current state; zone is the zone in
// which times are shown. It is the `names` of the renderers.
export class Directory {
  constructor(state, zone) {
    this.users = new Map(state.users.map((u) => [u.id, u]));
    this.channels = new Map(state.channels.map((c) => [c.id, c]));
    this.me = state.me;
    this.zone = zone;
  }

  user(id) {
    const user = this.users.get(id);
    return user && (user.real_name || user.name);
  }

  channel(id) {
    return this.channels.get(id)?.name;
  }

  // author resolves who wrote a message: {name, isBot, user}.
  author(message) {
    const user = this.users.get(message.user);
    const isBot = Boolean(message.bot_id || user?.is_bot);
    return { name: message.username || this.user(message.user) || message.bot_profile?.name || (isBot ? "App" : "Somebody"), isBot, user };
  }
}

// avatar is a face: the bot has the product's mark, people their initials.
export function avatar({ name, isBot, user }) {
  if (isBot) return h("span.avatar.bot", { "aria-hidden": "true" }, keypad());
  const picture = user?.avatar && /^(?:https?:)?\//.test(user.avatar) ? safeURL(user.avatar) : null;
  if (picture) return h("img.avatar", { src: picture, alt: "" });
  const node = h("span.avatar", { "aria-hidden": "true" }, initials(name));
  const colour = /^#?[0-9a-f]{6}$/i.exec(user?.color ?? "")?.[0];
  if (colour) node.style.backgroundColor = colour.startsWith("#") ? colour : `#${colour}`;
  return node;
}

// initials are the first letters of the first and last name.
export function initials(name) {
  const words = String(name ?? "").trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((w) => [...w][0] ?? "").join("").toUpperCase();
}

// role says in a word what the switcher lets somebody try.
export function role(user) {
  return user.title || (user.is_guest ? "Guest" : user.is_bot ? "App" : "Staff");
}
