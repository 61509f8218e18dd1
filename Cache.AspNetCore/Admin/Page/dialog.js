import { h, newId } from "./dom.js";

/**
 * Asks before something is lost. Cancel has the focus at first, and the browser gives the focus back to the button that asked.
 * @returns {Promise<boolean>} whether the answer was yes
 */
export function confirm({ title, text, action }) {
  const titleId = newId("dialog");
  const paragraphs = text.map(paragraph => h("p", {}, paragraph));
  const cancel = h("button", { type: "button", autofocus: true }, "Cancel");
  const act = h("button", { type: "button", class: "danger" }, action);
  const dialog = h("dialog", { "aria-labelledby": titleId },
    h("h2", { id: titleId }, title), paragraphs, h("p", { class: "actions" }, act, cancel));
  return new Promise(resolve => {
    cancel.addEventListener("click", () => dialog.close());
    act.addEventListener("click", () => dialog.close("yes"));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
