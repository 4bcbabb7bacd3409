// The school arithmetic of formulas: the twin of pcc_lib/statistics/calculate.py. A blank (NaN) goes through every function.
(function (rework) {
  "use strict";
  const { Refused, numbers } = rework;
  const SURVEY_LEAST = 30; // replies below which a percentage of a survey is withheld

  const percentage = (part, whole) => (whole === 0 ? NaN : 100 * part / whole);
  const mean = (total, n) => (n === 0 ? NaN : total / n);
  const rate = (events, population) => (population === 0 ? NaN : 1000 * events / population);
  const difference = (now, before) => now - before;

  function gapToRange(value, lower, upper) {
    return value > upper ? value - upper : value < lower ? value - lower : 0 * value;
  }

  function correlation(xs, ys) {
    const x = xs.values, y = ys.values;
    if (x.length !== y.length) throw new Refused("Lists of different length are set against each other.");
    if (x.length < 3 || ![...x, ...y].every(Number.isFinite) || numbers.spread(x) === 0 || numbers.spread(y) === 0) return NaN;
    return rework.pearson(x, y);
  }

  // One value for each pair; a list keeps its months or parts.
  const each = (work) => (tops, bottoms) => {
    if (tops.values.length !== bottoms.values.length) throw new Refused("Lists of different length are set against each other.");
    return Object.assign({}, tops, { values: tops.values.map((top, place) => work(top, bottoms.values[place])) });
  };

  function rank(values, of) {
    return Number.isNaN(of) ? NaN : 1 + values.values.filter((value) => value > of).length;
  }
  const negative = (list) => Object.assign({}, list, { values: list.values.map((value) => -value) });

  // Pearson's r of pairs that are all known, by scaled distances from the means.
  rework.pearson = function (x, y) {
    const dx = x.map((each) => each - numbers.mean(x)), dy = y.map((each) => each - numbers.mean(y));
    const length = (values) => Math.sqrt(numbers.sum(values.map((value) => value * value)));
    const a = length(dx), b = length(dy);
    const r = numbers.sum(dx.map((each, place) => (each / a) * (dy[place] / b)));
    return Math.max(-1, Math.min(1, r));
  };

  // takes: `n` a number, `l` a list, in their order; least: how many are needed; gives: a number or a list.
  const entry = (call, takes, more = {}) => Object.assign({ call, takes, least: takes.length, gives: "n" }, more);
  const list = { gives: "l" };
  rework.entry = entry;
  rework.functions = {
    count: entry((a) => a, "n"),
    published: entry((a) => a, "n"),
    times: entry((factor, a) => factor * a, "nn"),
    percentage: entry(percentage, "nn"),
    mean: entry(mean, "nn"),
    rate_per_1000: entry(rate, "nn"),
    change_number: entry(difference, "nn"),
    gap_to_range: entry(gapToRange, "nnn"),
    change_percent: entry((now, before) => (before === 0 ? NaN : 100 * (now - before) / before), "nn"),
    change_points: entry(difference, "nn"),
    per_month: entry((total, months = 12) => (months === 0 ? NaN : total / months), "nn", { least: 1 }),
    average: entry(mean, "nn"),
    correlation: entry(correlation, "ll"),
    percentages: entry(each(percentage), "ll", list),
    survey_percentages: entry(each((part, answers) => (answers < SURVEY_LEAST ? NaN : percentage(part, answers))), "ll", list),
    means: entry(each(mean), "ll", list),
    rates: entry(each(rate), "ll", list),
    rank: entry(rank, "ln"),
    rank_from_lowest: entry((values, of) => rank(negative(values), -of), "ln")
  };
})(globalThis[Symbol.for("pcc.rework")]);
