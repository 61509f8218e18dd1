import { parse } from "./json.js";

const base = new URL("api/", document.baseURI);

/** An answer that is no success; the message says what to do. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const api = {
  node: signal => read("node", signal),
  statistics: signal => read("statistics", signal),
  caches: signal => read("caches", signal),
  cache: (name, signal) => read(cachePath(name), signal),
  keys: (name, { pattern, cursor, limit }, signal) => read(`${cachePath(name)}/keys${query({ pattern, cursor, limit })}`, signal),
  entry: async (name, key, signal) => {
    const text = await (await send("GET", entryPath(name, key), { signal })).text();
    // the figures of an entry are numbers of script, its value is kept to the digit
    return { ...JSON.parse(text), value: parse(text).value };
  },
  locks: (pattern, limit, signal) => read(`locks${query({ pattern, limit })}`, signal),
  limits: (pattern, limit, signal) => read(`limits${query({ pattern, limit })}`, signal),

  // the value is sent as it was written, for the same reason
  setEntry: (name, key, valueText, ttl) => write("PUT", entryPath(name, key), `{"value":${valueText},"ttl":${JSON.stringify(ttl)}}`),
  setTtl: (name, key, ttl) => write("PUT", `${cachePath(name)}/entry/ttl${query({ key })}`, JSON.stringify({ ttl })),
  deleteEntry: (name, key) => write("DELETE", entryPath(name, key)),
  invalidate: (name, what) => write("POST", `${cachePath(name)}/invalidate`, JSON.stringify(what)),
  invalidateTag: tag => write("POST", "tags/invalidate", JSON.stringify({ tag })),
  invalidateEverything: () => write("POST", "invalidate", JSON.stringify({ all: true })),
};

const cachePath = name => `caches/${encodeURIComponent(name)}`;
const entryPath = (name, key) => `${cachePath(name)}/entry${query({ key })}`;

function query(values) {
  const known = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  // an empty key is a key
  if (values.key === "")
    known.push(["key", ""]);
  return known.length === 0 ? "" : `?${new URLSearchParams(known)}`;
}

async function read(path, signal) {
  return (await send("GET", path, { signal })).json();
}

async function write(method, path, body) {
  // asked for each time: a token that the page had kept would be void after a restart of the application
  const { antiforgery } = await api.node();
  const headers = { [antiforgery.header]: antiforgery.token, ...(body === undefined ? {} : { "content-type": "application/json" }) };
  const response = await send(method, path, { body, headers });
  return response.status === 204 ? null : response.json();
}

async function send(method, path, { body, headers, signal } = {}) {
  let response;
  try {
    response = await fetch(new URL(path, base), {
      method, body, signal, headers: { accept: "application/json, application/problem+json", ...headers }, redirect: "manual", cache: "no-store",
    });
  } catch (failure) {
    if (failure.name === "AbortError")
      throw failure;
    throw new ApiError(0, "The application does not answer. It may be restarting: try again in a moment.");
  }
  if (!response.ok)
    throw new ApiError(response.status, await messageOf(response));
  return response;
}

async function messageOf(response) {
  // a login page that an expired session is sent to shows as a redirect without a status
  if (response.status === 401 || response.type === "opaqueredirect")
    return "You are not signed in any more. Reload the page, and sign in.";
  if (response.status === 403)
    return "You may not do this: ask whoever gives out the policy that this page requires.";
  const problem = response.headers.get("content-type")?.includes("json") ? await response.json() : {};
  return problem.detail ?? problem.title ?? `The application answered with status ${response.status}.`;
}
