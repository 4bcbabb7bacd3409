"""Blocks of source cells: what a letter of a formula stands for, read anew from a project's files by the reference of a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

import numpy as np
import pandas as pd

from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.frames import column_of, some_columns
from pcc_lib.core.quarters import MONTH
from pcc_lib.core.sure import sure
from pcc_lib.figures.series import Series, lifetimes
from pcc_lib.figures.stated import given_value
from pcc_lib.figures.targets import stated_target
from pcc_lib.inputs.kept import FOLDER as KEPT
from pcc_lib.inputs.kept import kept_source
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.releases import SUFFIX, release_named
from pcc_lib.inputs.sources import Source, read_descriptor, read_source, source_names
from pcc_lib.inputs.tables import NUMERIC

TOTAL, MONTHS, PARTS = "total", "months", "parts"  # what a letter stands for, by the function that it is given to
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

    What was not there in a period counts for nought in a total; a part itself has a value only where it was there throughout.
    whole: the total of all parts by period, where it is not simply their sum: a policy may hide a part and let the total be told.
    """

    table: pd.DataFrame
    lived: pd.DataFrame
    whole: pd.Series | None = None

    @property
    def total(self) -> float:
        """All cells together; blank where any is missing."""
        cells = self.table if self.whole is None else self.whole
        return float(cells.to_numpy(float).sum()) if cells.size else float("nan")

    @property
    def months(self) -> pd.Series:
        """The sum of the parts, period by period."""
        sums = self.table.sum(axis=1, skipna=False) if self.whole is None else self.whole
        if not all(MONTH.fullmatch(str(period)) for period in sums.index):
            raise ReportError("a function of months is given cells of no month.")
        return sums.set_axis(pd.PeriodIndex(sums.index, freq="M"))

    @property
    def parts(self) -> pd.Series:
        """The sum of the periods, part by part."""
        return self.table.where(self.lived).sum(axis=0, skipna=False)


def read_block(project: Project, cells: str) -> Block:
    """The cells that a reference names, such as `calls.csv#month=2022-11..2023-10;area=north;column=offered`.

    A ReportError says which of file, periods, parts and column the project has not.
    """
    if (target := stated_target(project, cells)) is not None:
        return _one(target)
    if found := _CELLS.fullmatch(cells):
        return project.once(("cells", cells), lambda: _from_source(project, cells, found))
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
    return Block(table, lifetimes(source, table), None if parts else column_of(held, ""))


def cited(project: Project, cells: str) -> Source | None:
    """The source, the earlier release of one, or what an edition told of it, whose cells a reference names; None where it names
    a number that stands alone."""
    found = _CELLS.fullmatch(cells) if stated_target(project, cells) is None else None
    return _as_told(project, _source_named(project, found["file"]), found["edition"] or "") if found else None


def row_numbers(project: Project, cells: str, source: Source) -> pd.DataFrame:
    """Which row (from nought) of the file of a reference tells of each period and part; blank where none does."""
    found = _CELLS.fullmatch(cells)
    return _row_numbers(project, source, (found["edition"] or "") if found else "")


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


def _one(value: float) -> Block:
    table = pd.DataFrame([[value]])
    return Block(table, table.notna())


def _from_source(project: Project, cells: str, asked: re.Match[str]) -> Block:
    source = _as_told(project, _source_named(project, asked["file"]), asked["edition"] or "")
    parts = [unquote(part) for part in (asked["parts"] or "").split("+") if part]
    if wrong := next(_misnamed(source, asked, parts), ""):
        raise ReportError(f"'{cells}': {wrong}")
    span = sure(source.calendar.read_span(asked["span"]))
    table = _table(project, source, asked["column"], asked["edition"] or "")
    table = table.loc[(table.index >= span.first) & (table.index <= span.last)]
    there = _row_numbers(project, source, asked["edition"] or "").loc[table.index].notna().any(axis=0).to_numpy()
    table = table.reindex(index=list(source.calendar.of(span)), columns=parts or list(table.columns[there]))
    lived = lifetimes(source, table)
    return Block(table.mask(~lived & lived.any(axis=1).to_numpy()[:, None], 0.0), lived)


def _row_numbers(project: Project, source: Source, edition: str) -> pd.DataFrame:
    """Which row of a source tells of a period and a part; blank where none does."""

    def pivoted() -> pd.DataFrame:
        keys = source.frame[[source.period, source.breakdown]].assign(row=range(len(source.frame)))
        return keys.pivot(index=source.period, columns=source.breakdown, values="row").astype(float)

    return project.once(("rows by period and part", edition, source.file), pivoted)


def _table(project: Project, source: Source, column: str, edition: str) -> pd.DataFrame:
    """A column of a source by period and part."""

    def spread() -> pd.DataFrame:
        numbers = _row_numbers(project, source, edition)
        at, values = numbers.to_numpy(), np.append(source.frame[column].to_numpy(float), np.nan)
        cells = values[np.where(np.isnan(at), len(values) - 1, at).astype(int)]
        return pd.DataFrame(cells, index=numbers.index, columns=numbers.columns)

    return project.once(("column by period and part", edition, source.file, column), spread)


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
    there = set(source.frame[source.breakdown])
    yield from (
        f"{source.file} has no {source.breakdown} '{part}'. {suggest(part, there)}" for part in parts if part not in there
    )
