// The source of the framework, line by line, so that a step can be shown where it is written.

import { h } from "./dom.js";
import { placeless, problemList } from "./tables.js";

const WORDS = /(#.*$)|("(?:[^"\\]|\\.)*")|\b(framework|record|table|roster|route|group|assume|sla|when|by|in|from|key|hit|covers|effective|otherwise|and|or|not|is|queue|pool|rep|keep|next|needs|default|on|within)\b/g;
const KINDS = [null, "comment", "string", "word"];

/** Heading, problems and numbered lines of `framework`. */
export function frameworkView(framework) {
  const lines = framework.source.replace(/\n$/, "").split(/\r?\n/);
  return [
    problemList(framework.problems.filter((problem) => !placeless(problem))),
    h("div", { class: "scroll source", tabindex: "0", role: "region", "aria-label": `Source of ${framework.name}` },
      h("ol", {}, lines.map((line) => h("li", {}, h("code", {}, colour(line)))))),
  ];
}

function colour(line) {
  const parts = [];
  let end = 0;
  for (const match of line.matchAll(WORDS)) {
    const kind = KINDS[match.findIndex((group, index) => index > 0 && group !== undefined)];
    parts.push(line.slice(end, match.index), h("span", { class: kind }, match[0]));
    end = match.index + match[0].length;
  }
  return [...parts, line.slice(end)];
}

/** Moves a mark (a class) to a line (1-based; null: to none) and answers the line's element. */
export function markLine(panel, line, mark) {
  panel.querySelector(`.source .${mark}`)?.classList.remove(mark);
  const found = line && panel.querySelector(`.source li:nth-child(${line})`);
  found?.classList.add(mark);
  return found;
}
