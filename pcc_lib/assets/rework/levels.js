// Whether the months that a chart judges lie on one level, by the cheapest way of cutting them into stretches. The twin of
// pcc_lib/statistics/level_changes.py, where the method is told.
(function (rework) {
  "use strict";
  const { numbers, chart } = rework;
  const FARTHEST = 3, PRICE = 10, MOST_ALIKE = 0.8, DAYS_IN_MONTH = 365.25 / 12, TRIAL = chart.TRIAL;
  const at = (fit, month) => fit.level + fit.rise * month;

  // Every stretch of at least so many months, as its first position and the one after its last.
  function stretches(count, least) {
    const found = [];
    for (let first = 0; first + least <= count; first += 1) {
      for (let after = first + least; after <= count; after += 1) found.push([first, after]);
    }
    return found;
  }

  function cost(known, first, after, fit) {
    let total = 0;
    for (let i = first; i < after; i += 1) total += Math.min((known.value[i] - at(fit, known.month[i])) ** 2, FARTHEST ** 2);
    return total;
  }

  // As a level: the mean of the months that lie near their median.
  function levels(known) {
    const count = known.value.length;
    return stretches(count, TRIAL).flatMap(([first, after]) => {
      const own = known.value.slice(first, after), middle = numbers.median(own);
      const near = own.filter((value) => Math.abs(value - middle) <= FARTHEST);
      if (near.length < TRIAL && after - first !== count) return [];
      const fit = { first, after, level: numbers.sum(near) / Math.max(1, near.length), rise: 0 };
      return [Object.assign(fit, { cost: cost(known, first, after, fit) })];
    });
  }

  // As a straight line: least squares of the months that lie near a line of medians.
  function slopes(known, least) {
    return stretches(known.value.length, least).flatMap(([first, after]) => {
      const rise = medianRise(known, first, after), places = [];
      for (let i = first; i < after; i += 1) places.push(i);
      const middle = numbers.median(places.map((i) => known.value[i] - rise * known.month[i]));
      const near = places.filter((i) => Math.abs(known.value[i] - middle - rise * known.month[i]) <= FARTHEST);
      if (near.length < TRIAL) return [];
      const fit = Object.assign({ first, after }, leastSquares(known, near));
      return [Object.assign(fit, { cost: cost(known, first, after, fit) + PRICE })];
    });
  }

  function medianRise(known, first, after) {
    const rises = [];
    for (let i = first; i < after; i += 1) {
      for (let j = i + 1; j < after; j += 1) rises.push((known.value[i] - known.value[j]) / (known.month[i] - known.month[j]));
    }
    return numbers.median(rises);
  }

  function leastSquares(known, near) {
    const month = numbers.mean(near.map((i) => known.month[i])), value = numbers.mean(near.map((i) => known.value[i]));
    const across = numbers.sum(near.map((i) => (known.month[i] - month) * known.value[i]));
    const rise = across / numbers.sum(near.map((i) => (known.month[i] - month) ** 2));
    return { level: value - rise * month, rise };
  }

  // The stretches of the cheapest way; at each cut the months on either side lie nearer to their own stretch.
  function cheapest(known, fits) {
    const count = known.value.length, before = fits.map(() => -1);
    const best = fits.map((fit) => (fit.first === 0 ? fit.cost : Infinity));
    for (let cut = TRIAL; cut <= count - TRIAL; cut += 1) {
      const left = fits.map((fit, i) => i).filter((i) => fits[i].after === cut);
      for (let right = 0; right < fits.length && left.length; right += 1) {
        if (fits[right].first !== cut) continue;
        const ways = left.map((i) => (parts(known, fits[i], fits[right], cut) ? best[i] : Infinity));
        const chosen = ways.indexOf(Math.min(...ways));
        best[right] = ways[chosen] + fits[right].cost + PRICE;
        before[right] = left[chosen];
      }
    }
    const last = fits.map((fit, i) => i).filter((i) => fits[i].after === count);
    let place = last.reduce((kept, i) => (best[i] < best[kept] ? i : kept), last[0]);
    const way = [fits[place]];
    while (fits[place].first > 0) { place = before[place]; way.unshift(fits[place]); }
    return way;
  }

  // The cheapest way that does not end in a slope where it is a cliff.
  function cheapestWithoutCliff(known, fits) {
    let way = cheapest(known, fits), last = way[way.length - 1];
    while (last.rise && isCliff(known.value.slice(last.first), last.cost)) {
      fits = fits.filter((fit) => fit !== last);
      way = cheapest(known, fits);
      last = way[way.length - 1];
    }
    return way;
  }

  // Whether a level, and another one of fewer months than make a stretch, cost less than the slope through them all.
  function isCliff(values, slope) {
    for (let few = 1; few < Math.min(TRIAL, values.length); few += 1) {
      const apart = values.length - few;
      if (PRICE + levelCost(values.slice(0, apart)) + levelCost(values.slice(apart)) < slope) return true;
    }
    return false;
  }

  function levelCost(values) {
    const middle = numbers.median(values), near = values.filter((value) => Math.abs(value - middle) <= FARTHEST);
    const level = near.length ? numbers.mean(near) : middle;
    return numbers.sum(values.map((value) => Math.min((value - level) ** 2, FARTHEST ** 2)));
  }

  function parts(known, left, right, cut) {
    const apart = (fit, i) => Math.abs(known.value[i] - at(fit, known.month[i]));
    return apart(left, cut - 1) <= apart(right, cut - 1) && apart(right, cut) <= apart(left, cut);
  }

  const isOneLevel = (way) => way.length === 1 && !way[0].rise;

  // By how much wider the standard deviation must be taken: by how the months lie about their stretches, and by how alike
  // neighbouring months are.
  function wider(known, way) {
    let squares = 0, alike = 0;
    way.forEach((fit) => {
      let previous = NaN;
      for (let i = fit.first; i < fit.after; i += 1) {
        const apart = Math.max(-FARTHEST, Math.min(FARTHEST, known.value[i] - at(fit, known.month[i])));
        squares += apart ** 2;
        if (!Number.isNaN(previous)) alike += apart * previous;
        previous = apart;
      }
    });
    const likeness = Math.min(Math.max(squares ? alike / squares : 0, 0), MOST_ALIKE);
    return Math.sqrt(Math.max(1, squares / (known.value.length - way.length)) * (1 + likeness) / (1 - likeness));
  }

  // The changes of one stretch between re-set limits: of each the level before and after it.
  function changes(months, values) {
    const places = values.map((value, i) => i).filter((i) => !Number.isNaN(values[i]));
    const sigma = chart.meanRange(values) / chart.SIGMA;
    if (places.length < 2 * TRIAL || sigma === 0) return [];
    let known = { month: places, value: places.map((i) => values[i] / sigma) };
    const first = cheapest(known, [...levels(known), ...slopes(known, places.length)]);
    if (isOneLevel(first)) return [];
    const wide = wider(known, first);
    known = { month: places, value: known.value.map((value) => value / wide) };
    const way = cheapestWithoutCliff(known, [...levels(known), ...slopes(known, TRIAL)]);
    if (isOneLevel(way)) return [];
    return way.flatMap((fit, i) => (i || fit.rise ? [change(way, i, places, sigma * wide, months)] : []));
  }

  function change(way, number, places, unit, months) {
    const fit = way[number], first = places[fit.first], last = places[fit.after - 1];
    const before = fit.rise ? at(fit, first) : at(way[number - 1], places[way[number - 1].after - 1]);
    return { month: months[first], drifts: Boolean(fit.rise), before: unit * before, after: unit * at(fit, last) };
  }

  // The level before or after the latest change, in the unit of the values; of a slope, its start or end.
  const level = (name, daily) => (tell, series, reset = 0) => {
    const month = chart.resetAt(series, reset), judged = chart.judgedMonths(chart.fromFirstKnown(series), daily);
    const start = Math.max(0, month ? judged.months.indexOf(month) : 0);
    const edges = numbers.ascending([0, start, judged.months.length]);
    const within = (list, i) => list.slice(edges[i], edges[i + 1]);
    const found = edges.slice(1).flatMap((_, i) => changes(within(judged.months, i), within(judged.plain, i)));
    tell(judged.note);
    if (!found.length) { tell("The months lie on one level."); return NaN; }
    const latest = found[found.length - 1], days = judged.days.some((each) => each > 1) ? DAYS_IN_MONTH : 1;
    tell(`The latest ${latest.drifts ? "slope" : "step"} begins in ${latest.month}: from ${rework.shown(days * latest.before)} `
      + `to ${rework.shown(days * latest.after)}.`);
    return days * latest[name];
  };

  rework.levels = { level };
})(globalThis[Symbol.for("pcc.rework")]);
