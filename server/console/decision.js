// One decision on the page: the headline, the path through the steps, the fields that were read.

import { copyButton, data, external, fill, h, icon, moment, show } from "./dom.js";
import { grid } from "./tables.js";
import { outcome, reason, verdict } from "./words.js";

/** The step that made the decision: the last one that matched. */
export function decidingStep(decision) {
  return decision.trace?.steps?.findLast((step) => step.verdict === "matched");
}

/** The line of the framework a step is written at, or null. */
export function lineOf(step) {
  return Number(/:(\d+)(:\d+)?$/.exec(step?.at ?? "")?.[1]) || null;
}

/** The decision in a sentence, for the live region. */
export function sentence(decision) {
  const { says, who } = outcome(decision);
  return `${says} ${who ?? ""}, step ${decision.step}`;
}

/**
 * All parts of a decision, in reading order.
 *
 * `beside` knows the rest of the page: `sheetOf(table)`, `openRows(table, row, from)`, `openLine(line, from)`,
 * `curl()`, `link` (empty when the lead is too long for one), `dryRun`, `excerpt`, the rows around
 * the one that decided, or null, and for a logged decision `replay`, the promise of its replay.
 */
export function decisionView(decision, beside) {
  const page = { ...beside, cell: (place) => cellLink(place, beside) };
  return [headline(decision, page), path(decision, page), fields(decision, page), raw(decision)];
}

function headline(decision, page) {
  const { icon: sign, says, who } = outcome(decision);
  const roles = Object.entries(decision.roles ?? {});
  const values = Object.entries(decision.values ?? {});
  return h("div", { class: "headline", "data-outcome": decision.outcome },
    h("h2", {}, icon(sign), h("span", {}, `${says} `, who ? h("strong", {}, data(who)) : null,
      h("span", { class: "by" }, " — step ", decision.step))),
    h("dl", { class: "facts" },
      roles.map(([role, { kind, id }]) => fact(role, data(id), kind === "rep" ? null : h("span", { class: "muted" }, ` ${kind}`))),
      values.map(([name, value]) => fact(name, data(value)))),
    h("p", { class: "small" }, provenance(decision, page)),
    page.replay && replayed(page.replay),
    h("p", { class: "buttons" },
      copyButton("Copy JSON", () => JSON.stringify(decision, null, 2)),
      copyButton("Copy as curl", page.curl),
      page.link && copyButton("Copy link", () => page.link)));
}

function fact(name, ...value) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value));
}

function provenance(decision, page) {
  const release = decision.release?.id ? [" by release ", h("code", {}, decision.release.id)] : null;
  return [page.dryRun ? "Dry run, decided " : "Decided ", moment(decision.decided_at), release];
}

/** Whether the decision would be made the same again, from its release and what it had read. */
function replayed(replay) {
  const told = h("div", { class: "replay", role: "status" }, h("p", {}, "Deciding it again from its release…"));
  replay.then(
    ({ equal, differences }) => {
      told.dataset.equal = equal;
      fill(told,
        h("p", {}, icon(equal ? "check" : "warn"), equal ? " Replayed: the same decision, bit for bit." : " Replayed: it would be another decision."),
        !equal && h("ul", { class: "small" }, differences.map((line) => h("li", {}, data(line)))));
    },
    (error) => fill(told, h("p", {}, icon("warn"), ` It cannot be replayed: ${error.message}`)),
  );
  return told;
}

function path(decision, page) {
  const steps = decision.trace?.steps ?? [];
  const decided = decidingStep(decision);
  return h("section", { "aria-labelledby": "path-title" },
    h("h3", { id: "path-title" }, "Path"),
    h("ol", { class: "path" },
      steps.map((step) => (step === decided ? decidingStop(step, decision, page) : stop(step, page))),
      choices(decision).map(choice),
      destination(decision)));
}

function stop(step, page) {
  const [sign, words] = verdict(step.verdict);
  return h("li", { "data-verdict": step.verdict },
    h("span", { class: "mark" }, icon(sign)),
    h("div", { class: "stop" },
      h("p", { class: "title" }, h("span", { class: "name" }, step.step), h("span", { class: "verdict" }, words), at(step, page)),
      h("p", { class: "why" }, reason(step, page))));
}

function decidingStop(step, decision, page) {
  const lookup = step.lookup;
  return h("li", { "data-verdict": "matched", "aria-current": "step" },
    h("span", { class: "mark" }, icon("check")),
    h("div", { class: "stop deciding" },
      h("p", { class: "title" }, h("span", { class: "name" }, step.step), h("span", { class: "verdict" }, "decided"), at(step, page)),
      lookup ? lookedUp(lookup, page)
        : h("p", { class: "why" }, step.step === "otherwise" ? "No earlier step matched." : "Its condition holds.")));
}

function lookedUp(lookup, page) {
  const { table, key, row, cell, matched, others = [] } = lookup;
  return [
    h("dl", { class: "facts" },
      fact("looked up", Object.entries(key).map(([field, value], index) => [index ? ", " : "", field, " ", data(value)])),
      fact("in", rowLink(lookup, page, page.sheetOf(table))),
      fact("matched", data(matched)),
      fact("row", cellLink(lookup, page, `${cell} (row ${row})`)),
      others.length ? fact("gave way to it", others.map((other, index) => [index ? ", " : "row ", rowLink({ table, row: other }, page, other)])) : null),
    page.excerpt ? grid(page.excerpt, { row, matched: Object.keys(key).length > 1 ? matched.split(", ") : [matched], caption: `Rows around ${cell}` }) : null,
  ];
}

/** The way to a cell: the spreadsheet itself where it has an address, else this page's own view. */
function cellLink({ table, row, cell, link }, page, text = cell) {
  const address = external(link);
  if (!address) return rowLink({ table, row }, page, text);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text, h("span", { class: "hidden" }, ", opens the spreadsheet"), " ↗");
}

function rowLink({ table, row }, page, text) {
  return inPage("tables", (link) => page.openRows(table, row, link), {}, text);
}

function at(step, page) {
  const line = lineOf(step);
  if (!line) return null;
  const file = step.at.replace(/:\d+(:\d+)?$/, "").split("/").at(-1);
  return inPage("framework", (link) => page.openLine(line, link), { class: "at", title: step.at }, `${file}:${line}`);
}

/** A link that `go` follows instead of the browser: the address stays the lead's. */
function inPage(id, go, attributes, ...children) {
  const onclick = (event) => {
    event.preventDefault();
    go(event.currentTarget);
  };
  return h("a", { href: `#${id}`, ...attributes, onclick }, children);
}

/** Who was considered: for the owner in `assignment`, for other roles in `assignments`. */
function choices({ trace }) {
  return [...(trace?.assignment ? [["owner", trace.assignment]] : []), ...Object.entries(trace?.assignments ?? {})];
}

function choice([role, { pool, method, turn, candidates }]) {
  const how = [role, method, turn === undefined ? null : `turn ${turn.toLocaleString("en")}`].filter(Boolean).join(", ");
  return h("li", { "data-verdict": "choice" },
    h("span", { class: "mark" }, icon("people")),
    h("div", { class: "stop" },
      h("p", { class: "title" }, h("span", { class: "name" }, pool ? `Pool ${pool}` : "Stand-in"), h("span", { class: "verdict" }, how)),
      h("ul", { class: "candidates" }, (candidates ?? []).map(candidate))));
}

const SIGNS = { chosen: "check", offered: "people" };

function candidate({ verdict: name, because, ...who }) {
  const [kind, id] = Object.entries(who)[0];
  return h("li", { "data-verdict": name, "aria-current": name === "chosen" && "true" },
    icon(SIGNS[name] ?? "bar"),
    h("span", { class: "who" }, kind === "rep" ? null : `${kind} `, data(id), " "),
    h("span", {}, h("b", {}, name), because ? `: ${because}` : null));
}

function destination(decision) {
  const { says, who } = outcome(decision);
  return h("li", { "data-verdict": "end" },
    h("span", { class: "mark" }, icon("flag")),
    h("div", { class: "stop" }, h("p", { class: "title" }, h("span", { class: "name" }, says, " ", who ? data(who) : null))));
}

function fields({ trace }, page) {
  const { fields: read = {}, unread = [], assumptions = [] } = trace ?? {};
  return h("section", { "aria-labelledby": "fields-title" },
    h("h3", { id: "fields-title" }, "Fields"),
    h("table", { class: "fields", role: "table" },
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ["Field", "From", "As sent", "Read as", ""].map((title) =>
        h("th", { scope: "col", role: "columnheader" }, title || h("span", { class: "hidden" }, "Status"))))),
      h("tbody", { role: "rowgroup" }, Object.entries(read).map(([name, field]) => fieldRow(name, field)))),
    unread.length ? h("p", { class: "small" }, "Not read, because no field asks for them: ",
      unread.map((name, index) => [index ? ", " : "", data(name)]), ".") : null,
    assumptions.map((each) => h("p", { class: "notice" }, icon("warn"),
      h("span", {}, "This record is not as the framework assumes: ", h("code", {}, each.assumption)), at(each, page))));
}

function fieldRow(name, { status, source, raw: sent, value, because, passed_over: others = [] }) {
  const cell = (...children) => h("td", { role: "cell" }, children);
  return h("tr", { role: "row", "data-status": status },
    h("th", { scope: "row", role: "rowheader" }, name),
    cell(source ? data(source) : null),
    cell(sent === undefined ? null : data(sent)),
    cell(value === undefined ? null : data(value)),
    cell(h("span", { class: "tag" }, status), because ? ` – ${because}` : null,
      others.map((other) => h("p", { class: "small" }, "not ", data(other.source), " ", data(other.raw), `: ${other.because}`))));
}

function raw(decision) {
  const text = h("pre", { tabindex: "0", "aria-label": "Decision as JSON" });
  return h("details", { class: "raw", ontoggle: () => { text.textContent = JSON.stringify(decision, null, 2); } },
    h("summary", {}, "Decision as JSON"), text);
}
