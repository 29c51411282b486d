// The data_visualization block as inline SVG with a legend.
import { h, svg } from "./dom.js";
import { shortNumber, slices, ticks } from "./scale.js";

const W = 480;
const H = 208;
const BOX = { left: 44, right: 8, top: 10, bottom: 30 };

// chart renders a data_visualization block; unknown kinds show their title.
export function chart(block) {
  const data = block.chart ?? {};
  const body = data.type === "pie" ? pie(data.segments ?? []) : plot(data);
  return h("figure.chart", { data: { test: "chart" } }, h("figcaption", null, String(block.title ?? "")), body);
}

function pie(segments) {
  const angles = slices(segments.map((s) => Number(s.value) || 0));
  const shapes = angles.map((a, i) => slice(a, i, segments[i]));
  const drawing = svg("svg.pie", { viewBox: "0 0 120 120", role: "img", "aria-label": describe(segments) }, shapes);
  const keys = segments.map((s, i) => legendKey(i, s.label, `${shortNumber(Number(s.value) || 0)} · ${Math.round(angles[i].share * 100)} %`));
  return h("div.chart-pie", null, drawing, h("ul.legend.tall", null, keys));
}

function slice({ from, to, share }, i, segment) {
  const title = svg("title", null, `${segment.label}: ${segment.value}`);
  if (share > 0.9999) return svg("circle", { cx: 60, cy: 60, r: 42, class: `ring stroke-${i % 6}` }, title);
  const [x1, y1] = onCircle(from);
  const [x2, y2] = onCircle(to);
  const d = `M${x1} ${y1}A42 42 0 ${share > 0.5 ? 1 : 0} 1 ${x2} ${y2}`;
  return svg("path", { d, class: `ring stroke-${i % 6}` }, title);
}

function onCircle(turn) {
  const angle = (turn - 0.25) * 2 * Math.PI;
  return [60 + 42 * Math.cos(angle), 60 + 42 * Math.sin(angle)].map((v) => v.toFixed(2));
}

function describe(points) {
  return points.map((p) => `${p.label} ${p.value}`).join(", ");
}

function plot(data) {
  const series = data.series ?? [];
  const axis = data.axis_config ?? {};
  const categories = axis.categories ?? (series[0]?.data ?? []).map((p) => p.label);
  const values = series.flatMap((s) => (s.data ?? []).map((p) => Number(p.value) || 0));
  const marks = ticks(Math.min(0, ...values), Math.max(0, ...values));
  const frame = makeFrame(marks, categories.length);
  const draw = { bar: bars, line: lines, area: areas }[data.type] ?? bars;
  const label = series.map((s) => `${s.name}: ${describe(s.data ?? [])}`).join("; ");
  const drawing = svg("svg.plot", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": label },
    grid(marks, frame), categoryLabels(categories, frame), draw(series, categories, frame));
  return [
    axis.y_label ? h("div.axis-label", null, axis.y_label) : null, drawing,
    axis.x_label ? h("div.axis-label.below", null, axis.x_label) : null,
    series.length > 1 || series[0]?.name ? h("ul.legend", null, series.map((s, i) => legendKey(i, s.name))) : null,
  ];
}

function makeFrame(marks, count) {
  const low = marks[0];
  const high = marks[marks.length - 1];
  const height = H - BOX.top - BOX.bottom;
  const band = (W - BOX.left - BOX.right) / Math.max(1, count);
  return {
    band,
    y: (value) => BOX.top + height * (1 - (value - low) / (high - low || 1)),
    x: (i) => BOX.left + band * (i + 0.5),
  };
}

function grid(marks, frame) {
  return marks.map((mark) => svg("g", { class: mark === 0 ? "grid zero" : "grid" },
    svg("line", { x1: BOX.left, x2: W - BOX.right, y1: frame.y(mark), y2: frame.y(mark) }),
    svg("text", { x: BOX.left - 7, y: frame.y(mark) + 3.5, "text-anchor": "end" }, shortNumber(mark))));
}

function categoryLabels(categories, frame) {
  const room = Math.max(1, Math.floor(frame.band / 6));
  const longest = Math.max(1, ...categories.map((c) => String(c).length));
  const every = Math.max(1, Math.ceil(Math.min(longest, 8) / room));
  return categories.map((name, i) => (i % every ? null : svg("text.category",
    { x: frame.x(i), y: H - BOX.bottom + 17, "text-anchor": "middle" }, clip(String(name), room * every))));
}

function clip(text, room) {
  return text.length > room + 1 ? `${text.slice(0, Math.max(1, room - 1))}…` : text;
}

function valuesOf(series, categories) {
  const byLabel = new Map((series.data ?? []).map((p) => [p.label, Number(p.value) || 0]));
  return categories.map((c) => byLabel.get(c) ?? 0);
}

function bars(series, categories, frame) {
  const width = Math.min(34, (frame.band * 0.72) / Math.max(1, series.length));
  return series.flatMap((s, k) => valuesOf(s, categories).map((value, i) => {
    const x = frame.x(i) + (k - series.length / 2) * width;
    const [top, bottom] = [frame.y(Math.max(0, value)), frame.y(Math.min(0, value))];
    return svg("rect", { x: x + 0.75, y: top, width: Math.max(1, width - 1.5), height: Math.max(0.5, bottom - top), rx: 2, class: `fill-${k % 6}` },
      svg("title", null, `${s.name}, ${categories[i]}: ${value}`));
  }));
}

function points(values, frame) {
  return values.map((value, i) => `${frame.x(i).toFixed(1)},${frame.y(value).toFixed(1)}`);
}

function lines(series, categories, frame) {
  return series.flatMap((s, k) => {
    const values = valuesOf(s, categories);
    const dots = values.map((value, i) => svg("circle", { cx: frame.x(i), cy: frame.y(value), r: 2.6, class: `fill-${k % 6}` },
      svg("title", null, `${s.name}, ${categories[i]}: ${value}`)));
    return [svg("polyline", { points: points(values, frame).join(" "), class: `line stroke-${k % 6}` }), ...dots];
  });
}

function areas(series, categories, frame) {
  return series.flatMap((s, k) => {
    const values = valuesOf(s, categories);
    const base = frame.y(0);
    const outline = [`${frame.x(0)},${base}`, ...points(values, frame), `${frame.x(values.length - 1)},${base}`];
    return [svg("polygon", { points: outline.join(" "), class: `area fill-${k % 6}` }), ...lines([s], categories, frame).map((n) => recolour(n, k))];
  });
}

function recolour(node, k) {
  node.setAttribute("class", (node.getAttribute("class") ?? "").replace(/(fill|stroke)-\d/, `$1-${k % 6}`));
  return node;
}

function legendKey(i, name, note) {
  return h("li", null, h("span.key", { class: `key-${i % 6}` }), String(name ?? ""), note ? h("span.note", null, note) : null);
}
