// Where a page holds the cells of its figures, a button at each entry works the figure out again in the reader's browser. The
// scripts that do so stand beside this one and are asked for on such a page alone. Classic scripts, so that they work from disk.
(function () {
  "use strict";
  const FILES = [
    "numbers", "grammar", "school", "season", "chart", "levels", "next", "changes", "counts", "methods", "work", "printed", "panel"
  ];
  const here = document.currentScript && document.currentScript.src;

  function load() {
    if (!here || !document.querySelector("script#pcc-evidence")) return;
    FILES.forEach((name) => {
      const script = document.createElement("script");
      script.src = new URL(`rework/${name}.js`, here).href;
      script.async = false; // in this order
      document.head.appendChild(script);
    });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", load);
  else load();
})();
