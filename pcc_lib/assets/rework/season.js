// The fixed seasonal pattern of a monthly series, by STL (Cleveland and others 1990) with a periodic window, and whether it is
// reliable enough to be taken out. The twin of pcc_lib/statistics/seasons.py; its STL is the one of statsmodels.
(function (rework) {
  "use strict";
  const { numbers } = rework;
  const YEAR = 12, TREND = 19, LOW_PASS = 13, ROUNDS = 5;
  const SEASONAL_MONTHS = 36, STRENGTH = 0.64, P = 0.01;

  // Loess: the fitted value at one place of values that lie at 1, 2, 3 …; NaN where no value weighs anything.
  function fitted(y, n, window, degree, at, left, right) {
    let reach = Math.max(at - left, right - at);
    if (window > n) reach += Math.floor((window - n) / 2);
    const weight = [];
    let total = 0;
    for (let j = left; j <= right; j += 1) {
      const r = Math.abs(j - at);
      const w = r > 0.999 * reach ? 0 : r <= 0.001 * reach ? 1 : (1 - (r / reach) ** 3) ** 3;
      weight.push(w); total += w;
    }
    if (total <= 0) return NaN;
    for (let k = 0; k < weight.length; k += 1) weight[k] /= total;
    if (reach > 0 && degree > 0) tilt(weight, at, left, n);
    let found = 0;
    for (let k = 0; k < weight.length; k += 1) found += weight[k] * y[left - 1 + k];
    return found;
  }

  function tilt(weight, at, left, n) {
    let middle = 0, spread = 0;
    weight.forEach((w, k) => { middle += w * (left + k); });
    weight.forEach((w, k) => { spread += w * (left + k - middle) ** 2; });
    if (Math.sqrt(spread) <= 0.001 * (n - 1)) return;
    const slope = (at - middle) / spread;
    for (let k = 0; k < weight.length; k += 1) weight[k] *= slope * (left + k - middle) + 1;
  }

  function smooth(y, n, window, degree) {
    if (n < 2) return [y[0]];
    const found = [], half = Math.floor((window + 2) / 2);
    let left = 1, right = window >= n ? n : window;
    for (let at = 1; at <= n; at += 1) {
      if (window < n && at > half && right !== n) { left += 1; right += 1; }
      const value = fitted(y, n, window, degree, at, left, right);
      found.push(Number.isNaN(value) ? y[at - 1] : value);
    }
    return found;
  }

  function movingMeans(x, length) {
    const found = [];
    let total = 0;
    for (let i = 0; i < length; i += 1) total += x[i];
    found.push(total / length);
    for (let j = 1; j <= x.length - length; j += 1) {
      total += x[j + length - 1] - x[j - 1];
      found.push(total / length);
    }
    return found;
  }

  // Each month of the calendar smoothed by itself, and carried on by one year at either end.
  function cycles(y, window) {
    const n = y.length, found = new Array(n + 2 * YEAR).fill(0);
    for (let j = 0; j < YEAR; j += 1) {
      const count = Math.floor((n - (j + 1)) / YEAR) + 1, own = [];
      for (let i = 0; i < count; i += 1) own.push(y[i * YEAR + j]);
      const inner = smooth(own, count, window, 0);
      const before = fitted(own, count, window, 0, 0, 1, Math.min(window, count));
      const after = fitted(own, count, window, 0, count + 1, Math.max(1, count - window + 1), count);
      const all = [Number.isNaN(before) ? inner[0] : before, ...inner, Number.isNaN(after) ? inner[count - 1] : after];
      all.forEach((value, m) => { found[m * YEAR + j] = value; });
    }
    return found;
  }

  function stl(y) {
    const n = y.length, window = 10 * n + 1;
    let trend = new Array(n).fill(0), season = trend;
    for (let round = 0; round < ROUNDS; round += 1) {
      const cycle = cycles(y.map((value, i) => value - trend[i]), window);
      const low = smooth(movingMeans(movingMeans(movingMeans(cycle, YEAR), YEAR), 3), n, LOW_PASS, 1);
      season = low.map((value, i) => cycle[YEAR + i] - value);
      trend = smooth(y.map((value, i) => value - season[i]), n, TREND, 1);
    }
    return { season, trend };
  }

  // The seasonal part of consecutive known months (the same twelve values every year, summing to nought), and what lies round
  // the trend. month: that of the calendar, from 1, of each.
  function split(values, month) {
    const found = stl(values), totals = new Array(YEAR).fill(0), counts = new Array(YEAR).fill(0);
    found.season.forEach((value, i) => { totals[month[i] - 1] += value; counts[month[i] - 1] += 1; });
    const means = totals.map((total, i) => total / Math.max(1, counts[i])), middle = numbers.mean(means);
    return {
      season: month.map((each) => means[each - 1] - middle),
      detrended: values.map((value, i) => value - found.trend[i])
    };
  }

  // Its strength (Wang, Smith and Hyndman 2006) and the p of there being no season (Kruskal and Wallis 1952).
  function judged(values, month, found) {
    if (numbers.spread(found.detrended) <= 1e-9 * Math.max(1, ...values.map(Math.abs))) return { strength: 0, p: 1 };
    const all = numbers.variance(found.detrended);
    const rest = numbers.variance(found.detrended.map((value, i) => value - found.season[i]));
    const strength = all > 0 ? Math.max(0, 1 - rest / all) : 0;
    return { strength, p: strength >= STRENGTH ? kruskal(found.detrended, month) : NaN };
  }
  const isReliable = (found) => found.strength >= STRENGTH && found.p < P;

  function kruskal(values, month) {
    const order = values.map((value, i) => i).sort((a, b) => values[a] - values[b]), n = values.length;
    const ranks = new Array(n);
    let ties = 0;
    for (let i = 0; i < n;) {
      let j = i;
      while (j < n && values[order[j]] === values[order[i]]) j += 1;
      for (let k = i; k < j; k += 1) ranks[order[k]] = (i + j + 1) / 2;
      ties += (j - i) ** 3 - (j - i);
      i = j;
    }
    let total = 0;
    for (let each = 1; each <= YEAR; each += 1) {
      const own = ranks.filter((rank, i) => month[i] === each);
      total += numbers.sum(own) ** 2 / own.length;
    }
    const h = (12 / (n * (n + 1)) * total - 3 * (n + 1)) / (1 - ties / (n ** 3 - n));
    return numbers.chiSquaredAbove(h, YEAR - 1);
  }

  // Why no pattern can be looked for, or nothing.
  function unfit(values) {
    if (values.some(Number.isNaN)) return "a month is missing";
    if (values.length < SEASONAL_MONTHS) return `${values.length} months are known, ${SEASONAL_MONTHS} are needed`;
    const flat = numbers.spread(values) <= 1e-9 * Math.max(1, Math.abs(numbers.mean(values)));
    return flat ? "the months do not vary" : "";
  }

  // A series over its whole span, its season taken out where it has one; `note` says what was done.
  function adjusted(series, perDay) {
    const span = numbers.whole(series);
    const values = span.values.map((value, i) => (perDay ? value / numbers.daysIn(span.months[i]) : value));
    const first = values.findIndex((value) => !Number.isNaN(value));
    let last = values.length;
    while (last > 0 && Number.isNaN(values[last - 1])) last -= 1;
    const core = first < 0 ? [] : values.slice(first, last), wrong = unfit(core);
    if (wrong) return { months: span.months, values, note: `No season is taken out: ${wrong}.` };
    const month = span.months.slice(first, last).map((each) => Number(each.slice(5)));
    const found = split(core, month), held = judged(core, month, found);
    if (!isReliable(held)) return { months: span.months, values, note: "No season is taken out: none is reliable enough." };
    core.forEach((value, i) => { values[first + i] = value - found.season[i]; });
    return { months: span.months, values, note: `A fixed seasonal pattern is taken out (strength ${held.strength.toFixed(2)}).` };
  }

  rework.season = { adjusted, split, judged, isReliable, unfit };
})(globalThis[Symbol.for("pcc.rework")]);
