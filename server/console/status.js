// The one line on how the service is.

import { ago, count } from "./dom.js";
import { held, ofGates, onlyRefused, placeless } from "./tables.js";

/**
 * `{state, says, act}`: good, note, warn or bad; a sentence; and what can be done about it, as the
 * name and the words of an action, or undefined. `stale`: the decision on the page is older than the tables.
 */
export function statusOf({ tables, framework, problems, gates, heldRelease, age, trouble }, stale) {
  if (trouble) return troubled(trouble);
  if (problems.some(placeless)) {
    return { state: "warn", says: `The newest tables cannot be had; the last good ones go on${age === null ? "" : `, last read ${ago(age)}`}.` };
  }
  if (heldRelease) {
    return {
      state: "warn", act: ["held", "See why"],
      says: "The newest edit is held until somebody accepts it; leads go by the release before.",
    };
  }
  const stuck = held(tables).filter(({ problems: these }) => !onlyRefused(these)).map(({ sheet }) => sheet);
  if (stuck.length) {
    const are = stuck.length === 1 ? "is" : "are";
    return {
      state: "warn", act: ["tables", "See the cells"],
      says: `${stuck.join(", ")} ${are} held at the last good version: the last edit could not be taken.`,
    };
  }
  if (framework?.state === "held" && !onlyRefused(framework.problems)) {
    return {
      state: "warn", act: ["framework", "See the lines"],
      says: "The framework is held at its last good version: its newest text has errors.",
    };
  }
  if (framework?.problems.some(({ severity, code }) => severity === "error" && code !== "edit-refused")) {
    return {
      state: "warn", act: ["framework", "See the cells"],
      says: "The people and pools are held at their last good version: the last edit could not be taken.",
    };
  }
  const refused = refusedParts(tables, framework, gates);
  if (refused) {
    return {
      state: "note", act: refused.act,
      says: `An edit of ${refused.of} was rejected or rolled back: it stays out until it is edited again, or its release is accepted or activated.`,
    };
  }
  if (stale) return { state: "note", says: "The tables have changed since this decision.", act: ["again", "Route again"] };
  const live = `${count(tables.length, "table")} live, none held.`;
  const unmet = gates.filter(ofGates).length;
  return unmet ? { state: "note", says: `${live} ${count(unmet, "golden")} to look at.` } : { state: "good", says: live };
}

/** What is live otherwise than it was edited because somebody wanted it so, and where to see it. */
function refusedParts(tables, framework, gates) {
  const refused = ({ code }) => code === "edit-refused";
  const ofFramework = framework?.problems.filter(refused) ?? [];
  const sheets = [
    ...tables.filter(({ problems }) => problems.some(refused)).map(({ sheet }) => sheet),
    ...ofFramework.map(({ sheet }) => sheet ?? "the framework"),
  ];
  if (sheets.length) return { of: sheets.join(", "), act: ofFramework.length ? ["framework", "See why"] : ["tables", "See why"] };
  return gates.some(refused) ? { of: "the sheets" } : null;
}

function troubled({ status, message }) {
  if (status === 401) return { state: "warn", says: "This server asks for an API key.", act: ["key", "Enter a key"] };
  if (status === 503) return { state: "bad", says: "Not ready: no release is live yet. Leads are not routed." };
  return { state: "bad", says: status ? message : "The server does not answer. Trying again…" };
}
