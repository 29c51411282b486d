import assert from "node:assert/strict";
import test from "node:test";
import { countSegments } from "../page/segments.js";

const cases = [
  ["nothing", "", "GSM-7", 0, 0, 160],
  ["umlauts are in the GSM alphabet", "äöüÄÖÜß§", "GSM-7", 8, 1, 152],
  ["the euro sign costs two", "€", "GSM-7", 2, 1, 158],
  ["160 septets fit one", "a".repeat(160), "GSM-7", 160, 1, 0],
  ["161 septets need two", "a".repeat(161), "GSM-7", 161, 2, 145],
  ["306 septets fit two", "a".repeat(306), "GSM-7", 306, 2, 0],
  ["307 septets need three", "a".repeat(307), "GSM-7", 307, 3, 152],
  ["an escape pair is not split", "a".repeat(152) + "€".repeat(77), "GSM-7", 306, 3, 151],
  ["one Polish letter makes all Unicode", "Cześć", "Unicode", 5, 1, 65],
  ["70 units fit one", "ł".repeat(70), "Unicode", 70, 1, 0],
  ["71 units need two", "ł".repeat(71), "Unicode", 71, 2, 63],
  ["a surrogate pair is not split", "ł".repeat(66) + "😀".repeat(3), "Unicode", 72, 2, 61],
];

for (const [name, text, encoding, units, segments, left] of cases) {
  test(name, () => assert.deepEqual(countSegments(text), { encoding, units, segments, left }));
}
