// The one line on how the service is.

import { count } from "./dom.js";
import { held, placeless } from "./tables.js";

/**
 * `{state, says, act}`: good, note, warn or bad; a sentence; and what can be done about it, as the
 * name and the words of an action, or undefined. `stale`: the decision on the page is older than the tables.
 */
export function statusOf({ tables, framework, problems, heldRelease, trouble }, stale) {
  if (trouble) return troubled(trouble);
  if (problems.some(placeless)) return { state: "warn", says: "The newest tables cannot be had; the last good ones go on." };
  if (heldRelease) {
    return {
      state: "warn", act: ["held", "See why"],
      says: "The newest edit is held until somebody accepts it; leads go by the release before.",
    };
  }
  const stuck = held(tables).map(({ sheet }) => sheet);
  if (stuck.length) {
    const are = stuck.length === 1 ? "is" : "are";
    return {
      state: "warn", act: ["tables", "See the cells"],
      says: `${stuck.join(", ")} ${are} held at the last good version: the last edit could not be taken.`,
    };
  }
  if (framework?.state === "held") {
    return {
      state: "warn", act: ["framework", "See the lines"],
      says: "The framework is held at its last good version: its newest text has errors.",
    };
  }
  if (framework?.problems.some(({ severity }) => severity === "error")) {
    return {
      state: "warn", act: ["framework", "See the cells"],
      says: "The people and pools are held at their last good version: the last edit could not be taken.",
    };
  }
  if (stale) return { state: "note", says: "The tables have changed since this decision.", act: ["again", "Route again"] };
  return { state: "good", says: `${count(tables.length, "table")} live, none held.` };
}

function troubled({ status, message }) {
  if (status === 401) return { state: "warn", says: "This server asks for an API key.", act: ["key", "Enter a key"] };
  if (status === 503) return { state: "bad", says: "Not ready: no release is live yet. Leads are not routed." };
  return { state: "bad", says: status ? message : "The server does not answer. Trying again…" };
}
