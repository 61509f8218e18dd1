import { api } from "./api.js";
import { fill, h, heading, newId, setText } from "./dom.js";
import { count, duration, plural } from "./format.js";
import { field, problem } from "./parts.js";
import { go } from "./router.js";
import { row, table } from "./table.js";

const most = 200;

const lists = {
  locks: {
    title: "Locks",
    about: "Locks that are held now, by all nodes. They are released by their owners, or when their time ends; this page only shows them.",
    empty: "No lock is held.",
    read: (pattern, signal) => api.locks(pattern, most, signal).then(answer => ({ found: answer.locks, isComplete: answer.isComplete })),
    columns: [{ label: "Name" }, { label: "Owner" }, { label: "Fencing number", number: true }, { label: "Ends in", number: true }],
    cells: lock => [mono(lock.name), mono(lock.owner), count(lock.fencing), duration(lock.ttlMs)],
  },
  limits: {
    title: "Rate limits",
    about: "Windows of rate limits in which something was used. This page only shows them.",
    empty: "No rate limit has been used within its window.",
    read: (pattern, signal) => api.limits(pattern, most, signal).then(answer => ({ found: answer.limits, isComplete: answer.isComplete })),
    columns: [{ label: "Name" }, { label: "Used", number: true }, { label: "Window", number: true }, { label: "Empty in", number: true }],
    cells: limit => [mono(limit.name), count(limit.used), duration(limit.windowMs), duration(limit.resetMs)],
  },
};

const mono = text => h("span", { class: "mono" }, text);

/** Locks or limits, as they are when one looks. */
export async function listView(route) {
  const name = route.segments[0];
  const { title, about, empty, read, columns, cells } = lists[name];
  const input = h("input", { id: newId("pattern"), type: "search", class: "mono", autocomplete: "off", spellcheck: "false", placeholder: "*" });
  const summary = h("p", { class: "soft found", role: "status" });
  const results = h("div");
  let pattern = null;

  async function load() {
    try {
      const { found, isComplete } = await read(pattern);
      fill(results, found.length === 0
        ? h("p", { class: "empty" }, pattern === null ? empty : `None matches ${pattern}.`)
        : table(title, columns, found.map(each => row(columns, cells(each)))),
        !isComplete && h("p", { class: "soft" }, "There are more than these: narrow the pattern."));
      setText(summary, found.length === 0 ? "" : plural(found.length, name.slice(0, -1)));
    } catch (failure) {
      fill(results, problem(failure, load));
    }
  }

  const search = submit => {
    submit.preventDefault();
    const next = input.value || null;
    if (next === pattern)
      load();
    else
      go([name], { pattern: next });
  };

  const update = ({ query }) => {
    pattern = query.get("pattern");
    input.value = pattern ?? "";
    return load();
  };
  await update(route);
  return {
    title,
    element: h("div", {}, heading(1, title), h("p", { class: "soft" }, about),
      h("form", { class: "toolbar", role: "search", onsubmit: search }, field("Pattern", input), h("button", {}, "Search")), summary, results),
    update,
    dispose() {},
  };
}
