import { h } from "./dom.js";
import { row, table } from "./table.js";

const columns = [{ label: "Setting" }, { label: "Value" }, { label: "From" }];

/** The settings of a cache, and where each came from. */
export function policyTable({ name, policy, tags, groups }) {
  const rows = policy.map(({ setting, value, from, origin, until }) => row(columns, [
    h("span", { class: "mono" }, setting),
    h("span", { class: "mono" }, value),
    h("span", { class: from === "default" ? "soft" : null }, origin, until && ` until ${new Date(until).toLocaleString("en")}`),
  ]));
  return h("section", { class: "policy", "aria-label": `Policy of ${name}` },
    h("p", { class: "soft" }, "The last of these that says something counts: default, Policies:Default, the attribute, the cache's own Policies, an override at run time."),
    table(`Policy of ${name}`, columns, rows),
    tags.length > 0 && h("p", {}, "Tagged as ", h("span", { class: "mono" }, tags.join(", ")), "."),
    groups.length > 0 && h("p", {}, "Invalidated as groups by ", h("span", { class: "mono" }, groups.join(", ")), "."));
}
