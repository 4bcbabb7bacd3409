/* What a pointer finds on a chart: the nearest point, wherever in the plot it stands. The month found is marked in the chart, and
   in every other chart of its topic that is drawn, with the value that the table of that chart has for it; so is the month at which
   a listener is (listen.js says `pcc-step`). Charts.js asks for this script with the one that draws. It reads the drawn marks, and
   knows nothing of the kinds of charts. */
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const REACH = 60; // px from a point within which a pointer finds it, where points lie in no row of months
  const FONT = '600 12px Inter, system-ui, "Segoe UI", Roboto, Arial, sans-serif'; // as charts.css sets a value beside its mark
  const HIGH = 16; // px of a line of it
  const charts = new Map(); // drawn charts: {view, live}
  const pen = document.createElement("canvas").getContext("2d");
  let tip = null;

  /* ── what is drawn ────────────────────────────────────────────────────────────────────────────────────────────────── */
  /* Every drawn item that has something to tell, with its place from the corner of the plot. */
  function told(view) {
    const found = [];
    (function look(marks) {
      marks.forEach((mark) => (mark.items || []).forEach((item) => {
        if (mark.marktype === "group") look(item.items || []);
        else if (item.tooltip) found.push(item);
      }));
    }(view.scenegraph().root.items[0].items));
    return found;
  }
  const isPoint = (item) => item.mark.marktype === "symbol";
  /* Points one month after the other, from left to right: of those a pointer finds the nearest month, at any height. */
  function inTime(items) {
    const points = items.filter(isPoint);
    if (!points.length || points.length < items.length || points.some(({ datum }) => typeof datum.m !== "number")) return false;
    const sorted = points.slice().sort((a, b) => a.datum.m - b.datum.m);
    return sorted.every((item, at) => !at || (item.datum.m === sorted[at - 1].datum.m ? Math.abs(item.x - sorted[at - 1].x) < 0.01 : item.x > sorted[at - 1].x));
  }
  function found(items, x, y) {
    if (inTime(items)) {
      const nearest = items.reduce((best, item) => (Math.abs(item.x - x) < Math.abs(best.x - x) ? item : best));
      return items.filter((item) => item.datum.m === nearest.datum.m);
    }
    const within = items.filter((item) => !isPoint(item) && x >= item.bounds.x1 && x <= item.bounds.x2 && y >= item.bounds.y1 && y <= item.bounds.y2);
    if (within.length) return within.slice(-1);
    const far = (item) => Math.hypot(item.x - x, item.y - y);
    const points = items.filter(isPoint).sort((a, b) => far(a) - far(b));
    return points.length && far(points[0]) <= REACH ? points.slice(0, 1) : [];
  }

  /* On a map a pointer finds the area that it is over, by what the drawing says stands there: boxes of areas overlap. */
  const isArea = (item) => item.mark.marktype === "shape";
  function over(items, { clientX, clientY }) {
    const drawn = document.elementsFromPoint(clientX, clientY).map((node) => node.__data__);
    return items.filter((item) => drawn.includes(item)).slice(-1);
  }

  /* ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────── */
  /* Where the plot begins in the drawing, and how much larger than drawn it is shown. */
  function ground({ view, live }) {
    const svg = live.querySelector("svg");
    const [left, top] = view.origin();
    const edge = view.padding();
    const box = svg.getBoundingClientRect();
    return { svg, box, left: left + edge.left, top: top + edge.top, scale: box.width / Number(svg.getAttribute("width")) || 1 };
  }

  function made(parent, name, look) {
    const node = document.createElementNS(SVG, name);
    Object.entries(look).forEach(([key, value]) => node.setAttribute(key, value));
    parent.appendChild(node);
    return node;
  }
  function unmark({ live }) {
    live.querySelectorAll(".pcc-when").forEach((mark) => mark.remove());
  }
  function mark(drawn, items, withLine) {
    unmark(drawn);
    if (!items.length) return null;
    const { svg, left, top } = ground(drawn);
    const group = made(svg, "g", { class: "pcc-when", transform: `translate(${left},${top})`, "aria-hidden": "true" });
    if (withLine) made(group, "line", { x1: items[0].x, x2: items[0].x, y1: 0, y2: drawn.view.height() });
    items.filter(isPoint).forEach((item) => made(group, "circle", { cx: item.x, cy: item.y, r: 5 }));
    return group;
  }

  /* ── values beside the marks ──────────────────────────────────────────────────────────────────────────────────────── */
  const plain = (cell) => cell.textContent.replace(/\s+/g, " ").trim();
  /* What the table of a chart has for a drawn item, with its period where that is not the month asked for; else null. */
  function printed(chart, { tooltip, datum }, month) {
    const table = chart.querySelector(".pcc-chart-under table");
    const period = Object.values(tooltip)[0];
    const row = table && Array.from(table.tBodies[0].rows).find(({ cells }) => plain(cells[0]).replace(/ \[[a-z]\]$/, "") === period);
    if (!row) return null;
    const column = tooltip.Series ? Array.from(table.tHead.rows[0].cells, plain).indexOf(tooltip.Series) : 1;
    const value = column > 0 && plain(row.cells[column]);
    return value ? (datum.m === month ? value : `${period}: ${value}`) : null;
  }
  /* What a value should not lie over, from the corner of the plot: boxes of texts, and strokes from point to point. */
  function inTheWay(view) {
    const boxes = [];
    const strokes = [];
    (function look(marks, right, down) {
      const stroke = (from, to) => strokes.push([from.x + right, from.y + down, to.x + right, to.y + down]);
      marks.forEach(({ marktype, role, items = [] }) => items.forEach((item, at) => {
        const { x, y, bounds } = item;
        if (marktype === "group") look(item.items || [], right + (x || 0), down + (y || 0));
        else if (marktype === "text") boxes.push({ x1: bounds.x1 + right, x2: bounds.x2 + right, y1: bounds.y1 + down, y2: bounds.y2 + down, text: [item.text].flat().pop() });
        else if (marktype === "line" && at) stroke(items[at - 1], item);
        else if (marktype === "rule" && role === "mark") stroke(item, { x: item.x2 ?? x, y: item.y2 ?? y });
        else if (marktype === "symbol" && item.opacity !== 0) stroke(item, item);
      }));
    }(view.scenegraph().root.items[0].items, 0, 0));
    return { boxes, strokes };
  }
  const meet = (one, other) => one.x1 < other.x2 && one.x2 > other.x1 && one.y1 < other.y2 && one.y2 > other.y1;
  function crosses([x1, y1, x2, y2], box) {
    let from = 0;
    let to = 1;
    return [[x1, x2 - x1, box.x1, box.x2], [y1, y2 - y1, box.y1, box.y2]].every(([at, by, low, high]) => {
      if (!by) return at > low && at < high;
      const ends = [(low - at) / by, (high - at) / by];
      from = Math.max(from, Math.min(...ends));
      to = Math.min(to, Math.max(...ends));
      return from < to;
    });
  }
  /* Whether the chart says a value beside its last mark already. */
  const stands = ({ boxes }, said, { x, y }) => boxes.some((box) => String(box.text).endsWith(said) && box.x1 > x && box.x1 < x + 30 && box.y1 < y + HIGH && box.y2 > y - HIGH);
  /* The box beside a mark, near it, that lies over the fewest texts, then over the fewest strokes; within the drawing. */
  function besideMark({ x, y }, wide, within, { boxes, strokes }) {
    const places = [0, 14, -14, 28, -28, 42, -42, 56, -56].flatMap((off) => [x + 9, x - 9 - wide].map((left) => {
      const x1 = Math.max(within.x1, Math.min(left, within.x2 - wide));
      const y1 = Math.max(within.y1, Math.min(y - off - HIGH / 2, within.y2 - HIGH));
      const box = { x1, x2: x1 + wide, y1, y2: y1 + HIGH };
      const over = boxes.filter((each) => meet(each, box)).length + (box.x1 < x + 6 && box.x2 > x - 6);
      return { box, cost: 1000 * over + 100 * strokes.filter((each) => crosses(each, box)).length + Math.abs(off) };
    }));
    return places.reduce((best, place) => (place.cost < best.cost ? place : best)).box;
  }
  function value(chart, drawn, items, month, group) {
    const { box, left, top, scale } = ground(drawn);
    const within = { x1: -left, x2: box.width / scale - left, y1: Math.max(-top, -HIGH), y2: drawn.view.height() };
    const way = inTheWay(drawn.view);
    pen.font = FONT;
    items.filter(isPoint).forEach((item) => {
      const said = printed(chart, item, month);
      if (!said || stands(way, said, item)) return;
      const found = besideMark(item, Math.ceil(pen.measureText(said).width) + 4, within, way);
      way.boxes.push(found);
      made(group, "text", { x: found.x1 + 2, y: found.y1 + 12 }).textContent = said;
    });
  }

  /* ── linked charts ────────────────────────────────────────────────────────────────────────────────────────────────── */
  const topicOf = (chart) => (chart.getAttribute("data-chart") || "").split("/")[0];
  /* The values that hold in a month: those of the last period that began by then, where it still runs. */
  function at(items, month) {
    const months = [...new Set(items.map(({ datum }) => datum.m))].sort((a, b) => a - b);
    const pace = Math.min(...months.slice(1).map((each, i) => each - months[i]), 12);
    const held = months.filter((each) => each <= month && month < each + pace).pop();
    return items.filter(({ datum }) => datum.m === held);
  }
  /* silent: the chart whose values a pointer's own box tells. */
  function markAll(chart, month, silent) {
    charts.forEach((drawn, other) => {
      if (topicOf(other) !== topicOf(chart) || !drawn.live.getClientRects().length) return;
      const items = told(drawn.view);
      const held = inTime(items) ? at(items, month) : [];
      const group = mark(drawn, held, true);
      if (group && other !== silent) value(other, drawn, held, month, group);
    });
  }
  function unmarkAll() {
    charts.forEach(unmark);
    if (tip) tip.classList.remove("visible");
  }

  /* ── what is told ─────────────────────────────────────────────────────────────────────────────────────────────────── */
  function rows(items) {
    const lines = items.map(({ tooltip }) => Object.entries(tooltip));
    if (lines.length < 2) return lines[0];
    // several lines at one month: the month once, then each line by its name
    return [lines[0][0], ...lines.map(([, [key, name], [, value] = [key, name]]) => (key === "Series" ? [name, value] : [key, name]))];
  }
  function say(items, x, y) {
    if (!tip) {
      tip = document.createElement("div");
      tip.id = "vg-tooltip-element";
      tip.setAttribute("aria-hidden", "true"); // the table under the chart says the same
    }
    (document.querySelector("dialog[open]") || document.body).appendChild(tip);
    const table = document.createElement("table");
    rows(items).forEach(([key, value]) => {
      const row = table.insertRow();
      row.append(...[["key", key], ["value", value]].map(([kind, text]) => {
        const cell = document.createElement("td");
        cell.className = kind;
        cell.textContent = text;
        return cell;
      }));
    });
    tip.replaceChildren(table);
    tip.classList.add("visible");
    const { width, height } = tip.getBoundingClientRect();
    const right = x + 14 + width <= window.innerWidth ? x + 14 : x - 14 - width;
    tip.style.left = `${Math.max(4, Math.min(right, window.innerWidth - width - 4))}px`;
    tip.style.top = `${Math.max(4, Math.min(y - height - 10, window.innerHeight - height - 4))}px`;
  }

  function point(chart, drawn, event) {
    const { box, left, top, scale } = ground(drawn);
    const x = (event.clientX - box.left) / scale - left;
    const y = (event.clientY - box.top) / scale - top;
    const items = told(drawn.view);
    const within = y >= -40 && y <= drawn.view.height() + 30;
    const near = !within ? [] : items.some(isArea) ? over(items, event) : found(items, x, y);
    unmarkAll();
    if (!near.length) return;
    if (inTime(items)) markAll(chart, near[0].datum.m, chart);
    else mark(drawn, near, false);
    const first = near[0];
    const at = isPoint(first) ? [box.left + (left + first.x) * scale, box.top + (top + Math.min(...near.map((item) => item.y))) * scale] : [event.clientX, event.clientY];
    say(near, ...at);
  }

  /* ── what the other scripts say ───────────────────────────────────────────────────────────────────────────────────── */
  function watch(chart, view, live) {
    const drawn = { view, live };
    charts.set(chart, drawn);
    let waiting = 0;
    const later = (event) => {
      window.cancelAnimationFrame(waiting);
      waiting = window.requestAnimationFrame(() => point(chart, drawn, event));
    };
    live.addEventListener("pointermove", later);
    live.addEventListener("pointerdown", later);
    live.addEventListener("pointerleave", () => {
      window.cancelAnimationFrame(waiting);
      unmarkAll();
    });
    return () => { charts.delete(chart); };
  }
  document.addEventListener("pcc-step", ({ target, detail }) => {
    const drawn = charts.get(target);
    const items = drawn ? told(drawn.view).filter(({ tooltip }) => Object.values(tooltip)[0] === detail) : [];
    unmarkAll();
    if (items.length && inTime(told(drawn.view))) markAll(target, items[0].datum.m);
  });
  /* What hovers over a chart can be put away without moving the pointer; and it does not stay where the page has moved on. */
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") unmarkAll();
  });
  document.addEventListener("scroll", () => { if (tip) tip.classList.remove("visible"); }, { passive: true, capture: true });

  window.pccPointing = { watch };
}());
