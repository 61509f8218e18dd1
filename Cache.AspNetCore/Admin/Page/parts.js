import { h } from "./dom.js";

/** Figures side by side: [name, value, class]. What is null or false is left out. */
export const figures = list => h("dl", { class: "figures" },
  list.filter(Boolean).map(([name, value, kind]) => h("div", {}, h("dt", {}, name), h("dd", { class: kind }, value))));

/** A label with its field, and what helps to fill it in. */
export function field(label, input, hint) {
  const hintId = hint && `${input.id}-hint`;
  if (hintId)
    input.setAttribute("aria-describedby", hintId);
  return h("div", { class: "field" }, h("label", { for: input.id }, label), input, hint && h("p", { id: hintId, class: "hint" }, hint));
}

/** What stands in the place of a part that could not be read. */
export function problem(failure, retry) {
  return h("div", { class: "problem", role: "alert" },
    h("p", {}, failure.message),
    retry && h("button", { type: "button", onclick: retry }, "Try again"));
}

/** A word about a cache or an entry. */
export const badge = (text, kind) => h("span", { class: kind ? `badge ${kind}` : "badge" }, text);
