"""A formula with the values put in: as the ledger writes it, and in the symbols of school arithmetic."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from functools import lru_cache

from pcc_lib.core import grammar
from pcc_lib.core.numerals import MINUS, MISSING
from pcc_lib.figures.function_words import FunctionWords

_SIGNS: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: MINUS, ast.Mult: "×", ast.Div: "÷"}
_WRITTEN: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_SUM = (ast.Add, ast.Sub)
Put = Callable[[str], str]  # what stands in the place of a letter


@lru_cache(maxsize=4096)
def _tree(formula: str) -> ast.expr:
    """A formula's tree, which is looked at and never changed."""
    return grammar.tree(formula)


def number_text(value: float) -> str:
    """`10,967` or `17.6969306718`: twelve digits, with a true minus sign."""
    if math.isnan(value):
        return MISSING
    return f"{value:,.12g}".replace("-", MINUS)


def with_values(formula: str, put: Put) -> str:
    """The formula as it is written, with what its letters stand for: `change_percent(10,967, 9,318)`."""
    return _written(_tree(formula), put)


def in_symbols(formula: str, put: Put, told: Mapping[str, FunctionWords]) -> str:
    """The same in symbols: `100 × (10,967 − 9,318) ÷ 9,318`; what school has no symbols for is told by its name."""
    return _Symbols(put, told).of(_tree(formula))[0]


def called_in(formula: str) -> list[str]:
    """The functions that a formula calls, from the outermost inwards, each once."""
    calls = [node for node in ast.walk(_tree(formula)) if isinstance(node, ast.Call)]
    return list(dict.fromkeys(node.func.id for node in calls if isinstance(node.func, ast.Name)))


def _written(node: ast.expr, put: Put) -> str:
    match node:
        case ast.Name(id=letter):
            return put(letter)
        case ast.Constant(value=int() | float() as value):
            return number_text(value)
        case ast.Call(func=ast.Name(id=name), args=args):
            return f"{name}({', '.join(_written(arg, put) for arg in args)})"
        case ast.BinOp(left=left, op=op, right=right):
            return f"{_written(left, put)} {_WRITTEN[type(op)]} {_written(right, put)}"
        case ast.UnaryOp(operand=operand):
            return f"-{_written(operand, put)}"
    raise AssertionError(f"{type(node).__name__} was let into a formula")


class _Symbols:
    """Puts a formula into symbols, part by part, each with whether it is one thing or several that need brackets."""

    def __init__(self, put: Put, told: Mapping[str, FunctionWords]) -> None:
        self._put, self._told = put, told

    def of(self, node: ast.expr) -> tuple[str, bool]:
        """A part, and whether it is one thing."""
        match node:
            case ast.Name(id=letter):
                return self._put(letter), True
            case ast.Constant(value=int() | float() as value):
                return number_text(value), True
            case ast.Call(func=ast.Name(id=name), args=args):
                return self._called(name, args)
            case ast.BinOp(left=left, op=op, right=right):
                runs_on = isinstance(op, _SUM) and isinstance(left, ast.BinOp) and isinstance(left.op, _SUM)
                first = self.of(left)[0] if runs_on else self._held(left)  # a + b − c needs no bracket
                return f"{first} {_SIGNS[type(op)]} {self._held(right)}", False
            case ast.UnaryOp(operand=operand):
                return f"{MINUS}{self._held(operand)}", False
        raise AssertionError(f"{type(node).__name__} was let into a formula")

    def _held(self, node: ast.expr) -> str:
        text, is_one = self.of(node)
        return text if is_one else f"({text})"

    def _called(self, name: str, args: list[ast.expr]) -> tuple[str, bool]:
        symbols = self._told[name].symbols
        if symbols == "{0}":
            return self.of(args[0])
        if symbols:
            return symbols.format(*map(self._held, args)), False
        return f"{name}({', '.join(self.of(arg)[0] for arg in args)})", True
