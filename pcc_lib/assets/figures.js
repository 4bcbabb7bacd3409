/* Above the figures of a page: a field that finds rows by every word typed, choices of what they are figures of, where they stand
   and how they came about, and an order. What is chosen is kept in the address, so that it can be sent on; a link to a row that is
   left out shows all rows. Rows are moved, not copied, so links and anchors stay. Without a script all rows are there. */
(function () {
  "use strict";
  const asked = new URLSearchParams(window.location.search);
  const NAMES = ["find", "of", "on", "how", "order"];
  const ORDERS = { "": "of the page", name: "by name", newest: "newest first", oldest: "oldest first" };
  const state = Object.fromEntries(NAMES.map((name) => [name, asked.get(name) || ""]));
  const fields = {};
  const text = (node) => (node ? node.textContent.trim() : "");
  let rows = [];
  let parts = [];
  let says;

  /* What a row is: its element, its words, and what it can be chosen by. */
  function read(part) {
    const isList = Boolean(part.querySelector(".pcc-line"));
    const own = Array.from(part.querySelectorAll(isList ? ".pcc-line" : ".pcc-entry-row, :scope > .pcc-entry"));
    return own.map((row, at) => {
      const on = row.querySelector(isList ? "small" : ".pcc-entry-on");
      return {
        row, at, part, home: row.parentNode, after: row.previousElementSibling,
        words: text(row).toLowerCase(), name: text(row.querySelector(isList ? "a" : "summary span")),
        of: isList ? text(part.querySelector(".pcc-part-title strong")) : row.dataset.of || "",
        on: text(on).replace(/^On |\.$/g, "").split(", ").filter(Boolean), how: row.dataset.how || "", when: row.dataset.at || ""
      };
    });
  }

  /* ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────────── */
  function element(name, values, ...held) {
    const made = Object.assign(document.createElement(name), values);
    made.append(...held);
    return made;
  }

  function labelled(name, words, field) {
    field.id = `pcc-find-${name}`;
    fields[name] = field;
    return element("p", { className: `pcc-find-${name}` }, element("label", { htmlFor: field.id }, words), field);
  }

  function choice(name, words, values) {
    const found = Array.from(new Set(values)).filter(Boolean);
    if (found.length < 2) return [];
    const select = element("select", {}, new Option("all", ""), ...found.map((value) => new Option(value, value)));
    if (!found.includes(state[name])) state[name] = "";
    return [labelled(name, words, select)];
  }

  function build() {
    const box = element("div", { className: "pcc-find" });
    box.setAttribute("role", "search");
    box.setAttribute("aria-label", "Figures to show");
    box.append(labelled("find", "Find by value, name, month or source", element("input", { type: "search", autocomplete: "off" })));
    box.append(...choice("of", rows[0].row.matches(".pcc-line") ? "Topic or page" : "Figures of", rows.map((row) => row.of)));
    box.append(...choice("on", "Stands on", rows.flatMap((row) => row.on)), ...choice("how", "Comes about", rows.map((row) => row.how)));
    if (rows.some((row) => row.when)) {
      const select = element("select", {}, ...Object.entries(ORDERS).map(([value, words]) => new Option(words, value)));
      box.append(labelled("order", "Order", select));
    }
    if (!(state.order in ORDERS) || !fields.order) state.order = "";
    says = element("p", { className: "pcc-find-says" });
    says.setAttribute("role", "status");
    box.append(says);
    return box;
  }

  /* ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────────── */
  function fits(row, words) {
    const chosen = (!state.of || row.of === state.of) && (!state.how || row.how === state.how) && (!state.on || row.on.includes(state.on));
    return chosen && words.every((word) => row.words.includes(word));
  }

  function setInOrder() {
    const moved = Boolean(state.order);
    if (!fields.order) return;
    parts.forEach((part) => {
      const own = rows.filter((row) => row.part === part);
      if (!moved) own.forEach((row) => { if (row.after) row.after.after(row.row); });
      else {
        const compare = (a, b) => (a < b ? -1 : Number(a > b));
        const turned = state.order === "newest" ? -1 : 1;
        const key = (row) => (state.order === "name" ? row.name.toLowerCase() : row.when);
        own.sort((a, b) => turned * compare(key(a), key(b)) || a.at - b.at);
        part.append(...own.map((row) => row.row));
      }
    });
  }

  function headsOut() {
    document.querySelectorAll(".pcc-entry-of").forEach((head) => {
      const same = head.nextElementSibling && head.nextElementSibling.matches(".pcc-entry-same") ? head.nextElementSibling : null;
      let next = head.nextElementSibling;
      let found = false;
      for (; next && !next.matches(".pcc-entry-of"); next = next.nextElementSibling) {
        found = found || (next !== same && !next.hidden);
      }
      if (same) same.hidden = Boolean(state.order) || !found;
      head.hidden = Boolean(state.order) || !found;
    });
  }

  function show(told) {
    const words = state.find.toLowerCase().split(/\s+/).filter(Boolean);
    const isChosen = NAMES.some((name) => state[name]);
    NAMES.forEach((name) => { if (fields[name] && fields[name].value !== state[name]) fields[name].value = state[name]; });
    if (told !== "find") setInOrder();
    rows.forEach((row) => { row.row.hidden = !fits(row, words); });
    parts.forEach((part) => { part.hidden = !rows.some((row) => row.part === part && !row.row.hidden); });
    headsOut();
    const count = rows.filter((row) => !row.row.hidden).length;
    says.textContent = isChosen ? `${count} of ${rows.length} shown` : "";
    if (isChosen) {
      const all = element("button", { type: "button" }, "Show all");
      all.addEventListener("click", () => { clear(); fields.find.focus(); });
      says.append(" ", all);
    }
    if (told) keep();
  }

  function keep() {
    const address = new URL(window.location.href);
    NAMES.forEach((name) => {
      if (state[name]) address.searchParams.set(name, state[name]);
      else address.searchParams.delete(name);
    });
    try { window.history.replaceState(window.history.state, "", address); } catch (error) { /* from disk some browsers forbid it */ }
  }

  function clear() {
    NAMES.forEach((name) => { state[name] = ""; });
    show("all");
  }

  /* A link to what is left out shows all. */
  function showTarget() {
    const target = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    if (target && target.closest("[hidden]")) {
      clear();
      target.scrollIntoView();
    }
  }

  function start() {
    parts = Array.from(document.querySelectorAll(".pcc-ledger-part"));
    rows = parts.flatMap(read);
    if (!rows.length) return;
    const box = build();
    parts[0].before(box);
    let waiting;
    fields.find.addEventListener("input", () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(() => { state.find = fields.find.value.trim(); show("find"); }, 150);
    });
    Object.entries(fields).forEach(([name, field]) => {
      if (name !== "find") field.addEventListener("change", () => { state[name] = field.value; show(name); });
    });
    if (NAMES.some((name) => state[name])) show("");
    showTarget();
    window.addEventListener("hashchange", showTarget);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
