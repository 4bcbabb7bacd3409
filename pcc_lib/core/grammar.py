"""The one closed grammar of what data may ask to be worked out: rules between columns, and formulas over cells.

A text holds names, numbers, `+ - * / ( )`, comparisons, `and`, `or`, `not`, `x is missing`, and calls of the functions
that the caller lists (rules: none). Python's parser draws the tree and nothing of a text is ever run: what the walk below
does not name is refused, so a data file can hold sums and comparisons, and no program.
"""

from __future__ import annotations

import ast
import math
import operator
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from inspect import signature
from itertools import accumulate
from typing import Any, get_type_hints

import numpy as np
import pandas as pd

from pcc_lib.core.errors import suggest

NUMBER, NUMBERS, TRUTH, TEXT = "a number", "a list of numbers", "a comparison", "text"
MISSING = "missing"
LONGEST, DEEPEST, LARGEST = 500, 100, 10**15  # characters; levels; up to here a float tells each whole number from the next
ALLOWED = (
    "Allowed are names, numbers, + - * / ( ), < <= > >= == !=, and, or, not, 'x is missing', 'x is not missing'"
    " and the functions listed (in a rule: none)."
)

_ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
COMPARED: Mapping[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne}
_FOREIGN = re.compile(r"[^\w +\-*/()<>=!.,]|(?<![<>=!])=(?!=)")
_FOREIGN_WORDS = {"|": "Write 'or'.", "&": "Write 'and'.", "~": "Write 'not'.", "=": "Write == for 'equal'."}
_LITERAL = re.compile(r"(?<![\w.])(?:\d|\.\d)(?:[eE][+-]\d|[\w.])*")
_DECIMAL = re.compile(r"(?:\d+(?:\.\d{0,20})?|\.\d{1,20})(?:[eE](?:\+?\d+|-\d\d?))?")  # never so small that it is read as 0


class GrammarError(ValueError):
    """A text that is not of the grammar: what was found in it, and what is allowed."""

    def __init__(self, found: str, todo: str = ALLOWED) -> None:
        self.found, self.todo = found, todo
        super().__init__(f"{found} {todo}")


@dataclass(frozen=True)
class Function:
    """A function that a text may call: the kinds of its arguments, how many it needs, and the kind of its result."""

    call: Callable[..., Any]
    takes: tuple[str, ...]
    least: int
    gives: str


@dataclass(frozen=True)
class Expression:
    """A text that has been found to be of the grammar. names: what it names, in their order, each once."""

    text: str
    tree: ast.expr = field(compare=False, repr=False)
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Scope:
    """What a text may name (None: anything, as numbers) and call."""

    names: Mapping[str, str] | None
    functions: Mapping[str, Function]


# Reading --------------------------------------------------------------------------------------------------


def rule(text: object, columns: Mapping[str, str] | None = None) -> Expression:
    """A rule between columns, which is a comparison; `columns` gives the kind of each (None: any name will do)."""
    return _expression(_plain(text), TRUTH, None if columns is None else tuple(columns.items()), ())


def formula(text: object, cells: Mapping[str, str], functions: Mapping[str, Callable[..., Any]]) -> Expression:
    """A formula, which is a number; `cells` gives the kind of each name, `functions` what may be called."""
    return _expression(_plain(text), NUMBER, tuple(cells.items()), tuple(functions.items()))


@lru_cache(maxsize=4096)
def _expression(text: str, kind: str, names: tuple | None, functions: tuple) -> Expression:
    scope = _Scope(None if names is None else dict(names), {name: _function(call) for name, call in functions})
    tree = _tree(text)
    _need(tree, kind, text, scope)
    return Expression(text, tree, _names(tree))


def _names(tree: ast.expr) -> tuple[str, ...]:
    """What a tree names, in the order of the text, each once; neither its functions nor the word after `is`."""
    words: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=word) | ast.Compare(ops=[ast.Is() | ast.IsNot()], comparators=[word]):
                words.add(id(word))
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in words]
    return tuple(dict.fromkeys(node.id for node in sorted(named, key=lambda node: node.col_offset)))


@lru_cache(maxsize=256)
def _function(call: Callable[..., Any]) -> Function:
    hints, parameters = get_type_hints(call), signature(call).parameters
    kinds = {name: NUMBER if hint is float else NUMBERS for name, hint in hints.items()}
    needed = [p for p in parameters.values() if p.default is p.empty]
    return Function(call, tuple(kinds[name] for name in parameters), len(needed), kinds["return"])


def _plain(text: object) -> str:
    """The text on one line; a GrammarError for what Python would pass over, such as a comment, or read as something else."""
    if not isinstance(text, str):
        raise GrammarError("it is not text.", "Write it in quotes.")
    if len(text) > LONGEST:
        raise GrammarError(f"it has {len(text)} characters.", f"Up to {LONGEST} are allowed: write several.")
    return _one_line(text)


@lru_cache(maxsize=4096)
def _one_line(text: str) -> str:
    text = " ".join(text.split())
    if unicodedata.normalize("NFKC", text) != text:
        raise GrammarError("it holds characters that only look like plain ones.", "Type the names anew.")
    odd = _FOREIGN.search(text)
    if odd:
        raise GrammarError(f"{_named(odd[0])} has no place in it.", _FOREIGN_WORDS.get(odd[0], ALLOWED))
    if _brackets(text) > DEEPEST:  # how many of them Python reads differs from one of its versions to the next
        raise GrammarError(f"more than {DEEPEST} brackets stand within each other.", "Write several.")
    for literal in _LITERAL.findall(text):
        if not _DECIMAL.fullmatch(literal):
            raise GrammarError(f"'{_shown(literal)}' is not a number.", "Write numbers like 12, 0.5 or 1e6.")
    return text


def _brackets(text: str) -> int:
    """How many brackets stand within each other at most."""
    return max(accumulate((sign == "(") - (sign == ")") for sign in text), default=0)


def tree(text: object) -> ast.expr:
    """Python's reading of a text, which is drawn and not run; it is still to be found to be of the grammar."""
    return _tree(_plain(text))


def _tree(text: str) -> ast.expr:
    if not text:
        raise GrammarError("it is empty.")
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        near = text[max((error.offset or 1) - 1, 0) :]
        raise GrammarError(f"it cannot be read at '{_shown(near)}'." if near else "it ends too early.") from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise GrammarError("it cannot be read.") from None


def _need(node: ast.expr, kind: str, text: str, scope: _Scope, depth: int = 0) -> None:
    """A GrammarError where a part is not of the grammar, or not of the kind that its place needs."""
    found = _kind(node, text, scope, depth)
    if found != kind:
        raise GrammarError(f"'{_part(node, text)}' is {found}, where {kind} is needed.")


def _kind(node: ast.expr, text: str, scope: _Scope, depth: int) -> str:
    """The kind of a part; this list of forms is the whole grammar."""
    if depth > DEEPEST:
        raise GrammarError(f"it is nested more than {DEEPEST} levels deep.", "Write several.")

    def need(kind: str, *parts: ast.expr) -> None:
        for part in parts:
            _need(part, kind, text, scope, depth + 1)

    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            if not value <= LARGEST:
                raise GrammarError(f"the number '{_part(node, text)}' is too large.", f"Up to {LARGEST} is allowed.")
            return NUMBER
        case ast.Name(id=name):
            return _kind_of_name(name, scope)
        case ast.UnaryOp(op=ast.USub() | ast.Not() as op, operand=operand):
            kind = TRUTH if isinstance(op, ast.Not) else NUMBER
            need(kind, operand)
            return kind
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            kind = NUMBERS if isinstance(op, ast.Add | ast.Sub) and _is_listed(left, scope) else NUMBER
            need(kind, left, right)
            return kind
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            function = _function_of(name, len(args), scope)
            for kind, arg in zip(function.takes, args, strict=False):
                need(kind, arg)
            return function.gives
        case ast.Compare(left=ast.Name() as left, ops=[ast.Is() | ast.IsNot()], comparators=[ast.Name(id="missing")]):
            need(NUMBER, left)
            return TRUTH
        case ast.Compare(left=left, ops=ops, comparators=rest) if all(type(op) in COMPARED for op in ops):
            need(NUMBER, left, *rest)
            return TRUTH
        case ast.BoolOp(values=values):
            need(TRUTH, *values)
            return TRUTH
    raise GrammarError(f"'{_part(node, text)}' is not allowed.", _instead(node))


def _is_listed(node: ast.expr, scope: _Scope) -> bool:
    """Whether a sum begins with a list: lists are added up, and taken off each other, month by month or part by part."""
    while isinstance(node, ast.BinOp):
        node = node.left
    return isinstance(node, ast.Name) and scope.names is not None and scope.names.get(node.id) == NUMBERS


def _kind_of_name(name: str, scope: _Scope) -> str:
    if scope.names is None:
        return NUMBER
    if name == MISSING and name not in scope.names:
        raise GrammarError("'missing' stands after 'is' or 'is not' only.", "Write 'x is missing'.")
    if name not in scope.names:
        numbers = [known for known, kind in scope.names.items() if kind != TEXT]
        raise GrammarError(f"the name '{_shown(name)}' is not known.", suggest(name, numbers))
    return scope.names[name]


def _function_of(name: str, count: int, scope: _Scope) -> Function:
    if name not in scope.functions:
        raise GrammarError(
            f"the function '{_shown(name)}' cannot be called.", suggest(name, scope.functions) if scope.functions else ALLOWED
        )
    function = scope.functions[name]
    if not function.least <= count <= len(function.takes):
        raise GrammarError(f"'{name}' is given {count} values.", f"It takes {len(function.takes)}.")
    return function


def _instead(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr="isna" | "isnull") | ast.Call(func=ast.Attribute(attr="isna" | "isnull")):
            return "Write 'x is missing'."
        case ast.Attribute(attr="notna" | "notnull") | ast.Call(func=ast.Attribute(attr="notna" | "notnull")):
            return "Write 'x is not missing'."
        case ast.Compare(ops=ops) if any(isinstance(op, ast.Is | ast.IsNot) for op in ops):
            return "Write 'x is missing' or 'x is not missing', of one name."
    return ALLOWED


def _part(node: ast.expr, text: str) -> str:
    return _shown(ast.get_source_segment(text, node) or text)


def _shown(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"


def _named(character: str) -> str:
    return f"'{character}'" if character.isprintable() else f"the character U+{ord(character):04X}"


# Working out ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Reading:
    """How an expression is worked out: what names and numbers stand for, how two numbers are put together."""

    names: Mapping[str, Any]
    number: Callable[[float], Any]
    together: Callable[[Callable[[Any, Any], Any], Any, Any], Any]
    functions: Mapping[str, Callable[..., Any]]


def work_out(found: Expression, cells: Mapping[str, object], functions: Mapping[str, Callable[..., Any]]) -> float:
    """A formula's number; missing (NaN) where it divides by nought."""
    return float(_value(found.tree, _Reading(cells, lambda value: value, _of_two, functions)))


def broken(found: Expression, frame: pd.DataFrame) -> np.ndarray:
    """Which rows break a rule: those where it is definitely false. A comparison with a missing value is unknown."""
    columns = {name: _numbers(frame[name].to_numpy(float)) for name in found.names}
    reading = _Reading(columns, lambda value: _numbers(np.full(len(frame), float(value))), _of_rows, {})
    return (~_value(found.tree, reading)).to_numpy(dtype=bool, na_value=False)


def _value(node: ast.expr, reading: _Reading) -> Any:
    """A part worked out, whether of single values or of columns; `_kind` has found it to be of the grammar."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return reading.number(value)
        case ast.Name(id=name):
            return reading.names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, reading)
        case ast.BinOp(left=left, op=op, right=right):
            return reading.together(_ARITHMETIC[type(op)], _value(left, reading), _value(right, reading))
        case ast.Call(func=ast.Name(id=name), args=args):
            return reading.functions[name](*(_value(arg, reading) for arg in args))
        case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot() as op]):
            missing: Any = pd.array(_value(left, reading).isna(), dtype="boolean")
            return ~missing if isinstance(op, ast.IsNot) else missing
        case ast.Compare(left=left, ops=ops, comparators=rest):
            sides = [_value(side, reading) for side in (left, *rest)]
            return reduce(
                operator.and_, (_COMPARE[COMPARED[type(op)]](a, b) for op, a, b in zip(ops, sides, sides[1:], strict=False))
            )
        case ast.BoolOp(op=op, values=values):
            joined = operator.and_ if isinstance(op, ast.And) else operator.or_
            return reduce(joined, (_value(value, reading) for value in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return ~_value(operand, reading)
    raise AssertionError(f"{type(node).__name__} was let into the tree")


def _of_two(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    if isinstance(left, pd.Series):
        return operation(left, right)  # lists of one source, which have the same months or parts
    try:
        value = operation(float(left), float(right))
    except ZeroDivisionError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def _of_rows(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    return _numbers(operation(left, right).to_numpy(dtype=float, na_value=math.nan))


def _numbers(values: np.ndarray) -> Any:
    """A column as pandas' `Float64`; what is no finite number is missing."""
    return pd.arrays.FloatingArray(values, ~np.isfinite(values))
