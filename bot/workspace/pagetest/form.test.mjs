import assert from "node:assert/strict";
import test from "node:test";
import { Form, elementsOf, missing } from "../page/form.js";

const input = (block_id, element, more = {}) => ({ type: "input", block_id, label: { type: "plain_text", text: block_id }, element: { action_id: "a", ...element }, ...more });

function mounted(...blocks) {
  const form = new Form();
  form.mount(elementsOf(blocks));
  return form;
}

test("untouched inputs have the state that Slack gives them", () => {
  const option = { text: { type: "plain_text", text: "A" }, value: "a" };
  const form = mounted(
    input("text", { type: "plain_text_input" }), input("one", { type: "static_select", initial_option: option }),
    input("many", { type: "multi_users_select", initial_users: ["U1"] }), input("ticks", { type: "checkboxes" }),
    input("day", { type: "datepicker", initial_date: "2026-11-20" }), { type: "actions", block_id: "act", elements: [{ type: "button", action_id: "go" }] });
  assert.deepEqual(form.values(), {
    text: { a: { type: "plain_text_input", value: null } }, one: { a: { type: "static_select", selected_option: option } },
    many: { a: { type: "multi_users_select", selected_users: ["U1"] } }, ticks: { a: { type: "checkboxes", selected_options: [] } },
    day: { a: { type: "datepicker", selected_date: "2026-11-20" } },
  });
});

test("what was typed survives an update of the view, until its block goes", () => {
  const form = mounted(input("b", { type: "plain_text_input", initial_value: "x" }));
  form.set("b", "a", { type: "plain_text_input", value: "typed" });
  form.mount(elementsOf([input("b", { type: "plain_text_input", initial_value: "other" })]));
  assert.equal(form.get("b", "a").value, "typed");
  form.mount(elementsOf([input("c", { type: "plain_text_input", initial_value: "y" })]));
  assert.deepEqual(form.values(), { c: { a: { type: "plain_text_input", value: "y" } } });
});

test("required inputs must be filled, optional ones need not", () => {
  const blocks = [input("must", { type: "plain_text_input" }), input("may", { type: "plain_text_input" }, { optional: true })];
  assert.deepEqual(missing(blocks, mounted(...blocks)), { must: "Please complete this required field." });
});

const complaints = [
  [{ type: "number_input", initial_value: "2.5" }, "Please enter a whole number."],
  [{ type: "number_input", initial_value: "0", min_value: "1" }, "Please enter 1 or more."],
  [{ type: "number_input", is_decimal_allowed: true, initial_value: "2.5" }, undefined],
  [{ type: "email_text_input", initial_value: "mia" }, "Please enter an e-mail address."],
  [{ type: "plain_text_input", initial_value: "ab", min_length: 3 }, "Please enter at least 3 characters."],
];

test("values are checked as a client checks them", () => {
  for (const [element, want] of complaints) {
    const block = input("b", element);
    assert.equal(missing([block], mounted(block)).b, want, JSON.stringify(element));
  }
});
