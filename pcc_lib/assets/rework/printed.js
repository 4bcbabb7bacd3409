// Numbers as the book prints them: the twin of pcc_lib/core/numerals.py. The style of a printed text (decimals, sign, precision)
// is read from the text itself, and holds only if it gives that text for the printed value.
(function (rework) {
  "use strict";
  const MINUS = "\u2212", NBSP = "\u00a0";

  // Half away from zero, on the decimal digits that the number prints with, as text without a sign.
  function rounded(value, decimals) {
    const ten = Number(Math.abs(value).toFixed(10)), short = String(ten), text = short.includes("e") ? ten.toFixed(10) : short;
    const [whole, rest = ""] = text.split("."), digits = BigInt(whole + rest.padEnd(decimals + 1, "0").slice(0, decimals + 1));
    const kept = String((digits + 5n) / 10n).padStart(decimals + 1, "0"), cut = kept.length - decimals;
    return { whole: kept.slice(0, cut), rest: kept.slice(cut), nought: /^0*$/.test(kept) };
  }
  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");

  function number(value, decimals) {
    const { whole, rest, nought } = rounded(value, decimals);
    return (value < 0 && !nought ? MINUS : "") + grouped(whole) + (decimals ? `.${rest}` : "");
  }
  const wholeOf = (value) => Number(rounded(value, 0).whole);
  const isOne = (value, decimals) => Number(number(Math.abs(value), decimals).replace(/,/g, "")) === 1;

  function duration(seconds, precision) {
    const unit = precision === "minutes" ? 60 : 1, total = wholeOf(Math.abs(seconds) / unit), said = [];
    const add = (count, word) => said.push(`${count}${NBSP}${word}`);
    let minutes = precision === "minutes" ? total : Math.floor(total / 60), hours = 0;
    const left = precision === "minutes" ? 0 : total % 60;
    if (precision === "minutes" || total >= 2 * 3600) { hours = Math.floor(minutes / 60); minutes %= 60; }
    if (hours) add(hours, "h");
    if (minutes || (precision === "minutes" ? !hours : hours && left)) add(minutes, "min");
    if (precision !== "minutes" && (left || !(hours || minutes))) add(left, "s");
    return (seconds < 0 && total ? MINUS : "") + said.join(NBSP);
  }

  function ordinal(value) {
    const whole = wholeOf(value), tens = whole % 100;
    const ending = tens >= 10 && tens <= 20 ? "th" : { 1: "st", 2: "nd", 3: "rd" }[whole % 10] || "th";
    return grouped(String(whole)) + ending;
  }

  function money(value, decimals) {
    return (number(value, decimals).startsWith(MINUS) ? MINUS : "") + "£" + number(Math.abs(value), decimals);
  }

  function inUnit(value, unit, { decimals, precision }) {
    if (unit === "%") return `${number(value, decimals)}%`;
    if (unit === "percentage points") return `${number(value, decimals)} percentage point${isOne(value, decimals) ? "" : "s"}`;
    // a limit near a value is told with a decimal: whole seconds would hide on which side the value lies
    if (unit === "seconds") return decimals ? `${number(value, decimals)}${NBSP}s` : duration(value, precision);
    if (unit === "rank") return ordinal(value);
    if (unit === "places") return `${number(value, 0)} place${isOne(value, 0) ? "" : "s"}`;
    if (unit === "GBP") return money(value, decimals);
    if (unit === "GBP million") return `${money(value, decimals)}${NBSP}million`;
    return number(value, decimals) + (unit.startsWith("million") ? `${NBSP}million` : "");
  }

  function withSign(text) {
    return text.startsWith(MINUS) || text.startsWith("[") || !/[1-9]/.test(text) ? text : `+${text}`;
  }

  // How a printed text writes values of its unit: a function of a value, or null where its words are a person's own.
  rework.styleOf = function (text, value, unit) {
    if (typeof value !== "number") return null;
    const bare = unit === "rank" ? text.replace(/^=/, "") : text; // that a place is shared is no part of its number
    const decimals = (/\.([0-9]+)/.exec(text) || ["", ""])[1].length;
    for (const precision of ["seconds", "minutes"]) {
      for (const sign of [(told) => told, withSign]) {
        const style = (other) => (Number.isFinite(other) ? sign(inUnit(other, unit, { decimals, precision })) : "blank");
        if (style(value) === bare) return style;
      }
    }
    return null;
  };
})(globalThis[Symbol.for("pcc.rework")]);
