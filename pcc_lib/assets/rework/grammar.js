// The closed grammar of formulas: names, numbers, + - * / ( ), and calls of the functions that are listed. What it does not
// name is refused; nothing of a text is ever run. The twin of pcc_lib/core/grammar.py.
(function (rework) {
  "use strict";
  const Refused = rework.Refused;
  const LONGEST = 500, DEEPEST = 100, LARGEST = 1e15;
  const NUMBER = "a number", NUMBERS = "a list of numbers";
  const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
  const TOKEN = /([0-9.][0-9A-Za-z_.]*(?:(?<=[eE])[+-][0-9][0-9A-Za-z_.]*)*)|([A-Za-z_][A-Za-z0-9_]*)|([-+*/(),])/y;
  const DECIMAL = /^(?:[0-9]+(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE](?:\+?[0-9]+|-[0-9][0-9]?))?$/;
  const LEADING_NOUGHT = /^0+[1-9][0-9]*$/;

  // Reading -----------------------------------------------------------------------------------------------------------
  function tokens(text) {
    if (typeof text !== "string") throw new Refused("The formula is not text.");
    if (Array.from(text).length > LONGEST) throw new Refused(`The formula has more than ${LONGEST} characters.`);
    const line = text.replace(BLANKS, " ").replace(/^ | $/g, ""), found = [];
    if (!line) throw new Refused("The formula is empty.");
    for (let at = 0; at < line.length;) {
      if (line[at] === " ") { at += 1; continue; }
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(line);
      if (!match) throw new Refused(`'${line[at]}' has no place in a formula.`);
      if (match[1] !== undefined) found.push({ kind: "number", text: match[1], value: numberOf(match[1]) });
      else found.push({ kind: match[2] === undefined ? "sign" : "name", text: match[0] });
      at = TOKEN.lastIndex;
    }
    return found;
  }

  function numberOf(text) {
    if (!DECIMAL.test(text) || LEADING_NOUGHT.test(text)) throw new Refused(`'${text}' is not a number.`);
    const value = Number(text);
    if (!(value <= LARGEST)) throw new Refused(`The number '${text}' is too large.`);
    return value;
  }

  // A text as a tree: numbers, names, minus, sums of two, calls.
  function read(text) {
    const left = tokens(text);
    let at = 0, open = 0;
    const next = () => left[at];
    const takes = (sign) => next() && next().kind === "sign" && next().text === sign && (at += 1);
    const wrong = () => new Refused(next() ? `The formula cannot be read at '${next().text}'.` : "The formula ends too early.");

    function chain(signs, part) {
      let found = part();
      for (;;) {
        const sign = signs.find((each) => takes(each));
        if (!sign) return found;
        found = { type: "sum", sign, left: found, right: part() };
      }
    }
    const total = () => chain(["+", "-"], product);
    const product = () => chain(["*", "/"], signed);
    // a run of signs in a loop: 500 of them would be as many calls
    function signed() {
      let count = 0;
      while (takes("-")) count += 1;
      let found = called();
      for (; count; count -= 1) found = { type: "minus", of: found };
      return found;
    }
    function called() {
      let found = atom();
      while (takes("(")) {
        if (found.type !== "name") throw new Refused("Only a function that is listed can be called.");
        found = { type: "call", name: found.name, args: within(list) };
      }
      return found;
    }
    function atom() {
      const token = next();
      if (token && token.kind === "number") { at += 1; return { type: "number", value: token.value }; }
      if (token && token.kind === "name") { at += 1; return { type: "name", name: token.text }; }
      if (takes("(")) return within(total);
      throw wrong();
    }
    function within(part) {
      open += 1;
      if (open > DEEPEST) throw new Refused(`More than ${DEEPEST} brackets stand within each other.`);
      const found = part();
      if (!takes(")")) throw wrong();
      open -= 1;
      return found;
    }
    function list() {
      const found = [];
      while (!(next() && next().kind === "sign" && next().text === ")")) {
        found.push(total());
        if (!takes(",")) break;
      }
      return found;
    }

    const tree = total();
    if (next()) throw wrong();
    return tree;
  }

  // Kinds: every part must be of the kind that its place needs --------------------------------------------------------
  // names: the kind of each; functions: of each what it takes (`n` a number, `l` a list), how many at least, what it gives.
  function check(tree, names, functions) {
    need(tree, NUMBER, 0);

    function need(node, kind, depth) {
      const found = kindOf(node, depth);
      if (found !== kind) throw new Refused(`${wordsOf(node)} is ${found}, where ${kind} is needed.`);
    }
    function kindOf(node, depth) {
      if (depth > DEEPEST) throw new Refused(`The formula is nested more than ${DEEPEST} levels deep.`);
      if (node.type === "number") return NUMBER;
      if (node.type === "name") return kindOfName(node.name);
      if (node.type === "minus") { need(node.of, NUMBER, depth + 1); return NUMBER; }
      if (node.type === "sum") {
        const kind = (node.sign === "+" || node.sign === "-") && isListed(node) ? NUMBERS : NUMBER;
        need(node.left, kind, depth + 1);
        need(node.right, kind, depth + 1);
        return kind;
      }
      const called = functionOf(node);
      node.args.forEach((arg, place) => need(arg, called.takes[place] === "l" ? NUMBERS : NUMBER, depth + 1));
      return called.gives === "l" ? NUMBERS : NUMBER;
    }
    function kindOfName(name) {
      if (!own(names, name)) throw new Refused(`'${name}' stands for nothing.`);
      return names[name];
    }
    function functionOf(node) {
      if (!own(functions, node.name)) throw new Refused(`The function '${node.name}' is not known.`);
      const found = functions[node.name], count = node.args.length;
      if (count < found.least || count > found.takes.length) {
        throw new Refused(`'${node.name}' is given ${count} values; it takes ${found.takes.length}.`);
      }
      return found;
    }
    // Lists are added up, and taken off each other, month by month or part by part.
    function isListed(node) {
      while (node.type === "sum") node = node.left;
      return node.type === "name" && own(names, node.name) && names[node.name] === NUMBERS;
    }
  }

  const own = (table, name) => Object.prototype.hasOwnProperty.call(table, name);

  function wordsOf(node) {
    if (node.type === "number") return String(node.value);
    if (node.type === "name") return `'${node.name}'`;
    return node.type === "call" ? `'${node.name}(…)'` : "a sum";
  }

  // Working out -------------------------------------------------------------------------------------------------------
  const OF_TWO = { "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b };

  // given: what each name holds; told(node, value, parts): called after each call and sum, in reading order.
  function value(tree, given, functions, told) {
    function of(node) {
      if (node.type === "number") return node.value;
      if (node.type === "name") return given[node.name];
      if (node.type === "minus") return -of(node.of);
      const parts = node.type === "call" ? node.args.map(of) : [of(node.left), of(node.right)];
      const found = node.type === "call" ? functions[node.name].call(...parts) : ofTwo(node.sign, parts[0], parts[1]);
      if (told) told(node, found, parts);
      return found;
    }
    return of(tree);
  }

  function ofTwo(sign, left, right) {
    if (typeof left !== "number") return listed(sign, left, right);
    const found = OF_TWO[sign](left, right);
    return Number.isFinite(found) ? found : NaN;
  }

  function listed(sign, left, right) {
    if (!right.values || left.values.length !== right.values.length) throw new Refused("Lists of different length are added up.");
    return Object.assign({}, left, { values: left.values.map((each, place) => OF_TWO[sign](each, right.values[place])) });
  }

  rework.grammar = { NUMBER, NUMBERS, read, check, value };
})(globalThis[Symbol.for("pcc.rework")]);
