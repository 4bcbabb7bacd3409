// The methods that formulas call, and those that a page does not work out. The twin of pcc_lib/statistics/methods.py.
(function (rework) {
  "use strict";
  const { numbers, chart, levels, next, changes, entry, functions, Refused, Blank } = rework;
  const STEP = 3, LEAST_ORIGINS = 8, MOST_ORIGINS = 16, LEAST_TRAINING = 24;

  // Each gets `tell` first, to say its inner steps; where it refuses its input, its value is blank.
  function method(call, takes, more) {
    const telling = orBlank(call);
    return entry((...given) => telling(() => {}, ...given), takes, Object.assign({ telling }, more));
  }
  function orBlank(call) {
    return (tell, ...given) => {
      try {
        return call(tell, ...given);
      } catch (error) {
        if (!(error instanceof Blank)) throw error;
        tell(`Blank: ${error.message}.`);
        return NaN;
      }
    };
  }

  // Bounds of what is possible ---------------------------------------------------------------------------------------------
  function differing(now, then) {
    if (now.months.join() !== then.months.join()) throw new Refused("Two runs of different months are set against each other.");
    return then.values.filter((value, place) => !Number.isNaN(value) && now.values[place] !== value).length;
  }
  const knownOf = (list) => numbers.known(list.values).length;
  Object.assign(functions, {
    at_least: entry((least, value) => (value > least ? value : least), "nn"),
    at_most: entry((most, value) => (value < most ? value : most), "nn"),
    how_many: entry(knownOf, "l"),
    how_many_blank: entry((list) => list.values.length - knownOf(list), "l"),
    differing: entry(differing, "ll")
  });

  // Limits, levels, next month ---------------------------------------------------------------------------------------------
  const NEXT = {
    next_above: (found) => found.above.nearest,
    next_above_always: (found) => found.above.always,
    next_below: (found) => found.below.nearest,
    next_below_always: (found) => found.below.always,
    next_quiet_lowest: (found) => found.lowest,
    next_quiet_highest: (found) => found.highest
  };
  [["", false], ["daily_", true]].forEach(([prefix, daily]) => {
    ["mean", "lower", "upper"].forEach((side) => {
      functions[`${prefix}xmr_${side}`] = method(chart.side(side, daily), "ln", { least: 1 });
    });
    functions[`${prefix}xmr_months`] = method(chart.months(daily), "ln", { least: 1 });
    ["before", "after"].forEach((side) => {
      functions[`${prefix}level_${side}`] = method(levels.level(side, daily), "ln", { least: 1 });
    });
    Object.keys(NEXT).forEach((name) => {
      functions[prefix + name] = method(next.next(NEXT[name], daily), "lnnn", { least: 2 });
    });
  });
  functions.xmr_middle = method(chart.middle, "ln", { least: 1 });
  functions.least_mean_to_meet = method(next.meanToMeet(true), "lnnnn", { least: 3 });
  functions.greatest_mean_to_meet = method(next.meanToMeet(false), "lnnnn", { least: 3 });

  // Changes and intervals, in per cent or percentage points ----------------------------------------------------------------
  const linked = (differences, read) => (tell, xs, ys) => changes.link(tell, xs, ys, differences)[read];
  ["lower", "upper"].forEach((side) => {
    const change = (test) => (tell, ...given) => 100 * (test(tell, ...given)[side] - 1);
    const percent = (test) => (tell, ...given) => 100 * test(tell, ...given)[side];
    functions[`quasi_poisson_${side}`] = method(change(changes.quasiPoisson), "l");
    functions[`exact_poisson_${side}`] = method(change(changes.exactPoisson), "l");
    functions[`quasi_binomial_${side}`] = method(percent(changes.quasiBinomial), "ll");
    functions[`newcombe_${side}`] = method(percent(changes.newcombe), "nnnn");
    functions[`wilson_${side}`] = method(percent(changes.wilson), "nn");
    functions[`fisher_${side}`] = method(linked(false, side), "ll");
    functions[`fisher_differences_${side}`] = method(linked(true, side), "ll");
  });
  functions.correlation_of_differences = method(linked(true, "r"), "ll");

  // The forecast by last year's months, and its trials ---------------------------------------------------------------------
  function naive(values, ahead) {
    const squares = values.slice(12).map((value, i) => (value - values[i]) ** 2);
    return { mean: values.slice(-12).slice(0, ahead), half: numbers.Z * Math.sqrt(numbers.mean(squares)) };
  }
  const knownMonths = (series) => chart.fromFirstKnown(series).values;

  const ahead = (read) => (tell, series, months) => {
    const { mean, half } = naive(knownMonths(series), Math.trunc(months)), last = mean[mean.length - 1];
    tell(`The same month of last year is ${rework.shown(last)}; the interval reaches ${rework.shown(half)} to either side.`);
    return read(last, half);
  };

  // Lengths of the training windows of the trials, the newest first.
  function origins(length) {
    for (const apart of [STEP, 1]) {
      const starts = [];
      for (let start = length - STEP; start >= LEAST_TRAINING && starts.length < MOST_ORIGINS; start -= apart) starts.push(start);
      if (starts.length >= LEAST_ORIGINS) return starts;
    }
    throw new Refused(`${length} months are known: the trials of a forecast need more.`);
  }

  function trial(values, start) {
    const training = values.slice(0, start), actual = values.slice(start, start + STEP), { mean, half } = naive(training, STEP);
    const error = numbers.mean(actual.map((value, i) => Math.abs(value - mean[i])));
    const scale = numbers.mean(training.slice(12).map((value, i) => Math.abs(value - training[i])));
    const scaled = scale > 0 ? error / scale : error === 0 ? 0 : Infinity;
    const inside = actual.filter((value, i) => value >= mean[i] - half && value <= mean[i] + half).length;
    return { mase: Number.isFinite(scaled) ? scaled : Infinity, coverage: inside / actual.length };
  }

  const scored = (read, factor) => (tell, series) => {
    const values = knownMonths(series), starts = origins(values.length);
    tell(`The mean of ${starts.length} trials with known months.`);
    return factor * numbers.mean(starts.map((start) => trial(values, start)[read]));
  };
  functions.seasonal_naive_mean = method(ahead((mean) => mean), "ln");
  functions.seasonal_naive_lower = method(ahead((mean, half) => mean - half), "ln");
  functions.seasonal_naive_upper = method(ahead((mean, half) => mean + half), "ln");
  functions.seasonal_naive_mase = method(scored("mase", 1), "l");
  functions.seasonal_naive_coverage = method(scored("coverage", 100), "l");
  functions.forecast_trials = method((tell, series) => origins(knownMonths(series).length).length, "l");

  // What a page does not work out, and why -------------------------------------------------------------------------------------
  const SEARCH = "its smoothing is found by a numerical search, and where that stops depends on the search itself";
  const DRAWS = "it is the place in 20,000 simulated draws, which need the random numbers of NumPy's generator";
  const JUDGED = "it counts what the methods say of every measure of the book, so that all their months would be needed here";
  const ORIGINAL = "it sets every number of an original beside the figure that tells it, and all of these would be needed here";
  const REPLAYED = "it counts what came of signals and forecasts of ten years, each judged again with the months known then";
  const cannot = {};
  ["ets", "theta"].forEach((model) => {
    ["mean", "lower", "upper", "mase", "coverage"].forEach((side) => { cannot[`${model}_${side}`] = SEARCH; });
  });
  ["rate_place", "rate_place_from_lowest", "share_place", "share_place_from_lowest"].forEach((place) => {
    ["lower", "upper"].forEach((side) => { cannot[`${place}_${side}`] = DRAWS; });
  });
  ["measures_judged", "measures_beyond_usual", "measures_moved"].forEach((name) => { cannot[name] = JUDGED; });
  ["same", "contradictory", "revised", "no_data"].forEach((verdict) => { cannot[`printed_${verdict}`] = ORIGINAL; });
  const track = ["quarters", "measures", "series", "quiet", "quiet_same", "calm_months", "calm_flagged",
    "forecasts", "errors_known", "error", "naive_error"];
  ["any", "outside", "two_of_three", "shift", "trend", "step", "drift"].forEach((kind) => {
    ["told", "followed", "lasted", "passed", "open", "followed_6", "lasted_6", "low", "high"].forEach((end) => { track.push(`${kind}_${end}`); });
  });
  [1, 2, 3].forEach((ahead) => { ["", "_in_80", "_in_95"].forEach((end) => { track.push(`ahead_${ahead}${end}`); }); });
  ["clear", "unclear"].forEach((name) => { ["", "_same", "_low", "_high"].forEach((end) => { track.push(`${name}${end}`); }); });
  track.forEach((name) => { cannot[`track_${name}`] = REPLAYED; });
  rework.cannot = cannot;
})(globalThis[Symbol.for("pcc.rework")]);
