// The state of the workspace as the page sees it, and how events change it.
// Pure: reduce returns a new state and leaves the old one alone.

// emptyState is what there is before the first answer of the server.
export function emptyState() {
  return { team: {}, me: "", users: [], channels: [], messages: {}, ephemerals: [], views: [], home: null, commands: [], shortcuts: [] };
}

// fromServer fills what an answer of control/state leaves out.
export function fromServer(answer) {
  const state = { ...emptyState(), ...Object.fromEntries(Object.entries(answer).filter(([, v]) => v !== null)) };
  state.messages = Object.fromEntries(Object.entries(state.messages).map(([c, list]) => [c, (list ?? []).toSorted(byTs)]));
  state.ephemerals = state.ephemerals.map((e) => (e.message ? { ...e.message, channel: e.channel } : e));
  return state;
}

// reduce applies one event of control/events. Unknown events change nothing.
export function reduce(state, event) {
  switch (event.type) {
    case "message": case "message_changed": return putMessage(state, event.channel, event.message);
    case "message_deleted": return dropMessage(state, event.channel, event.ts);
    case "ephemeral": return putEphemeral(state, { ...event.message, channel: event.channel });
    case "view_opened": case "view_updated": return { ...state, views: putBy(state.views, event.view, (v) => v.id) };
    case "view_closed": return { ...state, views: state.views.filter((v) => v.id !== event.view_id) };
    case "home": return { ...state, home: event.view };
    default: return state;
  }
}

function putMessage(state, channel, message) {
  if (state.ephemerals.some((e) => e.ts === message.ts && e.channel === channel)) return putEphemeral(state, { ...message, channel });
  const list = putBy(state.messages[channel] ?? [], message, (m) => m.ts).toSorted(byTs);
  return { ...state, messages: { ...state.messages, [channel]: list } };
}

function dropMessage(state, channel, ts) {
  const list = (state.messages[channel] ?? []).filter((m) => m.ts !== ts);
  const ephemerals = state.ephemerals.filter((e) => e.ts !== ts || e.channel !== channel);
  return { ...state, ephemerals, messages: { ...state.messages, [channel]: list } };
}

function putEphemeral(state, message) {
  return { ...state, ephemerals: putBy(state.ephemerals, message, (m) => `${m.channel} ${m.ts}`) };
}

function putBy(list, item, key) {
  const at = list.findIndex((other) => key(other) === key(item));
  return at < 0 ? [...list, item] : list.with(at, item);
}

function byTs(a, b) {
  const [as, af = ""] = String(a.ts).split(".");
  const [bs, bf = ""] = String(b.ts).split(".");
  return Number(as) - Number(bs) || (af < bf ? -1 : af > bf ? 1 : 0);
}

// isReply tells whether a message stands in a thread under another.
export function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

// channelMessages are those of the channel itself, oldest first, with what
// only this user sees.
export function channelMessages(state, channel) {
  const own = (state.messages[channel] ?? []).filter((m) => !isReply(m) || m.subtype === "thread_broadcast");
  return withEphemerals(state, own, channel, (e) => !e.thread_ts);
}

// threadMessages are a parent and its replies, oldest first.
export function threadMessages(state, channel, ts) {
  const own = (state.messages[channel] ?? []).filter((m) => m.ts === ts || m.thread_ts === ts);
  return withEphemerals(state, own, channel, (e) => e.thread_ts === ts);
}

function withEphemerals(state, own, channel, fits) {
  const seen = state.ephemerals.filter((e) => e.channel === channel && fits(e)).map((e) => ({ ...e, ephemeral: true }));
  return [...own, ...seen].sort(byTs);
}

// replies sums up a thread: {count, users (at most 3, latest first), last}.
export function replies(state, channel, ts) {
  const list = (state.messages[channel] ?? []).filter((m) => m.thread_ts === ts && m.ts !== ts);
  const users = [...new Set(list.map(authorKey).reverse())].slice(0, 3);
  return { count: list.length, users, last: list.at(-1)?.ts ?? "" };
}

// authorKey is the same for messages of one author.
export function authorKey(message) {
  return message.user || message.bot_id || message.username || "";
}
