// Small comforts for readers; every page works without them.
(function () {
  "use strict";

  // A link to a definition opens it.
  function openTarget() {
    var id = decodeURIComponent(window.location.hash.slice(1));
    var target = id && document.getElementById(id);
    if (!target) { if (id) leadOn(id); return; }
    for (var node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
    }
    target.scrollIntoView();
  }

  // An old address of an entry of the ledger, kept in a bookmark or printed as a code, leads on to the page that has it now: this
  // page links to it, or to a list that does. `data-list` says how the anchors begin that a list has; blank: any.
  function leadOn(id) {
    var lists = Array.from(document.querySelectorAll(".bd-article a[data-list]"));
    if (!lists.length && !document.querySelector(".pcc-line") || !/^(f|chart|table|cells|list)-/.test(id)) return;
    var exact = Array.from(document.querySelectorAll(".bd-article a")).find(function (link) { return link.hash === "#" + id; });
    var list = lists.find(function (link) { return link.dataset.list && id.startsWith(link.dataset.list); }) ||
      lists.find(function (link) { return !link.dataset.list; });
    if (exact) window.location.replace(exact.href);
    else if (list) window.location.replace(list.href.split("#")[0] + "#" + id);
  }

  // Paper shows what the screen folds away, except the data under a chart.
  var opened = [];
  function openForPrint() {
    document.querySelectorAll(".bd-article details:not([open])").forEach(function (details) {
      if (details.closest(".pcc-chart-under") || details.classList.contains("pcc-cells")) return;
      details.open = true;
      opened.push(details);
    });
  }
  function closeAfterPrint() {
    opened.splice(0).forEach(function (details) { details.open = false; });
  }

  // The title above the pages is the banner of the book; the theme leaves it outside every landmark.
  function nameBanner() {
    var title = document.querySelector(".bd-sidebar-primary .navbar-brand");
    if (title) title.parentNode.setAttribute("role", "banner");
  }

  function start() {
    nameBanner();
    openTarget();
    window.addEventListener("hashchange", openTarget);
    window.addEventListener("beforeprint", openForPrint);
    window.addEventListener("afterprint", closeAfterPrint);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
