"use strict";

async function get(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail);
  return body;
}

async function show() {
  const node = await get("api/node");
  document.getElementById("node").textContent = `${node.node}, ${node.provider}, ${node.entries} entries`;
  const rows = (await get("api/caches")).caches.map(cache => {
    const row = document.createElement("tr");
    for (const text of [cache.name, cache.declaredBy, cache.hits, cache.misses, cache.entries, cache.bytes])
      row.insertCell().textContent = text;
    return row;
  });
  document.getElementById("caches").replaceChildren(...rows);
}

show().catch(failure => { document.getElementById("node").textContent = failure.message; });
