// The edit that waits for somebody to accept it, and the releases before it; each can be put back.

import { get, post } from "./api.js";
import { count, data, external, fill, h, icon, moment, part, visit } from "./dom.js";
import { decisionToHash } from "./lead.js";
import { live } from "./live.js";
import { changed } from "./panels.js";
import { problemList } from "./tables.js";

const AT_ONCE = 20;
const WORDS = {
  live: "live", held: "held", rejected: "rejected", superseded: "overtaken by a newer edit", past: "live before",
};

/** Looks what is held and what was live. `after()` is called once somebody has decided. */
export async function lookAtReleases(after) {
  const answer = await get(`v1/releases?limit=${AT_ONCE}`).catch(() => null);
  if (!answer) return;
  const held = answer.releases.find(({ state }) => state === "held");
  const account = held ? await get(`v1/releases/${encodeURIComponent(held.id)}`).catch(() => held) : null;
  const mayDecide = answer.may_decide;
  part("releases").hidden = part("to-releases").hidden = false;
  if (changed("held", [account, live.gates, mayDecide])) showHeld(account, live.gates, mayDecide, after);
  if (changed("releases", answer)) {
    fill(part("releases-list"), answer.releases.map((release) => item(release, mayDecide, after)));
  }
}

function showHeld(release, gates, mayDecide, after) {
  part("held").hidden = release === null;
  if (release === null) {
    fill(part("held-view"));
    return;
  }
  const { reasons, impact, changes = [], changes_total: total = 0 } = release;
  fill(part("held-view"),
    h("p", {}, "The newest edit waits. Leads go by the release before, until somebody accepts it or edits the sheet again."),
    h("ul", { class: "reasons" }, reasons.map((reason) => h("li", {}, icon("warn"), h("span", {}, reason, ".")))),
    problemList(gates.filter(({ severity }) => severity !== "error")), // the errors are the reasons
    impact?.records ? moves(impact, gates.some(({ code }) => code === "moves-too-many")) : null,
    total ? h("details", { class: "changes" },
      h("summary", {}, `What was edited: ${count(total, "row")}`),
      h("ul", {}, changes.map((change) => h("li", {}, changeView(change)))),
      total > changes.length && h("p", { class: "small" }, `and ${count(total - changes.length, "row")} more`)) : null,
    mayDecide ? decision(release, after)
      : h("p", { class: "small" }, "To accept or reject it takes an API key with scope admin."));
}

/** From whom to whom records would go, under how many, unless the reasons have `told` it. */
function moves({ records, moved, moves: pairs }, told) {
  return [
    told ? null : h("p", {}, `${moved.toLocaleString("en")} of the last ${count(records, "record")} would go elsewhere`, moved ? ":" : "."),
    moved ? h("table", { class: "moves" },
      h("caption", { class: "hidden" }, "Who would get records instead"),
      h("thead", {}, h("tr", {}, ["Records", "From", "To", "Such as"].map((title) => h("th", { scope: "col" }, title)))),
      h("tbody", {}, pairs.map(({ from, to, count: number, example }) => h("tr", {},
        h("td", {}, number.toLocaleString("en")), h("td", {}, data(from)), h("td", {}, data(to)),
        h("td", {}, h("a", { href: decisionToHash(example), target: "_blank" }, "a decision")))))) : null,
  ];
}

function changeView({ sheet, row, link, before, after }) {
  const where = `${sheet}, row ${row}`;
  const address = external(link);
  const cells = (texts) => texts.map((text, at) => [at ? " | " : null, text ? data(text) : "–"]);
  return [
    address ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, where) : h("b", {}, where), ": ",
    before ? h("del", {}, cells(before)) : "new", " → ", after ? h("ins", {}, cells(after)) : "gone",
  ];
}

function decision({ id }, after) {
  const note = h("input", { id: "held-note", type: "text", maxlength: "2000", autocomplete: "off" });
  const problem = h("p", { class: "small" });
  const act = (verb) => () => decide(id, verb, note.value, problem, after);
  return [
    h("label", { for: "held-note" }, "Note, for the log"), note,
    h("p", { class: "buttons" },
      h("button", { type: "button", onclick: act("accept") }, "Accept"),
      h("button", { type: "button", class: "plain", onclick: act("reject") }, "Reject")),
    problem,
  ];
}

async function decide(id, verb, note, problem, after) {
  try {
    await post(`v1/releases/${encodeURIComponent(id)}/${verb}`, JSON.stringify({ note }));
  } catch (error) {
    fill(problem, h("span", { role: "alert" }, error.message));
    return;
  }
  await after();
  visit(part("status"));
}

function item(release, mayDecide, after) {
  const { id, state, activated_at: activated, saved_at: saved, who, note, impact } = release;
  const problem = h("span", { class: "small" });
  const verb = release.may_accept ? "accept" : "activate";
  const word = release.may_accept ? "Accept" : "Activate";
  const back = () => decide(id, verb, "", problem, after);
  return h("li", { "data-state": state },
    h("span", {}, h("code", {}, id), " ", h("b", {}, WORDS[state] ?? state), h("span", { class: "small" },
      " — ", moment(activated ?? saved), who ? [", by ", data(who)] : null, note ? [": ", data(note)] : null,
      impact?.moved ? `, moved ${impact.moved.toLocaleString("en")} of ${count(impact.records, "record")}` : null), problem),
    mayDecide && state !== "live" && state !== "held"
      ? h("button", { type: "button", class: "plain", "aria-label": `${word} ${id}`, onclick: back }, word) : null);
}
