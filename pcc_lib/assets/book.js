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

  // A search field above the ledger: shows the entries that hold every word typed.
  function addLedgerSearch() {
    var parts = Array.from(document.querySelectorAll(".pcc-ledger-part"));
    if (!parts.length) return;
    var rows = parts.map(function (part) {
      return Array.from(part.querySelectorAll(".pcc-entry, .pcc-line")).map(function (row) {
        return { row: row, text: row.textContent.toLowerCase() };
      });
    });
    var total = rows.reduce(function (sum, part) { return sum + part.length; }, 0);
    var box = document.createElement("div");
    var label = document.createElement("label");
    var input = document.createElement("input");
    var says = document.createElement("p");
    box.className = "pcc-find";
    label.htmlFor = input.id = "pcc-find";
    label.textContent = "Find by value, name, month or source";
    input.type = "search";
    input.autocomplete = "off";
    says.setAttribute("role", "status");
    box.append(label, input, says);
    parts[0].parentNode.insertBefore(box, parts[0]);

    function show() {
      var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      var found = 0;
      rows.forEach(function (part, index) {
        var here = 0;
        part.forEach(function (entry) {
          var fits = words.every(function (word) { return entry.text.includes(word); });
          entry.row.hidden = !fits;
          if (fits) here += 1;
        });
        parts[index].hidden = !here;
        found += here;
      });
      says.textContent = words.length ? found + " of " + total : "";
    }
    var waiting;
    input.addEventListener("input", function () {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(show, 150);
    });
    window.addEventListener("hashchange", function () { input.value = ""; show(); });
  }

  // The title above the pages is the banner of the book; the theme leaves it outside every landmark.
  function nameBanner() {
    var title = document.querySelector(".bd-sidebar-primary .navbar-brand");
    if (title) title.parentNode.setAttribute("role", "banner");
  }

  function start() {
    nameBanner();
    addLedgerSearch();
    openTarget();
    window.addEventListener("hashchange", openTarget);
    window.addEventListener("beforeprint", openForPrint);
    window.addEventListener("afterprint", closeAfterPrint);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
