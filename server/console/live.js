// What the service says of itself: tables, framework, samples, and whether it is ready.

import { get } from "./api.js";

/** As of the last look. `trouble` is why that look failed, or null. */
export const live = { tables: [], framework: null, samples: null, problems: [], heldRelease: null, trouble: null };

/** Looks at the service once. What cannot be had stays as it was. */
export async function look({ ask = false } = {}) {
  const paths = ["readyz", "v1/tables", "v1/framework", ...(live.samples ? [] : ["v1/samples"])];
  const answers = await Promise.allSettled(paths.map((path) => get(path, { ask })));
  const [ready, tables, framework, samples] = answers.map(({ value }) => value);
  live.tables = tables ?? live.tables;
  live.framework = framework ?? live.framework;
  live.samples = samples ?? live.samples;
  live.trouble = answers.find(({ status }) => status === "rejected")?.reason ?? null;
  live.heldRelease = ready?.held_release ?? null;
  live.problems = (ready ?? live.trouble?.problem)?.problems ?? [];
}

/** The title of a table's sheet. */
export function sheetOf(name) {
  return live.tables.find((table) => table.name === name)?.sheet ?? name;
}

/** Equal as long as a decision made now would be made by the same framework and tables. */
export function versions() {
  return JSON.stringify([live.framework?.version, live.tables.map(({ version }) => version)]);
}
