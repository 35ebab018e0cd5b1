// A trace in plain language: what happened at a step, and why.

import { count, data, h } from "./dom.js";

const VERDICTS = {
  "matched": ["check", "matched"],
  "skipped": ["bar", "passed over"],
  "no row": ["bar", "no row"],
  "no key": ["bar", "no key"],
  "unavailable": ["warn", "nobody available"],
};

/** The icon and the words of a verdict; an unknown one is shown as it is. */
export function verdict(name) {
  return VERDICTS[name] ?? ["bar", name];
}

/** Why a step did not decide, as nodes; `page` names sheets and links to cells. */
export function reason({ verdict: name, because, lookup }, page) {
  if (because) return unmet(because, name);
  if (name === "no row") return ["no row in ", page.sheetOf(lookup.table), " for ", keyWords(lookup), funnel(lookup), nearest(lookup, page)];
  if (name === "no key") return [noKey(lookup, page), nearest(lookup, page)];
  if (lookup?.row) return [page.cell(lookup), " matched, but nobody it names can take the record"];
  return [];
}

function unmet({ condition, field, actual, missing }, name) {
  const wanted = condition === field ? null : [" – wanted ", h("code", {}, condition)];
  if (missing) return [h("b", {}, field), " is missing", wanted];
  if (name === "unavailable") return [h("b", {}, field), " is ", data(actual), ", who cannot take the record"];
  return [h("b", {}, field), " is ", data(actual), wanted];
}

function keyWords(lookup) {
  const parts = Object.entries(lookup.key).map(([field, value]) =>
    value === null ? [h("b", {}, field), " missing"] : [h("b", {}, field), " ", data(value)]);
  return parts.flatMap((part, index) => (index ? [", ", part] : [part]));
}

function noKey(lookup, page) {
  const missing = Object.entries(lookup.key).filter(([, value]) => value === null).map(([field]) => field);
  return [h("b", {}, missing.join(" and ")), ` is missing, so nothing to look up in ${page.sheetOf(lookup.table)}`];
}

/** "(12 rows fit country, none of them language)": the rows left after each key column. */
function funnel(lookup) {
  const fields = Object.keys(lookup.key);
  const left = lookup.survivors ?? [];
  if (fields.length < 2 || left.length < 2) return [];
  const [first, ...rest] = left.map((rows, index) => [rows, fields[index]]);
  const later = rest.map(([rows, field]) => `${rows || "none"} of them ${field}`);
  return [` (${count(first[0], "row")} ${first[0] === 1 ? "fits" : "fit"} ${first[1]}, ${later.join(", ")})`];
}

function nearest({ table, nearest: miss }, page) {
  return miss ? ["; nearest is ", page.cell({ table, ...miss }), " with ", data(miss.value)] : [];
}

/** The decision in one plain sentence, without its step: "Assigned to ana@acme.example". */
export function outcome(decision) {
  const who = decision.assigned_to;
  const pool = decision.assigned_kind === "pool";
  switch (decision.outcome) {
    case "assigned": return { icon: "check", says: "Assigned to", who };
    case "kept": return { icon: "keep", says: "Stays with", who };
    case "queued": return { icon: pool ? "people" : "queue", says: pool ? "Goes to the pool" : "Waits in the queue", who };
    case "offered": return { icon: "people", says: pool ? "Offered to the pool" : "Offered to", who };
    default: return { icon: "flag", says: decision.outcome, who };
  }
}
