/* Draws the live charts of a page, each when it comes near the screen; until then its static drawing stands there. A classic
   script without eval, so that it works from disk and under a strict Content-Security-Policy. It asks for the Vega bundle, which
   stands beside it, when the first chart is near, and for the data of a chart when that chart is. */
(function () {
  "use strict";
  const here = document.currentScript && document.currentScript.src;
  if (!here) return;
  const NEAR = "900px 0px"; // more than a screen, so that a chart is there before a reader is
  const options = {
    mode: "vega", renderer: "svg", actions: false, ast: true, defaultStyle: false, hover: false,
    tooltip: () => {} // charts/pointing.js tells what a pointer finds
  };
  const near = new Set(); // charts to draw, those that a reader has just passed left out
  const handed = new Map(); // of the charts whose data have come
  let busy = false;
  let loading = null;

  /* Other work of the page, such as an answer to a finger, goes first. */
  const pause = () => new Promise((done) => { window.setTimeout(done, 0); });
  const idle = window.requestIdleCallback
    ? () => new Promise((done) => { window.requestIdleCallback(done, { timeout: 500 }); })
    : () => new Promise((done) => { window.setTimeout(done, 50); });

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = () => reject(new Error("a script could not be loaded"));
      document.head.appendChild(script);
    });
  }

  function loadVega() {
    const beside = (name) => load(new URL(name, here).href);
    loading = loading || Promise.all([beside("vega.js"), beside("charts/pointing.js")]).then(idle).then(async () => {
      const embed = window.pccVegaEmbed; // all that the bundle hands out; a drawing of nothing tells what it makes views of
      const { view } = await embed(document.createElement("div"), { width: 1, height: 1 }, options);
      view.finalize();
      return { embed, viewClass: inSteps(view.constructor) };
    });
    return loading;
  }

  /* The Vega specification of one of Vega-Lite. Vega-Embed would go on and draw it at once: that is asked for in a step of its own. */
  function compiled(embed, spec) {
    return new Promise((resolve, reject) => {
      function patch(made) {
        resolve(made);
        throw new Error("drawn later");
      }
      embed(document.createElement("div"), spec, { ...options, mode: "vega-lite", patch }).catch(reject);
    });
  }

  /* A view that lets the page answer between its making and its first drawing: each by itself keeps a slow phone busy. */
  function inSteps(View) {
    return class extends View {
      async runAsync(...given) {
        if (!this.pccRan) {
          this.pccRan = true;
          await pause();
        }
        return super.runAsync(...given);
      }
    };
  }

  /* Labels are measured before they are drawn: wait for the typeface, but not for long. */
  function fontReady() {
    if (!document.fonts || !document.fonts.load) return Promise.resolve();
    const faces = Promise.all([document.fonts.load("400 12px Inter"), document.fonts.load("600 12px Inter")]);
    const patience = new Promise((resolve) => { window.setTimeout(resolve, 1500); });
    return Promise.race([faces.catch(() => {}), patience]);
  }

  /* ── the data of a chart ──────────────────────────────────────────────────────────────────────────────────────────── */
  window.pccChart = (name, spec) => { handed.set(name, spec); };
  /* Borders of areas, which the maps of a book share. */
  const shapes = new Map();
  window.pccShapes = (name, held) => { shapes.set(name, held); };
  function shapesOf(draw, folder) {
    const said = draw.getAttribute("data-shapes");
    if (!said) return Promise.resolve();
    const address = new URL(said, document.baseURI);
    if (!address.href.startsWith(folder.href)) return Promise.reject(new Error("its areas lie elsewhere"));
    const name = /([0-9a-f]+)\.js$/.exec(address.pathname);
    return name && shapes.has(name[1]) ? Promise.resolve() : load(address.href);
  }

  /* Its rows, part of which are told by the cells of the table under it (pcc_lib/charts/cells.py). */
  function numberOf(text) {
    const found = /^(\u2212?)\u00a3?(\d[\d,]*(?:\.\d+)?)/.exec(text);
    if (!found) return null; // such as [x]: nothing is known
    const value = Number(found[2].replace(/,/g, ""));
    return found[1] ? -value : value;
  }
  function values(part, rows) {
    if (part.list) return part.list;
    if ("times" in part) return Array(part.times).fill(part.same);
    const [column, first, last] = part.cells || part.numbers;
    const step = last >= first ? 1 : -1;
    const texts = [];
    for (let row = first; row !== last + step; row += step) texts.push(rows[row].cells[column].textContent);
    return part.cells ? texts : texts.map(numberOf);
  }
  function rowsOf(held, rows) {
    if (Array.isArray(held)) return held;
    if (held.shapes) return shapes.get(held.shapes);
    const columns = Object.entries(held.columns).map(([key, parts]) => [key, parts.flatMap((part) => values(part, rows))]);
    return columns[0][1].map((_, at) => Object.fromEntries(columns.map(([key, column]) => [key, column[at]])));
  }
  function specOf(chart) {
    const draw = chart.querySelector(".pcc-chart-draw");
    const own = draw.querySelector("script.pcc-spec"); // a page that is no book's carries all within itself
    if (own) return Promise.resolve(JSON.parse(own.textContent));
    const address = new URL(draw.getAttribute("data-spec"), document.baseURI);
    const folder = new URL("../charts/", here);
    if (!address.href.startsWith(folder.href)) return Promise.reject(new Error("its data lie elsewhere"));
    const name = decodeURIComponent(address.pathname.slice(folder.pathname.length)).replace(/\.js$/, "");
    return Promise.all([handed.has(name) ? Promise.resolve() : load(address.href), shapesOf(draw, folder)]).then(() => {
      const spec = handed.get(name);
      if (!spec) throw new Error("its data are not there");
      const body = chart.querySelector(".pcc-chart-under table tbody");
      const told = Object.entries(spec.datasets || {}).map(([key, held]) => [key, rowsOf(held, body ? body.rows : [])]);
      return { ...spec, datasets: Object.fromEntries(told) };
    });
  }

  /* ── drawing ──────────────────────────────────────────────────────────────────────────────────────────────────────── */
  function name(live, text) {
    /* one image with one name, on the SVG itself: on the container some screen readers miss it */
    ["role", "aria-label", "aria-roledescription"].forEach((attribute) => live.removeAttribute(attribute));
    const svg = live.querySelector("svg");
    if (!svg) throw new Error("nothing was drawn");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", text || "");
    svg.setAttribute("focusable", "false");
  }

  /* Where a chart is drawn before it takes its place: apart from the page, which need not be laid out again at every step. */
  function bench(draw) {
    const found = document.createElement("div");
    found.className = "pcc-chart-bench";
    found.style.width = `${draw.clientWidth}px`;
    document.body.appendChild(found);
    return found;
  }

  /* Draws a chart in a place that has its width already; gives its view. */
  async function drawIn(chart, live) {
    const [{ embed, viewClass }, spec] = await Promise.all([loadVega(), specOf(chart), fontReady()]);
    await pause();
    const drawing = await compiled(embed, spec);
    await pause();
    const { view } = await embed(live, drawing, { ...options, viewClass });
    name(live, spec.description);
    return view;
  }

  /* A view follows the window by itself. Its place may change without that, and may have been hidden when the window changed. */
  function follow(view, live) {
    if (!window.ResizeObserver) return;
    new ResizeObserver(() => {
      const svg = live.querySelector("svg");
      const width = live.clientWidth;
      if (!svg || !width || Math.abs(Number(svg.getAttribute("width")) - width) <= 1) return;
      // it is asked by the width of the whole and holds that of the plot: where both happen to be the same, nothing would change
      view.width(view.width() === width ? width + 0.5 : width).runAsync();
    }).observe(live);
  }

  async function drawOne(chart, draw) {
    const live = document.createElement("div");
    live.className = "pcc-chart-live";
    const place = bench(draw);
    try {
      await loadVega();
      place.appendChild(live);
      const view = await drawIn(chart, live);
      await pause();
      draw.appendChild(live);
      draw.setAttribute("data-drawn", "true");
      window.pccPointing.watch(chart, view, live);
      follow(view, live);
    } catch (error) {
      live.remove();
      draw.setAttribute("data-drawn", "error");
      console.warn(`Chart ${chart.getAttribute("data-chart") || ""} stays an image: ${error.message}`);
    } finally {
      place.remove();
    }
  }

  /* One after another, with a pause between: the page stays answerable while charts are drawn. */
  async function drawAll() {
    if (busy) return;
    busy = true;
    while (near.size) {
      await idle();
      const [chart] = near;
      near.delete(chart);
      if (chart) await drawOne(chart, chart.querySelector(".pcc-chart-draw"));
    }
    busy = false;
  }

  /* Charts in what is folded away, and others without a place on the screen, come near when they get one. */
  function watch(charts) {
    if (!window.IntersectionObserver) {
      charts.forEach((chart) => near.add(chart));
      drawAll();
      return;
    }
    const watcher = new IntersectionObserver((seen) => {
      seen.forEach(({ target, isIntersecting }) => {
        const chart = target.closest(".pcc-chart");
        if (target.hasAttribute("data-drawn")) watcher.unobserve(target);
        else if (isIntersecting) near.add(chart);
        else near.delete(chart);
      });
      drawAll();
    }, { rootMargin: NEAR });
    charts.forEach((chart) => watcher.observe(chart.querySelector(".pcc-chart-draw")));
  }

  /* The static drawing as a file, beside the table and the CSV: it carries its own record, and `pcc prove` reads that. */
  function offer(chart) {
    const img = chart.querySelector("img.pcc-chart-static");
    const csv = chart.querySelector(".pcc-chart-under a[download]");
    if (!img || !csv) return;
    const link = document.createElement("a");
    link.className = "pcc-svg";
    link.href = img.src;
    link.download = csv.download.replace(/csv$/, "svg");
    link.textContent = "SVG";
    link.setAttribute("aria-label", (csv.getAttribute("aria-label") || "").replace("CSV", "SVG"));
    csv.after("\n", link);
  }

  /* The chart by itself, larger. */
  async function enlarge(chart, button) {
    if (!window.pccEnlarge) await load(new URL("charts/enlarge.js", here).href);
    window.pccEnlarge.open(chart, button, async (of, place) => {
      const view = await drawIn(of, place);
      const leave = window.pccPointing.watch(place, view, place);
      return () => { leave(); view.finalize(); };
    });
  }
  function offerLarger(chart) {
    const csv = chart.querySelector(".pcc-chart-under a[download]");
    if (!csv || !window.HTMLDialogElement) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pcc-enlarge";
    button.textContent = "Enlarge";
    button.setAttribute("aria-label", (csv.getAttribute("aria-label") || "").replace("CSV of", "Enlarge"));
    button.addEventListener("click", () => { enlarge(chart, button).catch((error) => console.warn(`It stays as large as it is: ${error.message}`)); });
    csv.before(button, "\n");
  }

  function begin() {
    const charts = Array.from(document.querySelectorAll(".pcc-chart")).filter((chart) => (
      chart.querySelector(".pcc-chart-draw[data-spec], .pcc-chart-draw > script.pcc-spec")
    ));
    charts.forEach(offer);
    charts.forEach(offerLarger);
    idle().then(() => watch(charts));
  }

  /* Paper shows the static drawings, those too that no reader has come near. */
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("img.pcc-chart-static").forEach((img) => { img.loading = "eager"; });
  });
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin); // words first
}());
