// Numbers: sums, medians, months, and the few distributions that the methods need.
(function (rework) {
  "use strict";

  // What is no formula, or asks for something that is not there: told to the reader in its own words.
  class Refused extends Error {}
  // A method that cannot judge its input: its value is blank, as in the library.
  class Blank extends Error {}

  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const mean = (values) => sum(values) / values.length;
  const known = (values) => values.filter((value) => !Number.isNaN(value));
  const spread = (values) => Math.max(...values) - Math.min(...values);
  const variance = (values) => { const middle = mean(values); return mean(values.map((v) => (v - middle) ** 2)); };

  function median(values) {
    const ordered = known(values).sort((a, b) => a - b), n = ordered.length;
    return n ? (ordered[(n - 1) >> 1] + ordered[n >> 1]) / 2 : NaN;
  }

  function roundHalfEven(value) {
    const low = Math.floor(value), rest = value - low;
    if (rest !== 0.5) return Math.round(value);
    return low % 2 === 0 ? low : low + 1;
  }

  // `count` numbers from first to last, as NumPy's linspace has them.
  function evenly(first, last, count) {
    const step = (last - first) / (count - 1), found = [];
    for (let i = 0; i < count; i += 1) found.push(i * step + first);
    found[count - 1] = last;
    return found;
  }

  const ascending = (numbers) => Array.from(new Set(numbers)).sort((a, b) => a - b);

  // Months: `2023-10` and its number since year nought ----------------------------------------------------------------
  const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
  const QUARTER = /^(\d{4})-(?:\d{2}-)?Q([1-4])$/; // 2023-Q3, or 2023-24-Q3 of a financial year
  // The month of a period as a file writes it (of a quarter its last one); blank where it is of no month.
  function monthOf(period) {
    const found = QUARTER.exec(period);
    if (!found) return MONTH.test(period) ? period : "";
    return monthAt(Number(found[1]) * 12 + 3 * Number(found[2]) - 1 + (period.length > 7 ? 3 : 0));
  }
  const ordinal = (month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
  const monthAt = (number) => `${String(Math.floor(number / 12)).padStart(4, "0")}-${String(number % 12 + 1).padStart(2, "0")}`;
  // The periods of a block: a list, or the first and the last of months that follow one another.
  function periodsOf(block) {
    if (typeof block.periods !== "string") return block.periods;
    const [first, last] = block.periods.split("..").map(ordinal);
    return Array.from({ length: last - first + 1 }, (_, at) => monthAt(first + at));
  }
  const daysIn = (month) => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();

  // A series with every month from its first to its last; what it leaves out is not known.
  function whole(series) {
    if (!series.months.length) throw new Blank("the series is empty");
    const start = ordinal(series.months[0]);
    const months = [], values = [];
    series.months.forEach((month, place) => {
      const position = ordinal(month) - start;
      if (position < months.length) throw new Refused("the months are not in order");
      while (months.length < position) { months.push(monthAt(start + months.length)); values.push(NaN); }
      months.push(month); values.push(series.values[place]);
    });
    return { months, values };
  }

  // Distributions -----------------------------------------------------------------------------------------------------
  const Z = 1.959963984540054; // the quantile of the standard normal distribution that leaves 2.5% above it
  const TINY = 1e-300;

  // The logarithm of the gamma function: Stirling's series, from 15 on as exact as a double is.
  function logGamma(x) {
    let shift = 0;
    while (x < 15) { shift += Math.log(x); x += 1; }
    const s = 1 / (x * x);
    const series = (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * 691 / 360360))))) / x;
    return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + series - shift;
  }

  // The regularised incomplete beta function, by its continued fraction (Lentz's method).
  function betaShare(x, a, b) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
    return x < (a + 1) / (a + b + 2) ? front * betaFraction(x, a, b) / a : 1 - front * betaFraction(1 - x, b, a) / b;
  }

  function betaFraction(x, a, b) {
    let c = 1, d = 1 / nonzero(1 - (a + b) * x / (a + 1)), h = d;
    for (let m = 1; m < 10000; m += 1) {
      const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / nonzero(1 + even * d); c = nonzero(1 + even / c); h *= d * c;
      const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / nonzero(1 + odd * d); c = nonzero(1 + odd / c);
      h *= d * c;
      if (Math.abs(d * c - 1) < 1e-16) break;
    }
    return h;
  }
  const nonzero = (value) => (Math.abs(value) < TINY ? TINY : value);

  // Where a rising function of 0 to 1 reaches a share: halved until two neighbouring doubles are left.
  function halved(share, of) {
    let low = 0, high = 1;
    for (let i = 0; i < 1100; i += 1) {
      const middle = (low + high) / 2;
      if (middle <= low || middle >= high) break;
      if (of(middle) < share) low = middle; else high = middle;
    }
    return (low + high) / 2;
  }
  const betaQuantile = (share, a, b) => halved(share, (x) => betaShare(x, a, b));

  // The value that leaves 2.5% above it in Student's t distribution with so many degrees of freedom.
  function studentQuantile(freedom) {
    const x = betaQuantile(0.05, freedom / 2, 0.5); // x = freedom / (freedom + t²)
    return Math.sqrt(freedom * (1 - x) / x);
  }

  // The share of a chi-squared distribution that lies above a value: the incomplete gamma function.
  function chiSquaredAbove(value, freedom) {
    const a = freedom / 2, x = value / 2;
    if (!(x > 0)) return 1;
    const front = Math.exp(a * Math.log(x) - x - logGamma(a));
    if (x < a + 1) {
      let term = 1 / a, total = term;
      for (let n = 1; n < 10000 && term > total * 1e-17; n += 1) { term *= x / (a + n); total += term; }
      return 1 - front * total;
    }
    let b = x + 1 - a, c = 1 / TINY, d = 1 / b, h = d;
    for (let i = 1; i < 10000; i += 1) {
      const step = -i * (i - a);
      b += 2;
      d = 1 / nonzero(step * d + b); c = nonzero(b + step / c);
      h *= d * c;
      if (Math.abs(d * c - 1) < 1e-16) break;
    }
    return front * h;
  }

  Object.assign(rework, { Refused, Blank });
  rework.numbers = {
    sum, mean, known, spread, variance, median, roundHalfEven, evenly, ascending,
    monthOf, ordinal, monthAt, periodsOf, daysIn, whole,
    Z, betaQuantile, studentQuantile, chiSquaredAbove
  };
})(globalThis[Symbol.for("pcc.rework")] = globalThis[Symbol.for("pcc.rework")] || {});
