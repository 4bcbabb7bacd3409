// Changes on the year and intervals: the twin of changes.py, two_years.py, intervals.py and correlation.py in pcc_lib/statistics.
// The regressions go the way of statsmodels' GLM, step by step, so that they stop where it stops.
(function (rework) {
  "use strict";
  const { numbers, Blank } = rework;
  const { Z } = numbers, YEAR = 12, LEAST_PAIRS = 24, ROUNDS = 100, CLOSE = 1e-8, LEAST = 2 ** -52;
  const TAIL = 0.025;

  // Regression: iteratively reweighted least squares ---------------------------------------------------------------------
  const inside = (low, high) => (value) => Math.min(Math.max(value, low), high);
  const above = inside(LEAST, Infinity), share = inside(LEAST, 1 - LEAST);
  const POISSON = {
    start: (y) => y.map((each) => (each + numbers.mean(y)) / 2),
    link: (mu) => Math.log(above(mu)), slope: (mu) => 1 / above(mu), mean: Math.exp, variance: (mu) => above(mu),
    deviance: (y, mu) => 2 * (y * Math.log(above(y / mu)) - (y - mu))
  };
  const BINOMIAL = {
    start: (y) => y.map((each) => (each + 0.5) / 2),
    link: (mu) => Math.log(share(mu) / (1 - share(mu))), slope: (mu) => 1 / (share(mu) * (1 - share(mu))),
    mean: (z) => 1 / (1 + Math.exp(-z)), variance: (mu) => share(mu) * (1 - share(mu)),
    deviance: (y, mu) => 2 * (y * Math.log(above(y / (mu + 1e-20))) + (1 - y) * Math.log(above((1 - y) / (1 - mu + 1e-20))))
  };

  // The first coefficient, its variance without dispersion, and Pearson's dispersion (never below 1).
  function regression(family, y, columns, offset, weight) {
    const freedom = y.length - columns[0].length;
    if (freedom < 1) throw new Blank("too few months hold anything to tell a change from month-to-month variation");
    let mu = family.start(y), line = mu.map(family.link), deviance = total(family, y, mu, weight), fit;
    for (let round = 0; round < ROUNDS; round += 1) {
      const scale = mu.map((each, i) => weight[i] / (family.slope(each) ** 2 * family.variance(each)));
      const working = line.map((each, i) => each + family.slope(mu[i]) * (y[i] - mu[i]) - offset[i]);
      fit = leastSquares(columns, working, scale);
      line = columns.map((row, i) => numbers.sum(row.map((each, j) => each * fit.params[j])) + offset[i]);
      mu = line.map(family.mean);
      const now = total(family, y, mu, weight), isClose = Math.abs(now - deviance) <= CLOSE;
      deviance = now;
      if (isClose) break;
    }
    const chi = numbers.sum(y.map((each, i) => weight[i] * (each - mu[i]) ** 2 / family.variance(mu[i])));
    return { effect: fit.params[0], variance: fit.inverse[0], dispersion: Math.max(1, chi / freedom), freedom };
  }
  const total = (family, y, mu, weight) => numbers.sum(y.map((each, i) => weight[i] * family.deviance(each, mu[i])));

  // Weighted least squares by the normal equations; inverse: the first row of the inverse of their matrix.
  function leastSquares(columns, y, weight) {
    const size = columns[0].length, first = Array.from({ length: size }, (_, j) => (j ? 0 : 1));
    const matrix = first.map((_, j) => first.map((__, k) => numbers.sum(columns.map((row, i) => weight[i] * row[j] * row[k]))));
    const right = first.map((_, j) => numbers.sum(columns.map((row, i) => weight[i] * row[j] * y[i])));
    return { params: solved(matrix, right), inverse: solved(matrix, first) };
  }

  // A symmetric positive definite system, by Cholesky's decomposition.
  function solved(matrix, right) {
    const size = right.length, lower = matrix.map((row) => row.map(() => 0)), found = right.slice();
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        let rest = matrix[i][j];
        for (let k = 0; k < j; k += 1) rest -= lower[i][k] * lower[j][k];
        lower[i][j] = i === j ? Math.sqrt(rest) : rest / lower[j][j];
      }
    }
    for (let i = 0; i < size; i += 1) {
      for (let k = 0; k < i; k += 1) found[i] -= lower[i][k] * found[k];
      found[i] /= lower[i][i];
    }
    for (let i = size - 1; i >= 0; i -= 1) {
      for (let k = i + 1; k < size; k += 1) found[i] -= lower[k][i] * found[k];
      found[i] /= lower[i][i];
    }
    return found;
  }

  // Two years side by side -------------------------------------------------------------------------------------------------
  function lastTwoYears(series) {
    const months = series.months.slice(-2 * YEAR), values = series.values.slice(-2 * YEAR), place = months.map(numbers.ordinal);
    const hasGap = place.some((each, i) => i && each !== place[i - 1] + 1);
    if (months.length < 2 * YEAR || hasGap) throw new Blank("24 months are needed");
    if (values.some(Number.isNaN)) throw new Blank("a month of the last 24 is missing");
    return { months, values, days: months.map(numbers.daysIn) };
  }
  const now = (values) => numbers.sum(values.slice(YEAR)), before = (values) => numbers.sum(values.slice(0, YEAR));

  function quasiPoisson(tell, series) {
    const { months, values, days } = lastTwoYears(series);
    if (values.some((value) => value < 0 || value % 1 !== 0)) throw new Blank("a month holds what is no count");
    if (!now(values) || !before(values)) throw new Blank("a year without any event has no rate to compare");
    const calendar = months.map((month) => Number(month.slice(5)));
    const useful = numbers.ascending(calendar).filter((each) => values.some((value, i) => calendar[i] === each && value > 0));
    const kept = months.map((_, i) => i).filter((i) => useful.includes(calendar[i]));
    const columns = kept.map((i) => [i >= YEAR ? 1 : 0, ...useful.map((each) => (calendar[i] === each ? 1 : 0))]);
    const found = regression(POISSON, kept.map((i) => values[i]), columns, kept.map((i) => Math.log(days[i])), kept.map(() => 1));
    const half = numbers.studentQuantile(found.freedom) * Math.sqrt(found.dispersion * found.variance);
    tellFit(tell, found, `The later year has ${rework.shown(Math.exp(found.effect))} times the events of the earlier, per day.`);
    return { lower: Math.exp(found.effect - half), upper: Math.exp(found.effect + half) };
  }

  function tellFit(tell, found, said) {
    tell(`${said} Dispersion ${rework.shown(found.dispersion)}, ${found.freedom} degrees of freedom, `
      + `Student's t ${rework.shown(numbers.studentQuantile(found.freedom))}.`);
  }

  // The exact interval of the ratio of two small counts, by that of the share that falls in the later year.
  function exactPoisson(tell, series) {
    const { values, days } = lastTwoYears(series);
    const [late, early] = [now(values), before(values)].map(Math.trunc), all = late + early;
    if (late < 0 || early < 0) throw new Blank("a year holds what is no count");
    if (!all) return { lower: 0, upper: Infinity };
    const low = late ? numbers.betaQuantile(TAIL, late, early + 1) : 0;
    const high = early ? numbers.betaQuantile(1 - TAIL, late + 1, early) : 1;
    tell(`${late} of ${all} fall in the later year; the share lies between ${rework.shown(low)} and ${rework.shown(high)}.`);
    const odds = (part) => (part >= 1 ? Infinity : part / (1 - part)) * before(days) / now(days);
    return { lower: odds(low), upper: odds(high) };
  }

  function quasiBinomial(tell, numerator, denominator) {
    const part = lastTwoYears(numerator), cases = lastTwoYears(denominator), whole = cases.values;
    if (part.months.join() !== cases.months.join()) throw new Blank("the two end in different months");
    if (part.values.some((value, i) => value < 0 || value > whole[i])) throw new Blank("a part is more than its whole");
    const years = [now, before].map((year) => ({ part: year(part.values), whole: year(whole) }));
    if (years.some((year) => !(year.whole > 0))) throw new Blank("a year without any case has no percentage");
    const shares = years.map((year) => year.part / year.whole);
    if (shares.some((each) => each === 0 || each === 1)) throw new Blank("no case or every case of a year counts");
    const kept = whole.map((_, i) => i).filter((i) => whole[i] > 0), columns = kept.map((i) => [i >= YEAR ? 1 : 0, 1]);
    const response = kept.map((i) => part.values[i] / whole[i]), weight = kept.map((i) => whole[i]);
    const found = regression(BINOMIAL, response, columns, kept.map(() => 0), weight);
    const variance = numbers.sum(shares.map((each, i) => each * (1 - each) / years[i].whole));
    const half = numbers.studentQuantile(found.freedom) * Math.sqrt(found.dispersion * variance);
    tellFit(tell, found, `${rework.shown(100 * shares[0])}% now, ${rework.shown(100 * shares[1])}% before.`);
    return { lower: shares[0] - shares[1] - half, upper: shares[0] - shares[1] + half };
  }

  // Intervals of percentages ---------------------------------------------------------------------------------------------
  function score(part, n) {
    if (!(Number.isFinite(n) && n > 0 && part >= 0 && part <= n)) throw new Blank("the part must lie between 0 and the whole");
    const p = part / n, square = Z * Z, denominator = 1 + square / n, centre = (p + square / (2 * n)) / denominator;
    const half = Z * Math.sqrt(p * (1 - p) / n + square / (4 * n * n)) / denominator;
    return { p, lower: Math.max(0, Math.min(1, centre - half)), upper: Math.max(0, Math.min(1, centre + half)) };
  }

  function wilson(tell, part, n) {
    const found = score(part, n);
    return { lower: Math.min(found.lower, found.p), upper: Math.max(found.upper, found.p) };
  }

  function newcombe(tell, part, n, partBefore, nBefore) {
    const late = score(part, n), early = score(partBefore, nBefore), difference = late.p - early.p;
    tell(`Wilson's intervals: ${percents(late)} now, ${percents(early)} before.`);
    return {
      lower: difference - Math.sqrt((late.p - late.lower) ** 2 + (early.upper - early.p) ** 2),
      upper: difference + Math.sqrt((early.p - early.lower) ** 2 + (late.upper - late.p) ** 2)
    };
  }
  const percents = (found) => `${rework.shown(100 * found.lower)}% to ${rework.shown(100 * found.upper)}%`;

  // How two series move together -------------------------------------------------------------------------------------------
  function link(tell, xs, ys, differences) {
    const common = xs.months.filter((month) => ys.months.includes(month));
    const valuesOf = (series) => common.map((month) => series.values[series.months.indexOf(month)]);
    const both = valuesOf(xs).filter((value, i) => !Number.isNaN(value) && !Number.isNaN(valuesOf(ys)[i])).length;
    if (both < LEAST_PAIRS) throw new Blank(`the two series share ${both} months, and ${LEAST_PAIRS} are needed`);
    const [a, b] = [xs, ys].map((series) => numbers.whole({ months: common, values: valuesOf(series) }).values);
    const levels = pearson(a, b), steps = pearson(a.slice(1).map((v, i) => v - a[i]), b.slice(1).map((v, i) => v - b[i]));
    const found = differences ? steps : levels;
    tell(`r is ${rework.shown(found.r)} over ${found.n} pairs${differences ? " of changes from month to month" : ""}.`);
    return found;
  }

  // Pearson's r of the pairs that are known, with Fisher's interval.
  function pearson(x, y) {
    const pairs = x.map((value, i) => [value, y[i]]).filter((pair) => pair.every(Number.isFinite)), n = pairs.length;
    if (n < 4) throw new Blank(`${n} pairs are known, and 4 are needed`);
    const [a, b] = [0, 1].map((side) => pairs.map((pair) => pair[side]));
    const largest = Math.max(1, ...a.map(Math.abs), ...b.map(Math.abs));
    if (Math.min(numbers.spread(a), numbers.spread(b)) <= 1e-12 * largest) throw new Blank("one of the two does not vary");
    const r = rework.pearson(a, b), z = Math.atanh(r), half = Z / Math.sqrt(n - 3);
    return { r, n, lower: Math.tanh(z - half), upper: Math.tanh(z + half) };
  }

  rework.changes = { quasiPoisson, exactPoisson, quasiBinomial, wilson, newcombe, link };
})(globalThis[Symbol.for("pcc.rework")]);
