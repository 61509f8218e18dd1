import { api } from "./api.js";
import { cacheTable } from "./caches.js";
import { liveCharts } from "./charts.js";
import { fill, h, heading, newId } from "./dom.js";
import { bytes, count, duration } from "./format.js";
import { everythingActions } from "./invalidation.js";
import { listen } from "./live.js";
import { figures } from "./parts.js";

/** The first view: the node, all caches together, each cache in a row. */
export async function overview(route, nodeAtFirst) {
  const { caches } = await api.caches();
  const charts = liveCharts();
  const table = cacheTable(caches);
  table.update(route.query);
  const strip = h("div");
  const drawStrip = ({ node = nodeAtFirst, statistics }) => fill(strip, nodeFigures(node, statistics));
  drawStrip({});
  const end = listen(drawStrip);

  return {
    title: "Caches",
    element: h("div", {},
      heading(1, "Caches"), strip, charts.element,
      caches.length === 0 ? noCaches() : [filterBox(route.query, table), table.element],
      nodeAtFirst.canWrite && everythingActions(caches)),
    update: next => table.update(next.query),
    dispose() {
      end();
      table.dispose();
      charts.dispose();
    },
  };
}

const noCaches = () => h("p", { class: "empty" },
  "No cache is declared yet. Mark a partial method with [Cache], and call the generated registration of its assembly, such as services.AddShopCaches().");

function filterBox(query, table) {
  const id = newId("filter");
  // what is typed narrows the rows at once; it is no place to come back to, so it is not in the address
  const input = h("input", { id, type: "search", autocomplete: "off", spellcheck: "false", placeholder: "Part of a name", oninput: () => table.filter(input.value) });
  return h("div", { class: "toolbar" }, h("label", { for: id }, "Filter"), input);
}

const within = (used, limit, format) => limit === null || limit === undefined ? format(used) : `${format(used)} of ${format(limit)}`;

function nodeFigures(node, statistics) {
  const shared = node.shared;
  return figures([
    ["Provider", node.provider],
    ["Entries", within(statistics?.entries ?? node.entries, node.entryLimit, count)],
    ["Memory", within(statistics?.bytes ?? node.bytes, node.byteLimit, bytes)],
    node.quota && ["Quota", `${bytes(node.quota.bytes)} of ${bytes(node.quota.limit)}`],
    shared && ["Shared tier", shared.isConnected ? "connected" : "away", shared.isConnected ? null : "bad"],
    shared && ["Others confirmed", `${duration(shared.lagMs)} ago`, shared.isConfirmed ? null : "bad"],
    shared && shared.queueLength > 0 && ["Invalidations queued", count(shared.queueLength), "bad"],
    ["Up", duration(Date.now() - Date.parse(node.started))],
  ]);
}
