import { api } from "./api.js";
import { confirm } from "./dialog.js";
import { h, newId } from "./dom.js";
import { count, plural } from "./format.js";
import { announceResult, attempt } from "./notices.js";
import { field } from "./parts.js";

// how many keys are counted for a question; more are told as "more than"
const counted = 200;

/** Asks, and invalidates what a pattern matches in one cache. Returns whether it did. */
export async function invalidatePattern(cache, pattern) {
  const found = await attempt(() => api.keys(cache.name, { pattern, limit: counted }));
  if (found === null)
    return false;
  const number = found.cursor === null ? plural(found.keys.length, "key") : `More than ${plural(found.keys.length, "key")}`;
  return ask({
    title: `Invalidate what matches ${pattern}`,
    text: [`${number} of ${cache.name} ${found.keys.length === 1 && found.cursor === null ? "matches" : "match"} ${pattern} now. All entries that match go, on every node; the next call of each loads it anew.`],
    action: "Invalidate",
    run: () => api.invalidate(cache.name, { pattern }),
    done: `Invalidated ${pattern} in ${cache.name}`,
  });
}

/** Asks, and invalidates one cache. */
export const invalidateCache = cache => ask({
  title: `Invalidate all of ${cache.name}`,
  text: [`All entries of ${cache.name} go, on every node; this node counts ${count(cache.entries)}. The next call of each loads it anew.`],
  action: "Invalidate all",
  run: () => api.invalidate(cache.name, { all: true }),
  done: `Invalidated all of ${cache.name}`,
});

/** What concerns more than one cache: a tag, and everything. */
export function everythingActions(caches) {
  const tag = h("input", { id: newId("tag"), class: "mono", required: true, autocomplete: "off", spellcheck: "false", placeholder: "user:42" });
  const form = h("form", { class: "toolbar", onsubmit: async submit => {
    submit.preventDefault();
    if (await invalidateTag(tag.value))
      tag.value = "";
  } }, field("Tag", tag), h("button", {}, "Invalidate tag\u2026"));
  return h("section", { "aria-label": "Invalidate across caches" },
    h("h2", {}, "Invalidate across caches"),
    h("div", { class: "split" }, form,
      h("button", { type: "button", class: "danger", onclick: () => invalidateEverything(caches) }, "Invalidate everything\u2026")));
}

const invalidateTag = tag => ask({
  title: `Invalidate the tag ${tag}`,
  text: [`Every entry that bears the tag ${tag} goes, in whichever cache it is, on every node. The next call of each loads it anew.`],
  action: "Invalidate tag",
  run: () => api.invalidateTag(tag),
  done: `Invalidated the tag ${tag}`,
});

const invalidateEverything = caches => ask({
  title: "Invalidate everything",
  text: [
    `All entries of ${plural(caches.length, "cache")} go, on every node: ${caches.map(cache => cache.name).join(", ")}.`,
    "Until they are loaded again, every call goes to where the values come from.",
  ],
  action: "Invalidate everything",
  run: () => api.invalidateEverything(),
  done: "Invalidated everything",
});

async function ask({ title, text, action, run, done }) {
  if (!await confirm({ title, text, action }))
    return false;
  const answer = await attempt(async () => await run() ?? {});
  if (answer !== null)
    announceResult(done, answer);
  return answer !== null;
}
