import { h, newId, setText } from "./dom.js";
import { parse, pretty, problemOf } from "./json.js";
import { field } from "./parts.js";

const durationText = /^(never|(?=\d)(\d+d)?(\d+h)?(\d+m(?!s))?(\d+s)?(\d+ms)?)$/;
const durationHint = "Such as 30s, 5m, 1h30m, 7d or never.";

/** The value of an entry as JSON. What is wrong is said below it, while it is written. */
export function editor(entry, canWrite, save) {
  const original = pretty(entry.value);
  const area = h("textarea", { id: newId("value"), class: "mono", rows: linesOf(original), spellcheck: "false", autocomplete: "off", readonly: !canWrite });
  area.value = original;
  const label = h("label", { for: area.id }, entry.isNull ? "Value (null is cached)" : "Value");
  if (!canWrite)
    return h("div", { class: "editor" }, label, area);

  const ttl = durationField("Time to live after saving", "As the policy says");
  const error = errorOf(area);
  const saveButton = h("button", {}, "Save");
  const check = () => error.show(problemOf(area.value));
  area.addEventListener("input", check);
  area.addEventListener("keydown", press => {
    // Tab leaves the field as it does everywhere, so that the keyboard is never caught in it
    if (press.key === "Enter" && (press.ctrlKey || press.metaKey))
      form.requestSubmit();
  });

  const form = h("form", { class: "editor", novalidate: true, onsubmit: async submit => {
    submit.preventDefault();
    if (check() && ttl.check())
      await trySaving(saveButton, error, area, () => save(area.value, ttl.value()));
  } },
    label, area, error.element,
    h("div", { class: "toolbar" }, ttl.element, saveButton,
      h("button", { type: "button", class: "quiet", onclick: () => {
        if (check())
          area.value = reformat(area.value);
      } }, "Format"),
      h("button", { type: "button", class: "quiet", onclick: () => {
        area.value = original;
        check();
      } }, "Revert")));
  return form;
}

/** A new time to live for an entry as it is. */
export function ttlForm(save) {
  const ttl = durationField("Time to live", "5m", true);
  const button = h("button", { class: "quiet" }, "Set TTL");
  return h("form", { class: "toolbar", novalidate: true, onsubmit: async submit => {
    submit.preventDefault();
    if (ttl.check())
      await trySaving(button, ttl.error, ttl.input, () => save(ttl.value()));
  } }, ttl.element, button);
}

function durationField(label, placeholder, isRequired = false) {
  const input = h("input", { id: newId("ttl"), class: "mono duration", autocomplete: "off", spellcheck: "false", placeholder, required: isRequired });
  const element = field(label, input);
  const error = errorOf(input);
  element.append(error.element);
  const check = () => {
    const text = input.value.trim();
    return error.show(text === "" && !isRequired || text !== "" && durationText.test(text) ? null : `"${text}" is no duration. ${durationHint}`);
  };
  // gone while one writes: were it to go when the field is left, the button would move away from under the press
  input.addEventListener("input", () => input.getAttribute("aria-invalid") === "true" && error.show(null));
  return { element, input, error, check, value: () => input.value.trim() || null };
}

async function trySaving(button, error, input, save) {
  button.disabled = true;
  try {
    await save();
  } catch (failure) {
    error.show(failure.message);
    input.focus();
  } finally {
    button.disabled = false;
  }
}

/** The place of an error, tied to its field. show says whether there was none. */
function errorOf(input) {
  const element = h("p", { id: `${input.id}-error`, class: "error", "aria-live": "polite" });
  const described = input.getAttribute("aria-describedby");
  input.setAttribute("aria-describedby", described ? `${described} ${element.id}` : element.id);
  return {
    element,
    show(text) {
      setText(element, text ?? "");
      input.setAttribute("aria-invalid", text !== null);
      return text === null;
    },
  };
}

const reformat = text => pretty(parse(text));
const linesOf = text => Math.min(24, Math.max(4, text.split("\n").length + 1));
