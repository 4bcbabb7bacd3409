"""Blocks of source cells: what a letter of a formula stands for, read anew from a project's files by the reference of a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import compress
from typing import NamedTuple
from urllib.parse import unquote

import numpy as np
import pandas as pd

from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.frames import column_of, some_columns
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import MONTH
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import blocks_of
from pcc_lib.figures.series import Series, were_there
from pcc_lib.figures.stated import given_value
from pcc_lib.figures.targets import stated_target
from pcc_lib.inputs.kept import FOLDER as KEPT
from pcc_lib.inputs.kept import kept_source
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.releases import SUFFIX, release_named
from pcc_lib.inputs.sources import Source, read_descriptor, read_source, source_names
from pcc_lib.inputs.tables import NUMERIC

TOTAL, MONTHS, PARTS = "total", "months", "parts"  # what a letter stands for, by the function that it is given to
NO_ROW = -1  # in the place of a row's number; so numbered, it is what stands last
EDITION_FORM = r"20\d{2}-\d{2}-Q[1-4](?:-v[1-9]\d{0,3})?"  # the folder that keeps an edition
_CELLS = re.compile(
    rf"(?:{KEPT}/(?P<edition>{EDITION_FORM})/)?"
    r"(?P<file>(?:[\w-]+\.releases/)?[\w.-]+\.csv)#(?P<key>\w+)=(?P<span>[\dQ/.-]+)"
    r"(?:;(?P<by>\w+)=(?P<parts>[^;]+))?;column=(?P<column>\w+)"
)


class SourceCells(NamedTuple):
    """Where cells of a source stand: its file, periods (`2022-11..2023-10`), parts (none: all of them), column; and the edition
    that told them, where it is not the source of today."""

    file: str
    span: str
    parts: tuple[str, ...]
    column: str
    edition: str


@dataclass(frozen=True, eq=False)
class Block:
    """What a letter of a formula stands for: cells by period and part, blank where one is missing.

    cells, there: a row for each of `periods`, in it one for each of `names`, of parts: the value, and whether it was there.
    What was not there in a period counts for nought in a total; a part itself has a value only where it was there throughout.
    sums: the total of all parts by period, where it is not simply their sum: a policy may hide a part and let the total be told.
    """

    periods: tuple[str, ...]
    names: tuple[str, ...]
    cells: np.ndarray
    there: np.ndarray
    sums: np.ndarray | None = None

    @cached_property
    def table(self) -> pd.DataFrame:
        """The cells as a table by period and part."""
        return pd.DataFrame(self.cells, index=list(self.periods), columns=list(self.names))

    @cached_property
    def whole(self) -> pd.Series | None:
        """The sums by period, where there are any."""
        return None if self.sums is None else pd.Series(self.sums, index=list(self.periods))

    @cached_property
    def present(self) -> np.ndarray:
        """The cells, blank where the part was not there."""
        found = self.cells.copy(order="K")
        found[~self.there] = np.nan
        return found

    @property
    def total(self) -> float:
        """All cells together; blank where any is missing."""
        cells = self.cells if self.sums is None else self.sums
        return float(cells.sum()) if cells.size else float("nan")

    @property
    def months(self) -> pd.Series:
        """The sum of the parts, period by period."""
        return pd.Series(self.cells.sum(axis=1) if self.sums is None else self.sums, index=_months(self.periods))

    @property
    def parts(self) -> pd.Series:
        """The sum of the periods, part by part."""
        return pd.Series(self.present.sum(axis=0), index=pd.Index(self.names, dtype="str"))


class _Rows(NamedTuple):
    """Which row (from nought) of a source tells of each period and part: `numbers`, by their places, NO_ROW where none does. Its
    last row and column, which hold none, are those of whatever is not in the file."""

    periods: Mapping[str, int]
    parts: Mapping[str, int]
    numbers: np.ndarray

    def of(self, periods: Iterable[str], parts: Iterable[str]) -> np.ndarray:
        """The rows of these periods and parts."""
        when, where = [self.periods.get(each, -1) for each in periods], [self.parts.get(each, -1) for each in parts]
        return self.numbers[np.array(when, int)[:, None], np.array(where, int)]

    def told_in(self, span: Span) -> list[str]:
        """The parts that any row of a span tells of."""
        within = [place for period, place in self.periods.items() if period in span]
        return list(compress(self.parts, (self.numbers[within, :-1] != NO_ROW).any(axis=0)))


def read_block(project: Project, cells: str) -> Block:
    """The cells that a reference names, such as `calls.csv#month=2022-11..2023-10;area=north;column=offered`.

    A ReportError says which of file, periods, parts and column the project has not.
    """
    return project.once(("cells", cells), lambda: _read(project, cells))


def _read(project: Project, cells: str) -> Block:
    if (target := stated_target(project, cells)) is not None:
        return _one(target)
    if found := _CELLS.fullmatch(cells):
        return _from_source(project, cells, found)
    if (given := given_value(project, cells)) is not None:
        return _one(given)
    raise ReportError(f"'{cells}' names no source cells.")


def published_block(project: Project, series: Series, cells: str) -> Block:
    """The same of a measure with a policy for small numbers: of its source only what may be published, blank where it is hidden.

    A ReportError where its source is named in any other way: nothing of it is read from the file.
    """
    found, source = _CELLS.fullmatch(cells), series.source
    name, _, release = (found["file"] if found else "").removesuffix(".csv").partition(SUFFIX)
    if found is None or name != source.name:
        return read_block(project, cells)
    shown, span = series.published.get(found["column"]), source.calendar.read_span(found["span"])
    if release or found["edition"] or shown is None or span is None:
        raise ReportError(f"'{cells}' names cells that a policy for small numbers does not let be shown.")
    parts = [unquote(part) for part in (found["parts"] or "").split("+") if part]
    held = shown.reindex(list(source.calendar.of(span)))
    table = some_columns(held, parts or list(shown.columns[:-1]))
    periods, names = tuple(table.index), tuple(table.columns)
    sums = None if parts else column_of(held, "").to_numpy(float)
    return Block(periods, names, table.to_numpy(float), were_there(source, periods, names), sums)


def cited(project: Project, cells: str) -> Source | None:
    """The source, the earlier release of one, or what an edition told of it, whose cells a reference names; None where it names
    a number that stands alone."""
    found = _CELLS.fullmatch(cells) if stated_target(project, cells) is None else None
    return _as_told(project, _source_named(project, found["file"]), found["edition"] or "") if found else None


def rows_of(project: Project, cells: str, source: Source, block: Block) -> np.ndarray:
    """Which row (from nought) of the file of a reference tells of each cell of its block; NO_ROW where none does."""
    return _rows(project, source, edition_named_in(cells)).of(block.periods, block.names)


def edition_named_in(cells: str) -> str:
    """The edition whose record a reference names; nothing where it names what there is today."""
    found = _CELLS.fullmatch(cells)
    return (found["edition"] or "") if found else ""


def source_named_in(cells: str) -> str:
    """The source whose cells a reference names as they stand today; nothing where it names others."""
    found = _CELLS.fullmatch(cells)
    return found["file"].removesuffix(".csv") if found and not found["edition"] else ""


def source_cells(cells: str) -> SourceCells | None:
    """What a reference such as `calls.csv#month=2022-11..2023-10;area=north;column=offered` names; None where that is no cells
    of a source."""
    found = _CELLS.fullmatch(cells)
    if not found:
        return None
    parts = tuple(unquote(part) for part in (found["parts"] or "").split("+") if part)
    return SourceCells(found["file"], found["span"], parts, found["column"], found["edition"] or "")


@lru_cache(maxsize=4096)
def sources_in(cells: str) -> tuple[str, ...]:
    """The sources that the blocks of cells of a figure are of, as they stand today, in an earlier release or in a record."""
    found = (source_cells(ref) for ref in blocks_of(cells))
    return tuple(dict.fromkeys(each.file.removesuffix(".csv").partition(SUFFIX)[0] for each in found if each))


@lru_cache(maxsize=1024)
def _months(periods: tuple[str, ...]) -> pd.PeriodIndex:
    if not all(map(MONTH.fullmatch, periods)):
        raise ReportError("a function of months is given cells of no month.")
    return pd.PeriodIndex(periods, freq="M")


def _one(value: float) -> Block:
    cells = np.array([[value]], float)
    return Block(("",), ("",), cells, ~np.isnan(cells))


def _from_source(project: Project, cells: str, asked: re.Match[str]) -> Block:
    edition = asked["edition"] or ""
    source = _as_told(project, _source_named(project, asked["file"]), edition)
    parts = [unquote(part) for part in (asked["parts"] or "").split("+") if part]
    if wrong := next(_misnamed(source, asked, parts), ""):
        raise ReportError(f"'{cells}': {wrong}")
    span = sure(source.calendar.read_span(asked["span"]))
    rows = _rows(project, source, edition)
    periods, names = source.calendar.of(span), tuple(parts or rows.told_in(span))
    # part by part in memory, as pandas holds a table: sums then come to the same last digit
    found = np.asfortranarray(_values(project, source, asked["column"], edition)[rows.of(periods, names)])
    there = were_there(source, periods, names)
    found[~there & there.any(axis=1, keepdims=True)] = 0.0
    found.setflags(write=False)  # whoever asks for these cells again is given the same
    return Block(periods, names, found, there)


def _rows(project: Project, source: Source, edition: str) -> _Rows:
    def pivoted() -> _Rows:
        keys = source.frame[[source.period, source.breakdown]].assign(row=range(len(source.frame)))
        table = keys.pivot(index=source.period, columns=source.breakdown, values="row").fillna(NO_ROW).astype(int)
        periods, parts = ({label: at for at, label in enumerate(labels)} for labels in (table.index, table.columns))
        return _Rows(periods, parts, np.pad(table.to_numpy(), ((0, 1), (0, 1)), constant_values=NO_ROW))

    return project.once(("rows by period and part", edition, source.file), pivoted)


def _values(project: Project, source: Source, column: str, edition: str) -> np.ndarray:
    """A column of a source by its rows; last what NO_ROW has, which is blank."""

    def read() -> np.ndarray:
        return np.append(source.frame[column].to_numpy(float), np.nan)

    return project.once(("column by row", edition, source.file, column), read)


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

    def by_file() -> dict[str, str]:
        return {read_descriptor(project, name).path: name for name in source_names(project)}

    names = project.once(("names of sources by file",), by_file)
    if file not in names:
        raise ReportError(f"there is no source '{file}'.")
    return read_source(project, names[file])


def _misnamed(source: Source, asked: re.Match[str], parts: Sequence[str]) -> Iterator[str]:
    """What a reference says of a source that it has not."""
    numbers = [field.name for field in source.about.fields if field.type in NUMERIC and field.name != source.period]
    for found, known in ((asked["key"], [source.period]), (asked["by"], [source.breakdown, None]), (asked["column"], numbers)):
        if found not in known:
            yield f"{source.file} has no {found}. {suggest(str(found), list(filter(None, known)))}"
    if source.calendar.read_span(asked["span"]) is None:
        yield f"'{asked['span']}' is no {source.period}, and no span of them."
    there = source.parts
    yield from (
        f"{source.file} has no {source.breakdown} '{part}'. {suggest(part, there)}" for part in parts if part not in there
    )
