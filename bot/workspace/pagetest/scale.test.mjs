import assert from "node:assert/strict";
import test from "node:test";
import { shortNumber, slices, ticks } from "../page/scale.js";

test("ticks are round, cover the values and hold zero", () => {
  assert.deepEqual(ticks(0, 1800), [0, 500, 1000, 1500, 2000]);
  assert.deepEqual(ticks(0, 0), [0, 0.25, 0.5, 0.75, 1]);
  for (const [min, max] of [[-5, 40], [0, 7], [-3, -1], [0.001, 0.004], [0, 1e9], [-1e6, 12]]) {
    const marks = ticks(min, max);
    assert.ok(marks[0] <= min && marks.at(-1) >= max && marks.includes(0) && marks.length <= 8, `${min} ${max}: ${marks}`);
  }
});

test("slices fill the circle", () => {
  assert.deepEqual(slices([1, 3]).map((s) => [s.from, s.to]), [[0, 0.25], [0.25, 1]]);
  assert.deepEqual(slices([0, -2]).map((s) => s.share), [0, 0]);
});

test("numbers are short", () => {
  assert.deepEqual([950, 12500, 3100000, 0.256].map(shortNumber), ["950", "12.5k", "3.1M", "0.26"]);
});
