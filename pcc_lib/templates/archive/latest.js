// A page under latest/ leads to the same page of the newest edition, to the very place in it that the address names.
// Without scripts it leads to the page.
(function () {
  "use strict";
  var to = document.querySelector("link[rel=canonical]");
  if (to) window.location.replace(to.href + window.location.hash);
})();
