// How tests and assistive tools find an interactive element.

// marks are the attributes of the element with this specification.
export function marks(spec) {
  return { "aria-label": spec.accessibility_label, data: { test: `action-${spec.action_id}`, action: spec.action_id } };
}
