// What a person has entered into the inputs of a view or a message. Pure.

const LISTS = { multi_static_select: "selected_options", multi_external_select: "selected_options", checkboxes: "selected_options",
  multi_users_select: "selected_users", multi_conversations_select: "selected_conversations", multi_channels_select: "selected_channels" };
const SINGLES = { static_select: "selected_option", external_select: "selected_option", radio_buttons: "selected_option",
  users_select: "selected_user", conversations_select: "selected_conversation", channels_select: "selected_channel",
  datepicker: "selected_date", timepicker: "selected_time", datetimepicker: "selected_date_time",
  plain_text_input: "value", email_text_input: "value", url_text_input: "value", number_input: "value",
  rich_text_input: "rich_text_value", file_input: "files" };

// fieldOf names the property in which Slack's view.state carries the value of
// an element of this type; undefined for elements without a state.
export function fieldOf(type) {
  return LISTS[type] ?? SINGLES[type];
}

// initialOf is the state that an untouched element has.
export function initialOf(element) {
  const field = fieldOf(element.type);
  const key = field === "value" ? "initial_value" : field.replace("selected_", "initial_").replace("rich_text_value", "initial_value");
  const empty = field in { selected_options: 1, selected_users: 1, selected_conversations: 1, selected_channels: 1, files: 1 } ? [] : null;
  return { type: element.type, [field]: element[key] ?? empty };
}

// isEmpty says whether a required input would be missing.
export function isEmpty(state) {
  const value = state?.[fieldOf(state?.type)];
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

// Form holds the states by block and action.
export class Form {
  #values = new Map();

  // mount tells the form which elements are on screen now. What was entered
  // stays where block_id, action_id and type are still the same, as in Slack.
  mount(pairs) {
    const next = new Map();
    for (const { block_id, element } of pairs) {
      if (!fieldOf(element.type)) continue;
      const key = JSON.stringify([block_id, element.action_id]);
      const old = this.#values.get(key);
      next.set(key, old?.type === element.type ? old : initialOf(element));
    }
    this.#values = next;
  }

  get(block_id, action_id) {
    return this.#values.get(JSON.stringify([block_id, action_id]));
  }

  set(block_id, action_id, state) {
    this.#values.set(JSON.stringify([block_id, action_id]), state);
  }

  // values has the shape of view.state.values.
  values() {
    const out = {};
    for (const [key, state] of this.#values) {
      const [block_id, action_id] = JSON.parse(key);
      (out[block_id] ??= {})[action_id] = state;
    }
    return out;
  }
}

// elementsOf lists all interactive elements of blocks with their block_id.
export function elementsOf(blocks) {
  return (blocks ?? []).flatMap((block) => [block.element, block.accessory, ...(block.elements ?? [])]
    .filter((element) => element?.action_id)
    .map((element) => ({ block_id: block.block_id ?? "", element })));
}

// missing checks the input blocks as a client does before it submits and
// returns {block_id: sentence}; empty when all is well.
export function missing(blocks, form) {
  const errors = {};
  for (const block of (blocks ?? []).filter((b) => b.type === "input" && b.element)) {
    const message = complaint(block, form.get(block.block_id, block.element.action_id));
    if (message) errors[block.block_id] = message;
  }
  return errors;
}

function complaint(block, state) {
  if (isEmpty(state)) return block.optional ? "" : "Please complete this required field.";
  const { type, min_length: min, max_length: max, is_decimal_allowed: decimal, min_value: least, max_value: most } = block.element;
  const text = String(state.value ?? "");
  if (type === "number_input") {
    if (!/^-?\d+([.,]\d+)?$/.test(text) || (!decimal && /[.,]/.test(text))) return decimal ? "Please enter a number." : "Please enter a whole number.";
    if (least !== undefined && Number(text) < Number(least)) return `Please enter ${least} or more.`;
    if (most !== undefined && Number(text) > Number(most)) return `Please enter ${most} or less.`;
  }
  if (type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(text)) return "Please enter an e-mail address.";
  if (type === "url_text_input" && !/^https?:\/\/\S+$/i.test(text)) return "Please enter a link that begins with https://.";
  if (min && text.length < min) return `Please enter at least ${min} characters.`;
  if (max && text.length > max) return `Please enter at most ${max} characters.`;
  return "";
}
