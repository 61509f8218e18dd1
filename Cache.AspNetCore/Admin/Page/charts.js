import { h, setText, svg } from "./dom.js";
import { duration, figure, none, percent } from "./format.js";
import { listen, ratesOf, span as longest } from "./live.js";

// the drawing is stretched to its place, so the lines keep their width and all text is beside it, not in it
const width = 300;
const height = 60;

const measures = [
  { key: "hits", label: "Hits per second", format: figure },
  { key: "misses", label: "Misses per second", format: figure },
  { key: "ratio", label: "Hit ratio", format: percent, top: 1 },
];

/** Three charts of a cache, or of all caches; dispose ends them. */
export function liveCharts(name) {
  const charts = measures.map(chart);
  const end = listen(() => charts.forEach(each => each.draw(ratesOf(name))));
  return { element: h("div", { class: "charts" }, charts.map(each => each.element)), dispose: end };
}

/** A line without axes, for a row of a table; the figures stand beside it. */
export function spark() {
  const line = svg("path", { class: "line" });
  const element = svg("svg", { class: "spark hits", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" }, line);
  const draw = rates => line.setAttribute("d", pathOf(rates, "hits", topOf(rates, "hits"), spanOf(rates)));
  return { element, draw };
}

function chart({ key, label, format, top: fixedTop }) {
  const now = h("output", {}, none);
  const high = h("span", { class: "y" });
  const since = h("span");
  const line = svg("path", { class: "line" });
  const grid = [0, height / 2, height].map(y => svg("line", { class: "grid", x1: 0, x2: width, y1: y, y2: y }));
  const drawing = svg("svg", { role: "img", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none" }, ...grid, line);
  const element = h("figure", { class: `chart ${key}` },
    h("figcaption", {}, h("span", {}, label), now),
    h("div", { class: "plot" }, h("div", { class: "scale", "aria-hidden": "true" }, high, h("span", { class: "y" }, format(0))), drawing),
    h("div", { class: "times", "aria-hidden": "true" }, since, h("span", {}, "now")));

  return {
    element,
    draw(rates) {
      const top = fixedTop ?? topOf(rates, key);
      const last = rates.at(-1)?.[key];
      const span = spanOf(rates);
      line.setAttribute("d", pathOf(rates, key, top, span));
      setText(since, `${duration(span)} ago`);
      setText(now, format(last));
      setText(high, format(top));
      drawing.setAttribute("aria-label", `${label} in the last ${duration(span)}: now ${format(last)}, the scale ends at ${format(top)}`);
    },
  };
}

/** The end of the scale: 1, 2 or 5 times a power of ten, so that it moves seldom and reads well. */
function topOf(rates, key) {
  const most = Math.max(1, ...rates.map(rate => rate[key] ?? 0));
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].find(step => step * power >= most) * power;
}

/** How far back the drawing goes: a page that was just opened has little to show, and shows it large. */
const spanOf = rates => [30_000, 60_000].find(step => rates.length === 0 || rates.at(-1).at - rates[0].at <= step) ?? longest;

/** The samples from the right, where now is. A moment without a figure, as the hit ratio has without calls, is a gap. */
function pathOf(rates, key, top, span) {
  const now = rates.at(-1)?.at ?? 0;
  let path = "";
  let isDown = false;
  for (const rate of rates) {
    const x = width * (1 - (now - rate.at) / span);
    if (rate[key] === null || x < 0) {
      isDown = false;
      continue;
    }
    const y = height * (1 - rate[key] / top);
    // a line to itself makes a dot of a sample that stands alone
    path += isDown ? `L${x.toFixed(1)} ${y.toFixed(1)}` : `M${x.toFixed(1)} ${y.toFixed(1)}l0 0`;
    isDown = true;
  }
  return path;
}
