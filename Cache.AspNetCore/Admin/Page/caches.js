import { spark } from "./charts.js";
import { fill, h, setText } from "./dom.js";
import { bytes, count, duration, none, percent } from "./format.js";
import { listen, ratesOf } from "./live.js";
import { badge } from "./parts.js";
import { hrefTo } from "./router.js";
import { row, table } from "./table.js";

const columns = [
  { key: "name", label: "Cache" },
  { key: "hitRatio", label: "Hit ratio", number: true, text: percent },
  { key: "hits", label: "Hits", number: true, text: count },
  { key: "misses", label: "Misses", number: true, text: count },
  { key: "loadMsMean", label: "Load time", number: true, text: time => time ? duration(time) : none },
  { key: "failedLoads", label: "Failed", number: true, text: count },
  { key: "entries", label: "Entries", number: true, text: count },
  { key: "bytes", label: "Size", number: true, text: bytes },
  { key: "spark", label: "Lately" },
];

/** The table of all caches: figures follow the application, the order and the filter the user. */
export function cacheTable(caches) {
  const element = h("div");
  const rows = caches.map(cacheRow);
  let needle = "";

  const filter = text => {
    needle = text.toLowerCase();
    for (const each of rows)
      each.element.hidden = !each.cache.name.toLowerCase().includes(needle);
  };

  const update = query => {
    const sort = columns.find(column => column.key === query.get("sort") && column.key !== "spark") ?? columns[0];
    rows.sort((a, b) => compare(a.cache, b.cache, sort));
    // a link to the head that was pressed is made anew with the table: it keeps the focus
    const hadFocus = element.querySelector("thead")?.contains(document.activeElement) ?? false;
    fill(element, table("Caches", columns.map(column => withHead(column, sort)), rows.map(each => each.element)));
    filter(needle);
    if (hadFocus)
      element.querySelector("th[aria-sort] a").focus();
  };

  const end = listen(({ statistics }) => {
    const byName = new Map(statistics?.caches.map(cache => [cache.name, cache]));
    rows.forEach(each => each.draw(byName.get(each.cache.name)));
  });

  return { element, filter, update, dispose: end };
}

function withHead(column, sort) {
  if (column.key === "spark")
    return column;
  const direction = column.number ? "descending" : "ascending";
  return { ...column, sort: column === sort && direction, head: h("a", { href: hrefTo([], { sort: column.key }) }, column.label) };
}

const compare = (a, b, { key, number }) =>
  (number ? (b[key] ?? -1) - (a[key] ?? -1) : 0) || (a.name < b.name ? -1 : 1);

function cacheRow(cache) {
  const line = spark();
  const texts = columns.slice(1, -1).map(column => h("span", {}, column.text(cache[column.key])));
  const element = row(columns, [nameCell(cache), ...texts, line.element]);

  return {
    cache,
    element,
    draw(figures) {
      Object.assign(cache, figures);
      // the contract of the live figures is short: the ratio follows from it
      cache.hitRatio = cache.hits + cache.misses === 0 ? null : cache.hits / (cache.hits + cache.misses);
      columns.slice(1, -1).forEach((column, index) => setText(texts[index], column.text(cache[column.key])));
      line.draw(ratesOf(cache.name));
    },
  };
}

const nameCell = cache => [
  h("a", { class: "mono", href: hrefTo(["caches", cache.name]) }, cache.name), " ", cacheBadges(cache),
  h("div", { class: "declaration mono soft" }, cache.declaredBy),
];

/** What is unusual about a cache, a word each. */
export const cacheBadges = cache => [
  cache.kind !== "method" && badge(cache.kind),
  cache.isSensitive && badge("sensitive", "warn"),
  !cache.isEnabled && badge("switched off", "bad"),
].filter(Boolean).flatMap(each => [each, " "]);
