import { h } from "./dom.js";
import { badge } from "./parts.js";
import { row, table } from "./table.js";

const columns = [{ label: "Setting" }, { label: "Value" }, { label: "From" }, { label: "In place of" }];

/** The settings of a cache, where each came from, and what it took the place of. */
export function policyTable({ name, policy, tags }) {
  const rows = policy.map(({ setting, value, from, overrides }) => row(columns, [
    h("span", { class: "mono" }, setting),
    h("span", { class: "mono" }, value),
    from === "default" ? h("span", { class: "soft" }, from) : from,
    overrides.map(other => h("div", { class: "soft" }, h("span", { class: "mono" }, other.value), ` (${other.from})`)),
  ], { class: from === "default" ? "default" : null }));
  return h("section", { class: "policy", "aria-label": `Policy of ${name}` },
    h("p", { class: "soft" }, "What is set lower in this order counts: default, Policies:Default, the attribute, Policies of the cache, an override at run time."),
    table(`Policy of ${name}`, columns, rows),
    tags.length > 0 && h("p", {}, "Tags of each entry: ", tags.map(tag => [badge(tag, "mono"), " "])));
}
