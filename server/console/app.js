// The page: a lead goes in on the left, its path through the framework comes out on the right.

import * as api from "./api.js";
import { decidingStep, decisionView, lineOf, sentence } from "./decision.js";
import { fill, h, icon, part, visit } from "./dom.js";
import { markLine } from "./framework.js";
import { decisionToHash, leadFromHash, leadToHash, pretty, requestBody } from "./lead.js";
import { live, look, sheetOf, versions } from "./live.js";
import { changed, openLine, openRows, rowsAddress, showPanels } from "./panels.js";
import { lookAtRecent, markRecent } from "./recent.js";
import { lookAtReleases } from "./releases.js";
import { Samples } from "./samples.js";
import { statusOf } from "./status.js";

const POLL_MS = 4000;
const EXCERPT_ROWS = 5;
const EXCERPT_WAIT_MS = 500;

const json = part("json");
let calling = null; // the AbortController of the newest call
let current = null; // the decision on the page: {decision, versions}

const samples = new Samples({
  search: part("search"), list: part("samples"), counter: part("count"),
  choose(sample, options) {
    json.value = pretty(sample.fields);
    route(options);
  },
});

// --- From the lead in the editor to the decision on the page

/** Routes the lead in the editor; while people browse, neither the history nor the view moves. */
async function route({ browsing = false, restoring = false } = {}) {
  const sample = samples.withText(json.value);
  samples.select(sample);
  if (!restoring) address(leadToHash(samples.named(sample?.name)?.name, json.value), browsing);
  await present(async (signal) => {
    const body = requestBody(json.value, live.framework?.records[0]?.name);
    const decision = await api.post("v1/route", body, signal);
    return [decision, { dryRun: JSON.parse(body).dry_run === true, curl: () => api.curl("v1/route", body) }];
  }, browsing);
  lookAtRecent(openLogged);
}

/** Shows a decision as it was logged, and whether it would be made the same again. */
async function openLogged(id, { restoring = false } = {}) {
  samples.select(undefined);
  if (!restoring) address(decisionToHash(id), false);
  const path = `v1/decisions/${encodeURIComponent(id)}`;
  await present(async (signal) => {
    const decision = await api.get(path, { ask: true });
    return [decision, { curl: () => api.curl(path), replay: api.post(`${path}/replay`, "", signal), logged: id }];
  }, false);
}

/** Shows the decision that `make(signal)` gets, with what to know beside it; the newest call wins. */
async function present(make, browsing) {
  calling?.abort();
  calling = new AbortController();
  const { signal } = calling;
  part("decision").setAttribute("aria-busy", "true");
  try {
    const [decision, beside] = await make(signal);
    beside.replay?.catch(() => null); // shown with the decision; given up with it
    const excerpt = await excerptOf(decision);
    if (!signal.aborted) showDecision(decision, { ...beside, excerpt }, browsing);
  } catch (error) {
    if (!signal.aborted) showProblem(error);
  } finally {
    if (!signal.aborted) part("decision").removeAttribute("aria-busy");
  }
}

function address(hash, replace) {
  if (location.hash !== hash) history[replace ? "replaceState" : "pushState"](null, "", hash || location.pathname);
}

/** The rows around the one that decided; the decision does not wait long for them. */
async function excerptOf(decision) {
  const lookup = decidingStep(decision)?.lookup;
  if (!lookup?.row) return null;
  const rows = api.get(rowsAddress(lookup.table, lookup.row, EXCERPT_ROWS)).catch(() => null);
  const table = await Promise.race([rows, new Promise((resolve) => { setTimeout(resolve, EXCERPT_WAIT_MS, null); })]);
  return table?.version === lookup.version ? table : null; // edited since: another row may stand there
}

function showDecision(decision, beside, browsing) {
  current = { decision, versions: versions() };
  fill(part("decision"), decisionView(decision, {
    sheetOf, openRows, openLine, ...beside, link: location.hash && location.href,
  }));
  markRecent(beside.logged ?? null);
  part("spoken").textContent = sentence(decision);
  markDecidingLine();
  showStatus();
  const { top } = part("decision").getBoundingClientRect();
  if (!browsing && (top < 0 || top > innerHeight / 2)) visit(part("decision"), { focus: false });
}

function showProblem(error) {
  const { title, detail, errors = [] } = error.problem ?? { title: error.title ?? "The server does not answer", detail: error.message };
  const others = errors.filter(({ path, reason }) => detail !== `${path}: ${reason}`);
  current = null;
  markRecent(null);
  fill(part("decision"), h("div", { class: "notice", role: "alert" }, icon("warn"), h("div", {},
    h("p", {}, h("b", {}, title)),
    h("p", {}, detail),
    h("ul", {}, others.map(({ path, reason }) => h("li", {}, h("code", {}, path), `: ${reason}`))))));
  part("decision").scrollIntoView({ block: "nearest" });
}

// --- The service, looked at every few seconds while somebody looks at the page

async function refresh(options) {
  const had = live.samples;
  await look(options);
  if (live.samples !== had) samples.fill(live.samples);
  showPanels(live);
  lookAtRecent(openLogged);
  lookAtReleases(refresh);
  markDecidingLine();
  showStatus();
}

function poll() {
  setTimeout(async () => {
    try {
      if (!document.hidden) await refresh();
    } finally {
      poll();
    }
  }, POLL_MS);
}

function markDecidingLine() {
  const here = current !== null && current.decision.release?.framework === live.framework?.version;
  markLine(part("framework"), here ? lineOf(decidingStep(current.decision)) : null, "decided");
}

const ACTIONS = {
  held: () => visit(part("held")),
  tables: () => visit(part("tables")),
  framework: () => visit(part("framework")),
  key: start,
  again() {
    visit(part("decision"));
    route({ browsing: true });
  },
};

/** The status line is always there, so that nothing moves when it changes. */
function showStatus() {
  part("forget-key").hidden = !api.hasKey();
  const status = statusOf(live, current !== null && current.versions !== versions());
  if (!changed("status", status)) return;
  const { state, says, act: [action, words] = [] } = status;
  part("status").dataset.state = state;
  fill(part("status"), icon(state === "good" ? "check" : "warn"), h("span", {}, says),
    action && h("button", { type: "button", class: "plain", onclick: ACTIONS[action] }, words));
}

// --- The keyboard, the address and the start

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    route();
  } else if (event.key === "/" && !event.target.closest("input, textarea, dialog")) {
    event.preventDefault();
    part("search").focus();
  }
});

// In-page links move the view and the keyboard; the address stays the lead's.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link || event.defaultPrevented) return;
  event.preventDefault();
  visit(part(link.getAttribute("href").slice(1)));
});

document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
addEventListener("popstate", restore);
part("route").addEventListener("click", () => route());
part("forget-key").addEventListener("click", () => {
  api.forgetKey();
  location.reload();
});

/** Routes the lead, or opens the decision, that the address names, if it names one. */
function restore() {
  const lead = leadFromHash(location.hash);
  if (!lead) return;
  if (lead.decision !== undefined) {
    openLogged(lead.decision, { restoring: true });
    return;
  }
  const sample = samples.named(lead.sample);
  if (!sample && lead.sample !== undefined) {
    showProblem({ title: "No such sample", message: `The link names the sample “${lead.sample}”, which this server does not have.` });
    return;
  }
  json.value = sample ? pretty(sample.fields) : lead.text;
  route({ browsing: true, restoring: true });
}

async function start() {
  await refresh({ ask: true });
  restore();
}

poll();
await start();
