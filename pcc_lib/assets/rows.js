/* Rows that a reader may filter and sort: the page holds the buttons hidden, and all rows in their own order; this shows the buttons.
   What is shown is kept in the address (?show=bad&sort=this-month), so that it can be sent on. A link to a row shows it, whatever
   was filtered. A classic script, so that it works from disk. */
(function () {
  "use strict";
  const OUT = "pcc-out"; // what a filter leaves out: on the screen alone, paper shows all
  const RANK = { "pcc-bad": 0, "pcc-same": 1, "pcc-good": 2 };
  const FIRST = {
    rank: { up: "worst first", down: "best first" }, date: { up: "earliest first", down: "latest first" },
    words: { up: "A to Z", down: "Z to A" }
  };
  const asked = new URLSearchParams(window.location.search);
  const state = { show: asked.get("show") || "", sort: asked.get("sort") || "", way: asked.get("way") === "down" ? "down" : "up" };
  const opened = new Set(); // what is folded and was opened to show what was found

  const marks = (row) => row.dataset.marks.split(" ");
  const text = (node) => node.textContent.trim();
  const nameOf = (words) => words.toLowerCase().replace(/[^a-z0-9]+/g, "-");

  /* ── the address ──────────────────────────────────────────────────────────────────────────────────────────────────── */
  function keep() {
    const address = new URL(window.location.href);
    const said = { show: state.show, sort: state.sort, way: state.sort && state.way === "down" ? "down" : "" };
    Object.entries(said).forEach(([name, value]) => {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    });
    try { window.history.replaceState(window.history.state, "", address); } catch (error) { /* from disk some browsers forbid it */ }
  }

  /* ── filters ──────────────────────────────────────────────────────────────────────────────────────────────────────── */
  const all = (where, kind) => Array.from(where.querySelectorAll(`tr[data-marks~="${kind}"]`));
  const isIn = (row) => !row.classList.contains(OUT);

  function leaveOut(bar) {
    const kind = bar.dataset.rows;
    const article = bar.closest("article") || document.body;
    const rows = all(article, kind);
    rows.forEach((row) => row.classList.toggle(OUT, Boolean(state.show) && !marks(row).includes(`${kind}-${state.show}`)));
    const around = new Set();
    rows.forEach((row) => {
      for (let node = row.parentElement; node && node !== article; node = node.parentElement) {
        if (node.matches("tbody, .pcc-scroll, details, section")) around.add(node);
      }
    });
    around.forEach((node) => {
      const found = all(node, kind).some(isIn);
      const alone = node.querySelectorAll("tr[data-marks]").length === all(node, kind).length;
      node.classList.toggle(OUT, !found && alone && !node.contains(bar));
      if (node.matches(".pcc-scroll")) beside(node).forEach((each) => each.classList.toggle(OUT, !found));
      if (node.tagName === "DETAILS") unfold(node, found);
    });
    bar.querySelectorAll("button").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.show === state.show));
    });
    return [rows.filter(isIn).length, rows.length];
  }

  /* What is told of a table under it goes with it. */
  function beside(scroll) {
    const found = [];
    for (let next = scroll.nextElementSibling; next && next.matches("p.pcc-note"); next = next.nextElementSibling) found.push(next);
    return found;
  }

  function unfold(details, found) {
    if (state.show && found && !details.open) {
      details.open = true;
      opened.add(details);
    } else if (!state.show && opened.delete(details)) {
      details.open = false;
    }
  }

  /* ── order ────────────────────────────────────────────────────────────────────────────────────────────────────────── */
  let sortedBy = "rank"; // what the rows are sorted by
  const tables = new Map(); // each with its rows as the page has them, by the part that they stand in

  function sortable() {
    document.querySelectorAll("table:has(th[data-sortable])").forEach((table) => {
      tables.set(table, Array.from(table.tBodies).map((body) => Array.from(body.rows)));
      table.querySelectorAll("th[data-sortable]").forEach((head) => {
        const button = document.createElement("button");
        const words = text(head);
        button.type = "button";
        button.className = "pcc-sort";
        button.setAttribute("aria-label", `Sort by ${words}`);
        button.addEventListener("click", () => { turn(nameOf(words)); });
        head.dataset.sort = nameOf(words);
        head.append(button);
      });
    });
  }

  /* One column after the other way, then as the page has it. */
  function turn(column) {
    if (state.sort !== column) Object.assign(state, { sort: column, way: "up" });
    else if (state.way === "up") state.way = "down";
    else state.sort = "";
    show(true);
  }

  /* What a cell is sorted by: the ground of its verdict, its date, else its words; nothing where it says none of these. */
  function keyOf(row, at) {
    const cell = row.cells[at];
    if (!cell || cell.colSpan > 1) return null;
    const pill = cell.querySelector(".pcc-verdict");
    const date = cell.querySelector("[data-sort]");
    if (pill) {
      const ground = Object.keys(RANK).find((name) => pill.classList.contains(name));
      return ground ? { kind: "rank", key: RANK[ground] } : null;
    }
    if (date) return { kind: "date", key: date.dataset.sort };
    return at === 0 ? { kind: "words", key: text(cell).toLowerCase() } : null;
  }

  function ordered(rows, at) {
    const turned = state.way === "down" ? -1 : 1;
    const keyed = rows.map((row) => ({ row, found: keyOf(row, at) }));
    const known = keyed.filter((each) => each.found);
    const others = keyed.filter((each) => !each.found); // no verdict, no date: last, whichever way
    const compare = (a, b) => (a < b ? -1 : Number(a > b));
    known.sort((a, b) => turned * compare(a.found.key, b.found.key));
    if (known.length) sortedBy = known[0].found.kind;
    return [...known, ...others].map((each) => each.row);
  }

  function setInOrder(table, parts) {
    const heads = Array.from(table.querySelectorAll("th[data-sort]"));
    const head = heads.find((each) => each.dataset.sort === state.sort);
    heads.forEach((each) => { each.removeAttribute("aria-sort"); });
    parts.forEach((rows, at) => { table.tBodies[at].append(...rows); });
    table.classList.toggle("pcc-sorted", Boolean(head));
    if (!head) return;
    head.setAttribute("aria-sort", state.way === "up" ? "ascending" : "descending");
    table.tBodies[0].append(...ordered(parts.flat().filter((row) => !row.classList.contains("pcc-group")), head.cellIndex));
  }

  /* On a phone the heads of columns are not seen: a choice beside the filters does the same. */
  function addOrder(bar) {
    const heads = new Map();
    document.querySelectorAll("th[data-sort]").forEach((head) => { heads.set(head.dataset.sort, text(head)); });
    if (!heads.size) return null;
    const label = document.createElement("label");
    const choice = document.createElement("select");
    label.className = "pcc-order";
    label.append("Order ", choice);
    choice.append(new Option("of the page", ""));
    heads.forEach((words, name) => { choice.append(new Option(`by ${words}`, name)); });
    choice.addEventListener("change", () => { Object.assign(state, { sort: choice.value, way: "up" }); show(true); });
    bar.querySelector("[role=status]").before(label);
    return choice;
  }

  /* ── both ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */
  let bars = [];

  function show(told) {
    tables.forEach((parts, table) => { setInOrder(table, parts); });
    bars.forEach((bar) => {
      const [found, total] = leaveOut(bar);
      const order = bar.querySelector(".pcc-order select");
      const chosen = order && Array.from(order.options).find((option) => option.value && option.value === state.sort);
      if (order) order.value = chosen ? state.sort : "";
      const sorted = chosen ? ` Sorted ${chosen.text}, ${FIRST[sortedBy][state.way]}.` : "";
      if (told || state.show || state.sort) bar.querySelector("[role=status]").textContent = `${found} of ${total} rows shown.${sorted}`;
    });
    if (told) keep();
  }

  /* A link to a row that is left out shows all rows. */
  function showTarget(id) {
    const target = id && document.getElementById(decodeURIComponent(id));
    if (!target || !target.closest(`.${OUT}`)) return;
    state.show = "";
    show(true);
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView();
  }

  function start() {
    bars = Array.from(document.querySelectorAll(".pcc-filters[data-rows]"));
    sortable();
    bars.forEach((bar) => {
      const known = Array.from(bar.querySelectorAll("button")).map((button) => button.dataset.show);
      if (!known.includes(state.show)) state.show = "";
      addOrder(bar);
      bar.addEventListener("click", (event) => {
        const button = event.target.closest("button[data-show]");
        if (button) { state.show = button.dataset.show; show(true); }
      });
      bar.hidden = false;
    });
    if (state.show || state.sort) show(false);
    showTarget(window.location.hash.slice(1));
    window.addEventListener("hashchange", () => { showTarget(window.location.hash.slice(1)); });
    document.addEventListener("click", (event) => { // the same link a second time changes no address
      const link = event.target.closest("a[href^='#']");
      if (link) showTarget(link.hash.slice(1));
    });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
