// The page's own line icons, drawn on a 20 by 20 grid.
import { svg } from "./dom.js";

const PATHS = {
  home: "M3 9.5 10 3.5l7 6M5 8.5V16h3.5v-4.5h3V16H15V8.5",
  hash: "M7.5 3.5 6 16.5M14 3.5l-1.5 13M3.5 7.5h13M3 12.5h13",
  lock: "M5.5 9h9v7h-9zM7 9V6.5a3 3 0 0 1 6 0V9",
  at: "M13 10a3 3 0 1 1-3-3 3 3 0 0 1 3 3zm0 0v1a2 2 0 0 0 4 0v-1a7 7 0 1 0-3 5.7",
  send: "M3.5 10 17 3.5 12.5 17l-3-5.5zM9.5 11.5 17 3.5",
  close: "M5 5l10 10M15 5 5 15",
  back: "M12 4.5 6.5 10l5.5 5.5",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  smile: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.3 11.8a3.4 3.4 0 0 0 5.4 0M7.7 8h.01M12.3 8h.01",
  thread: "M4 4.5h12v8.5H9.5L6 16v-3H4zM7 7.5h6M7 10h4",
  edit: "M4 16l.8-3.4L13.2 4.2l2.6 2.6-8.4 8.4zM11.5 6l2.5 2.5",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.7 10.5h7.6L14.5 6",
  clip: "M14.5 9 9.6 13.9a2.4 2.4 0 0 1-3.4-3.4l5.6-5.6a3.6 3.6 0 0 1 5.1 5.1l-5.8 5.8a5 5 0 0 1-7-7L8.6 4.3",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4.2l2.8 1.8",
  parcel: "M3.5 6.5 10 3.5l6.5 3v7l-6.5 3-6.5-3zM3.5 6.5 10 9.5l6.5-3M10 9.5v7M6.8 5l6.4 3",
  phone: "M6.5 2.5h7a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1zM9 15h2",
  pulse: "M2.5 10.5h3.5l2-6 3.5 11 2.2-5h3.8",
  bolt: "M11 2.5 4.5 11.5H10l-1 6 6.5-9H10z",
  sun: "M10 13.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM10 2.5v1.8M10 15.7v1.8M2.5 10h1.8M15.7 10h1.8M4.7 4.7l1.3 1.3M14 14l1.3 1.3M15.3 4.7 14 6M6 14l-1.3 1.3",
  forward: "M4 5l5.5 5L4 15zM10.5 5l5.5 5-5.5 5z",
  file: "M5.5 3h6l3 3v11h-9zM11.5 3v3h3",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  chevron: "M5.5 7.5 10 12l4.5-4.5",
  alert: "M10 3.5 17.5 16h-15zM10 8.5v3.2M10 13.8h.01",
  wand: "M4 16 12.5 7.5M14 3v3M12.5 4.5h3M16 9v2.4M14.8 10.2h2.4M8 3.5v2M7 4.5h2",
};

// icon draws one of the icons above in the colour of the text around it.
export function icon(name) {
  const d = PATHS[name] ?? "";
  return svg("svg.icon", { viewBox: "0 0 20 20", "aria-hidden": "true" }, svg("path", { d }));
}

// keypad is the mark of the product: a telephone's keys with the dialled one lit.
export function keypad() {
  const keys = [];
  for (let i = 0; i < 9; i++) {
    const lit = i === 4;
    keys.push(svg(lit ? "circle.lit" : "circle", { cx: 5 + (i % 3) * 7, cy: 5 + Math.floor(i / 3) * 7, r: lit ? 2.9 : 2 }));
  }
  return svg("svg.keypad", { viewBox: "0 0 24 24", "aria-hidden": "true" }, keys);
}
