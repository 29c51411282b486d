import assert from "node:assert/strict";
import test from "node:test";
import { flatten, parse } from "../page/mrkdwn.js";

const kinds = (text) => parse(text).map((n) => n.type);

test("styles stand between marks that touch a word on the inside only", () => {
  assert.deepEqual(parse("a *b* c"), [
    { type: "text", text: "a " }, { type: "bold", children: [{ type: "text", text: "b" }] }, { type: "text", text: " c" }]);
  assert.deepEqual(kinds("2*3*4"), ["text"]);
  assert.deepEqual(kinds("* not bold *"), ["text"]);
  assert.deepEqual(kinds("snake_case_name"), ["text"]);
  assert.deepEqual(kinds("*no end"), ["text"]);
  assert.deepEqual(kinds("~gone~"), ["strike"]);
});

test("styles nest, but not in themselves", () => {
  const [bold] = parse("*a _b_ c*");
  assert.equal(bold.type, "bold");
  assert.equal(bold.children[1].type, "italic");
});

test("escaped text is shown as it was written", () => {
  assert.deepEqual(parse("&lt;b&gt; &amp;amp;"), [{ type: "text", text: "<b> &amp;" }]);
});

test("code keeps its marks", () => {
  assert.deepEqual(parse("`*x* &lt;y&gt;`"), [{ type: "code", text: "*x* <y>" }]);
  assert.deepEqual(parse("```\na *b*\n```"), [{ type: "pre", text: "a *b*" }]);
  assert.deepEqual(kinds("```never closed"), ["text"]);
});

test("quotes gather successive lines", () => {
  const nodes = parse("so:\n&gt; one\n&gt; two\nend");
  assert.deepEqual(nodes.map((n) => n.type), ["text", "quote", "text"]);
  assert.deepEqual(nodes[1].children.map((n) => n.type), ["text", "break", "text"]);
});

test("references become mentions and links", () => {
  assert.deepEqual(parse("<@U0MIA|mia>"), [{ type: "user", id: "U0MIA", text: "mia" }]);
  assert.deepEqual(parse("<#C0INBOX>"), [{ type: "channel", id: "C0INBOX", text: "" }]);
  assert.deepEqual(parse("<!here>"), [{ type: "mention", text: "@here" }]);
  assert.deepEqual(parse("<https://a.example/?x=1&amp;y=2|shop>"), [{ type: "link", url: "https://a.example/?x=1&y=2", text: "shop" }]);
  assert.deepEqual(parse("<!date^1700000000^{date_short}|14 Nov>"), [{ type: "date", seconds: 1700000000, pattern: "{date_short}", url: "", text: "14 Nov" }]);
});

test("a script address is never a link", () => {
  for (const text of ["<javascript:alert(1)|x>", "<data:text/html,x|x>", "javascript:alert(1)", "<JaVaScRiPt:alert(1)>"]) {
    assert.ok(!kinds(text).includes("link"), text);
  }
});

test("bare addresses become links without the full stop behind them", () => {
  const [, link, rest] = parse("see https://a.example/b.");
  assert.equal(link.url, "https://a.example/b");
  assert.equal(rest.text, ".");
});

test("known emoji become characters, others stay", () => {
  assert.deepEqual(parse(":tada:"), [{ type: "emoji", name: "tada", text: "🎉" }]);
  assert.deepEqual(parse("10:30:15 :nosuch:"), [{ type: "text", text: "10:30:15 :nosuch:" }]);
});

test("no letter gets lost, whatever the marks", () => {
  const pieces = ["*", "_", "~", "`", "<", ">", "&lt;", "x", " ", "\n", ":", "|", "```", "é", "https://", "@U1"];
  let seed = 7;
  for (let round = 0; round < 3000; round++) {
    let text = "";
    for (let i = 0; i < 14; i++) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      text += pieces[seed % pieces.length];
    }
    const shown = flatten(parse(text));
    assert.ok([...text.matchAll(/[xé]/g)].length === [...shown.matchAll(/[xé]/g)].length || /<[^>]*\|/.test(text), JSON.stringify(text));
  }
});

test("hostile texts are read without delay", () => {
  const start = performance.now();
  for (const piece of ["*a ", "_a ", "`", "<", "~x*y_", ":a", "&gt;", "http://", "```"]) parse(piece.repeat(12000));
  assert.ok(performance.now() - start < 5000, "parsing took too long");
});
