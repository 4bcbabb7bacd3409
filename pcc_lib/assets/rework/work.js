// A figure worked out again from its formula and its blocks of cells, step by step. The twin of pcc_lib/figures/reworking.py.
(function (rework) {
  "use strict";
  const { grammar, numbers, functions, counts, cannot, Refused } = rework;
  const TOTAL = "total", MONTHS = "months", PARTS = "parts"; // what a letter stands for, by the function that it is given to
  const OF_PARTS = ["how_many", "how_many_blank", "rank", "rank_from_lowest"];
  const own = (table, name) => Object.prototype.hasOwnProperty.call(table, name);

  // A number for the steps: up to twelve digits, groups of three, a true minus.
  rework.shown = function (value) {
    if (typeof value !== "number") return "";
    if (Number.isNaN(value)) return "blank";
    if (!Number.isFinite(value)) return value > 0 ? "infinite" : "minus infinite";
    const text = String(Number(Math.abs(value).toPrecision(12))), [whole, rest] = text.split(".");
    const grouped = text.includes("e") ? text : whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest === undefined ? "" : `.${rest}`);
    return (value < 0 ? "\u2212" : "") + grouped;
  };

  // Blocks ------------------------------------------------------------------------------------------------------------------
  // A cell is a number, null where it is not known, false where its part was not there in that period.
  const inTotal = (cell) => (cell === null ? NaN : cell === false ? 0 : cell);
  const ofPart = (cell) => (typeof cell === "number" ? cell : NaN);

  // the sum of the parts, period by period: a policy for small numbers may tell it where it hides a part
  const sums = (block) => (block.totals ? block.totals.map(ofPart) : block.values.map((row) => numbers.sum(row.map(inTotal))));

  const READ = {
    total: (block) => (block.totals || (block.values.length && block.values[0].length) ? numbers.sum(sums(block)) : NaN),
    months: (block) => {
      const months = numbers.periodsOf(block).map(numbers.monthOf);
      if (!months.every(Boolean)) throw new Refused(`'${block.ref}' is of no months.`);
      return { months, values: sums(block) };
    },
    parts: (block) => {
      const sumOf = (place) => numbers.sum(block.values.map((row) => ofPart(row[place])));
      return { parts: block.parts, values: block.parts.map((_, place) => sumOf(place)) };
    }
  };

  function readBlock(block, kind) {
    if (!block.values) throw new Refused(`'${block.ref}' is a list of ${block.holds}, and has no cells.`);
    return READ[kind](block);
  }

  // The functions of a formula that a page does not work out, each with its reason.
  rework.refusals = function (tree) {
    const found = new Map();
    walk(tree, (node) => { if (node.type === "call" && own(cannot, node.name)) found.set(node.name, cannot[node.name]); });
    return found;
  };

  function walk(node, look) {
    look(node);
    if (node.type === "minus") walk(node.of, look);
    if (node.type === "sum") [node.left, node.right].forEach((part) => walk(part, look));
    if (node.type === "call") node.args.forEach((arg) => walk(arg, look));
  }

  // Letters, each with what it stands for in its place ------------------------------------------------------------------------
  class Letters {
    constructor(blocks) {
      this.blocks = blocks;
      this.used = new Set();
      this.kinds = {};
      this.given = {};
      this.origin = {};
    }

    block(letter) {
      if (!own(this.blocks, letter)) throw new Refused(`'${letter}' stands for nothing.`);
      this.used.add(letter);
      return this.blocks[letter];
    }

    // A name of its own for a letter or a count in its place: what it holds, and what is told of it.
    give(name, kind, value, origin) {
      this.kinds[name] = kind === TOTAL ? grammar.NUMBER : grammar.NUMBERS;
      this.given[name] = value;
      this.origin[name] = origin;
      return { type: "name", name };
    }

    placed(node, wanted) {
      if (node.type === "name") {
        const block = this.block(node.name);
        return this.give(`${node.name}_${wanted}`, wanted, readBlock(block, wanted), { letter: node.name, block, wanted });
      }
      if (node.type === "minus") return { type: "minus", of: this.placed(node.of, wanted) };
      if (node.type === "sum") {
        return Object.assign({}, node, { left: this.placed(node.left, wanted), right: this.placed(node.right, wanted) });
      }
      return node.type === "call" ? this.placedCall(node, wanted) : node;
    }

    placedCall(node, wanted) {
      if (own(cannot, node.name)) throw new Refused(`'${node.name}' is not worked out in a page: ${cannot[node.name]}.`);
      if (own(counts, node.name)) return this.counted(node);
      if (!own(functions, node.name)) throw new Refused(`The function '${node.name}' is not known.`);
      const takes = functions[node.name].takes, several = OF_PARTS.includes(node.name) || wanted === PARTS ? PARTS : MONTHS;
      const args = node.args.map((arg, place) => this.placed(arg, takes[place] === "l" ? several : TOTAL));
      return Object.assign({}, node, { args });
    }

    counted(node) {
      const letters = node.args.map((arg) => {
        if (arg.type !== "name") throw new Refused(`'${node.name}' takes lists alone.`);
        return arg.name;
      });
      const blocks = letters.map((letter) => this.block(letter)), call = `${node.name}(${letters.join(", ")})`;
      const name = `count_${Object.keys(this.given).length}`;
      return this.give(name, TOTAL, rework.counted(node.name, blocks), { call, letters, blocks });
    }
  }

  // The value of a formula for the blocks of cells that its letters stand for, and the steps to it, one text each.
  rework.work = function (formula, blocks) {
    const letters = new Letters(blocks), tree = letters.placed(grammar.read(formula), TOTAL);
    if (letters.used.size !== Object.keys(blocks).length) throw new Refused("The formula does not use every block of cells.");
    grammar.check(tree, letters.kinds, functions);
    const steps = [], telling = tellingOf(letters, steps);
    const value = grammar.value(tree, letters.given, telling.functions, telling.told);
    if (tree.type !== "call" && tree.type !== "sum") telling.name(tree);
    return { value, steps };
  };

  // Steps -----------------------------------------------------------------------------------------------------------------------
  // What each letter, call and sum gives, as one line of text each, in reading order.
  function tellingOf(letters, steps) {
    const named = new Set();
    let inner = [];
    const wordOf = (node, value) => (node.type === "name" ? wordOfName(node.name, value) : wordOfValue(value));
    const wordOfValue = (value) => (typeof value === "number" ? rework.shown(value) : listWords(value));
    const wordOfName = (name, value) => (typeof value === "number" ? rework.shown(value) : letters.origin[name].letter);

    function name(node) {
      if (node.type === "minus") { name(node.of); return; }
      if (node.type !== "name" || named.has(node.name)) return;
      named.add(node.name);
      steps.push(...namedSteps(letters.origin[node.name], letters.given[node.name]));
    }

    function told(node, found, parts) {
      const nodes = node.type === "call" ? node.args : [node.left, node.right];
      nodes.forEach(name);
      steps.push(...inner);
      inner = [];
      const words = nodes.map((each, place) => wordOf(each, parts[place]));
      const said = node.type === "call" ? `${node.name}(${words.join(", ")})` : `${words[0]} ${SIGNS[node.sign]} ${words[1]}`;
      steps.push(`${said} = ${wordOfValue(found)}`);
    }

    // every function, with a place for what it tells of its own working
    const given = Object.fromEntries(Object.entries(functions).map(([name, each]) => [
      name, { call: each.telling ? (...parts) => each.telling((line) => inner.push(line), ...parts) : each.call }
    ]));
    return { functions: given, told, name };
  }

  const SIGNS = { "+": "+", "-": "\u2212", "*": "\u00d7", "/": "\u00f7" };

  function namedSteps(origin, value) {
    if (origin.call) {
      const lists = origin.letters.map((letter, place) => `${letter} is ${listOf(origin.blocks[place])}`);
      return [...lists, `${origin.call} = ${rework.shown(value)}`];
    }
    const { letter, block, wanted } = origin, cells = block.values.flat().length;
    if (wanted === TOTAL) return [`${letter} = ${rework.shown(value)}${cells > 1 ? `, the sum of ${cells} cells` : ""}`];
    return [`${letter} is ${listWords(value)}`];
  }

  function listWords(list) {
    const names = list.months || list.parts, what = list.months ? "months" : "parts";
    const first = rework.shown(list.values[0]), last = rework.shown(list.values[list.values.length - 1]);
    if (names.length === 1) return `${first} (${names[0]})`;
    return `${names.length} ${what}: ${first} (${names[0]}) to ${last} (${names[names.length - 1]})`;
  }

  function listOf(block) {
    if (block.rows.length === 1 && block.columns.length === 1) return block.rows[0][0];
    return `${block.rows.length} ${block.rows.length === 1 ? "row" : "rows"} (${block.holds})`;
  }
})(globalThis[Symbol.for("pcc.rework")]);
