// what is shown is in the part of the address after "#": links, bookmarks and Back work, and the server never sees keys in it

/** The segments and the query of the address: #/caches/city?pattern=1* */
export function currentRoute() {
  const [path, text = ""] = split(location.hash.replace(/^#/, ""), "?");
  return { segments: path.split("/").filter(segment => segment !== "").map(decode), query: new URLSearchParams(text) };
}

/** The address of a view; query values that are null or absent are left out. */
export function hrefTo(segments, query = {}) {
  const known = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  const path = `#/${segments.map(encodeURIComponent).join("/")}`;
  return known.length === 0 ? path : `${path}?${new URLSearchParams(known)}`;
}

/** Goes to a view, as a link to it does. */
export function go(segments, query) {
  location.hash = hrefTo(segments, query);
}

function split(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    // an address that somebody cut off: it names no cache, and the view says so
    return segment;
  }
}
