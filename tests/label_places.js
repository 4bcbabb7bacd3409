/* Of every drawn chart on the page: each label that lies over a line, an axis, a band, a point or another label. Measured as the
   browser draws them; of a dashed line only its dashes count, where its gaps are wide enough to stand in. */
() => {
  const WIDE_GAP = 12; // px of a gap from which on it is room
  const shrunk = (box) => ({ left: box.left + 1.5, right: box.right - 1.5, top: box.top + 2.5, bottom: box.bottom - 2.5 });
  const holds = (box, x, y) => x > box.left && x < box.right && y > box.top && y < box.bottom;
  const unseen = (node) => {
    for (let each = node; each && each.tagName !== "svg"; each = each.parentElement) {
      const look = getComputedStyle(each);
      if (look.opacity === "0" || look.display === "none" || look.visibility === "hidden") return true;
    }
    return false;
  };
  const place = (node, x, y) => new DOMPoint(x, y).matrixTransform(node.getScreenCTM());

  /* The points of a stroke at each px, those in its wide gaps left out. */
  function stroke(node) {
    const look = getComputedStyle(node);
    const dashes = look.strokeDasharray === "none" ? [] : look.strokeDasharray.split(",").map(parseFloat);
    const period = dashes.reduce((sum, each) => sum + each, 0);
    const offset = parseFloat(look.strokeDashoffset) || 0;
    const inGap = (at) => {
      if (!period) return false;
      let rest = (((at + offset) % period) + period) % period;
      for (let i = 0; i < dashes.length; i += 1) {
        if (rest < dashes[i]) return i % 2 === 1 && dashes[i] >= WIDE_GAP;
        rest -= dashes[i];
      }
      return false;
    };
    const points = [];
    const length = node.getTotalLength();
    for (let at = 0; at <= length; at += 1) {
      if (!inGap(at)) {
        const { x, y } = node.getPointAtLength(at);
        points.push(place(node, x, y));
      }
    }
    return points;
  }
  function fills(node, box) {
    const back = node.getScreenCTM().inverse();
    const isShown = edgeOf(node);
    for (let i = 0; i <= 6; i += 1) {
      for (let j = 0; j <= 2; j += 1) {
        const spot = new DOMPoint(box.left + (box.right - box.left) * i / 6, box.top + (box.bottom - box.top) * j / 2);
        if (isShown(spot) && node.isPointInFill(spot.matrixTransform(back))) return true;
      }
    }
    return false;
  }
  const luminance = (colour) => {
    const parts = (colour.match(/[\d.]+/g) || []).slice(0, 3).map((each) => Number(each) / 255);
    return parts.reduce((sum, each, at) => sum + [0.2126, 0.7152, 0.0722][at] * (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4), 0);
  };
  /* An amount that stands within the part of a column that it tells is where it belongs; a band is never as dark. */
  const within = (box, node, colour) => {
    const own = node.getBoundingClientRect();
    return luminance(colour) < 0.36 && box.left >= own.left && box.right <= own.right && box.top >= own.top && box.bottom <= own.bottom;
  };
  const white = (colour) => ["none", "transparent", "rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(colour);

  /* Where a node is cut off by the edge of its plot. */
  function edgeOf(node) {
    const cut = node.closest("[clip-path]");
    const named = cut && /#([\w-]+)/.exec(cut.getAttribute("clip-path"));
    const rect = named && document.querySelector(`#${named[1]} rect`);
    if (!rect) return () => true;
    const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
    const [from, to] = [place(cut, x, y), place(cut, x + width, y + height)];
    return (spot) => spot.x >= from.x && spot.x <= to.x && spot.y >= from.y && spot.y <= to.y;
  }

  const found = [];
  const counts = { charts: 0, labels: 0, inks: 0 };
  document.querySelectorAll(".pcc-chart").forEach((chart) => {
    const svg = chart.querySelector(".pcc-chart-live svg");
    if (!svg || !svg.getBoundingClientRect().width) return;
    counts.charts += 1;
    const written = Array.from(svg.querySelectorAll("text")).filter((text) => (
      text.textContent.trim() && !unseen(text) && !(white(getComputedStyle(text).stroke) && getComputedStyle(text).stroke !== "none")
    )).map((node) => ({ node, box: shrunk(node.getBoundingClientRect()), text: node.textContent }));
    /* Of a text with an edge a static drawing has a white copy under it. */
    const copied = ({ text, box }, at) => written.slice(at + 1).some((other) => other.text === text && other.box.left === box.left && other.box.top === box.top);
    const texts = written.filter((each, at) => !copied(each, at));
    const shapes = Array.from(svg.querySelectorAll("path, line, rect")).filter((node) => (
      !node.matches(".background, .foreground") && !node.closest(".hover_marks, .hover_ahead_marks, clipPath") && !unseen(node)
    ));
    const edge = svg.getBoundingClientRect();
    counts.labels += texts.length;
    counts.inks += shapes.length;
    const tell = (label, what) => found.push({ chart: chart.dataset.chart, width: Math.round(edge.width), label, what });
    texts.forEach(({ box, text }, at) => {
      if (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 1) tell(text, "is cut");
      texts.slice(at + 1).forEach((other) => {
        if (box.left < other.box.right && other.box.left < box.right && box.top < other.box.bottom && other.box.top < box.bottom) tell(text, `over the label ${other.text}`);
      });
    });
    shapes.forEach((node) => {
      const look = getComputedStyle(node);
      const group = node.closest("[class^='mark-']"); // a static drawing has no classes
      const kind = group ? group.getAttribute("class") : node.tagName;
      const near = texts.filter(({ box }) => {
        const own = node.getBoundingClientRect();
        return box.left < own.right + 1 && own.left < box.right + 1 && box.top < own.bottom + 1 && own.top < box.bottom + 1;
      });
      if (!near.length) return;
      const points = white(look.stroke) ? [] : stroke(node);
      near.forEach(({ box, text }) => {
        if (points.some(({ x, y }) => holds(box, x, y))) tell(text, `over ${kind}`);
        else if (!white(look.fill) && !within(box, node, look.fill) && fills(node, box)) tell(text, `on ${kind}`);
      });
    });
  });
  return { found, counts };
}
