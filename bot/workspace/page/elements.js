// Interactive Block Kit elements. A place (message, modal, Home) gives the
// context: {names, people(), channels(), block, form, act(element, state),
// change(element, state)}. act reports an action to the app and resolves to
// false if the person backed out; change only notes a value.
import { h, link, safeURL } from "./dom.js";
import { icon } from "./icons.js";
import { imageElement } from "./images.js";
import { chooseOne, chooseMany, tickBoxes } from "./choices.js";
import { dateInput, dateTimeInput, textInput, timeInput } from "./inputs.js";
import { marks } from "./marks.js";
import { menuItem, openMenu } from "./menu.js";
import { plain } from "./text.js";

const MAKERS = {
  button, overflow, workflow_button: button,
  static_select: chooseOne, external_select: chooseOne, users_select: chooseOne, conversations_select: chooseOne, channels_select: chooseOne,
  multi_static_select: chooseMany, multi_external_select: chooseMany, multi_users_select: chooseMany,
  multi_conversations_select: chooseMany, multi_channels_select: chooseMany,
  radio_buttons: tickBoxes, checkboxes: tickBoxes,
  datepicker: dateInput, timepicker: timeInput, datetimepicker: dateTimeInput,
  plain_text_input: textInput, number_input: textInput, email_text_input: textInput, url_text_input: textInput, rich_text_input: textInput,
  image: (element) => imageElement(element),
};

// element renders any element; a type that the page does not know shows its name.
export function element(spec, context) {
  const make = MAKERS[spec?.type];
  return make ? make(spec, context) : h("span.unknown", null, `(${spec?.type ?? "element"})`);
}

function button(spec, context) {
  const label = plain(spec.text);
  const style = ["primary", "danger"].includes(spec.style) ? spec.style : null;
  const press = async (event) => {
    const node = event.currentTarget;
    node.setAttribute("aria-busy", "true");
    try {
      await context.act(spec, { value: spec.value });
    } finally {
      node.removeAttribute("aria-busy");
    }
  };
  if (spec.url && safeURL(spec.url)) {
    const anchor = link(spec.url, label);
    anchor.className = `button ${style ?? ""}`.trim();
    Object.assign(anchor.dataset, marks(spec).data);
    anchor.addEventListener("click", () => context.act(spec, { value: spec.value }));
    return anchor;
  }
  return h("button.button", { type: "button", class: style, onclick: press, ...marks(spec) }, label);
}

function overflow(spec, context) {
  const open = (event) => {
    const close = openMenu(event.currentTarget, (spec.options ?? []).map((option) => menuItem(plain(option.text), () => {
      close();
      context.act(spec, { selected_option: option });
      if (option.url && safeURL(option.url)) window.open(safeURL(option.url), "_blank", "noopener");
    }, { test: `option-${option.value}`, note: option.description ? plain(option.description) : null })), { label: "More actions" });
  };
  return h("button.button.square", { type: "button", onclick: open, "aria-haspopup": "menu", ...marks(spec), "aria-label": spec.accessibility_label ?? "More actions" }, icon("more"));
}
