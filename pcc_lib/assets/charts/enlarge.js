/* A chart by itself, as large as the screen allows: drawn anew in a dialog, its text larger with it. On a phone it is drawn as wide
   as on a desk, and scrolls. The dialog is the browser's own: it keeps the focus within, and Escape closes it. */
(function () {
  "use strict";
  const WIDE = 640; // px of a drawing in which all labels have their long form
  const MOST = 2.4; // times as large as in the page
  const AROUND = 230; // px of the screen's height that the words around it take

  function make(tag, kind, text) {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    if (text) made.textContent = text;
    return made;
  }
  function words(chart, kind) {
    const found = chart.querySelector(kind);
    return found ? found.textContent.replace(/\s+/g, " ").trim() : "";
  }

  /* How wide a chart is laid out, and how much larger than that it is shown. */
  function sizes(chart, frame) {
    const held = chart.querySelector(".pcc-chart-live svg") || chart.querySelector("img.pcc-chart-static");
    const height = Number(held && held.getAttribute("height")) || 260;
    const room = frame.clientWidth;
    const scale = Math.max(1, Math.min(room / WIDE, (window.innerHeight - AROUND) / height, MOST));
    return { scale, width: Math.max(Math.floor(room / scale), Math.min(WIDE, Math.max(room, WIDE))) };
  }

  async function draw(chart, frame, drawIn) {
    const { scale, width } = sizes(chart, frame);
    const place = make("div", "pcc-chart-live");
    place.style.width = `${width}px`;
    frame.replaceChildren(place);
    const leave = await drawIn(chart, place);
    const svg = place.querySelector("svg");
    place.style.width = `${Math.floor(width * scale)}px`;
    svg.style.width = "100%";
    svg.style.height = "auto";
    svg.style.maxWidth = "none";
    frame.scrollLeft = frame.scrollWidth; // where it scrolls, the newest first
    return leave;
  }

  function open(chart, button, drawIn) {
    const dialog = make("dialog", "pcc-enlarged");
    const title = make("h2", "pcc-chart-title", words(chart, ".pcc-chart-title"));
    const close = make("button", "pcc-close", "Close");
    const frame = make("div", "pcc-enlarged-draw");
    let leave = Promise.resolve(() => {});
    let waiting = 0;
    title.id = `${chart.id}-enlarged`;
    dialog.setAttribute("aria-labelledby", title.id);
    close.type = "button";
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", "The chart, which may scroll sideways");
    dialog.append(close, title, make("p", "pcc-chart-subtitle", words(chart, ".pcc-chart-subtitle")), frame, make("p", "pcc-chart-shows", words(chart, ".pcc-chart-shows")));
    const redraw = () => {
      leave = leave.then((before) => { before(); return draw(chart, frame, drawIn); }).catch((error) => {
        frame.textContent = `It cannot be drawn: ${error.message}. Its table has all its numbers.`;
        return () => {};
      });
    };
    const resized = () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(redraw, 200);
    };
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      window.removeEventListener("resize", resized);
      window.clearTimeout(waiting);
      leave.then((before) => before());
      dialog.remove();
      button.focus();
    });
    window.addEventListener("resize", resized);
    document.body.appendChild(dialog);
    dialog.showModal();
    close.focus();
    redraw();
  }

  window.pccEnlarge = { open };
}());
