import { h } from "./dom.js";

/**
 * A table that is read as cards on a narrow screen. The roles are written out because a display other than that of tables
 * takes them away in some browsers; each cell bears the name of its column for the same reason.
 * @param columns [{ label, number: right-aligned, head: the content of the head, if it is more than the label }]
 * @param rows rows that row() made
 */
export function table(caption, columns, rows) {
  const heads = columns.map(column => h("th", { scope: "col", role: "columnheader", class: column.number && "number", "aria-sort": column.sort }, column.head ?? column.label));
  return h("table", { role: "table", "aria-label": caption },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, heads)),
    h("tbody", { role: "rowgroup" }, rows));
}

/** A row; the first cell names it. */
export function row(columns, cells, attributes = {}) {
  return h("tr", { role: "row", ...attributes }, columns.map((column, index) => index === 0
    ? h("th", { scope: "row", role: "rowheader" }, cells[index])
    : h("td", { role: "cell", class: column.number && "number", "data-label": column.label }, cells[index])));
}
