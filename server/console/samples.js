// The list of sample leads: searchable, walked with the arrow keys from the search box or the list.

import { count, fill, h } from "./dom.js";
import { pretty } from "./lead.js";

/** Drives the list; `choose(sample, { browsing })` is called whenever another sample is taken. */
export class Samples {
  constructor({ search, list, counter, choose }) {
    Object.assign(this, { search, list, counter, choose, all: [], shown: [], options: [], active: -1, filled: false, early: false });
    search.addEventListener("input", () => this.filter());
    search.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(this.options.indexOf(option), false);
    });
  }

  /** Fills the list: `[{name, fields}]`. */
  fill(samples) {
    this.all = samples.map((sample, index) => ({
      sample,
      text: `${sample.name} ${Object.values(sample.fields).join(" ")}`.toLocaleLowerCase(),
      option: h("li", { role: "option", id: `sample-${index}`, "aria-selected": "false", title: sample.name }, sample.name),
    }));
    this.filter();
    this.filled = true;
    if (this.early && this.options.length > 0) this.take(0, true);
    this.early = false;
  }

  /** The sample of that name, unless several bear it. */
  named(name) {
    const found = this.all.filter((entry) => entry.sample.name === name);
    return found.length === 1 ? found[0].sample : undefined;
  }

  /** The sample whose fields are `text`, if one is. */
  withText(text) {
    return this.all.find((entry) => pretty(entry.sample.fields) === text)?.sample;
  }

  filter() {
    const words = this.search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const fitting = this.all.filter((entry) => words.every((word) => entry.text.includes(word)));
    this.shown = fitting.map((entry) => entry.sample);
    this.options = fitting.map((entry) => entry.option);
    fill(this.list, this.options);
    this.active = this.options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    this.point();
    this.counter.textContent = countWords(fitting.length, this.all.length);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inList = event.currentTarget === this.list;
    const last = this.options.length - 1;
    const moves = { ArrowDown: this.active + 1, ArrowUp: Math.max(this.active - 1, 0), PageDown: this.active + 8, PageUp: Math.max(this.active - 8, 0) };
    if (inList) Object.assign(moves, { Home: 0, End: last });
    // Who is quicker than the samples gets the first of them that fits, once they are here.
    if (!this.filled && event.key in moves) this.early = true;
    else if (event.key in moves && last >= 0) this.take(Math.min(moves[event.key], last), true);
    else if (event.key === "Enter" && last >= 0) this.take(Math.max(this.active, 0), false);
    else if (event.key === "Escape" && this.search.value) {
      this.search.value = "";
      this.filter();
    } else return;
    event.preventDefault();
  }

  take(index, browsing) {
    this.select(this.shown[index]);
    this.choose(this.shown[index], { browsing });
  }

  /** Shows which sample is taken (none: `undefined`) without routing it. */
  select(sample) {
    for (const entry of this.all) entry.option.setAttribute("aria-selected", String(entry.sample === sample));
    this.active = sample ? this.shown.indexOf(sample) : -1;
    this.point();
  }

  point() {
    const option = this.options[this.active];
    for (const node of [this.list, this.search]) {
      if (option) node.setAttribute("aria-activedescendant", option.id);
      else node.removeAttribute("aria-activedescendant");
    }
    if (option) this.list.scrollTop += Math.min(0, option.offsetTop - this.list.scrollTop)
      + Math.max(0, option.offsetTop + option.offsetHeight - this.list.scrollTop - this.list.clientHeight);
  }
}

function countWords(fitting, all) {
  if (all === 0) return "This server has no samples: paste a lead below.";
  return fitting === all ? count(all, "sample") : `${fitting} of ${count(all, "sample")}`;
}
