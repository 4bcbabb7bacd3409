"""What an edition's ledger and charts say of the cells of a source, as sums of cells that lie between two ends."""

from __future__ import annotations

import ast
import csv
import html
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import NamedTuple
from urllib.parse import unquote

from pcc_lib.core.errors import ReportError
from pcc_lib.core.numerals import part_id
from pcc_lib.core.periods import Span
from pcc_lib.figures.figure import FigureId
from pcc_lib.inputs.measures import Measure, read_measure, read_topic
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.public_cells import Cell, PublicCells
from pcc_lib.inputs.sources import Source
from pcc_lib.statistics.edition_attack import Fact

_CELLS = re.compile(r"(?P<file>[^#\s]+)#[^=\s]+=(?P<span>[^;\s]+)(?:;[^=\s;]+=(?P<parts>[^;\s]+))?;column=(?P<column>\w+)")
_CHART = re.compile(r'<div class="pcc-chart"[^>]* data-chart="(?P<topic>[^"/]+)/(?P<chart>[^"]+)"')
_DOWNLOAD = re.compile(r'<a download="[^"]*\.csv"[^>]* href="data:text/csv;charset=utf-8,(?P<csv>[^"]*)"')

_SHARED_OUT = {"average", "per_month"}  # a sum, over a number of months

Terms = dict[Cell, float]


class Sums(NamedTuple):
    """A sum of cells, divided by another where there is one."""

    top: Terms
    bottom: Terms


@dataclass(frozen=True)
class Reading:
    """What an edition says of one source beside its cells. unread: how many of its numbers are no sums of cells."""

    facts: Sequence[Fact]
    unread: int


class Book:
    """The cells of a source as one edition publishes them, to read the sums of its ledger and charts by."""

    def __init__(self, source: Source, public: PublicCells) -> None:
        self._source, self._public = source, public

    def ledger(self, rows: Iterable[Mapping[str, str]]) -> Reading:
        """What the rows of a figures.csv say of the source."""
        facts: list[Fact] = []
        unread = 0
        for row in rows:
            if f"{self._source.file}#" not in row["cells"] or not row["value"]:
                continue
            found = self._row(row)
            facts += [found] if found else []
            unread += found is None
        return Reading(facts, unread)

    def charts(self, project: Project, pages: Iterable[str]) -> Reading:
        """What the downloads of charts over time say of the source; `pages`: the HTML of the edition."""
        facts: list[Fact] = []
        unread = 0
        for topic, chart, text in (each for page in pages for each in _downloads(page)):
            for measure, part, period, value in _points(project, self._source, topic, chart, text):
                found = self._of_measure(measure, part, period, value)
                facts += [found] if found else []
                unread += found is None
        return Reading(facts, unread)

    def series(self, project: Project, rows: Iterable[Mapping[str, str]]) -> Reading:
        """What the series that an edition offers to take along say of the source, a row for each figure."""
        facts: list[Fact] = []
        unread = 0
        parts = {part_id(part): part for part in self._source.parts}
        for row in rows:
            name = FigureId.parse(row["figure"])
            measure = read_measure(project, name.measure)
            if measure.source == self._source.name and _is_number(row["value"]):
                found = self._of_measure(measure, parts.get(name.part, ""), name.period, float(row["value"]))
                facts += [found] if found else []
                unread += found is None
        return Reading(facts, unread)

    def _row(self, row: Mapping[str, str]) -> Fact | None:
        names = dict(zip(ascii_lowercase, map(self._block, row["cells"].split()), strict=False))
        return self._read(row["formula"], names, float(row["value"]))

    def _block(self, text: str) -> Terms | None:
        found = _CELLS.fullmatch(text)
        span = self._source.calendar.read_span(found["span"]) if found and found["file"] == self._source.file else None
        if found is None or span is None:
            return None
        parts = [unquote(part) for part in (found["parts"] or "").split("+") if part]
        return self._sum(found["column"], parts, span)

    def _sum(self, column: str, parts: Sequence[str], span: Span) -> Terms | None:
        cells = [(column, part, period) for period in self._source.calendar.of(span) for part in parts or [""]]
        return dict.fromkeys(cells, 1.0) if all(cell in self._public.cells for cell in cells) else None

    def _of_measure(self, measure: Measure, part: str, period: str, value: float) -> Fact | None:
        """A measure's value as a rule between cells: its definition is public."""
        parts = [part] if part else list(measure.rows.get(self._source.breakdown, ()))
        names: dict[str, Terms | None] = {}
        for letter, role in zip(ascii_lowercase, measure.how.roles, strict=False):
            span = measure.window.span(period)
            sums = [self._sum(term.column, parts, span) if span else None for term in measure.terms(role)]
            known = [each for each in sums if each is not None]
            names[letter] = _added(*known) if len(known) == len(sums) else None
        return None if measure.per_day else self._read(_lettered(measure.formula), names, value)

    def _read(self, formula: str, names: Mapping[str, Terms | None], value: float) -> Fact | None:
        try:
            return self._worked(ast.parse(formula, mode="eval").body, names, value)
        except (SyntaxError, _NoSumError):
            return None

    def _worked(self, node: ast.expr, names: Mapping[str, Terms | None], value: float) -> Fact | None:
        """A formula that is equal to a value, as a rule between cells; a _NoSumError where it is no sum of cells."""
        called, args = _call(node)
        if called != "change_percent":
            return self._fact(_sums(node, names), value)
        now, before = (_sums(arg, names) for arg in args)
        if now.bottom or before.bottom:
            raise _NoSumError
        return self._fact(Sums(_added(now.top, _times(before.top, -(1 + value / 100))), {}), 0.0)

    def _fact(self, sums: Sums, value: float) -> Fact:
        terms, right = (_added(sums.top, _times(sums.bottom, -value)), 0.0) if sums.bottom else (sums.top, value)
        return Fact(terms, right, right)


class _NoSumError(Exception):
    """A formula that is no sum of cells."""


def _lettered(formula: str) -> str:
    """A measure's formula with a letter for each of its roles."""
    letters = iter(ascii_lowercase)
    return re.sub("#", lambda _: next(letters), formula)


def _call(node: ast.expr) -> tuple[str, list[ast.expr]]:
    """The function that a formula calls, with its arguments; nothing where it calls none."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return node.func.id, node.args
    return "", []


def _sums(node: ast.expr, names: Mapping[str, Terms | None]) -> Sums:
    """A formula as a sum of cells, or one over another. A _NoSumError where it is neither."""
    called, args = _call(node)
    if isinstance(node, ast.Name) and (terms := names.get(node.id)) is not None:
        return Sums(terms, {})
    if called == "count" and len(args) == 1:
        return _sums(args[0], names)
    if called in _SHARED_OUT and len(args) == 2 and isinstance(args[1], ast.Constant):
        return Sums(_times(_plain(args[0], names), 1 / float(str(args[1].value))), {})
    if called == "change_number" and len(args) == 2:
        return Sums(_added(_plain(args[0], names), _times(_plain(args[1], names), -1)), {})
    if called == "percentage" and len(args) == 2:
        return Sums(_times(_plain(args[0], names), 100), _plain(args[1], names))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return Sums(_added(_plain(node.left, names), _plain(node.right, names)), {})
    raise _NoSumError


def _plain(node: ast.expr, names: Mapping[str, Terms | None]) -> Terms:
    """A formula as one sum of cells."""
    found = _sums(node, names)
    if found.bottom:
        raise _NoSumError
    return found.top


def _added(*sums: Terms) -> Terms:
    found: Terms = {}
    for each in sums:
        for cell, factor in each.items():
            found[cell] = found.get(cell, 0.0) + factor
    return found


def _times(terms: Terms, factor: float) -> Terms:
    return {cell: factor * each for cell, each in terms.items()}


def _downloads(page: str) -> Iterator[tuple[str, str, str]]:
    """Topic, name and CSV of each chart of a page."""
    starts = list(_CHART.finditer(page))
    for found, after in zip(starts, [*starts[1:], None], strict=False):
        link = _DOWNLOAD.search(page, found.end(), after.start() if after else len(page))
        if link:
            yield found["topic"], found["chart"], unquote(html.unescape(link["csv"]))


def _points(project: Project, source: Source, topic: str, chart: str, text: str) -> Iterator[tuple[Measure, str, str, float]]:
    """Measure, part, period and value of each point of a chart over time; none of a chart of another kind."""
    try:
        told = next((each for each in read_topic(project, topic).charts if each.id == chart and each.kind == "trend"), None)
    except ReportError:
        return
    measures = [read_measure(project, id) for id in told.measures] if told else []
    titles = {measure.title: measure for measure in measures if measure.source == source.name}
    parts = {project.label(part): part for part in source.parts}
    for row in csv.DictReader(io.StringIO(text)) if titles else ():
        series, period = row.get("series", ""), source.calendar.read(row.get("period_or_group", ""))
        measure = titles.get(series) or (measures[0] if len(measures) == 1 else None)
        if measure and period and _is_number(row.get("value", "")):
            yield measure, "" if series in titles or series not in parts else parts[series], period, float(row["value"])


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text) is not None
