// Loads the library's scripts of the page and answers requests, one line of JSON each: for the tests.
"use strict";
const fs = require("fs"), path = require("path"), readline = require("readline"), vm = require("vm");
const [folder, ...files] = process.argv.slice(2);
files.forEach((file) => vm.runInThisContext(fs.readFileSync(path.join(folder, file), "utf8"), { filename: file }));
const rework = globalThis[Symbol.for("pcc.rework")];

const blank = (value) => (Number.isNaN(value) ? "nan" : value === Infinity ? "inf" : value === -Infinity ? "-inf" : value);
const kindsOf = ({ takes, least, gives }) => ({ takes, least, gives });
const called = {
  work: ({ formula, blocks }) => {
    const { value, steps } = rework.work(formula, blocks);
    return { value: blank(value), steps };
  },
  formula: ({ formula, kinds, given }) => {
    const tree = rework.grammar.read(formula);
    rework.grammar.check(tree, kinds, rework.functions);
    return { value: blank(rework.grammar.value(tree, given, rework.functions)) };
  },
  style: ({ text, value, unit, other }) => {
    const style = rework.styleOf(text, value, unit);
    return { told: style && (other === undefined ? style(value) : style(other)) };
  },
  functions: () => ({
    functions: Object.fromEntries(Object.entries(rework.functions).map(([name, each]) => [name, kindsOf(each)])),
    counts: Object.keys(rework.counts), cannot: rework.cannot
  })
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const asked = JSON.parse(line);
  let answer;
  try {
    answer = called[asked.call](asked);
  } catch (error) {
    answer = error instanceof rework.Refused ? { refused: error.message } : { broken: `${error.message} ${error.stack}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
