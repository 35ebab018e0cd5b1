// The page: asks once a second what the sheet shows, and never touches the cell that is being edited.

import { Grid } from "./grid.js";

const SECONDS = 1;
const AWAY = "The emulator does not answer. Start it again; this page goes on by itself.";
const part = (id) => document.getElementById(id);
const seen = { book: "", tab: "", from: 0, tag: "" };
let state = null;

const grid = new Grid(part("grid"), {
  save: (row, column, text) => post("cell", { row, column, text }),
  moved: tell,
});

async function refresh() {
  const query = new URLSearchParams({ book: seen.book, tab: seen.tab, from: seen.from });
  try {
    const answer = await fetch(`emulator/sheet?${query}`, { headers: { "If-None-Match": seen.tag }, cache: "no-store" });
    if (answer.status === 404) Object.assign(seen, { book: "", tab: "", from: 0, tag: "" });
    if (answer.status === 200) {
      seen.tag = answer.headers.get("ETag");
      show(await answer.json());
    }
    if (part("status").textContent === AWAY) say("");
  } catch {
    seen.tag = "";
    say(AWAY);
  }
}

async function post(what, body) {
  try {
    const answer = await fetch(`emulator/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ book: seen.book, tab: seen.tab, ...body }),
    });
    const result = await answer.json();
    say(answer.ok ? "" : result.reason);
    await refresh();
    return result;
  } catch {
    say("The emulator does not answer. What you typed was not saved.");
    return {};
  }
}

function show(next) {
  state = next;
  seen.book = next.book;
  seen.tab = String(next.tab);
  const title = next.books.find((book) => book.id === next.book).title;
  part("title").textContent = title;
  document.title = `${title} · Spreadsheet emulator`;
  part("requests").textContent = `${next.requests} requests so far, ${next.reads} of them reads`;
  showBooks();
  showTabs();
  showFaults();
  const last = Math.min(next.from + next.window, next.used);
  part("windows").hidden = next.used <= next.window;
  part("window").textContent = `Rows ${next.from + 1} to ${last} of ${next.used}`;
  part("earlier").disabled = next.from === 0;
  part("later").disabled = last >= next.used;
  grid.show(next);
  tell();
}

function showBooks() {
  part("books-label").hidden = state.books.length < 2;
  fill(part("books"), state.books.map((book) => [book.id, book.title]), state.book);
}

function showTabs() {
  const wanted = JSON.stringify([state.tabs, state.tab]);
  if (part("tabs").dataset.shown === wanted) return;
  const focused = part("tabs").contains(document.activeElement);
  part("tabs").dataset.shown = wanted;
  part("tabs").replaceChildren(...state.tabs.map((tab) => {
    const button = document.createElement("button");
    const here = tab.id === state.tab;
    button.type = "button";
    button.textContent = tab.title;
    button.setAttribute("role", "tab");
    button.setAttribute("aria-selected", String(here));
    button.setAttribute("aria-controls", "grid");
    button.tabIndex = here ? 0 : -1;
    button.addEventListener("click", () => open(tab.id));
    return button;
  }));
  const here = part("tabs").querySelector('[aria-selected="true"]');
  here.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (focused) here.focus();
}

function showFaults() {
  fill(part("fault"), Object.entries(state.kinds).map(([kind, words]) => [kind, `${kind}: ${words}`]));
  const down = state.faults.length > 0;
  part("faults").dataset.state = down ? "bad" : "good";
  part("faults-state").textContent = down ? "Google has faults" : "Google is up";
  part("mend").disabled = !down;
  part("waiting").replaceChildren(...state.faults.map((fault) => {
    const item = document.createElement("li");
    const often = fault.times === null ? "until switched off" : `${fault.times} more`;
    item.textContent = `${fault.kind} (${often})`;
    return item;
  }));
}

function fill(select, options, chosen) {
  const wanted = JSON.stringify(options);
  if (select.dataset.shown !== wanted) {
    const before = select.value;
    select.dataset.shown = wanted;
    select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
    if (options.some(([value]) => value === before)) select.value = before;
  }
  if (chosen !== undefined && document.activeElement !== select) select.value = chosen;
}

function tell() {
  const cell = grid.active;
  part("where").textContent = cell.name;
  const line = part("content");
  const wanted = JSON.stringify([cell.text, cell.note]);
  if (line.dataset.shown === wanted) return;
  line.dataset.shown = wanted;
  line.replaceChildren(cell.text);
  if (cell.note) {
    const note = document.createElement("span");
    note.className = "note";
    note.textContent = cell.note;
    line.append(cell.text ? "\n" : "", note);
  }
}

function say(text) {
  if (part("status").textContent !== text) part("status").textContent = text;
}

function open(tab) {
  grid.finish();
  Object.assign(seen, { tab: String(tab), from: 0, tag: "" });
  grid.reset();
  refresh();
}

function page(step) {
  grid.finish();
  Object.assign(seen, { from: Math.max(0, seen.from + step * state.window), tag: "" });
  grid.reset();
  refresh();
}

part("books").addEventListener("change", (event) => {
  seen.book = event.target.value;
  open("");
});
part("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const here = state.tabs.findIndex((tab) => tab.id === state.tab);
  open(state.tabs[(here + step + state.tabs.length) % state.tabs.length].id);
});
part("new-tab").addEventListener("submit", async (event) => {
  event.preventDefault();
  const made = await post("tabs", { title: part("new-title").value });
  if (made.tab === undefined) return;
  part("new-title").value = "";
  open(made.tab);
});
part("add-row").addEventListener("click", () => post("lines", { dimension: "ROWS", at: grid.active.row + 1 }));
part("add-column").addEventListener("click", () => post("lines", { dimension: "COLUMNS", at: grid.active.column + 1 }));
part("delete-row").addEventListener("click", () => post("lines", { dimension: "ROWS", at: grid.active.row, delete: true }));
part("break").addEventListener("click", () => {
  const times = part("times").value;
  post("faults", { kind: part("fault").value, times: times ? Number(times) : null });
});
part("mend").addEventListener("click", () => post("faults", {}));
part("earlier").addEventListener("click", () => page(-1));
part("later").addEventListener("click", () => page(1));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && part("faults").contains(document.activeElement)) part("faults").open = false;
});

async function forEver() {
  if (!document.hidden) await refresh();
  setTimeout(forEver, SECONDS * 1000);
}
forEver();
