// An edition in an archive says that it was corrected since, and leads to its PDFs, where the list of editions beside it can be read.
// The list is data: over the web it is fetched; from a disk, where nothing can be fetched, it comes as a script of one value.
// A book that stands alone asks for nothing: only in a folder such as 2023-24-q3/1 is there a list beside it.
(function () {
  "use strict";
  var PLACE = /\/(20\d\d-\d\d-q[1-4])\/([1-9]\d{0,3})\/$/;
  var self = document.currentScript;
  var root = self && self.src.split("_static/pcc/archive.js")[0];
  var here = root && PLACE.exec(root);
  if (!here) return;

  function newest(list) {
    var found = null;
    (list && Array.isArray(list.editions) ? list.editions : []).forEach(function (entry) {
      var place = entry && PLACE.exec("/" + entry.path + "/");
      if (!place || place[1] !== here[1]) return;
      if (Number(place[2]) > (found ? found.version : Number(here[2]))) {
        found = { version: Number(place[2]), path: entry.path, published: String(entry.published), reason: String(entry.reason) };
      }
    });
    return found;
  }

  function day(text) {
    var parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
    var months = "January February March April May June July August September October November December".split(" ");
    return parts ? Number(parts[3]) + " " + months[Number(parts[2]) - 1] + " " + parts[1] : text;
  }

  function tell(list) {
    var found = newest(list);
    if (!found || document.querySelector(".pcc-superseded")) return;
    var note = document.createElement("aside");
    var words = document.createElement("p");
    var strong = document.createElement("strong");
    var link = document.createElement("a");
    note.className = "pcc-banner pcc-superseded";
    note.setAttribute("aria-label", "This version is superseded");
    strong.textContent = "Superseded.";
    link.href = root + "../../" + found.path + "/index.html";
    link.textContent = "Read version " + found.version;
    words.append(strong, " A corrected version of this edition was published on " + day(found.published) + ". " + found.reason + " ", link);
    note.append(words);
    var before = document.querySelector(".bd-header-announcement") || document.querySelector(".bd-container");
    if (before) before.parentNode.insertBefore(note, before);
  }

  function linked(name, words) {
    var link = document.createElement("a");
    link.href = root + "paper/" + name + ".pdf";
    link.textContent = words;
    return link;
  }

  function offer(list) {
    (list && Array.isArray(list.editions) ? list.editions : []).forEach(function (entry) {
      if (!entry || "/" + entry.path + "/" !== here[0] || !/^20\d\d-\d\d-Q[1-4]$/.test(entry.quarter) || !(entry.paper > 0)) return;
      document.querySelectorAll(".pcc-edition-files").forEach(function (line) {
        var whole = linked(entry.quarter, "PDF of " + Number(entry.paper) + " pages");
        line.append(". On paper: ", whole, ", ", linked(entry.quarter + "-summary", "this page as a PDF"));
      });
    });
  }

  function told(list) {
    tell(list);
    offer(list);
  }

  function load() {
    if (window.location.protocol === "file:") {
      var script = document.createElement("script");
      script.src = root + "../../editions.js";
      script.onload = function () { told(window.pccEditions); };
      document.head.append(script);
    } else {
      fetch(root + "../../editions.json", { cache: "no-cache" })
        .then(function (answer) { return answer.ok ? answer.json() : null; })
        .then(told)
        .catch(function () { /* nobody can say so: the page stands as it was published */ });
    }
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", load);
  else load();
})();
