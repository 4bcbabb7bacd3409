"""A figure worked out again from nothing but its formula and its source cells, as a row of the ledger names them.

The cells are read anew from the project's files; nothing that made the figure in the first place is asked.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any, get_type_hints
from urllib.parse import unquote

import pandas as pd

from pcc_lib.core.errors import ReportError
from pcc_lib.core.periods import Span
from pcc_lib.figures.counts import COUNTS
from pcc_lib.figures.figure import blocks_of
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.listed import Lists
from pcc_lib.figures.series import Series
from pcc_lib.figures.signal_counts import SIGNAL_COUNTS
from pcc_lib.figures.stated import given_value
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.measures import Measure, read_measure
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import read_source, source_names
from pcc_lib.statistics.calculate import FUNCTIONS
from pcc_lib.statistics.methods import METHODS, OF_PARTS

ALL = {**FUNCTIONS, **METHODS}
_CELLS = re.compile(
    r"(?P<file>[\w.-]+\.csv)#(?P<key>\w+)=(?P<span>[\d.-]+)(?:;(?P<by>\w+)=(?P<parts>[^;]+))?;column=(?P<column>\w+)"
)
_TARGET = re.compile(rf"{MEASURES}/(?P<measure>\w+)\.yml#target(?:;(?P<part>.+))?")


@dataclass(frozen=True, eq=False)
class Block:
    """What a letter of a formula stands for: cells by period and part, blank where one is missing."""

    table: pd.DataFrame

    @property
    def total(self) -> float:
        """All cells together; blank where any is missing."""
        return float(self.table.to_numpy(float).sum()) if self.table.size else float("nan")

    @property
    def months(self) -> pd.Series:
        """The sum of the parts, period by period."""
        sums = self.table.sum(axis=1, skipna=False)
        return sums.set_axis(pd.PeriodIndex(sums.index, freq="M"))

    @property
    def parts(self) -> pd.Series:
        """The sum of the periods, part by part."""
        return self.table.sum(axis=0, skipna=False)


def rework(project: Project, formula: str, cells: str) -> float:
    """The value that a formula gives for the cells of the project's files, as a row of the ledger has both.

    A ReportError says which cells, list or function are not known.
    """
    named = dict(zip(ascii_lowercase, blocks_of(cells), strict=False))
    return float(_Row(project, named).worked(ast.parse(formula, mode="eval").body, "total"))


def read_block(project: Project, cells: str) -> Block:
    """The cells that a reference names, such as `calls.csv#month=2022-11..2023-10;area=north;column=offered`."""
    if found := _TARGET.fullmatch(cells):
        target = read_measure(project, found["measure"]).target
        return _one(target.of(unquote(found["part"] or "")) if target else None)
    if found := _CELLS.fullmatch(cells):
        return _from_source(project, found)
    if (given := given_value(project, cells)) is not None:
        return _one(given)
    raise ReportError(f"'{cells}' names no source cells.")


def _one(value: float | None) -> Block:
    return Block(pd.DataFrame([[float("nan") if value is None else value]]))


def _from_source(project: Project, asked: re.Match[str]) -> Block:
    name = next((n for n in source_names(project) if read_source(project, n).file == asked["file"]), "")
    if not name:
        raise ReportError(f"there is no source '{asked['file']}'.")
    source, span = read_source(project, name), Span.parse(asked["span"])
    rows = source.frame[source.frame[source.period].between(span.first, span.last)]
    table = rows.pivot(index=source.period, columns=source.breakdown, values=asked["column"])
    parts = [unquote(part) for part in asked["parts"].split("+")] if asked["parts"] else list(table.columns)
    return Block(table.reindex(index=list(span.periods), columns=parts))


class _Row:
    """A formula being worked out: each letter names cells, or a list that the book counts."""

    def __init__(self, project: Project, named: Mapping[str, str]) -> None:
        self._project, self._named, self._lists = project, named, Lists(project)

    def worked(self, node: ast.expr, wanted: str) -> Any:
        """A part of the formula worked out; `wanted` is what a letter gives there: its total, months, parts or list."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=letter) if letter in self._named:
                return self._letter(self._named[letter], wanted)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return -value
            case ast.Call(func=ast.Name(id=name), args=args):
                return self._called(name, args, wanted)
        raise ReportError(f"'{ast.unparse(node)}' has no place in a formula.")

    def _letter(self, cells: str, wanted: str) -> Any:
        return self._lists.named(cells) if wanted == "list" else getattr(read_block(self._project, cells), wanted)

    def _called(self, name: str, args: Sequence[ast.expr], wanted: str) -> Any:
        if name in COUNTED:
            return COUNTED[name](*(self.worked(arg, "list") for arg in args))
        if name not in ALL:
            raise ReportError(f"there is no function '{name}' for formulas.")
        call = ALL[name]
        hints = [hint for word, hint in get_type_hints(call).items() if word != "return"]
        several = "parts" if name in OF_PARTS or wanted == "parts" else "months"
        kinds = ["total" if hint is float else several for hint in hints]
        return call(*(self.worked(arg, kind) for arg, kind in zip(args, kinds, strict=False)))


def _of_series(count: Callable[[Iterable[Series]], int]) -> Callable[[Sequence[Measure], QuarterFolder], int]:
    """A count of measures by what their months do, from the measures and the quarter that tells of them."""

    def counted(measures: Sequence[Measure], folder: QuarterFolder) -> int:
        figures = Figures(folder.project, folder)
        return count(series for measure in measures if (series := figures.series(measure.id)))

    return counted


COUNTED: dict[str, Callable[..., int]] = {**COUNTS, **{name: _of_series(count) for name, count in SIGNAL_COUNTS.items()}}
