import { api } from "./api.js";

// the application counts, the page looks: each two seconds it reads the counters, and what has come in between is a rate
const period = 2000;
export const samplesKept = 90;
export const span = period * samplesKept;

const everything = "";
const listeners = new Set();
const history = new Map();
let latest = null;

/** Calls the listener with each reading, { statistics, node, failure }, and at once with the last one; returns what ends it. */
export function listen(listener) {
  listeners.add(listener);
  if (latest !== null)
    listener(latest);
  return () => listeners.delete(listener);
}

/** The rates of a cache, or of all caches together, the oldest first: { at, hits, misses, ratio }, a second each. */
export const ratesOf = (name = everything) => history.get(name)?.rates ?? [];

/** Reads for as long as the page is open and looked at. */
export async function start() {
  while (true) {
    if (document.visibilityState === "visible")
      await look();
    await pause();
  }
}

async function look() {
  try {
    const [statistics, node] = await Promise.all([api.statistics(), api.node()]);
    remember(statistics);
    latest = { statistics, node, failure: null };
  } catch (failure) {
    latest = { ...latest, failure };
  }
  for (const listener of [...listeners])
    listener(latest);
}

// a page that was hidden reads at once when it is seen again
const pause = () => new Promise(resolve => {
  const timer = setTimeout(done, period);
  document.addEventListener("visibilitychange", done);
  function done() {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", done);
    resolve();
  }
});

function remember({ at, caches }) {
  const time = Date.parse(at);
  const total = { hits: 0, misses: 0 };
  for (const cache of caches) {
    total.hits += cache.hits;
    total.misses += cache.misses;
    add(cache.name, time, cache);
  }
  add(everything, time, total);
}

function add(name, at, { hits, misses }) {
  const known = history.get(name) ?? { rates: [] };
  const seconds = (at - known.at) / 1000;
  // counters that went back are those of an application that was started again: there is no rate to tell
  if (seconds > 0 && hits >= known.hits && misses >= known.misses)
    known.rates.push(rateOf(at, (hits - known.hits) / seconds, (misses - known.misses) / seconds));
  known.rates = known.rates.slice(-samplesKept);
  history.set(name, { ...known, at, hits, misses });
}

const rateOf = (at, hits, misses) => ({ at, hits, misses, ratio: hits + misses === 0 ? null : hits / (hits + misses) });
