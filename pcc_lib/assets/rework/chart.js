// The control chart of a measure: mean and limits of its latest stretch of months, season and length of month put back. The twin
// of control_limits.py, control_rules.py and usual.py in pcc_lib/statistics.
(function (rework) {
  "use strict";
  const { numbers, season, Blank, Refused } = rework;
  const SCREEN = 3.267, SIGMA = 1.128, PULL = 0.5, MONTHS_APART = 12, MOSTLY = 2 / 3, FULL = 13, TRIAL = 6;
  const LIMIT = 2.66, NEAR = LIMIT * 2 / 3, RUN = 7, JUDGED_MONTHS = 36;

  const tied = (mean) => 1e-9 * Math.max(1, Math.abs(mean));
  const steps = (values) => values.slice(1).map((value, i) => value - values[i]);

  // Moving ranges: the mean of those that are not outlying (dropped once), and how many were dropped.
  function movingRanges(values, tolerance) {
    const ranges = numbers.known(steps(values).map(Math.abs)), mean = numbers.mean(ranges);
    const kept = ranges.filter((range) => SCREEN * mean - range > tolerance);
    const ofKept = numbers.sum(kept) / Math.max(1, kept.length), holds = ofKept > tolerance;
    return { count: ranges.length, screened: holds ? ranges.length - kept.length : 0, mean: holds ? ofKept : mean };
  }

  function mostlyEqual(values, tolerance) {
    const own = numbers.known(values), middle = numbers.median(own);
    const same = own.filter((value) => Math.abs(value - middle) <= tolerance).length;
    return MOSTLY * own.length < same && same < own.length;
  }

  // Single months so far out that each alone would pull the mean away from the others.
  function exceptional(values, reach, tolerance) {
    const count = numbers.known(values).length, middle = numbers.median(values), equal = mostlyEqual(values, tolerance);
    const far = values.map((value) => {
      const distance = Number.isNaN(value) ? 0 : Math.abs(value - middle);
      return distance / count > PULL * reach / SIGMA || (equal && distance > tolerance);
    });
    const several = far.filter(Boolean).length > Math.floor(count / MONTHS_APART);
    return several || far.some((each, i) => each && far[i + 1]) ? far.map(() => false) : far;
  }

  // What limits rest on: mean, reach (the mean moving range), and the state: full, or why there are no limits.
  function limitsOf(values) {
    const mean = numbers.mean(numbers.known(values)), tolerance = tied(mean), apart = values.map(() => false);
    const none = { mean, reach: NaN, tolerance, apart, ranges: 0, screened: 0 };
    if (!numbers.known(steps(values)).length) return Object.assign(none, { state: "no neighbours" });
    const found = movingRanges(values, tolerance), varies = found.mean > tolerance;
    const left = varies ? exceptional(values, found.mean, tolerance) : apart;
    const others = values.map((value, i) => (left[i] ? NaN : value));
    return {
      mean: numbers.mean(numbers.known(others)), reach: found.mean, tolerance, apart: left,
      ranges: found.count, screened: found.screened,
      state: !varies ? "no variation" : mostlyEqual(others, tolerance) ? "mostly equal" : "full"
    };
  }

  // The mean moving range of months, outlying ones dropped once; nought where there is none or all have one value.
  function meanRange(values) {
    if (!numbers.known(steps(values)).length) return 0;
    const tolerance = tied(numbers.mean(numbers.known(values))), found = movingRanges(values, tolerance);
    return found.mean > tolerance ? found.mean : 0;
  }

  const sideOf = (distance, tolerance) => (distance > tolerance ? 1 : 0) - (distance < -tolerance ? 1 : 0);

  // What the rules say of the last of seven months: its direction, the rule by its place, and all that decides both.
  function latestOf(values, limits) {
    const lying = (ranges) => values.map((v) => sideOf(v - limits.mean, ranges * limits.reach + limits.tolerance));
    const side = lying(0), near = lying(NEAR).slice(-3), outside = lying(LIMIT).slice(-1);
    const step = steps(values).map((each) => sideOf(each, limits.tolerance)), last = side[RUN - 1], rise = step[step.length - 1];
    const beyond = near.filter((each) => each === last).length >= 2;
    const verdicts = [
      outside[0],
      step.every((each) => each === rise) ? rise : 0,
      beyond && side.slice(-3).every((each) => each === last) ? near[2] : 0,
      side.every((each) => each === last) ? last : 0
    ];
    const rule = verdicts.findIndex((each) => each !== 0);
    return { direction: rule < 0 ? 0 : verdicts[rule], rule: rule + 1, grounds: [...side, ...near, ...outside, ...step] };
  }

  // Series ------------------------------------------------------------------------------------------------------------
  // From its first known value on.
  function fromFirstKnown(series) {
    const first = Math.max(0, series.values.findIndex((value) => !Number.isNaN(value)));
    return { months: series.months.slice(first), values: series.values.slice(first) };
  }

  // The month of this number, from one, at which limits begin anew; nothing for nought.
  function resetAt(series, number) {
    const count = series.values.length;
    if (!(number >= 0 && number <= count)) throw new Blank(`there is no month ${number} of ${count}`);
    return Math.trunc(number) ? series.months[Math.trunc(number) - 1] : "";
  }

  // The months that a chart judges: values, the same without season and length of month, the days that were taken out.
  function judgedMonths(series, daily) {
    const varies = new Set(numbers.known(series.values.slice(-JUDGED_MONTHS))).size > 1;
    const perDay = Boolean(daily && varies), found = season.adjusted(series, perDay), span = numbers.whole(series);
    const start = Math.max(0, span.months.length - JUDGED_MONTHS);
    const plain = fromFirstKnown({ months: span.months.slice(start), values: found.values.slice(start) });
    const days = plain.months.map((month) => (perDay ? numbers.daysIn(month) : 1));
    const values = span.values.slice(-plain.months.length);
    return { months: plain.months, values, plain: plain.values, days, perDay, note: found.note };
  }

  // The latest limits, without season and length of month; those of an earlier stretch of months do not bear on them.
  function latestLimits(judged, reset) {
    const first = judged.months[0], last = judged.months[judged.months.length - 1];
    const inside = reset && reset > first && reset <= last, start = inside ? judged.months.indexOf(reset) : 0;
    if (start < 0) throw new Refused(`The month ${reset}, from which limits are re-set, is not in the series.`);
    const own = judged.plain.slice(start), count = numbers.known(own).length;
    const months = numbers.known(judged.values.slice(start)).length;
    if (count < TRIAL) return { mean: NaN, half: NaN, months, note: `Only ${count} months are known under the latest limits.` };
    const found = limitsOf(own);
    const half = found.state === "full" ? LIMIT * found.reach : NaN;
    return { mean: found.mean, half, months, found, own };
  }

  function chart(series, reset, daily, tell) {
    const own = fromFirstKnown(series), judged = judgedMonths(own, daily), limits = latestLimits(judged, resetAt(series, reset));
    tell(judged.note + (judged.perDay ? " Months are compared per day." : ""));
    if (limits.note) tell(limits.note);
    else tellLimits(limits, tell);
    return { judged, limits };
  }

  function tellLimits({ found, mean, half, months, own }, tell) {
    const left = found.apart.filter(Boolean).length, shown = rework.shown;
    const without = left ? ` without ${left} that ${left === 1 ? "stands" : "stand"} apart` : "";
    tell(`Mean of ${months} months${without}: ${shown(mean)}.`);
    if (found.state !== "full") { tell(`No limits: ${found.state}.`); return; }
    const dropped = found.screened ? ` (without ${found.screened} outlying)` : "";
    tell(`Mean of ${found.ranges} moving ranges${dropped}: ${shown(found.reach)}; 2.66 times that is ${shown(half)}.`);
    if (own.length < FULL) tell("These are trial limits.");
  }

  // One side of the usual range at the last month, in the unit of the values.
  const side = (name, daily) => (tell, series, reset = 0) => {
    const { judged, limits } = chart(series, reset, daily, tell), last = judged.plain.length - 1;
    const of = { mean: limits.mean, lower: limits.mean - limits.half, upper: limits.mean + limits.half }[name];
    const back = judged.values[last] / judged.days[last] - judged.plain[last], seasonal = Number.isNaN(back) ? 0 : back;
    if (seasonal) tell(`The season of the last month, which is added again, is ${rework.shown(seasonal)}.`);
    if (judged.perDay) tell(`The last month has ${judged.days[last]} days.`);
    return (of + seasonal) * judged.days[last];
  };
  const months = (daily) => (tell, series, reset = 0) => chart(series, reset, daily, tell).limits.months;
  const middle = (tell, series, reset = 0) => chart(series, reset, false, tell).limits.mean;

  rework.chart = {
    limitsOf, latestOf, meanRange, judgedMonths, latestLimits, fromFirstKnown, resetAt, side, months, middle,
    FULL, TRIAL, SIGMA, RUN, JUDGED_MONTHS
  };
})(globalThis[Symbol.for("pcc.rework")]);
