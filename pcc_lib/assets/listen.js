/* Charts by ear and by keyboard: a button under each chart opens a player that steps through the numbers of the chart's own table,
   says each with its month, and plays it as a tone. Chart2Music does both; it stands beside this script and is asked for when
   somebody listens. A classic script, so that it works from disk and under a strict Content-Security-Policy. */
(function () {
  "use strict";
  const here = document.currentScript && document.currentScript.src;
  if (!here) return;
  const KEYS = "Left and right arrows step through it, Shift with End or Home plays it, Page Up and Page Down change the line, " +
    "H lists all keys, Escape closes.";
  const SPAN = /(\d+(?:\.\d+)?) (h|min|s)\b/g;
  const NUMBER = /^[\u2212+-]?\u00a3?(\d[\d,]*(?:\.\d+)?)(?:%| percentage points?| (?:thousand|million|billion)|st|nd|rd|th)?$/;
  const SECONDS = { h: 3600, min: 60, s: 1 };
  let loading = null;

  function load() {
    loading = loading || new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("sound/chart2music.js", here).href;
      script.onload = () => resolve(window.pccChart2Music);
      script.onerror = () => { loading = null; reject(new Error("the player could not be loaded")); };
      document.head.appendChild(script);
    });
    return loading;
  }

  /* ── the numbers of a chart, from its table ───────────────────────────────────────────────────────────────────────── */
  function make(tag, kind, text) {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    if (text) made.textContent = text;
    return made;
  }
  const plain = (cell) => cell.textContent.replace(/\s+/g, " ").trim();

  /* What a cell's text says as a number: "1 h 33 min" in seconds, "−1.2 percentage points", "£103.3 million", "39th"; null for any
     other, such as a date. */
  function numberOf(text) {
    const told = text.replace(/\s*\[[a-z]\]$/, "");
    const spans = [...told.matchAll(SPAN)];
    const sign = /^[\u2212-]/.test(told) ? -1 : 1;
    if (spans.length && !told.replace(SPAN, "").replace(/[\s\u2212+-]/g, "")) return sign * spans.reduce((sum, [, count, unit]) => sum + Number(count) * SECONDS[unit], 0);
    const found = NUMBER.exec(told);
    return found ? sign * Number(found[1].replace(/,/g, "")) : null;
  }

  /* Lines by name, each a list of {at, text, value}; the places in time from the first to the last, or groups as they stand. */
  function told(table) {
    const heads = Array.from(table.tHead.rows[0].cells, plain);
    let rows = Array.from(table.tBodies[0].rows, (row) => Array.from(row.cells, plain));
    const inTime = /^(Period|Month|Year)$/.test(heads[0]);
    const year = (text) => Number((/\d{4}/.exec(text) || [0])[0]);
    if (inTime && rows.length > 1 && year(rows[0][0]) > year(rows[rows.length - 1][0])) rows = rows.reverse();
    const columns = heads.map((head, at) => ({
      name: head, points: rows.map((row, x) => ({ x, text: row[at], y: numberOf(row[at]) }))
    })).slice(1);
    const lines = columns.filter(({ name, points }) => !/95% interval|intervals?$/.test(name) && points.some(({ y }) => y !== null));
    return { places: rows.map((row) => row[0]), axis: heads[0], inTime, lines };
  }

  /* What is missing is said where it is missing, and what the chart finds at its end. */
  function notes(lines, places, message) {
    const missing = lines.length > 1 ? [] : lines[0].points.filter(({ y }) => y === null);
    return [
      ...missing.map(({ x, text }) => ({ x, label: `${places[x]}: ${text || "no value"}` })),
      { x: places.length - 1, label: message }
    ];
  }

  function settings(chart, player, said) {
    const { places, axis, inTime, lines } = told(chart.querySelector(".pcc-chart-under table"));
    const texts = new Map(lines.flatMap(({ points }) => points.map(({ y, text }) => [y, text])));
    const known = lines.map(({ name, points }) => [name, points.filter(({ y }) => y !== null)]);
    const title = plain(chart.querySelector(".pcc-chart-title"));
    const drawn = known.map(([name, points]) => [name, points.map(({ x, y, text }) => ({ x, y, custom: text }))]);
    return {
      type: inTime ? "line" : "bar",
      lang: "en",
      element: player,
      cc: said,
      title,
      data: lines.length > 1 ? Object.fromEntries(drawn) : drawn[0][1],
      axes: {
        x: { label: axis, format: (x) => places[x] || "", minimum: 0, maximum: places.length - 1 },
        y: { label: lines.length > 1 ? "Value" : lines[0].name, format: (y) => texts.get(y) || String(y) }
      },
      info: { annotations: notes(lines, places, title) },
      options: {
        enableSound: true,
        enableSpeech: true,
        onFocusCallback: ({ point }) => step(chart, places[point.x]) // the drawings show where the listener is
      }
    };
  }

  function step(chart, place) {
    chart.dispatchEvent(new CustomEvent("pcc-step", { bubbles: true, detail: (place || "").replace(/\s*\[[a-z]\]$/, "") }));
  }

  /* ── the player ───────────────────────────────────────────────────────────────────────────────────────────────────── */
  function open(chart, button) {
    const frame = make("div", "pcc-player");
    const player = make("div", "pcc-player-keys", KEYS);
    const said = make("p", "pcc-player-said");
    player.tabIndex = 0;
    player.id = `${chart.id}-player`;
    frame.append(player, said);
    chart.querySelector(".pcc-chart-under").after(frame);
    button.setAttribute("aria-expanded", "true");
    button.setAttribute("aria-controls", player.id);
    player.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close(chart, frame, button);
    });
    return load().then((library) => {
      const { err } = library.c2mChart(settings(chart, player, said));
      if (err) throw new Error(err);
      player.focus();
    }).catch((error) => {
      said.textContent = `It cannot be played: ${error.message}. Its table has all its numbers.`;
    });
  }

  function close(chart, frame, button) {
    frame.remove();
    step(chart, "");
    button.setAttribute("aria-expanded", "false");
    button.removeAttribute("aria-controls");
    button.focus();
  }

  function offer(chart) {
    const table = chart.querySelector(".pcc-chart-under table");
    const csv = chart.querySelector(".pcc-chart-under a[download]");
    if (!table || !table.tHead || !csv || !told(table).lines.length) return;
    const button = make("button", "pcc-listen", "Listen");
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-label", (csv.getAttribute("aria-label") || "").replace("CSV of", "Listen to"));
    button.addEventListener("click", () => {
      const frame = chart.querySelector(".pcc-player");
      if (frame) close(chart, frame, button);
      else open(chart, button);
    });
    csv.before(button, "\n");
  }

  function begin() {
    document.querySelectorAll(".pcc-chart").forEach(offer);
  }
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin);
}());
