// Gives what is wrong with the page for people who cannot see well, or use a keyboard or a screen reader: a list of
// sentences. The numbers are those of WCAG 2.2: contrast 1.4.3, size of targets 2.5.8, reflow 1.4.10.
(language) => {
  const wrong = [];
  const named = (e) => `<${e.tagName.toLowerCase()}${e.id ? " #" + e.id : ""}> "${(e.textContent || e.value || "").trim().slice(0, 30)}"`;

  const rgb = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const color = rgb(getComputedStyle(e).backgroundColor);
      if (color.a === 1) return color;
      if (color.a > 0) wrong.push(`${named(e)} has a background that shines through`);
    }
    return { r: 255, g: 255, b: 255 };
  };
  const light = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (one, two) => {
    const [a, b] = [light(one), light(two)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };

  if (document.documentElement.lang !== language) wrong.push(`the page says it is in "${document.documentElement.lang}"`);
  if (!document.title.trim()) wrong.push("the page has no title");
  for (const once of ["h1", "main"]) {
    if (document.querySelectorAll(once).length !== 1) wrong.push(`there is not one <${once}>`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  if (new Set(ids).size !== ids.length) wrong.push("an id is there twice");

  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = words.nextNode());) {
    const e = text.parentElement;
    if (!text.data.trim() || !e.checkVisibility() || e.closest("[aria-hidden], style, script")) continue;
    const style = getComputedStyle(e);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const got = contrast(rgb(style.color), behind(e));
    if (got < (large ? 3 : 4.5)) wrong.push(`${named(e)} has a contrast of ${got.toFixed(2)}`);
    if (size < 14) wrong.push(`${named(e)} is ${size} px small`);
  }
  for (const e of document.querySelectorAll("a, button, input:not([type=hidden])")) {
    if (e.closest("[aria-hidden]")) {
      if (e.tabIndex >= 0) wrong.push(`${named(e)} is hidden, but the keyboard gets there`);
      continue;
    }
    const name = e.getAttribute("aria-label") || (e.labels ? [...e.labels].map((l) => l.textContent).join(" ") : "") || e.textContent;
    if (!name.trim()) wrong.push(`${named(e)} has no name`);
    const box = e.getBoundingClientRect();
    if (!e.closest("li, p, footer") && Math.min(box.width, box.height) < 22 && !e.closest("label")) wrong.push(`${named(e)} is ${box.width} by ${box.height}`);
    for (const id of (e.getAttribute("aria-describedby") || "").split(" ").filter(Boolean)) {
      if (!document.getElementById(id)) wrong.push(`${named(e)} is described by #${id}, which is not there`);
    }
    if (e.matches("input:not([type=radio], [type=checkbox])") && contrast(rgb(getComputedStyle(e).borderTopColor), behind(e)) < 3) {
      wrong.push(`the edge of ${named(e)} cannot be seen`);
    }
    e.focus({ focusVisible: true });
    const focused = getComputedStyle(e);
    if (document.activeElement !== e || focused.outlineStyle === "none" || parseFloat(focused.outlineWidth) < 2) wrong.push(`${named(e)} does not show that it has the focus`);
  }
  for (const e of document.querySelectorAll("[aria-invalid]")) {
    if (!e.getAttribute("aria-describedby")) wrong.push(`${named(e)} does not say what is wrong`);
  }
  if (document.documentElement.scrollWidth > window.innerWidth) wrong.push("the page is wider than the screen");
  return wrong;
}
