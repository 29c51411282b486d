// Building DOM nodes. Data only ever becomes text nodes and checked
// attributes; nothing in this page parses HTML at run time.

const SVG = "http://www.w3.org/2000/svg";

// h makes an element. The name may carry classes ("button.primary.small").
// Properties: functions named on... become listeners, `data` a data-* set,
// true an empty attribute; null, undefined and false are left out.
// Children may be nested arrays; strings become text nodes.
export function h(name, props, ...children) {
  return build(document.createElement(tagOf(name)), name, props, children);
}

// svg is h for SVG elements.
export function svg(name, props, ...children) {
  return build(document.createElementNS(SVG, tagOf(name)), name, props, children);
}

function tagOf(name) {
  return name.split(".", 1)[0] || "div";
}

function build(node, name, props, children) {
  const classes = name.split(".").slice(1);
  if (classes.length) node.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(props ?? {})) setProp(node, key, value);
  append(node, children);
  return node;
}

function setProp(node, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key.startsWith("on") && typeof value === "function") {
    node.addEventListener(key.slice(2), value);
  } else if (key === "data") {
    for (const [k, v] of Object.entries(value)) if (v !== undefined && v !== null) node.dataset[k] = v;
  } else if (key === "class") {
    node.classList.add(...String(value).split(" ").filter(Boolean));
  } else if (key === "value" && "value" in node) {
    node.value = value;
  } else {
    node.setAttribute(key, value === true ? "" : String(value));
  }
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
}

// fill replaces all children of node.
export function fill(node, ...children) {
  const fragment = document.createDocumentFragment();
  append(fragment, children);
  node.replaceChildren(fragment);
  return node;
}

// byId finds an element of index.html, which always has it.
export function byId(id) {
  return document.getElementById(id);
}

// safeURL returns the address if following it runs no script, else null.
export function safeURL(address) {
  try {
    const url = new URL(String(address), document.baseURI);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

// link is an anchor that opens elsewhere, or plain text for an unsafe address.
export function link(address, ...children) {
  const href = safeURL(address);
  if (!href) return h("span", null, children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, children);
}
