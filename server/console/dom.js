// Building blocks. Everything becomes a text node or an attribute; no string is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  check: "M3.5 8.5 6.5 11.5 12.5 4.5",
  queue: "M3 4.5h10M3 8h10M3 11.5h6",
  people: "M6 7.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM2 13c0-2.4 1.7-3.8 4-3.8s4 1.4 4 3.8M11 3.3a2.1 2.1 0 0 1 0 4M12 9.5c1.3.5 2 1.7 2 3.5",
  keep: "M4.5 7V5.5a3.5 3.5 0 0 1 7 0V7M3.5 7h9v6h-9z",
  bar: "M4.5 8h7",
  warn: "M8 3.5v5.5M8 12v.3",
  flag: "M4.5 14V2.5h7.5L10 5.7l2 3.3H4.5",
};

/** The element of the page with that id. */
export function part(id) {
  return document.getElementById(id);
}

/** An element: attributes starting with "on" are listeners, empty children are left out. */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A decorative icon: the text beside it always says the same. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A value as people read it. */
export function show(value) {
  if (value === null || value === undefined) return "nothing";
  if (value === true) return "yes";
  if (value === false) return "no";
  if (Array.isArray(value)) return value.map(show).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A value of somebody's data: set off from our own words, also from its own writing direction. */
export function data(value) {
  const text = show(value);
  return h("bdi", { class: "data" }, text.trim() === "" ? JSON.stringify(text) : text);
}

/** The address when it is one a person may safely follow to another page, else null. */
export function external(address) {
  return typeof address === "string" && /^https?:\/\//i.test(address) && URL.canParse(address) ? address : null;
}

/** Puts children in the place of all that a node holds. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter(Boolean));
}

/** Brings a part of the page into view and the keyboard with it. */
export function visit(node, { focus = true, block = "start" } = {}) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (focus) node.focus({ preventScroll: true });
  node.scrollIntoView({ block, behavior: still ? "auto" : "smooth" });
}

/** A time of the server in the reader's own way of writing; the exact one is its title. */
export function moment(iso) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return show(iso);
  return h("time", { datetime: iso, title: iso }, at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" }));
}

const AGES = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** How long ago something was, in the largest whole unit: "5 minutes ago". */
export function ago(seconds) {
  const [unit, size] = AGES.find(([, least]) => seconds >= least) ?? [];
  return unit ? `${count(Math.floor(seconds / size), unit)} ago` : "less than a minute ago";
}

/** "1 row", "2 rows". */
export function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/** A button that copies what `text()` answers, and says that it did. */
export function copyButton(label, text) {
  const button = h("button", { type: "button", class: "plain copy", onclick: copy }, label);
  async function copy() {
    button.textContent = (await toClipboard(text())) ? "Copied" : "Not copied";
    setTimeout(() => { button.textContent = label; }, 1500);
  }
  return button;
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Plain http on another host has no clipboard object: select a copy of the text instead.
    const area = h("textarea", { class: "hidden" });
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
