import assert from "node:assert/strict";
import test from "node:test";
import { clockTime, dayName, instant, slackDate, tsMillis, zoned } from "../page/time.js";

const BERLIN = "Europe/Berlin";
const at = (text) => Date.parse(text);

test("a wall time in a zone is the right instant, summer and winter", () => {
  assert.equal(instant("2026-11-20", "10:00", BERLIN), at("2026-11-20T09:00:00Z"));
  assert.equal(instant("2026-07-01", "10:00", BERLIN), at("2026-07-01T08:00:00Z"));
});

test("a wall time that the clock change skips moves forward", () => {
  assert.equal(zoned(instant("2026-03-29", "02:30", BERLIN), BERLIN).time, "03:30");
});

test("zoned and instant undo each other", () => {
  for (let ms = at("2026-01-01T00:00:00Z"); ms < at("2027-01-01T00:00:00Z"); ms += 7 * 3600_000 + 60_000) {
    const { date, time } = zoned(ms, BERLIN);
    const back = instant(date, time, BERLIN);
    assert.equal(zoned(back, BERLIN).time, time);
    assert.ok(Math.abs(back - ms) <= 3600_000);
  }
});

test("days are named from now", () => {
  const now = at("2026-11-20T09:00:00Z");
  assert.equal(dayName(now - 3600_000, now, BERLIN), "Today");
  assert.equal(dayName(at("2026-11-19T20:00:00Z"), now, BERLIN), "Yesterday");
  assert.equal(dayName(at("2026-11-18T20:00:00Z"), now, BERLIN), "Wednesday 18 November");
});

test("times are shown in the zone", () => {
  assert.equal(clockTime(tsMillis("1795165200.000100"), BERLIN), "10:00");
  assert.equal(slackDate("{date_num} {time} {nosuch}", 1795165200_000, BERLIN), "2026-11-20 10:00 {nosuch}");
});
