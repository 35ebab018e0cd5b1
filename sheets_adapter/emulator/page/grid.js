// The grid: a table whose cells are walked with the arrow keys, one of them may be open for editing.

const SPARE_ROWS = 12;
const SPARE_COLUMNS = 2;
const FEWEST_ROWS = 30;
const FEWEST_COLUMNS = 8;

export class Grid {
  #table;
  #save;
  #moved;
  #row = 0;
  #column = 0;
  #first = 0;
  #height = 0;
  #width = 0;
  #frozen = -1;
  #texts = [];
  #notes = {};
  #input = null;
  #fresh = true;
  #pointed = null;
  #dismissed = null;

  constructor(table, { save, moved }) {
    this.#table = table;
    this.#save = save;
    this.#moved = moved;
    const body = table.tBodies[0];
    body.addEventListener("click", (event) => this.#clicked(event));
    body.addEventListener("dblclick", () => this.#open());
    body.addEventListener("keydown", (event) => this.#key(event));
    body.addEventListener("mouseover", (event) => this.#point(event.target.closest("td")));
    body.addEventListener("mouseleave", () => this.#point(null));
    body.addEventListener("focusin", () => this.#showNote());
    body.addEventListener("focusout", () => setTimeout(() => this.#showNote()));
    table.parentElement.addEventListener("scroll", () => this.#showNote(), { passive: true });
  }

  /** The cell that the keys are in: where it is in the sheet, what it shows, the note on it. */
  get active() {
    const row = this.#first + this.#row;
    const name = letters(this.#column) + (row + 1);
    return { row, column: this.#column, name, text: this.#text(this.#row, this.#column), note: this.#notes[name] ?? "" };
  }

  /** Another sheet comes: back to its first cell, and nothing counts as changed. */
  reset() {
    this.#row = this.#column = 0;
    this.#fresh = true;
    this.#table.parentElement.scrollTo(0, 0);
  }

  /** Save what is being typed. */
  finish() {
    this.#close(true);
  }

  /** The sheet as it is now; the cell that is being edited stays as it is. */
  show(state) {
    const used = Math.max(0, ...state.rows.map((row) => row.length));
    const more = state.from + state.rows.length < state.used;
    const height = more ? state.rows.length : Math.max(FEWEST_ROWS, state.rows.length + SPARE_ROWS);
    const width = Math.max(FEWEST_COLUMNS, used + SPARE_COLUMNS);
    const before = this.#texts;
    this.#texts = state.rows;
    this.#notes = state.notes;
    if (height !== this.#height || width !== this.#width || state.from !== this.#first || state.frozen !== this.#frozen) {
      this.#build(height, width, state.from, state.frozen);
    }
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) this.#paint(row, column, before[row]?.[column] ?? "");
    }
    this.#fresh = false;
    this.#mark();
    this.#showNote();
  }

  #build(height, width, first, frozen) {
    const typed = this.#input ? { text: this.#input.value, start: this.#input.selectionStart, end: this.#input.selectionEnd } : null;
    const focused = this.#table.contains(document.activeElement);
    this.#input = null;
    this.#height = height;
    this.#width = width;
    this.#first = first;
    this.#frozen = frozen;
    this.#row = Math.min(this.#row, height - 1);
    this.#column = Math.min(this.#column, width - 1);
    const head = document.createElement("tr");
    head.append(heading("", "col"));
    for (let column = 0; column < width; column += 1) head.append(heading(letters(column), "col"));
    this.#table.tHead.replaceChildren(head);
    const rows = [];
    for (let row = 0; row < height; row += 1) {
      const line = document.createElement("tr");
      line.setAttribute("aria-rowindex", first + row + 2);
      line.append(heading(String(first + row + 1), "row"));
      for (let column = 0; column < width; column += 1) {
        const cell = document.createElement("td");
        cell.setAttribute("role", "gridcell");
        cell.tabIndex = -1;
        line.append(cell);
      }
      if (first + row < frozen) for (const cell of line.cells) cell.dataset.frozen = "";
      rows.push(line);
    }
    this.#table.tBodies[0].replaceChildren(...rows);
    this.#stick(rows.slice(0, Math.max(0, frozen - first)));
    this.#fresh = true;
    this.#mark();
    if (typed) {
      this.#open(typed.text);
      this.#input.setSelectionRange(typed.start, typed.end);
    } else if (focused) this.#cell(this.#row, this.#column).focus({ preventScroll: true });
  }

  /** Frozen rows stay under the letters while the others scroll. */
  #stick(rows) {
    let top = this.#table.tHead.offsetHeight;
    for (const row of rows) {
      for (const cell of row.cells) cell.style.top = `${top}px`;
      top += row.offsetHeight;
    }
  }

  #paint(row, column, before) {
    const cell = this.#cell(row, column);
    if (this.#input?.parentElement === cell) return;
    const text = this.#text(row, column);
    const note = this.#notes[letters(column) + (this.#first + row + 1)];
    if (cell.textContent !== text) {
      cell.textContent = text;
      if (!this.#fresh && before !== text) {
        cell.classList.remove("changed");
        void cell.offsetWidth; // lets the same change show twice
        cell.classList.add("changed");
      }
    }
    if ((cell.dataset.note ?? "") !== (note ?? "")) {
      if (note) {
        cell.dataset.note = note;
        cell.setAttribute("aria-description", `Note: ${note}`);
      } else {
        delete cell.dataset.note;
        cell.removeAttribute("aria-description");
      }
    }
  }

  #text(row, column) {
    return this.#texts[row]?.[column] ?? "";
  }

  #cell(row, column) {
    return this.#table.tBodies[0].rows[row].cells[column + 1];
  }

  #mark() {
    for (const old of this.#table.querySelectorAll("th.here, td[tabindex='0']")) {
      old.classList.remove("here");
      if (old.tagName === "TD") old.tabIndex = -1;
    }
    this.#table.tHead.rows[0].cells[this.#column + 1].classList.add("here");
    this.#table.tBodies[0].rows[this.#row].cells[0].classList.add("here");
    this.#cell(this.#row, this.#column).tabIndex = 0;
  }

  #go(row, column) {
    this.#row = Math.min(Math.max(row, 0), this.#height - 1);
    this.#column = Math.min(Math.max(column, 0), this.#width - 1);
    this.#mark();
    const cell = this.#cell(this.#row, this.#column);
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.#moved();
  }

  #clicked(event) {
    const cell = event.target.closest("td");
    if (!cell || this.#input?.parentElement === cell) return;
    this.#close(true);
    this.#go(cell.parentElement.sectionRowIndex, cell.cellIndex - 1);
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.#input) this.#keyInside(event);
    else this.#keyOutside(event);
  }

  #keyInside(event) {
    const step = { Enter: [event.shiftKey ? -1 : 1, 0], Tab: [0, event.shiftKey ? -1 : 1] }[event.key];
    if (step) {
      event.preventDefault();
      this.#close(true);
      this.#go(this.#row + step[0], this.#column + step[1]);
    } else if (event.key === "Escape") {
      this.#close(false);
      this.#go(this.#row, this.#column);
    }
  }

  #keyOutside(event) {
    const steps = {
      ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
      PageUp: [-20, 0], PageDown: [20, 0], Home: [0, -this.#width], End: [0, this.#width],
    };
    const step = steps[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step) this.#go(this.#row + step[0], this.#column + step[1]);
    else if (event.key === "Enter" || event.key === "F2") this.#open();
    else if (event.key === "Escape") this.#dismiss();
    else if (event.key === "Delete" || event.key === "Backspace") this.#put("");
    else if (event.key.length === 1) this.#open(event.key);
    else return;
    event.preventDefault();
  }

  #open(text) {
    if (this.#input) return;
    const cell = this.#cell(this.#row, this.#column);
    const input = document.createElement("input");
    input.value = text ?? this.#text(this.#row, this.#column);
    input.setAttribute("aria-label", `Cell ${this.active.name}`);
    input.spellcheck = false;
    input.autocomplete = "off";
    input.addEventListener("blur", () => this.#input === input && this.#close(true));
    this.#input = input;
    cell.classList.add("open");
    cell.replaceChildren(input);
    input.focus();
    input.setSelectionRange(input.value.length, input.value.length);
  }

  #close(save) {
    const input = this.#input;
    if (!input) return;
    this.#input = null;
    const cell = input.parentElement;
    cell.classList.remove("open");
    cell.textContent = this.#text(this.#row, this.#column);
    if (save) this.#put(input.value);
  }

  #put(text) {
    if (text === this.#text(this.#row, this.#column)) return;
    const row = (this.#texts[this.#row] ??= []);
    while (row.length <= this.#column) row.push("");
    row[this.#column] = text;
    this.#cell(this.#row, this.#column).textContent = text;
    this.#save(this.#first + this.#row, this.#column, text);
    this.#moved();
  }

  #dismiss() {
    this.#dismissed = this.#pointed?.dataset.note ? this.#pointed : document.activeElement;
    this.#showNote();
  }

  #point(cell) {
    this.#pointed = cell;
    this.#showNote();
  }

  /** Show the note of the cell under the mouse, else of the one that the keys are in. */
  #showNote() {
    const note = document.getElementById("note");
    const cell = [this.#pointed, document.activeElement].find((one) => one?.dataset.note && this.#table.contains(one));
    note.hidden = !cell || cell === this.#dismissed;
    if (cell !== this.#dismissed) this.#dismissed = null;
    if (note.hidden) return;
    note.textContent = cell.dataset.note;
    const box = cell.getBoundingClientRect();
    note.style.left = `${Math.min(box.left + 12, innerWidth - note.offsetWidth - 12)}px`;
    const below = box.bottom + 6;
    note.style.top = `${below + note.offsetHeight > innerHeight ? box.top - note.offsetHeight - 6 : below}px`;
  }
}

function heading(text, scope) {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.textContent = text;
  return cell;
}

/** The letters of a column: 0 is A, 25 is Z, 26 is AA. */
export function letters(index) {
  let text = "";
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  }
  return text;
}
