/* The search page. The index (searchindex.js) is a script, so that it is there from disk too; it calls pccSearch. Each section of
   the book that holds every word is a place that is found: its link leads to it, and the sentence that holds most words is shown. */
(function () {
  "use strict";
  const FIRST = 20; // places that are shown at once
  const LONG = 240; // characters of a sentence that are shown
  const said = document.getElementById("pcc-search-said");
  const list = document.getElementById("pcc-search-found");
  const form = document.querySelector("#main-content form.bd-search");
  const field = form && form.querySelector("input");
  const title = document.title;
  let places = [];

  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[’']/g, "").toLowerCase();
  const wordsOf = (text) => plain(text).match(/[\p{L}\p{N}]+/gu) || [];
  const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  /* A word finds what begins as it does, whether of one or of several: "burglaries" finds "burglary". */
  function stem(word) {
    if (word.length > 4 && word.endsWith("ies")) return word.slice(0, -3);
    if (word.length > 3 && /[^s]s$/.test(word)) return word.slice(0, -1);
    return word.length > 4 && word.endsWith("y") ? word.slice(0, -1) : word;
  }
  const begins = (stems) => stems.map((each) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(each)}`, "u"));

  /* ── what is found ────────────────────────────────────────────────────────────────────────────────────────────────── */
  function worth(place, finders) {
    let worth = 0;
    for (const finder of finders) {
      if (finder.test(place.titled)) worth += 8;
      else if (finder.test(place.spoken)) worth += 3;
      else if (finder.test(place.others)) worth += 1;
      else return 0; // every word must be there
    }
    return place.isListed ? worth / 2 : worth; // what a page tells comes before what a list has
  }

  function found(query) {
    const finders = begins(wordsOf(query).map(stem));
    if (!finders.length) return { finders, hits: [] };
    const hits = places.map((place) => ({ place, worth: worth(place, finders) })).filter((hit) => hit.worth);
    hits.sort((a, b) => b.worth - a.worth || a.place.at - b.place.at);
    return { finders, hits: hits.map((hit) => hit.place) };
  }

  /* The sentence that holds most of the words, not longer than a reader takes in. */
  function sentence(text, finders) {
    const all = text.match(/[^.!?]+(?:[.!?](?!\s|$)[^.!?]*)*[.!?]*\s*/g) || [];
    const count = (each) => finders.filter((finder) => finder.test(plain(each))).length;
    const best = all.reduce((now, each) => (count(each) > count(now) ? each : now), all[0] || "").trim();
    if (best.length <= LONG) return best;
    const at = Math.min(...finders.map((finder) => plain(best).search(finder)).filter((place) => place >= 0), finders.length ? best.length - LONG : 0);
    const from = at < 60 ? 0 : best.lastIndexOf(" ", at - 40) + 1;
    const to = from + LONG < best.length ? best.lastIndexOf(" ", from + LONG) : best.length;
    return `${from ? "… " : ""}${best.slice(from, to)}${to < best.length ? " …" : ""}`;
  }

  /* ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────────── */
  function element(name, ...held) {
    const made = document.createElement(name);
    made.append(...held);
    return made;
  }

  function marked(text, finders) {
    return (text.match(/[\p{L}\p{N}’']+|[^\p{L}\p{N}’']+/gu) || []).map((piece) => (
      finders.some((finder) => plain(piece).search(finder) === 0) ? element("mark", piece) : piece));
  }

  /* Of a place whose title says it all, the first sentence. */
  function told(place, finders) {
    const titled = finders.every((finder) => finder.test(place.titled));
    return sentence(place.text, titled && !place.isListed ? [] : finders);
  }

  function shown(place, finders) {
    const link = element("a", ...marked(place.title, finders));
    link.href = place.page + (place.anchor ? `#${place.anchor}` : "");
    const item = element("li", element("p", link));
    if (place.title !== place.pageTitle) {
      const where = element("p", `On the page “${place.pageTitle}”`);
      where.className = "pcc-search-where";
      item.append(where);
    }
    const said = told(place, finders);
    if (said) item.append(element("p", ...marked(said, finders)));
    return item;
  }

  function show(query) {
    const { finders, hits } = found(query);
    list.replaceChildren(...hits.slice(0, FIRST).map((place) => shown(place, finders)));
    const rest = hits.slice(FIRST);
    if (rest.length) {
      const more = element("button", `Show ${rest.length} more`);
      more.type = "button";
      more.addEventListener("click", () => {
        const added = rest.map((place) => shown(place, finders));
        more.parentNode.remove();
        list.append(...added);
        added[0].querySelector("a").focus();
      });
      const item = element("li", more);
      item.className = "pcc-search-more";
      list.append(item);
    }
    const count = hits.length === 1 ? "1 place" : `${hits.length} places`;
    if (!wordsOf(query).length) said.textContent = "";
    else if (hits.length) said.textContent = `${count} found for “${query}”.`;
    else said.textContent = `Nothing is found for “${query}”. Try fewer words, or another word for it.`;
    document.title = wordsOf(query).length ? `${query}: ${count}. ${title}` : title;
  }

  /* ── the address ──────────────────────────────────────────────────────────────────────────────────────────────────── */
  const asked = () => (new URLSearchParams(window.location.search).get("q") || "").trim().slice(0, 200);

  function answer(event) {
    event.preventDefault();
    const query = field.value.trim().slice(0, 200);
    const address = new URL(window.location.href);
    address.searchParams.set("q", query);
    address.hash = "";
    try { window.history.pushState(null, "", address); } catch (error) { /* from disk some browsers forbid it */ }
    show(query);
  }

  window.pccSearch = function (index) {
    if (!form || !list) return;
    places = index.sections.map(([page, anchor, title, entry, text, words], at) => ({
      at, anchor, title, text, page: index.pages[page][0], pageTitle: index.pages[page][1],
      titled: plain(anchor ? title : index.pages[page][1]), spoken: plain(text), others: plain(words),
      isListed: Boolean(entry) || index.pages[page][0].includes("/figures/")
    }));
    field.value = asked();
    form.addEventListener("submit", answer);
    window.addEventListener("popstate", () => { field.value = asked(); show(asked()); });
    if (!asked()) field.focus({ preventScroll: true });
    window.setTimeout(() => { show(asked()); }, 50); // after the status is known to be there: then it is spoken
  };
})();
