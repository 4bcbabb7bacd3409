// What next month would have to be to change a verdict: all printable values are searched. The twin of
// pcc_lib/statistics/what_would_change.py, where the method is told.
(function (rework) {
  "use strict";
  const { numbers, season, chart, Blank } = rework;
  const FIRST_LOOK = 256, CLOSER = 16, FAR = 10, NO_VERDICT = 2;

  // The values that a month can have and be printed with, by their numbers; nought has the number 0.
  function possibleOf(series, step, most) {
    const least = series.values.some((value) => value < 0) ? -Infinity : 0;
    return {
      least, most, step,
      value: (number) => Number((number * step).toFixed(10)),
      numbers: (low, high) => [Math.ceil(Math.max(low, least) / step - 1e-9), Math.floor(Math.min(high, most) / step + 1e-9)]
    };
  }

  // A series, and one month after it that can have any value --------------------------------------------------------------
  class Months {
    constructor(series, reset, daily) {
      const first = numbers.ordinal(series.months[0]);
      this.known = series.values;
      this.months = Array.from({ length: this.known.length + 1 }, (_, i) => numbers.monthAt(first + i));
      this.days = this.months.map((month) => (daily ? numbers.daysIn(month) : 1));
      this.month = this.months.map((month) => Number(month.slice(5)));
      let start = Math.max(0, this.months.length - chart.JUDGED_MONTHS);
      while (start < this.known.length && Number.isNaN(this.known[start])) start += 1;
      this.judged = reset && reset > this.months[start] ? numbers.ordinal(reset) - first : start;
      this.recent = numbers.known(this.known.slice(this.judged));
      this.low = Math.min(...this.recent);
      this.high = Math.max(...this.recent);
    }

    unfit() {
      const count = this.recent.length;
      if (count + 1 < chart.FULL) return `only ${count} months are known under the latest limits`;
      return this.low === this.high ? "the months under the latest limits have one value" : "";
    }

    // The season with next month at the least and at the greatest of the recent values; null where none is looked for.
    ends() {
      if (this.split === undefined) {
        const [low, high] = [this.low, this.high].map((end) => this.with(end));
        this.split = season.unfit(low) ? null : [season.split(low, this.month), season.split(high, this.month)];
      }
      return this.split;
    }

    with(candidate) {
      return [...this.known, candidate].map((value, i) => value / this.days[i]);
    }

    // All months with one value of the last, per day and without season; STL is linear in the values.
    plain(candidate) {
      const row = this.with(candidate), ends = this.ends();
      if (!ends) return { row, held: 0 };
      const share = (candidate - this.low) / (this.high - this.low);
      const between = (a, b) => a.map((value, i) => value + share * (b[i] - value));
      const found = { season: between(ends[0].season, ends[1].season), detrended: between(ends[0].detrended, ends[1].detrended) };
      if (!season.isReliable(season.judged(row, this.month, found))) return { row, held: 0 };
      return { row: row.map((value, i) => value - found.season[i]), held: 1 };
    }

    // How next month would be judged at a value: direction, rule, and all that decides both.
    verdict(candidate) {
      const { row, held } = this.plain(candidate), plain = row.slice(this.judged), limits = chart.limitsOf(plain);
      const latest = chart.latestOf(plain.slice(-chart.RUN), limits), full = limits.state === "full";
      return {
        direction: full ? latest.direction : NO_VERDICT,
        rule: full ? latest.rule : 0,
        grounds: [...latest.grounds, ...limits.apart.map(Number), limits.screened, limits.state, held].join()
      };
    }
  }

  // The search ---------------------------------------------------------------------------------------------------------------
  // All values that next month could have, from the least on, as stretches of one verdict.
  function searched(months, possible) {
    const reach = FAR * (months.high - months.low), [first, last] = possible.numbers(months.low - reach, months.high + reach);
    const equal = months.recent.map((value) => possible.numbers(value, value)[0]);
    const looked = numbers.evenly(first, last, FIRST_LOOK).map(numbers.roundHalfEven);
    const verdicts = new Map();
    let more = numbers.ascending([...looked, ...equal]).filter((number) => first <= number && number <= last);
    if (!more.length) throw new Blank("no value is possible");
    while (more.length) {
      more.forEach((number) => verdicts.set(number, months.verdict(possible.value(number))));
      more = between(Array.from(verdicts.keys()).sort((a, b) => a - b), verdicts);
    }
    return stretchesOf(Array.from(verdicts.keys()).sort((a, b) => a - b), verdicts);
  }

  // Values between neighbours whose verdicts rest on something else.
  function between(looked, verdicts) {
    const found = [];
    for (let i = 0; i + 1 < looked.length; i += 1) {
      if (looked[i + 1] - looked[i] <= 1 || verdicts.get(looked[i]).grounds === verdicts.get(looked[i + 1]).grounds) continue;
      found.push(...numbers.evenly(looked[i], looked[i + 1], CLOSER + 1).map(numbers.roundHalfEven));
    }
    return numbers.ascending(found).filter((number) => !verdicts.has(number));
  }

  function stretchesOf(looked, verdicts) {
    const found = [];
    looked.forEach((number) => {
      const { direction, rule } = verdicts.get(number), before = found[found.length - 1];
      if (before && before.direction === direction && before.rule === rule) before.last = number;
      else found.push({ first: number, last: number, direction, rule });
    });
    return found;
  }

  // From `lowest` to `highest` a value would be no signal; above and below it would be one.
  function told(stretches, possible) {
    const quiet = stretches.filter((each) => each.direction === 0), none = { nearest: NaN, always: NaN };
    if (!quiet.length) return { lowest: NaN, highest: NaN, above: none, below: none };
    const widest = quiet.reduce((kept, each) => (each.last - each.first > kept.last - kept.first ? each : kept));
    const above = stretches.filter((each) => each.first > widest.last);
    const below = stretches.filter((each) => each.last < widest.first).reverse();
    return {
      lowest: possible.value(widest.first), highest: possible.value(widest.last),
      above: signals(above, possible, true), below: signals(below, possible, false)
    };
  }

  // The signals on one side, told from the middle outwards: the nearest, and the value from which every one is a signal.
  function signals(outwards, possible, upwards) {
    const near = outwards.map((each) => (upwards ? each.first : each.last));
    const isSignal = outwards.map((each) => each.direction === 1 || each.direction === -1);
    const nearest = isSignal.indexOf(true), always = isSignal.lastIndexOf(false) + 1;
    const value = (place) => (place >= 0 && place < near.length ? possible.value(near[place]) : NaN);
    return nearest < 0 ? { nearest: NaN, always: NaN } : { nearest: value(nearest), always: value(always) };
  }

  function nextMonth(tell, series, step, reset, most, daily) {
    const possible = possibleOf(series, step, most), own = chart.fromFirstKnown(series);
    const months = new Months(own, chart.resetAt(series, reset), daily), wrong = months.unfit();
    if (wrong) throw new Blank(wrong);
    const stretches = searched(months, possible);
    if (stretches.every((each) => each.direction) && stretches.some((each) => each.direction === NO_VERDICT)) {
      throw new Blank("most of the months under the latest limits would have one value");
    }
    const found = told(stretches, possible);
    tell(`Each value that next month can have is judged as the book would: from ${rework.shown(found.lowest)} `
      + `to ${rework.shown(found.highest)} it would be no signal.`);
    return found;
  }

  const next = (read, daily) => (tell, series, step, reset = 0, most = Infinity) =>
    read(nextMonth(tell, series, step, reset, most, daily));

  // The average with which usual variation meets a target every month.
  const meanToMeet = (rising) => (tell, series, target, step, reset = 0, most = Infinity) => {
    const possible = possibleOf(series, step, most), own = chart.fromFirstKnown(series);
    const { half } = chart.latestLimits(chart.judgedMonths(own, false), chart.resetAt(series, reset));
    if (Number.isNaN(half)) return NaN;
    tell(`Limits stand ${rework.shown(half)} from the mean.`);
    const steps = (rising ? target + half : target - half) / step;
    const found = possible.value(rising ? Math.floor(steps + 1e-9) + 1 : Math.ceil(steps - 1e-9) - 1);
    return possible.least <= found && found <= possible.most ? found : NaN;
  };

  rework.next = { next, meanToMeet };
})(globalThis[Symbol.for("pcc.rework")]);
