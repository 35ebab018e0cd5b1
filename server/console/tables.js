// The tables panel: what is live, what is held at its last good version, and at which cells.

import { count, data, external, h, icon, moment } from "./dom.js";

/** The tables whose last edit could not be taken. */
export function held(tables) {
  return tables.filter((table) => table.state === "held");
}

/** The list of tables with their problems; `open(name)` shows the rows of one. */
export function tableList(tables, open) {
  return tables.map((table) =>
    h("li", { "data-state": table.state },
      h("p", { class: "title" },
        h("button", { type: "button", class: "plain name", onclick: () => open(table.name) }, table.sheet),
        h("span", { class: "small" }, count(table.rows, "row")),
        sheetLink(table),
        h("span", { class: "tag" }, table.state === "held" ? [icon("warn"), "held"] : [icon("check"), table.state])),
      table.state === "held" ? h("p", { class: "small" }, whyHeld(table)) : null,
      problemList(table.problems)));
}

function whyHeld({ problems }) {
  if (onlyRefused(problems)) return "The last edit was rejected or rolled back, and stays out. Leads go by the version before.";
  if (problems.length) return "The last edit could not be taken. Leads go by its last good version until this is mended:";
  return "The last edit waits until somebody accepts it. Leads go by the version before.";
}

/** Whether nothing is broken: the errors among `problems`, one at least, say that somebody refused the edit. */
export function onlyRefused(problems) {
  const errors = problems.filter(({ severity }) => severity === "error");
  return errors.length > 0 && errors.every(({ code }) => code === "edit-refused");
}

function sheetLink({ source, sheet }) {
  const address = external(source);
  if (!address) return null;
  return h("a", { class: "small", href: address, target: "_blank", rel: "noopener noreferrer", "aria-label": `Open the sheet ${sheet}` }, "Open ↗");
}

const OF_GATES = ["golden-changed", "golden-unmet", "golden-unread", "moves-too-many"];

/** Whether goldens or the number of moves have found a problem. */
export function ofGates({ code }) {
  return OF_GATES.includes(code);
}

/** Whether a problem is with the workbook or the framework as a whole: no panel shows it. */
export function placeless(problem) {
  return !problem.sheet && !problem.line && !ofGates(problem) && problem.code !== "edit-refused";
}

/** Diagnostics, each at its place with its advice. */
export function problemList(problems) {
  if (!problems?.length) return null;
  return h("ul", { class: "problems" }, problems.map((problem) =>
    h("li", { "data-severity": problem.severity },
      icon("warn"),
      h("span", {}, place(problem), sentence(problem.message), h("span", { class: "muted" }, sentence(problem.help)),
        problem.since && problem.severity === "error" ? h("span", { class: "muted" }, "Since ", moment(problem.since), ".") : null))));
}

/** A text of a diagnostic as a sentence, with what it quotes in `backticks` as code. */
function sentence(text) {
  if (!text) return null;
  const quoted = text.split(/`([^`]+)`/).map((part, index) => (index % 2 ? h("code", {}, part) : part));
  return [quoted, /[.?!]$/.test(text) ? " " : ". "];
}

function place(problem) {
  const where = problem.sheet ? [problem.sheet, problem.cell].filter(Boolean).join("!")
    : [problem.file, problem.line].filter(Boolean).join(":");
  if (!where) return null;
  return [h("b", {}, where), ": "];
}

/**
 * Rows of a table with their row numbers. `row` stands out, and in it, cell after cell, the parts
 * that read as `matched` (one text for each key).
 */
export function grid(table, { row, matched = [], caption }) {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", { class: "grid" },
      h("caption", { class: "hidden" }, caption),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "hidden" }, "Row")),
        table.columns.map((title) => h("th", { scope: "col" }, title)))),
      h("tbody", {}, table.rows.map((one) => gridRow(one, one.row === row, matched)))));
}

function gridRow({ row, cells, link, problems }, here, matched) {
  const address = external(link);
  const left = here ? [...matched] : [];
  const hit = (text) => (left.length && text.includes(left[0]) ? left.shift() : undefined);
  return h("tr", { class: here && "here", "aria-current": here && "true" },
    h("th", { scope: "row", class: problems.length > 0 && "wrong" },
      problems.length > 0 ? [icon("warn"), h("span", { class: "hidden" }, "problem in row")] : null,
      address ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, row) : row),
    cells.map(({ text }) => gridCell(text, hit(text))));
}

function gridCell(text, part) {
  if (part === undefined) return h("td", {}, text ? data(text) : null);
  const start = text.indexOf(part);
  return h("td", { class: "hit" }, h("bdi", { class: "data" }, text.slice(0, start), h("mark", {}, part), text.slice(start + part.length)));
}
