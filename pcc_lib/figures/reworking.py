"""A figure worked out again from nothing but its formula and its source cells, as a row of the ledger names them.

Cells and lists are read anew from the project's files, and the formula is read by the grammar that figures are made with. The
functions are those of the library: that they are right is held elsewhere, to published values.
"""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints
from urllib.parse import unquote

import pandas as pd

from pcc_lib.core import grammar
from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.quarters import MONTH
from pcc_lib.core.sure import sure
from pcc_lib.figures.counted_lists import DEFINED, KNOWN, SUPPLIES, CountedLists
from pcc_lib.figures.counts import COUNTS, Count
from pcc_lib.figures.figure import blocks_of
from pcc_lib.figures.figures import figures_of
from pcc_lib.figures.series import lifetimes
from pcc_lib.figures.signal_counts import SIGNAL_COUNTS
from pcc_lib.figures.stated import given_value
from pcc_lib.figures.targets import stated_target
from pcc_lib.inputs.kept import FOLDER as KEPT
from pcc_lib.inputs.kept import kept_source
from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.releases import release_named, releases
from pcc_lib.inputs.sources import Source, read_source, source_names
from pcc_lib.inputs.tables import NUMERIC
from pcc_lib.statistics.calculate import FUNCTIONS, letters
from pcc_lib.statistics.methods import METHODS, OF_PARTS

ALL = {**FUNCTIONS, **METHODS}
TOTAL, MONTHS, PARTS = "total", "months", "parts"  # what a letter stands for, by the function that it is given to
QUARTER_FORM = r"20\d{2}-\d{2}-Q[1-4]"
CELLS_FORM = re.compile(  # how a row names cells of a source
    rf"(?:{KEPT}/(?P<edition>{QUARTER_FORM})/)?"
    r"(?P<file>(?:[\w-]+\.releases/)?[\w.-]+\.csv)#(?P<key>\w+)=(?P<span>[\dQ/.-]+)"
    r"(?:;(?P<by>\w+)=(?P<parts>[^;]+))?;column=(?P<column>\w+)"
)


@dataclass(frozen=True, eq=False)
class Block:
    """What a letter of a formula stands for: cells by period and part, blank where one is missing.

    What was not there in a period counts for nought in a total; a part itself has a value only where it was there throughout.
    """

    table: pd.DataFrame
    lived: pd.DataFrame

    @property
    def total(self) -> float:
        """All cells together; blank where any is missing."""
        return float(self.table.to_numpy(float).sum()) if self.table.size else float("nan")

    @property
    def months(self) -> pd.Series:
        """The sum of the parts, period by period."""
        sums = self.table.sum(axis=1, skipna=False)
        if not all(MONTH.fullmatch(str(period)) for period in sums.index):
            raise ReportError("a function of months is given cells of no month.")
        return sums.set_axis(pd.PeriodIndex(sums.index, freq="M"))

    @property
    def parts(self) -> pd.Series:
        """The sum of the periods, part by part."""
        return self.table.where(self.lived).sum(axis=0, skipna=False)


def rework(project: Project, formula: str, cells: str) -> float:
    """The value that a formula gives for the cells of the project's files, as a row of the ledger has both.

    A ReportError says what is wrong: a cell, a list or a function that is not known, or too few or many of them.
    """
    row = _Row(project, dict(zip(letters(), blocks_of(cells), strict=False)))
    try:
        text = ast.unparse(row.visit(grammar.tree(formula)))
        found = grammar.formula(text, {name: _KINDS[kind] for name, (kind, _) in row.given.items()}, ALL)
        row.all_used(formula)
        return grammar.work_out(found, {name: value for name, (_, value) in row.given.items()}, ALL)
    except grammar.GrammarError as error:
        raise ReportError(f"'{formula}' is no formula: {error}") from None


def values_before(project: Project, formula: str, cells: str) -> Iterator[float]:
    """What a formula gave with earlier releases of its sources, the newest first, as far as they hold its cells."""
    blocks = {block: _source_of(block) for block in blocks_of(cells)}
    known = {name for name in blocks.values() if name in source_names(project)}
    kept = {(name, each.last_period): each.file for name in known for each in releases(project, name)}
    for month in sorted({month for _, month in kept}, reverse=True):
        then = [b.replace(f"{name}.csv", kept.get((name, month), f"{name}.csv"), 1) for b, name in blocks.items()]
        with contextlib.suppress(ReportError):
            yield rework(project, formula, " ".join(then))


def _source_of(block: str) -> str:
    found = CELLS_FORM.fullmatch(block)
    return found["file"].removesuffix(".csv") if found and not found["edition"] else ""


def read_block(project: Project, cells: str) -> Block:
    """The cells that a reference names, such as `calls.csv#month=2022-11..2023-10;area=north;column=offered`.

    A ReportError says which of file, periods, parts and column the project has not.
    """
    if (target := stated_target(project, cells)) is not None:
        return _one(target)
    if found := CELLS_FORM.fullmatch(cells):
        return project.once(("cells", cells), lambda: _from_source(project, cells, found))
    if (given := given_value(project, cells)) is not None:
        return _one(given)
    raise ReportError(f"'{cells}' names no source cells.")


def _one(value: float) -> Block:
    table = pd.DataFrame([[value]])
    return Block(table, table.notna())


def _from_source(project: Project, cells: str, asked: re.Match[str]) -> Block:
    source = _as_told(project, _source_named(project, asked["file"]), asked["edition"] or "")
    parts = [unquote(part) for part in (asked["parts"] or "").split("+") if part]
    if wrong := next(_misnamed(source, asked, parts), ""):
        raise ReportError(f"'{cells}': {wrong}")
    span = sure(source.calendar.read_span(asked["span"]))
    rows = source.frame[source.frame[source.period].between(span.first, span.last)]
    table = rows.pivot(index=source.period, columns=source.breakdown, values=asked["column"])
    table = table.reindex(index=list(source.calendar.of(span)), columns=parts or list(table.columns))
    lived = lifetimes(source, table)
    return Block(table.mask(~lived & lived.any(axis=1).to_numpy()[:, None], 0.0), lived)


def _as_told(project: Project, source: Source, edition: str) -> Source:
    """A source, or what the edition of a quarter told of it."""
    kept = kept_source(project, edition, source) if edition else source
    if kept is None:
        raise ReportError(f"the edition of {edition} kept no {source.file}.")
    return kept


def _source_named(project: Project, file: str) -> Source:
    """The source, or the earlier release of one, that cells cite by its file."""
    if release := release_named(project, file):
        return release
    name = next((n for n in source_names(project) if read_source(project, n).file == file), "")
    if not name:
        raise ReportError(f"there is no source '{file}'.")
    return read_source(project, name)


def _misnamed(source: Source, asked: re.Match[str], parts: Sequence[str]) -> Iterator[str]:
    """What a reference says of a source that it has not."""
    numbers = [field.name for field in source.about.fields if field.type in NUMERIC and field.name != source.period]
    for found, known in ((asked["key"], [source.period]), (asked["by"], [source.breakdown, None]), (asked["column"], numbers)):
        if found not in known:
            yield f"{source.file} has no {found}. {suggest(str(found), list(filter(None, known)))}"
    if source.calendar.read_span(asked["span"]) is None:
        yield f"'{asked['span']}' is no {source.period}, and no span of them."
    there = set(source.frame[source.breakdown])
    yield from (
        f"{source.file} has no {source.breakdown} '{part}'. {suggest(part, there)}" for part in parts if part not in there
    )


# ── a formula, letter by letter ───────────────────────────────────────────────────────────────────────────────────────
_KINDS = {TOTAL: grammar.NUMBER, MONTHS: grammar.NUMBERS, PARTS: grammar.NUMBERS}


class _Row(ast.NodeTransformer):
    """Puts a name of its own in the place of each letter and count, and holds what each stands for: kind and value.

    What a letter stands for depends on where it is: `a` is a sum for `percentage`, a value a month for `correlation`, a value a
    part for `rank`.
    """

    def __init__(self, project: Project, named: Mapping[str, str]) -> None:
        self._project, self._named = project, named
        self._lists = CountedLists(project)
        self._wanted = TOTAL
        self._used: set[str] = set()
        self.given: dict[str, tuple[str, Any]] = {}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """A letter, where a number, months or parts are wanted."""
        block = read_block(self._project, self._cells(node.id))
        return self._give(f"{node.id}_{self._wanted}", self._wanted, getattr(block, self._wanted))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """A count is worked out here and now; of any other function the arguments are looked at."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in COUNTED and not node.keywords:
            references = [self._cells(getattr(arg, "id", ast.unparse(arg))) for arg in node.args]
            return self._give(f"count_{len(self.given)}", TOTAL, COUNTED[name].of(self._lists, references))
        if name in ALL:
            before = self._wanted
            for place, kind in enumerate(self._kinds(name)[: len(node.args)]):
                self._wanted = kind
                node.args[place] = self.visit(node.args[place])
            self._wanted = before
        return node

    def all_used(self, formula: str) -> None:
        """A ReportError where the row names cells that its formula does not use: they would be no ground of its value."""
        if self._used != set(self._named):
            raise ReportError(f"'{formula}' does not use every block of cells that the row names ({len(self._named)}).")

    def _kinds(self, name: str) -> list[str]:
        hints = [hint for word, hint in get_type_hints(ALL[name]).items() if word != "return"]
        several = PARTS if name in OF_PARTS or self._wanted == PARTS else MONTHS
        return [TOTAL if hint is float else several for hint in hints]

    def _cells(self, letter: str) -> str:
        if letter not in self._named:
            raise ReportError(f"'{letter}' stands for nothing: the row names {len(self._named)} blocks of cells.")
        self._used.add(letter)
        return self._named[letter]

    def _give(self, name: str, kind: str, value: Any) -> ast.Name:
        self.given[name] = (kind, value)
        return ast.Name(name, ast.Load())


# ── counts ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _of_series(name: str) -> Count:
    """A count of measures by what their months do, from the measures and the quarter that tells of them."""

    def counted(measures: Sequence[Measure], folder: QuarterFolder, sources: Sequence[str]) -> int:
        figures = figures_of(folder)
        return SIGNAL_COUNTS[name](series for measure in measures if (series := figures.series(measure.id)))

    counted.__name__ = name
    return Count(counted, (DEFINED, KNOWN, SUPPLIES))


COUNTED: dict[str, Count] = {**COUNTS, **{name: _of_series(name) for name in SIGNAL_COUNTS}}
