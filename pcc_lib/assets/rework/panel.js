// The button at each entry, and what it opens: the cells in fields that can be changed, the steps, and whether the result is what
// is printed. Texts of data files are only ever set as text.
(function (rework) {
  "use strict";
  const EXACT = 1e-9, FEW = 12; // rows of a block that are shown without being asked for
  const NUMBER = /^[-\u2212]?[0-9][0-9,]*(?:\.[0-9]+)?$/;
  const own = (table, name) => Object.prototype.hasOwnProperty.call(table, name);

  function element(tag, said, ...children) {
    const made = document.createElement(tag);
    Object.entries(said || {}).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children.filter((child) => child !== ""));
    return made;
  }

  // Cells -------------------------------------------------------------------------------------------------------------------
  // What a field says: a number, null for blank, undefined for what is neither.
  function read(text) {
    const plain = text.trim();
    if (plain === "" || plain === "blank") return null;
    return NUMBER.test(plain) ? Number(plain.replace("\u2212", "-").replace(/,/g, "")) : undefined;
  }
  const written = (cell) => (cell === null ? "" : String(cell));

  class Panel {
    constructor(place, evidence) {
      this.figure = evidence.figures[place.dataset.figure];
      this.evidence = evidence;
      this.style = rework.styleOf(this.figure.text, this.figure.value, this.figure.unit);
      this.said = element("p", { class: "pcc-rework-said", role: "status" });
      this.steps = element("ol", { class: "pcc-rework-steps" });
      this.fields = [];
      this.wrong = new Set();
      this.button = element("button", { type: "button", "aria-expanded": "false" }, "Work it out here");
      this.button.addEventListener("click", () => this.toggle(place));
      place.replaceChildren(this.button);
    }

    toggle(place) {
      if (!this.body) { this.body = this.drawn(place.dataset.figure); place.append(this.body); }
      const opens = this.button.getAttribute("aria-expanded") === "false";
      this.button.setAttribute("aria-expanded", String(opens));
      this.body.hidden = !opens;
      if (opens) this.work();
    }

    drawn(anchor) {
      const id = `pcc-rework-${anchor}`;
      this.button.setAttribute("aria-controls", id);
      this.again = element("button", { type: "button", disabled: "" }, "Take the book’s cells again");
      this.again.addEventListener("click", () => this.restore());
      const formula = element("code", {}, this.figure.formula);
      const note = element("p", {}, "Worked out by your browser from the cells below: ", formula, ".");
      const label = `${this.figure.text} worked out`;
      const lists = Object.entries(this.figure.letters).map(([letter, at]) => this.block(letter, this.evidence.blocks[at]));
      const steps = element("div", {}, element("p", { class: "pcc-rework-title" }, "Steps"), this.steps);
      const shown = [note, this.said, ...lists, this.fields.length ? this.again : "", steps];
      return element("div", { id, class: "pcc-rework-panel", role: "group", "aria-label": label }, ...shown);
    }

    block(letter, block) {
      const rows = (block.values || block.rows).length;
      const cells = block.values ? rows * block.parts.length : 0;
      const size = block.values ? `${cells} ${cells === 1 ? "cell" : "cells"}` : `${rows} ${rows === 1 ? "row" : "rows"}`;
      const head = element("summary", {}, element("strong", {}, letter), ` ${size} `, element("code", {}, block.ref));
      const table = block.values ? this.cells(letter, block) : listed(block);
      const region = { class: "pcc-scroll", tabindex: "0", role: "region", "aria-label": `Cells of ${letter}` };
      const scroll = element("div", region, table);
      return element("details", rows <= FEW ? { open: "" } : {}, head, scroll);
    }

    // A table of fields: a row for each period, a column for each part.
    cells(letter, block) {
      const copy = block.values.map((row) => row.slice());
      this.own = Object.assign(this.own || {}, { [letter]: Object.assign({}, block, { values: copy }) });
      const parts = block.parts.map((part) => part || "Value"), periods = rework.numbers.periodsOf(block);
      const head = element("tr", {}, ...["Period", ...parts].map((name) => element("th", { scope: "col" }, name)));
      const rows = block.values.map((row, i) => {
        const named = (j) => [periods[i], block.parts[j]];
        const cells = row.map((cell, j) => element("td", {}, this.field(letter, [i, j], cell, named(j))));
        return element("tr", {}, element("th", { scope: "row" }, periods[i]), ...cells);
      });
      return element("table", { class: "pcc-table" }, element("thead", {}, head), element("tbody", {}, ...rows));
    }

    field(letter, [i, j], cell, named) {
      if (cell === false) return element("span", {}, "not there");
      const label = [letter, ...named].filter(Boolean).join(", ");
      const said = { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": label, value: written(cell) };
      const field = element("input", said);
      field.addEventListener("input", () => {
        const value = read(field.value), isWrong = value === undefined;
        if (isWrong) { this.wrong.add(field); field.setAttribute("aria-invalid", "true"); }
        else { this.wrong.delete(field); field.removeAttribute("aria-invalid"); this.own[letter].values[i][j] = value; }
        field.classList.toggle("pcc-rework-changed", !isWrong && value !== cell);
        window.clearTimeout(this.waiting);
        this.waiting = window.setTimeout(() => this.work(), 200);
      });
      this.fields.push({ field, letter, place: [i, j], cell });
      return field;
    }

    restore() {
      this.fields.forEach(({ field, letter, place: [i, j], cell }) => {
        field.value = written(cell);
        field.removeAttribute("aria-invalid");
        field.classList.remove("pcc-rework-changed");
        this.own[letter].values[i][j] = cell;
      });
      this.wrong.clear();
      this.fields[0].field.focus(); // the button that had the focus takes none now
      this.work();
    }

    // The result ------------------------------------------------------------------------------------------------------------
    work() {
      const changed = this.fields.filter(({ letter, place: [i, j], cell }) => this.own[letter].values[i][j] !== cell).length;
      this.again.disabled = !changed && !this.wrong.size;
      if (this.wrong.size) {
        this.tell("wrong", "A field holds what is no number: write one like 1234.5, or leave it blank.");
        return;
      }
      const blocks = Object.fromEntries(Object.entries(this.figure.letters).map(([letter, at]) => [
        letter, this.own && own(this.own, letter) ? this.own[letter] : this.evidence.blocks[at]
      ]));
      try {
        const { value, steps } = rework.work(this.figure.formula, blocks);
        this.steps.replaceChildren(...steps.map((step) => element("li", {}, step)));
        this.tell(...this.verdict(value, changed));
      } catch (error) {
        if (!(error instanceof rework.Refused)) throw error;
        this.steps.replaceChildren();
        this.tell("differs", `This cannot be worked out: ${error.message}`);
      }
    }

    // Whether a value is the one that is printed, and how that is said.
    verdict(value, changed) {
      const { text, value: printed } = this.figure;
      const isSame = Math.abs(value - printed) <= EXACT * Math.max(1, Math.abs(printed));
      const rounded = this.style ? this.style(value) : rework.shown(value), full = `at full precision ${full17(value)}`;
      const isPrinted = !this.style || rounded === this.style(printed);
      if (isSame && isPrinted) return ["equal", `Equal to the printed figure: ${text} (${full}).`];
      const which = changed === 1 ? "cell" : `${changed} cells`, cells = changed ? `With the ${which} that you changed: ` : "";
      const rest = this.style && isPrinted ? ", which rounds to the same text" : "";
      return ["differs", `${cells}now ${rounded}, printed ${text}: differs${rest} (${full}).`];
    }

    tell(verdict, text) {
      this.said.dataset.verdict = verdict;
      this.said.textContent = text;
    }
  }

  const full17 = (value) => (Number.isFinite(value) ? String(value).replace("-", "\u2212") : rework.shown(value));

  function listed(block) {
    const head = element("tr", {}, ...block.columns.map((name) => element("th", { scope: "col" }, name)));
    const rows = block.rows.map((row) => element("tr", {}, ...row.map((cell) => element("td", {}, written(cell)))));
    return element("table", { class: "pcc-table" }, element("thead", {}, head), element("tbody", {}, ...rows));
  }

  // Where a page does not work a figure out: why, and who does.
  function reasonsOf(figure) {
    if (figure.held) return [["Its cells are not shown", figure.held]];
    return Array.from(rework.refusals(rework.grammar.read(figure.formula)));
  }

  function notHere(reasons) {
    const said = reasons.map(([what, why]) => `${what}: ${why}. `);
    const second = ["The second reader works it out from the edition’s record: ", element("code", {}, "pcc verify"), "."];
    return element("p", { class: "pcc-rework-not" }, "Not worked out in the page. ", ...said, ...second);
  }

  // Each entry gets its place when it is needed: a page has some hundreds.
  function placeOf(anchor) {
    const entry = document.getElementById(anchor);
    if (!entry) return null;
    const place = element("div", { class: "pcc-rework", "data-figure": anchor });
    entry.append(place);
    return place;
  }

  function start() {
    const evidence = JSON.parse(document.querySelector("script#pcc-evidence").textContent);
    Object.keys(evidence.figures).forEach((anchor) => {
      const place = placeOf(anchor);
      if (!place) return;
      const reasons = reasonsOf(evidence.figures[anchor]);
      if (reasons.length) place.replaceChildren(notHere(reasons));
      else new Panel(place, evidence);
    });
  }
  start();
})(globalThis[Symbol.for("pcc.rework")]);
