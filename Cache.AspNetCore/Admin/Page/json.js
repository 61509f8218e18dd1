// 9007199254740993 and 1.10 are not what a number of script can hold: where the browser tells the text that a number had,
// such a number is kept as that text, so that looking at a value and saving it changes nothing
const keepsSource = typeof JSON.rawJSON === "function";

const keepNumber = (_, value, context) =>
  typeof value === "number" && context?.source !== undefined && String(value) !== context.source ? JSON.rawJSON(context.source) : value;

/** Reads JSON; numbers keep their digits when they are written again. */
export const parse = text => keepsSource ? JSON.parse(text, keepNumber) : JSON.parse(text);

/** Writes a value for people to read. */
export const pretty = value => JSON.stringify(value, null, 2);

/** What is wrong with a text as JSON, or null. */
export function problemOf(text) {
  if (text.trim() === "")
    return "There is no value. Write JSON, such as null, 42, \"text\" or {\"name\": \"Ada\"}.";
  try {
    JSON.parse(text);
    return null;
  } catch (failure) {
    return `This is not JSON: ${failure.message}.`;
  }
}
