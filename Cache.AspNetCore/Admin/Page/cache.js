import { api } from "./api.js";
import { cacheBadges } from "./caches.js";
import { liveCharts } from "./charts.js";
import { fill, h, heading } from "./dom.js";
import { entryPane } from "./entry.js";
import { bytes, count, duration, none, percent } from "./format.js";
import { invalidateCache } from "./invalidation.js";
import { keysPane } from "./keys.js";
import { listen } from "./live.js";
import { figures } from "./parts.js";
import { policyTable } from "./policy.js";
import { go, hrefTo } from "./router.js";

/** One cache: its figures, and below them its keys with the entry that was chosen, or its policy. */
export async function cacheView(route, node) {
  const cache = await api.cache(route.segments[1]);
  const charts = liveCharts(cache.name);
  const strip = h("div");
  const end = listen(({ statistics }) => {
    Object.assign(cache, statistics?.caches.find(each => each.name === cache.name));
    fill(strip, cacheFigures(cache));
  });
  fill(strip, cacheFigures(cache));
  const tabs = h("nav", { class: "tabs", "aria-label": `Parts of ${cache.name}` });
  const panes = keysAndEntry(cache, node.canWrite);
  const policy = policyTable(cache);

  const update = ({ segments, query }, isFirst) => {
    const isPolicy = segments[2] === "policy";
    fill(tabs, tab("Keys", ["caches", cache.name], !isPolicy), tab("Policy", ["caches", cache.name, "policy"], isPolicy));
    panes.element.hidden = isPolicy;
    policy.hidden = !isPolicy;
    if (!isPolicy)
      panes.update(query, isFirst);
  };
  update(route, true);

  return {
    title: cache.name,
    element: h("div", {},
      h("p", { class: "trail" }, h("a", { href: "#/" }, "Caches"), " / "),
      h("div", { class: "title" }, heading(1, h("span", { class: "mono" }, cache.name)), cacheBadges(cache),
        node.canWrite && h("button", { type: "button", class: "danger", onclick: panes.invalidateAll }, "Invalidate all\u2026")),
      h("p", { class: "declaration mono soft" }, declarationOf(cache)),
      strip, charts.element,
      tabs, panes.element, policy),
    update,
    dispose() {
      end();
      charts.dispose();
      panes.dispose();
    },
  };
}

const tab = (label, segments, isCurrent) => h("a", { href: hrefTo(segments), "aria-current": isCurrent && "page" }, label);

const declarationOf = ({ declaredBy, parameters, valueType }) =>
  `${declaredBy}(${parameters.map(({ type, name }) => type === null ? name : `${type} ${name}`).join(", ")})${valueType ? `: ${valueType}` : ""}`;

const cacheFigures = cache => figures([
  ["Hit ratio", percent(cache.hits + cache.misses === 0 ? null : cache.hits / (cache.hits + cache.misses))],
  ["Hits", count(cache.hits)],
  ["Misses", count(cache.misses)],
  ["Load time", cache.loadMsMean ? duration(cache.loadMsMean) : none],
  ["Failed loads", count(cache.failedLoads), cache.failedLoads > 0 ? "bad" : null],
  ["Entries", count(cache.entries)],
  ["Size", bytes(cache.bytes)],
]);

function keysAndEntry(cache, canWrite) {
  const search = query => ({ pattern: query.get("pattern"), cursor: query.get("cursor"), page: query.get("page") });
  let current = new URLSearchParams();
  const hrefOf = key => hrefTo(["caches", cache.name], { ...search(current), key });
  const keys = keysPane(cache, canWrite, { hrefOf, changed });
  const entry = entryPane(cache, canWrite, { closeHref: () => hrefTo(["caches", cache.name], search(current)), changed, deleted });
  const element = h("div", { class: "panes" }, keys.element, entry.element);

  function changed() {
    keys.reload();
    entry.reload();
  }

  function deleted() {
    keys.reload();
    go(["caches", cache.name], search(current));
    keys.focus();
  }

  return {
    element,
    invalidateAll: async () => await invalidateCache(cache) && changed(),
    update(query, isFirst) {
      const before = current.get("key");
      current = query;
      const key = query.get("key");
      element.classList.toggle("has-entry", key !== null);
      keys.update({ ...search(query), key });
      entry.show(key, !isFirst);
      // the focus was in what has closed: it goes to the list that it came from
      if (!isFirst && key === null && before !== null)
        keys.focus(before);
    },
    dispose: () => entry.show(null),
  };
}
