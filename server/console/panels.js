// The tables and the framework beside the path, and the ways from a step into them and back.

import { get } from "./api.js";
import { fill, h, icon, part, visit } from "./dom.js";
import { frameworkView, markLine } from "./framework.js";
import { grid, placeless, problemList, tableList } from "./tables.js";

const shown = {};
let opened = null;

/** Whether `value` differs from what was last shown as `name`: what is unchanged is left alone. */
export function changed(name, value) {
  const text = JSON.stringify(value);
  if (shown[name] === text) return false;
  shown[name] = text;
  return true;
}

/** Shows the tables and the framework as they are now. */
export function showPanels({ tables, framework, problems, gates, heldRelease, trouble }) {
  const nowhere = trouble ? problems : [...problems.filter(placeless), ...(heldRelease ? [] : gates)]; // else the held panel has them
  if (changed("problems", nowhere)) fill(part("source-problems"), problemList(nowhere));
  part("sources").hidden = false; // hidden until now, so that nothing in it jumps while it is read
  if (tables.length && changed("tables", tables)) {
    fill(part("tables-list"), tableList(tables, (name) => openRows(name)));
    if (opened) showRows();
  }
  if (framework && changed("framework", framework)) {
    part("framework-name").textContent = framework.name;
    document.title = `${framework.name} – Routebook`;
    fill(part("framework-view"), frameworkView(framework));
  }
}

/** The address of up to `limit` rows of a table, those around `row` where one is given. */
export function rowsAddress(name, row, limit = 100) {
  return `v1/tables/${encodeURIComponent(name)}?limit=${limit}${row ? `&around=${row}` : ""}`;
}

/** Shows the rows of a table, around `row` where one is given; `from` is where the way back leads. */
export async function openRows(name, row, from = document.activeElement) {
  opened = { name, row, from };
  await showRows();
  visit(part("table-view").querySelector("h3"));
  const here = part("table-view").querySelector("tr.here");
  if (here) here.closest(".scroll").scrollTop = here.offsetTop - 90;
}

async function showRows() {
  const { name, row, from } = opened;
  const answer = await get(rowsAddress(name, row)).catch((error) => ({ sheet: name, error }));
  const title = `${answer.sheet}${row ? `, row ${row}` : ""}`;
  const close = h("button", { type: "button", class: "plain", onclick: () => closeRows(from) }, "Close");
  fill(part("table-view"),
    h("div", { class: "head" }, h("h3", { tabindex: "-1" }, title), close),
    answer.error ? h("p", { class: "notice", role: "alert" }, icon("warn"), h("span", {}, answer.error.message))
      : grid(answer, { row, caption: `Rows of ${title}` }));
}

function closeRows(from) {
  opened = null;
  fill(part("table-view"));
  back(from, part("tables"));
}

function back(from, otherwise) {
  visit(from.isConnected ? from : otherwise, { block: "center" });
}

/** Scrolls a line (1-based) of the framework into view and highlights it; `from` is the way back. */
export function openLine(line, from) {
  const button = part("back");
  button.hidden = false;
  button.onclick = () => {
    button.hidden = true;
    back(from, part("decision"));
  };
  const found = markLine(part("framework"), line, "visited");
  if (!found) return;
  found.closest(".source").focus({ preventScroll: true });
  visit(found, { focus: false, block: "center" });
}
