// The page is loaded again when it has changed, and the notice above it is replaced when it says something else.
(() => {
  "use strict";
  const page = decodeURIComponent(location.pathname.slice(1)) || "index.html";
  const query = `?page=${encodeURIComponent(page)}`;
  const notice = () => document.getElementById("pcc-preview");

  async function renew() {
    const answer = await fetch(`/_preview/notice${query}`);
    const said = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("pcc-preview");
    if (said) notice().replaceWith(document.importNode(said, true));
  }

  const events = new EventSource(`/_preview/events${query}`);
  events.onmessage = (event) => {
    const told = JSON.parse(event.data);
    if (told.page && told.page !== notice().dataset.page) {
      location.reload();
    } else if (told.notice !== notice().dataset.notice) {
      renew();
    }
  };
  events.onerror = () => {
    const state = notice().querySelector(".pcc-preview-state");
    if (state) state.textContent = "The preview has ended. Start it again: pcc preview";
  };
})();
