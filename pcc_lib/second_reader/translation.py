"""A formula of the ledger as an expression of SQL: the same closed grammar, so that nothing of a data file is ever run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pcc_lib.core import grammar

TOTAL, MONTHS, PARTS, ROWS = "total", "months", "parts", "rows"  # what a letter stands for, by the function that it is given to
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_OF_LISTS = {ast.Add: "added", ast.Sub: "less"}  # lists are added up, and taken off each other, value by value


class NotInSql(Exception):
    """A formula that SQL does not work out: the reason, and who does."""


@dataclass(frozen=True)
class Macro:
    """A function of the formulas in `functions.sql`: how it is called there, and what each argument is."""

    name: str
    takes: tuple[str, ...]
    gives: str = TOTAL


def _of(names: str, *takes: str, gives: str = TOTAL) -> dict[str, Macro]:
    return {name: Macro(name, takes, gives) for name in names.split()}


_ONE, _TWO, _THREE, _FOUR = (TOTAL,), (TOTAL,) * 2, (TOTAL,) * 3, (TOTAL,) * 4
LISTS = "lists"  # months or parts, as the function around it has them
MACROS: Mapping[str, Macro] = {
    "count": Macro("counted", _ONE),
    "mean": Macro("mean_of", _TWO),
    "rank": Macro("rank_of", (PARTS, TOTAL)),
    "rows": Macro("counted", (ROWS,)),
    **_of("published", *_ONE),
    **_of("times percentage rate_per_1000 change_number change_points change_percent per_month average", *_TWO),
    **_of("at_least at_most wilson_lower wilson_upper", *_TWO),
    **_of("gap_to_range", *_THREE),
    **_of("newcombe_lower newcombe_upper", *_FOUR),
    **_of("percentages survey_percentages means rates", LISTS, LISTS, gives=LISTS),
    **_of("rank_from_lowest", PARTS, TOTAL),
    **_of("how_many how_many_blank", PARTS),
    **_of("correlation correlation_of_differences fisher_lower fisher_upper differing", MONTHS, MONTHS),
    **_of("fisher_differences_lower fisher_differences_upper", MONTHS, MONTHS),
    **_of("seasonal_naive_mean seasonal_naive_lower seasonal_naive_upper", MONTHS, TOTAL),
}
Ask = Callable[[str, str], str]  # a letter, and what it is to stand for, to the name of its value in SQL


def in_sql(formula: str, ask: Ask) -> str:
    """The formula as SQL. A NotInSql names the function that SQL has not; a GrammarError says what is no formula."""
    return _written(grammar.tree(formula), TOTAL, ask)


def _written(node: ast.expr, wanted: str, ask: Ask) -> str:
    match node:
        case ast.Name(id=letter):
            return ask(letter, wanted)
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool) and wanted == TOTAL:
            return repr(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand) if wanted == TOTAL:
            return f"-({_written(operand, wanted, ask)})"
        case ast.BinOp(left=left, op=op, right=right):
            return _together(op, _written(left, wanted, ask), _written(right, wanted, ask), wanted)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            return _called(name, args, wanted, ask)
    raise NotInSql(f"'{ast.unparse(node)}' is not written in SQL")


def _together(op: ast.operator, left: str, right: str, wanted: str) -> str:
    if wanted != TOTAL:
        if type(op) in _OF_LISTS:
            return f"{_OF_LISTS[type(op)]}({left}, {right})"
    elif type(op) in _OPERATORS:
        divisor = f"nullif({right}, 0)" if isinstance(op, ast.Div) else right
        return f"({left} {_OPERATORS[type(op)]} {divisor})"
    raise NotInSql(f"{type(op).__name__} of {wanted} is not written in SQL")


def _called(name: str, args: list[ast.expr], wanted: str, ask: Ask) -> str:
    macro = MACROS.get(name)
    if macro is None:
        raise NotInSql(name)
    if (macro.gives == LISTS) == (wanted == TOTAL) or not args or len(args) > len(macro.takes):
        raise NotInSql(f"{name} is called otherwise than SQL has it")
    kinds = [wanted if kind == LISTS else kind for kind in macro.takes]
    return f"{macro.name}({', '.join(_written(arg, kind, ask) for arg, kind in zip(args, kinds, strict=False))})"
