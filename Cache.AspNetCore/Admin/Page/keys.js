import { api } from "./api.js";
import { fill, h, heading, newId, setText } from "./dom.js";
import { bytes, duration, plural } from "./format.js";
import { invalidatePattern } from "./invalidation.js";
import { field, problem } from "./parts.js";
import { go, hrefTo } from "./router.js";
import { row, table } from "./table.js";

const pageSize = 50;
const columns = [{ label: "Key" }, { label: "TTL", number: true }, { label: "Size", number: true }, { label: "Tier" }];

/** The search for keys, and a page of what it found. */
export function keysPane(cache, canWrite, { hrefOf, changed }) {
  const input = h("input", { id: newId("pattern"), type: "search", class: "mono", autocomplete: "off", spellcheck: "false", placeholder: "*" });
  const results = h("div", { "aria-busy": "false" });
  const title = heading(2, "Keys");
  const pages = pageTrail(cache.name);
  let shown = null;
  let loading = new AbortController();

  const form = h("form", { class: "toolbar", role: "search", onsubmit: submit => {
    submit.preventDefault();
    search();
  } },
    field("Pattern", input),
    h("button", {}, "Search"),
    canWrite && h("button", { type: "button", class: "quiet", onclick: async () => await invalidatePattern(cache, input.value || "*") && changed() }, "Invalidate matching\u2026"));
  const hint = h("p", { id: `${input.id}-hint`, class: "hint" }, "* is any run of characters, \\* a star; all else is itself.");
  input.setAttribute("aria-describedby", hint.id);
  const found = h("p", { class: "soft found", role: "status" });

  function search() {
    const pattern = input.value || null;
    // the same search again is a look at what is there now
    if (shown !== null && pattern === shown.pattern && shown.cursor === null)
      load();
    else
      go(["caches", cache.name], { pattern });
  }

  async function load() {
    loading.abort();
    loading = new AbortController();
    results.setAttribute("aria-busy", "true");
    try {
      const page = await api.keys(cache.name, { ...shown, limit: pageSize }, loading.signal);
      fill(results, keyTable(page), pages.links(shown, page));
      markCurrent();
      setText(found, summary(shown, page));
    } catch (failure) {
      if (failure.name === "AbortError")
        return;
      fill(results, problem(failure, load));
    }
    results.setAttribute("aria-busy", "false");
  }

  const keyTable = page => page.keys.length > 0
    ? table(`Keys of ${cache.name}`, columns, page.keys.map(key => keyRow(key, hrefOf(key.key))))
    : h("p", { class: "empty" }, emptyText(shown, page));

  function markCurrent() {
    for (const link of results.querySelectorAll("a.key"))
      setCurrent(link, link.dataset.key === shown.key);
  }

  return {
    element: h("section", { class: "keys" }, title, form, hint, found, results),
    reload: load,
    update(next) {
      const isSame = shown !== null && next.pattern === shown.pattern && next.cursor === shown.cursor;
      const isOtherPage = shown !== null && !isSame && next.pattern === shown.pattern;
      shown = next;
      input.value = next.pattern ?? "";
      if (isSame)
        return markCurrent();
      pages.remember(next);
      load();
      // the link to the page went away with the page that it was on
      if (isOtherPage)
        title.focus();
    },
    focus(key) {
      const link = [...results.querySelectorAll("a.key")].find(each => each.dataset.key === key);
      (link ?? title).focus();
    },
  };
}

function summary({ page }, { keys, cursor }) {
  const number = keys.length === 0 ? "No keys" : plural(keys.length, "key");
  return page === null && cursor === null ? number : `${number} on page ${page ?? 1}${cursor === null ? ", the last" : ""}`;
}

function emptyText(shown, found) {
  if (found.cursor !== null)
    return "Nothing on this page of the search: go on to the next.";
  if (shown.pattern !== null)
    return `No key matches ${shown.pattern}. A pattern is compared with the whole key: 42 finds only 42, *42* each key that contains it.`;
  return "No entry is stored. Call what is cached, and search again.";
}

function keyRow({ key, arguments: values, ttlMs, sizeBytes, tier }, href) {
  const link = h("a", { class: "key mono", href, "data-key": key }, key === "" ? "(no arguments)" : key);
  return row(columns, [
    // one argument says no more than the key; several are told apart by their names
    [link, values.length > 1 && h("div", { class: "arguments mono soft" }, values.map(({ name, value }) => `${name}=${value ?? "null"}`).join("  "))],
    duration(ttlMs), bytes(sizeBytes), tier,
  ]);
}

function setCurrent(link, isCurrent) {
  if (isCurrent)
    link.setAttribute("aria-current", "true");
  else
    link.removeAttribute("aria-current");
}

/** A cursor leads only onwards: the way back is what this page remembers of the pages that it has shown. */
function pageTrail(name) {
  const cursors = new Map();
  const numberOf = shown => Number(shown.page ?? 1);
  const id = (pattern, page) => `${page} ${pattern ?? ""}`;
  const href = (pattern, page, cursor) => hrefTo(["caches", name], page === 1 ? { pattern } : { pattern, cursor, page });

  return {
    remember: shown => cursors.set(id(shown.pattern, numberOf(shown)), shown.cursor),
    links(shown, found) {
      const page = numberOf(shown);
      if (page === 1 && found.cursor === null)
        return null;
      const before = cursors.get(id(shown.pattern, page - 1));
      return h("nav", { class: "pages", "aria-label": "Pages of keys" },
        page > 1 && h("a", { href: href(shown.pattern, 1) }, "First"),
        page > 2 && before !== undefined && h("a", { href: href(shown.pattern, page - 1, before) }, "Previous"),
        h("span", { "aria-current": "page" }, `Page ${page}`),
        found.cursor !== null && h("a", { href: href(shown.pattern, page + 1, found.cursor) }, "Next"));
    },
  };
}
