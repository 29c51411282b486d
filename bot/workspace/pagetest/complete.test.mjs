import assert from "node:assert/strict";
import test from "node:test";
import { completions } from "../page/complete.js";

const COMMANDS = [{ command: "/sms", description: "Texts", subcommands: ["help", "inbox [mine|open|all]", "campaign", "campaign new", "find PHONE|ORDER|NAME"] }];
const PEOPLE = [{ id: "U1", name: "mia", real_name: "Mia Brandt" }, { id: "U2", name: "jonas", real_name: "Jonas Petersen" }];
const labels = (text) => completions(text, COMMANDS, PEOPLE).map((c) => c.label);

test("a slash offers commands, a space their subcommands", () => {
  assert.deepEqual(labels("/s"), ["/sms"]);
  assert.deepEqual(labels("/sms ca"), ["/sms campaign", "/sms campaign new"]);
  assert.deepEqual(labels("/sms inb"), ["/sms inbox [mine|open|all]"]);
  assert.deepEqual(labels("/other x"), []);
});

test("a note and ordinary text offer nothing", () => {
  assert.deepEqual(labels("// internal"), []);
  assert.deepEqual(labels("hello /sms"), []);
});

test("a finished command says so, so that Enter sends it", () => {
  assert.equal(completions("/sms campaign new", COMMANDS, [])[0].complete, true);
  assert.equal(completions("/sms campaign n", COMMANDS, [])[0].complete, false);
});

test("arguments follow the insertion", () => {
  const [find] = completions("/sms f", COMMANDS, []);
  assert.deepEqual([find.insert, find.replaces], ["find ", 1]);
});

test("an at sign offers people", () => {
  assert.deepEqual(labels("ask @jo"), ["@Jonas Petersen"]);
  assert.equal(completions("@mi", [], PEOPLE)[0].insert, "@mia ");
  assert.deepEqual(labels("a@mi"), []);
});
