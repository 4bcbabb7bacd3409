"""The evidence of a figure: the cells that its row of the ledger names with their values, and its formula with them put in.

A printed number can be followed from here to the rows of a CSV: what each letter of the formula stands for, cell by cell. Of a
measure with a policy for small numbers the cells are those that the policy lets be published, and never those of the file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from pcc_lib.core.status import CONFIDENTIAL
from pcc_lib.figures.blocks import MONTHS, NO_ROW, TOTAL, Block, cited, edition_named_in, rows_of
from pcc_lib.figures.counted_lists import CountedLists, names_a_list
from pcc_lib.figures.figure import Figure, blocks_of
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.formulas import Letter, Lookup, Read
from pcc_lib.figures.function_words import FunctionWords, words_of_functions
from pcc_lib.figures.method_settings import settings_in
from pcc_lib.figures.reworking import COUNTED, lookup
from pcc_lib.figures.series import Series
from pcc_lib.figures.symbols import called_in, in_symbols, number_text, with_values
from pcc_lib.inputs.kept import FOLDER as KEPT
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import Source
from pcc_lib.statistics.calculate import letters
from pcc_lib.statistics.disclosure import SURVEY_LEAST, survey_marker


@dataclass(frozen=True)
class CellBlock:
    """The cells that a reference names.

    values, statuses, there: a row for each of `periods`, in it one for each of `parts`: the value (None where it is not known, or
    is not shown), the statuses of its row in the file (`c` where a policy holds it back), and whether the part was there at all.
    rows: the number of that row in the file, the heading being a row too (None where there is none).
    totals: the sums of all parts by period, where a policy lets them be told of parts that it hides; else None. withheld: why no
    cell is shown one by one (blank where they are). source: its name. A number that stands alone
    in a file has one period and one part, both blank, and no key.
    """

    ref: str
    file: str
    source: str
    column: str
    title: str
    key: str
    breakdown: str
    periods: tuple[str, ...]
    parts: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    statuses: tuple[tuple[str, ...], ...]
    there: tuple[tuple[bool, ...], ...]
    rows: tuple[tuple[int | None, ...], ...] = ((None,),)
    totals: tuple[float | None, ...] | None = None
    withheld: str = ""

    @property
    def size(self) -> int:
        """How many cells it has."""
        return len(self.periods) * len(self.parts)


@dataclass(frozen=True)
class ListRows:
    """A list that a count is made of: the ids of its rows (or the one thing that it is judged by), and what it holds in words."""

    ref: str
    holds: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Taken:
    """What a letter stands for: its reference, whether it is taken as `total`, `months` or `parts` (a list: as `list`), the
    number that this gives where it is one, and of how many values it is.
    """

    letter: str
    ref: str
    taken_as: str
    value: float | None
    count: int


@dataclass(frozen=True)
class Evidence:
    """What a figure rests on, and how it follows.

    blocks, lists: by reference, in the order of the letters, each once. with_values: the formula as written with values put in;
    symbols: the same in school symbols; words: each function that it calls, with what it does. settings: by key. reason: why the
    row cannot be followed here (blank where it can).
    """

    formula: str
    taken: tuple[Taken, ...] = ()
    blocks: Mapping[str, CellBlock] | None = None
    lists: Mapping[str, ListRows] | None = None
    with_values: str = ""
    symbols: str = ""
    words: tuple[tuple[str, str], ...] = ()
    settings: Mapping[str, str] | None = None
    reason: str = ""


@lru_cache(maxsize=1)
def function_words() -> Mapping[str, FunctionWords]:
    """Every function that a formula can call, in words and symbols."""
    return words_of_functions(COUNTED)


def evidence_of(figures: Figures, figure: Figure) -> Evidence:
    """The evidence of a figure of an edition. A ReportError says what of its cells the project has not."""
    if not figure.formula:
        return Evidence("", reason="nobody knows it" if not figure.hidden else "")
    if figure.hidden:
        return Evidence(figure.formula, reason="it is held back, and so are its cells", words=_words(figure.formula))
    named = dict(zip(letters(), blocks_of(figure.cells), strict=False))
    of_lists = set(filter(names_a_list, named.values()))
    read = Read(figure.formula, figure.cells, _lookup(figures, figure.measure))
    blocks = {ref: cell_block(figures, figure.measure, ref) for ref in named.values() if ref not in of_lists}
    taken = [*(_taken(each) for each in read.letters)]
    lists = {ref: _list_rows(figures.project, ref) for ref in named.values() if ref in of_lists}
    taken += [Taken(letter, ref, "list", None, len(lists[ref].rows)) for letter, ref in named.items() if ref in of_lists]
    put = {each.letter: _put(each) for each in taken}
    return Evidence(
        figure.formula,
        tuple(taken),
        blocks,
        lists,
        with_values(figure.formula, put.__getitem__),
        in_symbols(figure.formula, put.__getitem__, function_words()),
        _words(figure.formula),
        settings_in(figure.settings),
    )


def _lookup(figures: Figures, measure: str) -> Lookup:
    known = lookup(figures.project)
    return Lookup(lambda ref: figures.block(measure, ref), known.counts, known.count)


@lru_cache(maxsize=4096)
def _words(formula: str) -> tuple[tuple[str, str], ...]:
    """What each function does; `count` says nothing that its cells do not say, unless it is all that there is."""
    names = called_in(formula)
    told = [name for name in names if name != "count"] or names
    return tuple((name, function_words()[name].words) for name in told)


def _taken(letter: Letter) -> Taken:
    is_total = letter.taken_as == TOTAL
    value = float(letter.value) if is_total and not math.isnan(letter.value) else None
    return Taken(letter.letter, letter.reference, letter.taken_as, value, 1 if is_total else len(letter.value))


def _put(taken: Taken) -> str:
    """What stands in the place of a letter: a number, or how many there are."""
    if taken.taken_as == TOTAL:
        return number_text(math.nan if taken.value is None else taken.value)
    noun = {MONTHS: "month", "list": "row"}.get(taken.taken_as, "part")
    return f"{taken.count:,} {noun}{'' if taken.count == 1 else 's'}"


# ── cells ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def cell_block(figures: Figures, measure: str, ref: str) -> CellBlock:
    """The cells of a reference of this measure's figures, as they may be shown."""
    return figures.once(("cells shown", measure if _is_held(figures, measure) else "", ref), lambda: _made(figures, measure, ref))


def _is_held(figures: Figures, measure: str) -> bool:
    """Whether what may be shown of cells depends on the measure: it has a policy, or is of a survey."""
    series = figures.series(measure) if figures.is_measure(measure) else None
    return series is not None and (series.measure.disclosure != "none" or series.is_survey)


def _made(figures: Figures, measure: str, ref: str) -> CellBlock:
    block, source = figures.block(measure, ref), cited(figures.project, ref)
    series = figures.series(measure) if _is_held(figures, measure) else None
    if source is None:
        return _stated(ref, block)
    file = ref.partition("#")[0]
    column, own = ref.rpartition(";column=")[2], series if series is not None and series.source.name == source.name else None
    withheld = _few_answers(own, block.names) if own is not None and own.is_survey else ""
    rows, known = rows_of(figures.project, ref, source, block), block.present
    has_policy = own is not None and own.measure.disclosure != "none"
    return CellBlock(
        ref,
        file if file.startswith(KEPT) else f"{SOURCES}/{file}",
        source.name,
        column,
        source.field_title(column),
        source.period,
        source.breakdown,
        tuple(map(source.calendar.written, block.periods)),
        block.names,
        _known(known * math.nan if withheld else known),
        _told(_statuses(figures, ref, source)[rows], has_policy & np.isnan(known) & (rows != NO_ROW), CONFIDENTIAL),
        tuple(map(tuple, block.there.tolist())),
        _told(rows + source.about.dialect.header_row + 1, rows == NO_ROW, None),
        None if block.sums is None else _known(block.sums[None])[0],
        withheld,
    )


def _told(cells: np.ndarray, where: np.ndarray, otherwise: Any) -> tuple[tuple[Any, ...], ...]:
    """Cells as rows of plain values, `otherwise` where it is so."""
    return tuple(map(tuple, np.where(where, otherwise, cells.astype(object)).tolist()))


def _known(cells: np.ndarray) -> tuple[tuple[float | None, ...], ...]:
    return _told(cells, np.isnan(cells), None)


def _statuses(figures: Figures, ref: str, source: Source) -> np.ndarray:
    """The status of each row of the source that a reference names; last what NO_ROW has, which is blank."""

    def read() -> np.ndarray:
        return np.array([*map(str, source.frame["status"].tolist()), ""], object)

    return figures.once(("statuses of rows", edition_named_in(ref), source.file), read)


def _few_answers(series: Series, parts: Sequence[str]) -> str:
    """Why no cell of a survey is shown: in some month so few answered that nothing is told of them, and sums of other months
    would tell it."""
    answers = series.columns["denominator"]
    few = any(survey_marker(float(n)) for part in parts if part in answers for n in answers[part].dropna() if n < SURVEY_LEAST)
    return f"under {SURVEY_LEAST} answered in some month" if few else ""


def _stated(ref: str, block: Block) -> CellBlock:
    """A number that stands alone in a file: a target, a fact, a post."""
    file, _, place = ref.partition("#")
    row = ((True,),)
    return CellBlock(ref, file, "", place.rpartition("column=")[2], "", "", "", ("",), ("",), _known(block.cells), (("",),), row)


# ── lists ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _list_rows(project: Project, ref: str) -> ListRows:
    return project.once(("list rows", ref), lambda: _rows_of(project, ref))


def _rows_of(project: Project, ref: str) -> ListRows:
    return ListRows(ref, *CountedLists(project).told(ref))
