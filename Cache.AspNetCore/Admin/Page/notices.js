import { setText } from "./dom.js";

const status = document.getElementById("status");
const alert = document.getElementById("alert");
let clearing = 0;

/** Says that something was done, to the eye and to a screen reader. */
export function announce(text) {
  show(status, alert, text);
  // what was done needs no answer; an alert stays until the next one, or a press of Escape
  clearing = setTimeout(() => setText(status, ""), 8000);
}

/** Says that something failed, and what to do. */
export const complain = text => show(alert, status, text);

/** Says that an answer of the application to a change is in. */
export const announceResult = (what, answer) =>
  announce(answer?.result === "queued" ? `${what}. Redis is away: other nodes hear of it when it is back.` : `${what}.`);

/** What the function returns, or null where it failed, which is said. */
export async function attempt(run) {
  try {
    return await run();
  } catch (failure) {
    complain(failure.message);
    return null;
  }
}

function show(element, other, text) {
  clearTimeout(clearing);
  setText(other, "");
  setText(element, text);
}

document.addEventListener("keydown", press => {
  if (press.key === "Escape")
    setText(alert, "");
});
