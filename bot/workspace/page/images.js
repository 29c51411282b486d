// Images and files, shown only from this server: the page asks no other host.
import { h, link, safeURL } from "./dom.js";
import { icon } from "./icons.js";

// picture is an <img>, or its description where the picture cannot be had.
export function picture(address, alt, kind = "") {
  const href = safeURL(address ?? "");
  const words = h("span.image-missing", null, icon("file"), alt || "Image");
  if (!href || !/^https?:/.test(href)) return words;
  const node = h("img", { src: href, alt: alt ?? "", class: kind, loading: "lazy" });
  node.addEventListener("error", () => node.replaceWith(words), { once: true });
  return node;
}

// imageElement is the small image of a section or context.
export function imageElement(spec) {
  return picture(spec.image_url ?? spec.slack_file?.url, spec.alt_text, "image-small");
}

// fileCard shows an uploaded file with a link to it, and images themselves.
export function fileCard(file) {
  const address = file.url_private ?? file.url_private_download ?? file.permalink ?? "";
  const name = file.title || file.name || "File";
  const isImage = String(file.mimetype ?? "").startsWith("image/");
  return h("div.file", { data: { test: "file" } },
    isImage ? picture(address, name, "image-file") : null,
    h("div.file-line", null, icon("file"), link(address, name), h("small", null, [file.pretty_type || file.filetype, size(file.size)].filter(Boolean).join(" · "))));
}

function size(bytes) {
  if (!bytes) return "";
  return bytes < 1024 ? `${bytes} bytes` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}
