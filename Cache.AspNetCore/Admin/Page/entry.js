import { api } from "./api.js";
import { confirm } from "./dialog.js";
import { fill, h, heading, setText } from "./dom.js";
import { editor, ttlForm } from "./editor.js";
import { bytes, duration } from "./format.js";
import { announceResult, attempt } from "./notices.js";
import { badge, problem } from "./parts.js";

/** The entry of a key that was chosen: what is known of it, its value, and what can be done with it. */
export function entryPane(cache, canWrite, { closeHref, changed, deleted }) {
  const element = h("section", { class: "entry", "aria-label": "Entry", hidden: true });
  let shown = null;
  let loading = new AbortController();
  let ticking = 0;

  async function load(takesFocus) {
    loading.abort();
    loading = new AbortController();
    clearInterval(ticking);
    const title = heading(2, h("span", { class: "mono" }, shown === "" ? "(no arguments)" : shown));
    const head = h("div", { class: "head" }, title, h("a", { href: closeHref() }, "Close"));
    try {
      const entry = await api.entry(cache.name, shown, loading.signal);
      const facts = factsOf(entry);
      ticking = setInterval(facts.tick, 1000);
      fill(element, head, facts.element, entry.note && h("p", { class: "note" }, entry.note), valueOf(entry), canWrite && actionsOf(entry));
    } catch (failure) {
      if (failure.name === "AbortError")
        return;
      fill(element, head, failure.status === 404 ? h("p", { class: "empty" }, gone) : problem(failure, () => load(true)));
    }
    if (takesFocus)
      title.focus();
  }

  const valueOf = entry => entry.isHidden
    ? h("div", { class: "note" }, h("h3", {}, "Value"), h("p", {}, `Hidden: ${cache.name} is marked Sensitive, so its values are neither shown nor edited here. The key, the figures and the time to live are.`))
    : editor(entry, canWrite, (text, ttl) => save(entry, () => api.setEntry(cache.name, entry.key, text, ttl), "Saved"));

  const actionsOf = entry => h("div", { class: "split" },
    ttlForm(ttl => save(entry, () => api.setTtl(cache.name, entry.key, ttl), `The time to live is now ${ttl} for`)),
    h("button", { type: "button", class: "danger", onclick: () => remove(entry) }, "Delete\u2026"));

  // what the application refuses is shown beside the field that it is about, so it is not caught here
  async function save(entry, run, done) {
    announceResult(`${done} ${entry.key}`, await run());
    changed();
  }

  async function remove({ key }) {
    const isSure = await confirm({
      title: `Delete ${key}`,
      text: [`The entry goes from ${cache.name}, on every node. The next call with these arguments loads it anew.`],
      action: "Delete",
    });
    const answer = isSure ? await attempt(() => api.deleteEntry(cache.name, key)) : null;
    if (answer === null)
      return;
    announceResult(`Deleted ${key}`, answer);
    deleted();
  }

  return {
    element,
    reload: () => shown !== null && load(element.contains(document.activeElement)),
    show(key, takesFocus) {
      if (key === shown)
        return;
      shown = key;
      element.hidden = key === null;
      if (key !== null)
        return load(takesFocus);
      loading.abort();
      clearInterval(ticking);
      fill(element);
    },
  };
}

const gone = "There is no entry for this key any more: it has expired, was evicted, or was invalidated. A call with these arguments makes it again.";

const tiers = { memory: "memory of this node", shared: "shared tier", both: "memory of this node, shared tier" };

/** What is known of an entry; its times go on while it is shown. */
function factsOf(entry) {
  const start = performance.now();
  const ttl = h("span");
  const age = h("span");
  const tick = () => {
    const passed = Math.floor((performance.now() - start) / 1000) * 1000;
    setText(ttl, entry.ttlMs !== null && entry.ttlMs <= passed ? "expired" : duration(entry.ttlMs === null ? null : entry.ttlMs - passed));
    setText(age, duration((entry.ageMs ?? 0) + passed));
  };
  tick();
  const rows = [
    ...entry.arguments.map(({ name, value }) => [name, h("span", { class: "mono" }, value ?? h("em", {}, "null"))]),
    ["Time to live", ttl],
    entry.ageMs !== null && ["Age", age],
    ["Size", bytes(entry.sizeBytes)],
    ["Where", tiers[entry.tier] ?? entry.tier],
    entry.tags?.length > 0 && ["Tags", entry.tags.map(tag => [badge(tag, "mono"), " "])],
    entry.isStale && ["State", badge("stale", "warn")],
  ].filter(Boolean);
  return { element: h("dl", { class: "facts" }, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))), tick };
}
