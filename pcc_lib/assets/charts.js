/* Draws the live charts of a page. A classic script without eval, so that it works from disk and under a strict
   Content-Security-Policy. It asks for the Vega bundle, which stands beside it, only where a page has a chart. */
(function () {
  "use strict";
  var here = document.currentScript && document.currentScript.src;
  if (!here) return;
  var bundle = new URL("vega.js", here).href;
  var options = {
    mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false,
    tooltip: { disableDefaultStyle: true }
  };
  var queue = [], busy = false, loading = null;

  function loadVega() {
    if (loading) return loading;
    loading = new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = bundle;
      script.onload = function () { resolve(window.pccVegaEmbed); };
      script.onerror = function () { reject(new Error("the chart script could not be loaded")); };
      document.head.appendChild(script);
    });
    return loading;
  }

  /* Labels are measured before they are drawn: wait for the typeface, but not for long. */
  function fontReady() {
    if (!document.fonts || !document.fonts.load) return Promise.resolve();
    var faces = Promise.all([document.fonts.load("400 12px Inter"), document.fonts.load("600 12px Inter")]);
    var patience = new Promise(function (resolve) { setTimeout(resolve, 1500); });
    return Promise.race([faces.catch(function () {}), patience]);
  }

  function closedDetails(node) {
    return node.parentElement && node.parentElement.closest("details:not([open])");
  }
  function hidden(draw) { return Boolean(closedDetails(draw)) || draw.clientWidth === 0; }

  function name(live, text) {
    /* one image with one name, on the SVG itself: on the container some screen readers miss it */
    ["role", "aria-label", "aria-roledescription"].forEach(function (a) { live.removeAttribute(a); });
    var svg = live.querySelector("svg");
    if (!svg) throw new Error("nothing was drawn");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", text || "");
    svg.setAttribute("focusable", "false");
  }

  function drawOne(chart) {
    var draw = chart.querySelector(".pcc-chart-draw");
    var live = document.createElement("div");
    live.className = "pcc-chart-live";
    return Promise.all([loadVega(), fontReady()]).then(function (ready) {
      var spec = JSON.parse(draw.querySelector("script.pcc-spec").textContent);
      draw.appendChild(live);
      return ready[0](live, spec, options).then(function () {
        name(live, spec.description);
        draw.setAttribute("data-drawn", "true");
      });
    }).catch(function (error) {
      if (live.parentNode) live.parentNode.removeChild(live);
      draw.setAttribute("data-drawn", "error");
      console.warn("Chart " + (chart.getAttribute("data-chart") || "") + " stays an image: " + error.message);
    });
  }

  /* One after another, with a pause between: the page stays answerable while twenty charts are drawn. */
  function next() {
    var chart = queue.shift();
    if (!chart) { busy = false; return; }
    busy = true;
    drawOne(chart).then(function () { setTimeout(next, 0); });
  }

  function ask(chart) {
    var draw = chart.querySelector(".pcc-chart-draw");
    if (!draw || chart.pccAsked) return;
    if (!draw.querySelector("script.pcc-spec")) return;
    if (hidden(draw)) { wait(chart, draw); return; }
    chart.pccAsked = true;
    queue.push(chart);
    if (!busy) next();
  }

  /* A container that is not shown has no width: draw when it gets one. */
  function wait(chart, draw) {
    if (chart.pccWaits) return;
    chart.pccWaits = true;
    if (window.ResizeObserver) {
      var watch = new ResizeObserver(function () {
        if (!hidden(draw)) { watch.disconnect(); ask(chart); }
      });
      watch.observe(draw);
    }
  }

  /* The static drawing as a file, beside the table and the CSV: it carries its own record, and `pcc prove` reads that. */
  function offer(chart) {
    var img = chart.querySelector("img.pcc-chart-static"), csv = chart.querySelector(".pcc-chart-under a[download]");
    if (!img || !csv) return;
    var link = document.createElement("a");
    link.href = img.src;
    link.download = csv.download.replace(/csv$/, "svg");
    link.textContent = "SVG";
    link.setAttribute("aria-label", (csv.getAttribute("aria-label") || "").replace("CSV", "SVG"));
    csv.parentNode.insertBefore(link, csv.nextSibling);
    csv.parentNode.insertBefore(document.createTextNode("\n"), link);
  }

  function all(root) { Array.prototype.forEach.call(root.querySelectorAll(".pcc-chart"), ask); }

  function begin() {
    Array.prototype.forEach.call(document.querySelectorAll(".pcc-chart"), offer);
    all(document);
  }

  document.addEventListener("toggle", function (event) {
    if (event.target.open) all(event.target);
  }, true);
  /* What hovers over a chart can be put away without moving the pointer. */
  document.addEventListener("keydown", function (event) {
    var tip = event.key === "Escape" && document.getElementById("vg-tooltip-element");
    if (tip) tip.classList.remove("visible");
  });

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", begin);
  } else {
    begin();
  }
}());
