import assert from "node:assert/strict";
import test from "node:test";
import { channelMessages, emptyState, fromServer, reduce, replies, threadMessages } from "../page/model.js";

const say = (ts, more = {}) => ({ type: "message", channel: "C1", message: { ts, user: "U1", text: ts, ...more } });
const after = (...events) => events.reduce(reduce, emptyState());
const texts = (list) => list.map((m) => m.text);

test("messages stand in the order of their time, once each", () => {
  const state = after(say("2.000200"), say("2.000100"), say("10.000100"), say("2.000200", { text: "again" }));
  assert.deepEqual(texts(channelMessages(state, "C1")), ["2.000100", "again", "10.000100"]);
});

test("a reply shows in its thread and counts at its parent", () => {
  const state = after(say("1.0"), say("2.0", { thread_ts: "1.0", user: "U2" }), say("3.0", { thread_ts: "1.0", subtype: "thread_broadcast" }));
  assert.deepEqual(texts(channelMessages(state, "C1")), ["1.0", "3.0"]);
  assert.deepEqual(texts(threadMessages(state, "C1", "1.0")), ["1.0", "2.0", "3.0"]);
  assert.deepEqual(replies(state, "C1", "1.0"), { count: 2, users: ["U1", "U2"], last: "3.0" });
});

test("changes and deletions find their message", () => {
  const state = after(say("1.0"), say("2.0"), { ...say("1.0", { text: "new" }), type: "message_changed" }, { type: "message_deleted", channel: "C1", ts: "2.0" });
  assert.deepEqual(texts(channelMessages(state, "C1")), ["new"]);
});

test("ephemeral messages stand among the others and can be replaced", () => {
  const whisper = (text) => ({ type: "ephemeral", channel: "C1", message: { ts: "2.0", text } });
  const state = after(say("1.0"), say("3.0"), whisper("psst"), whisper("psst, again"));
  assert.deepEqual(texts(channelMessages(state, "C1")), ["1.0", "psst, again", "3.0"]);
  assert.deepEqual(texts(channelMessages(reduce(state, { type: "message_deleted", channel: "C1", ts: "2.0" }), "C1")), ["1.0", "3.0"]);
});

test("views make a stack", () => {
  const open = (id, hash) => ({ type: "view_opened", view: { id, hash } });
  const state = after(open("V1"), open("V2"), { type: "view_updated", view: { id: "V1", hash: "b" } });
  assert.deepEqual(state.views, [{ id: "V1", hash: "b" }, { id: "V2", hash: undefined }]);
  assert.deepEqual(reduce(state, { type: "view_closed", view_id: "V2" }).views.map((v) => v.id), ["V1"]);
});

test("the old state and unknown events stay untouched", () => {
  const before = Object.freeze(emptyState());
  assert.equal(reduce(before, { type: "nosuch" }), before);
  reduce(before, say("1.0"));
  assert.deepEqual(before, emptyState());
});

test("an answer may leave things out", () => {
  const state = fromServer({ me: "U1", views: null, messages: { C1: null }, ephemerals: [{ channel: "C1", message: { ts: "1.0" } }] });
  assert.deepEqual([state.views, state.messages.C1, state.ephemerals[0]], [[], [], { ts: "1.0", channel: "C1" }]);
});
