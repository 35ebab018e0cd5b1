// The decisions that were logged last, the newest first; each can be opened again.

import { get } from "./api.js";
import { data, fill, h, icon, moment, part } from "./dom.js";
import { decisionToHash } from "./lead.js";
import { changed } from "./panels.js";
import { outcome } from "./words.js";

const AT_ONCE = 20;
const MOST = 500; // what the service gives in one answer

let wanted = AT_ONCE;
let opened = null;

/** Looks what was logged. A server without a log has no such list, and the page shows none. */
export async function lookAtRecent(open) {
  const answer = await get(`v1/decisions?limit=${wanted}`).catch(() => null);
  if (!answer) return;
  part("recent").hidden = part("to-recent").hidden = false;
  if (changed("recent", answer)) list(answer, open);
}

/** Marks the decision that is on the page; null: none of these is. */
export function markRecent(id) {
  opened = id;
  for (const link of part("recent-list").querySelectorAll("a")) {
    if (link.dataset.id === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function list({ decisions, next }, open) {
  const focused = document.activeElement?.dataset.id;
  fill(part("recent-list"), decisions.length ? decisions.map((decision) => h("li", {}, link(decision, open)))
    : h("li", { class: "muted" }, "Nothing is logged yet: what this page routes is a dry run."));
  fill(part("recent-more"), next !== null && wanted < MOST && h("button", { type: "button", class: "plain", onclick: () => older(open) }, "Show older ones"));
  markRecent(opened);
  if (focused) part("recent-list").querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function link(decision, open) {
  const { icon: sign, says, who } = outcome(decision);
  const onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // to another tab
    event.preventDefault();
    open(decision.decision_id);
  };
  const record = decision.record_id === null ? decision.record_type : [`${decision.record_type} `, data(decision.record_id)];
  const event = decision.event === "new" ? null : `, ${decision.event.replaceAll("_", " ")}`;
  return h("a", { href: decisionToHash(decision.decision_id), "data-id": decision.decision_id, "data-outcome": decision.outcome, onclick },
    icon(sign),
    h("span", {}, `${says} `, h("b", {}, data(who)), h("span", { class: "small" }, record, event, ` — ${decision.step}, `, moment(decision.decided_at))));
}

async function older(open) {
  wanted = Math.min(MOST, wanted + AT_ONCE);
  const before = part("recent-list").children.length;
  await lookAtRecent(open);
  part("recent-list").children[before]?.querySelector("a")?.focus();
}
