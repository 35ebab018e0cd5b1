// What the service says of itself: tables, framework, samples, and whether it is ready.

import { get } from "./api.js";
import { ofGates } from "./tables.js";

/**
 * As of the last look. `problems` are errors wherever they are, `gates` what goldens and the number of moves say;
 * `age` is how many seconds ago the source was read. `trouble` is why that look failed, or null.
 */
export const live = { tables: [], framework: null, samples: null, problems: [], gates: [], heldRelease: null, age: null, trouble: null };

/** Looks at the service once. What cannot be had stays as it was. */
export async function look({ ask = false } = {}) {
  const paths = ["readyz", "v1/tables", "v1/framework", "v1/release", ...(live.samples ? [] : ["v1/samples"])];
  const answers = await Promise.allSettled(paths.map((path) => get(path, { ask })));
  const [ready, tables, framework, release, samples] = answers.map(({ value }) => value);
  live.tables = tables ?? live.tables;
  live.framework = framework ?? live.framework;
  live.samples = samples ?? live.samples;
  live.trouble = answers.find(({ status }) => status === "rejected")?.reason ?? null;
  live.heldRelease = ready?.held_release ?? null;
  live.age = ready?.age_seconds ?? null;
  live.problems = (ready ?? live.trouble?.problem)?.problems ?? [];
  live.gates = release?.problems.filter((problem) => ofGates(problem) || refusedWhole(problem)) ?? live.gates;
}

/** An edit that was rejected and is of no one sheet; where it is of the framework's text, that is held. */
function refusedWhole({ code, sheet }) {
  return code === "edit-refused" && !sheet && live.framework?.state !== "held";
}

/** The title of a table's sheet. */
export function sheetOf(name) {
  return live.tables.find((table) => table.name === name)?.sheet ?? name;
}

/** Equal as long as a decision made now would be made by the same framework and tables. */
export function versions() {
  return JSON.stringify([live.framework?.version, live.tables.map(({ version }) => version)]);
}
