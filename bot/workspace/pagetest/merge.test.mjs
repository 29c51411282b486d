import assert from "node:assert/strict";
import test from "node:test";
import { merged } from "../page/merge.js";

test("what came while the list was asked for is not lost", () => {
  assert.deepEqual(merged([{ id: "1" }, { id: "9" }], [{ id: "10" }]).map((m) => m.id), ["1", "9", "10"]);
});

test("the later word on a message counts, and nothing stands twice", () => {
  const list = merged([{ id: "2", status: "sent" }, { id: "1" }], [{ id: "2", status: "delivered" }]);
  assert.deepEqual(list, [{ id: "1" }, { id: "2", status: "delivered" }]);
});
