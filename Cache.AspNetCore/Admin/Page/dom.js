/**
 * Builds an element. Children that are text become text nodes: keys and values come from the users of the application,
 * so nothing of the page is ever made by parsing them.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...present(children));
  return element;
}

/** The same for a drawing. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

/** Puts children in the place of those that an element has. */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
  return element;
}

/** Writes a text that may not have changed; what has not is left alone, so that a selection in it survives. */
export function setText(element, text) {
  if (element.textContent !== text)
    element.textContent = text;
}

/** A number for an id that no other element has. */
let ids = 0;
export const newId = prefix => `${prefix}-${++ids}`;

/** A heading that can be given the focus when what is below it has changed. */
export const heading = (level, ...children) => h(`h${level}`, { tabindex: "-1" }, ...children);

const present = children => children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false);

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on"))
      element.addEventListener(name.slice(2), value);
    else if (value === true)
      element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, value);
  }
}
