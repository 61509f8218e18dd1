import { api } from "./api.js";
import { cacheView } from "./cache.js";
import { fill, h, heading, setText } from "./dom.js";
import { listView } from "./lists.js";
import * as live from "./live.js";
import { overview } from "./overview.js";
import { problem } from "./parts.js";
import { currentRoute } from "./router.js";

const main = document.getElementById("main");
const views = { caches: cacheView, locks: listView, limits: listView };

let node = null;
let current = null;
let turn = 0;

/** Shows what the address names. The same view again is only told of the change, so that what is typed in it and the focus stay. */
async function show(isFirst) {
  const route = currentRoute();
  const identity = route.segments.slice(0, 2).join("/");
  markSection(route);
  if (current?.identity === identity)
    return current.view.update(route);

  const mine = ++turn;
  let view;
  try {
    node ??= await api.node();
    view = await (views[route.segments[0]] ?? overview)(route, node);
  } catch (failure) {
    view = failed(failure);
  }
  // another address was gone to meanwhile
  if (mine !== turn)
    return view.dispose();
  current?.view.dispose();
  current = { identity, view };
  fill(main, view.element);
  document.title = `${view.title} - Cache`;
  if (node !== null)
    setText(document.getElementById("node"), `${node.namespace} on ${node.node}`);
  if (!isFirst)
    (main.querySelector("h1") ?? main).focus();
}

function failed(failure) {
  const retry = () => {
    current = null;
    show(false);
  };
  return {
    title: "No answer",
    element: h("div", {}, heading(1, failure.status === 404 ? "There is no such cache" : "This could not be read"), problem(failure, failure.status === 404 ? null : retry)),
    update: retry,
    dispose() {},
  };
}

function markSection({ segments }) {
  const section = segments[0] === "locks" || segments[0] === "limits" ? `#/${segments[0]}` : "#/";
  for (const link of document.querySelectorAll("header nav a")) {
    if (link.getAttribute("href") === section)
      link.setAttribute("aria-current", "page");
    else
      link.removeAttribute("aria-current");
  }
}

function showLive({ failure }) {
  const element = document.getElementById("live");
  element.classList.toggle("bad", failure !== null);
  setText(element, failure === null ? "Live" : "No answer, trying again");
  element.title = failure?.message ?? "Figures are read every two seconds";
}

// the link leads to an element of the page, not to a view: the address stays as it is
document.querySelector(".skip").addEventListener("click", click => {
  click.preventDefault();
  main.focus();
});

window.addEventListener("hashchange", () => show(false));
live.listen(showLive);
await show(true);
live.start();
