// What surrounds a page: the search field, the two side bars on small screens, and where in the page the reader is. The theme has
// scripts for this, with much that a book does not have; every page works without them, and without this one.
(function () {
  "use strict";
  const $ = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  // A dialog closes by Escape (the browser does that), and by a click beside it.
  function closeBeside(dialog) {
    dialog.addEventListener("click", (event) => {
      const box = dialog.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside && event.target === dialog) dialog.close();
    });
  }

  // ── search: Ctrl and K, or a button; on the search page they lead to its own field ───────────────────────────────────
  function connectSearch() {
    const dialog = $("#pst-search-dialog");
    const field = $("#main-content form.bd-search input");
    if (!dialog && !field) return;
    function ask() {
      if (field) {
        field.focus();
        field.select();
        field.scrollIntoView({ block: "center" });
      } else if (dialog.open) dialog.close();
      else dialog.showModal();
    }
    if (dialog) closeBeside(dialog);
    all(".search-button__button").forEach((button) => button.addEventListener("click", ask));
    window.addEventListener("keydown", (event) => {
      const asks = (event.ctrlKey !== event.metaKey) && !event.shiftKey && !event.altKey && /^k$/i.test(event.key);
      if (!asks) return;
      event.preventDefault();
      ask();
    }, true);
  }

  // ── side bars: on small screens a button shows each in a dialog, into which it moves while it is open ─────────────────
  function move(from, to) {
    to.append(...from.childNodes);
    to.classList.add(...from.classList);
    from.classList.remove(...from.classList);
  }
  function connectSideBar(kind, name) {
    const bar = document.getElementById(`pst-${kind}-sidebar`);
    const dialog = document.getElementById(`pst-${kind}-sidebar-modal`);
    const buttons = all(`.${kind}-toggle`);
    if (!bar || !dialog) { // nothing to show
      buttons.forEach((button) => button.remove());
      return;
    }
    buttons.forEach((button) => {
      // they are called what they show, not "Toggle primary sidebar"
      button.setAttribute("aria-label", name);
      button.removeAttribute("title");
      button.removeAttribute("data-bs-toggle");
      button.addEventListener("click", () => {
        move(bar, dialog);
        dialog.showModal();
      });
    });
    closeBeside(dialog);
    dialog.addEventListener("close", () => move(dialog, bar));
  }

  // The list of pages stands where it stood on the page before, or shows the page that is open.
  function keepPlace() {
    const bar = $("div.bd-sidebar-primary");
    if (!bar) return;
    const KEY = "sidebar-scroll-top";
    try {
      const place = parseInt(window.sessionStorage.getItem(KEY), 10);
      const open = all(".bd-sidebar-primary .current").pop();
      if (!isNaN(place)) bar.scrollTop = place;
      else if (open && open.offsetTop > bar.clientHeight) bar.scrollTop = open.offsetTop - bar.clientHeight / 4;
      window.addEventListener("pagehide", () => window.sessionStorage.setItem(KEY, bar.scrollTop));
    } catch (error) { /* a browser that keeps nothing */ }
  }

  // ── on this page: the section that is being read ─────────────────────────────────────────────────────────────────────
  function followReader() {
    const links = all("#pst-page-toc-nav a");
    const at = new Map();
    let held = false; // a section that was asked for stays marked while the page still moves there
    links.forEach((link) => {
      const section = link.hash.length > 1 && document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (section) at.set(section.querySelector(":is(h1,h2,h3,h4,h5,h6)") || section, link);
    });
    if (!at.size || !window.IntersectionObserver) return;
    function mark(found) {
      links.forEach((link) => {
        link.classList.toggle("active", link === found);
        if (link === found) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
      all("#pst-page-toc-nav .toc-entry").forEach((entry) => entry.classList.toggle("active", entry.contains(found)));
    }
    function asked() {
      const found = window.location.hash.length > 1 && links.find((link) => link.hash === window.location.hash);
      if (!found) return;
      mark(found);
      held = true;
      window.setTimeout(() => { held = false; }, 1000);
    }
    const watch = new IntersectionObserver((seen) => {
      const last = seen.filter((entry) => entry.isIntersecting).pop();
      if (last && !held) mark(at.get(last.target));
    }, { rootMargin: "0px 0px -70% 0px" });
    at.forEach((link, heading) => watch.observe(heading));
    window.addEventListener("hashchange", asked);
    asked();
  }

  // What is wider than the screen can be reached, and moved, with the keyboard.
  function reachWide() {
    all("pre, .cell_output > .output, .pst-scrollable-table-container").forEach((part) => {
      if (part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    });
  }

  // What stands in the margin is not covered by the contents of the page.
  function clearMargin() {
    const bar = $("div.bd-sidebar-secondary");
    const names = ["marginnote", "sidenote", "margin", "margin-caption", "full-width", "sidebar", "popout"];
    const kinds = names.flatMap((name) => [`.${name}`, `.tag_${name}`, `.${name.replace("-", "_")}`, `.tag_${name.replace("-", "_")}`]);
    const parts = all(kinds.join(", "));
    if (!bar || !parts.length || !window.IntersectionObserver) return;
    const seen = new Set();
    const watch = new IntersectionObserver((entries) => {
      entries.forEach((entry) => (entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target)));
      bar.classList.toggle("hide", seen.size > 0);
    }, { rootMargin: "0px 0px -33% 0px" });
    parts.forEach((part) => watch.observe(part));
  }

  function later(work) {
    if (window.requestIdleCallback) window.requestIdleCallback(work, { timeout: 2000 });
    else window.setTimeout(work, 200);
  }

  function start() {
    connectSearch();
    connectSideBar("primary", "Contents");
    connectSideBar("secondary", "On this page");
    keepPlace();
    later(() => {
      followReader();
      clearMargin();
      reachWide();
    });
    let waiting;
    window.addEventListener("resize", () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(reachWide, 300);
    });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
