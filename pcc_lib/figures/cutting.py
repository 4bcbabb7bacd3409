"""How a source is cut down to a measure: its columns, rows and periods, and what a policy for small numbers lets through."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.core.errors import DataError, DefinitionError, Fault, raise_if, suggest
from pcc_lib.core.frames import column_of, each_cell, rows_where, some_columns, value_at
from pcc_lib.core.numerals import is_money
from pcc_lib.figures import part_of_whole
from pcc_lib.figures.series import Series, lifetimes, sum_of_parts
from pcc_lib.inputs.calculations import CALCULATIONS, COLUMNS
from pcc_lib.inputs.measures import FOLDER, Measure
from pcc_lib.inputs.models.columns import Term
from pcc_lib.inputs.public_cells import Cell, PublicCells
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import Source

if TYPE_CHECKING:
    from pcc_lib.statistics.earlier_editions import Told
    from pcc_lib.statistics.linked_cells import Link

KEYS = ("numerator", "minus", "denominator", "denominator_minus")  # of a measure, that name columns
PROTECTED = tuple(name for name, each in CALCULATIONS.items() if each.protected)  # what a policy can be held to


class _Rows(NamedTuple):
    """The rows of a source that an edition knows: those up to its last period, which has a place whether it has a row or not."""

    frame: pd.DataFrame
    source: Source
    last: str

    def where(self, key: str, wanted: Collection[str]) -> _Rows:
        """The rows with one of these values."""
        return self._replace(frame=rows_where(self.frame, column_of(self.frame, key).isin(wanted)))

    def wide(self, column: str) -> pd.DataFrame:
        """One column by period (in unbroken order) and part."""
        frame, source = self.frame, self.source
        if frame.empty:
            return frame.pivot(index=source.period, columns=source.breakdown, values=column)
        when, where = frame[source.period].to_numpy(), frame[source.breakdown].to_numpy()
        last = max(*when, self.last) if source.calendar.read(self.last) else max(when)
        periods, present = source.calendar.between(min(when), last), set(where)
        parts = [p for p in source.parts if p in present]
        row, place = ({name: i for i, name in enumerate(names)} for names in (periods, parts))
        cells = np.full((len(periods), len(parts)), np.nan)
        # cell by cell: `pivot` takes ten times as long on a few rows
        cells[[row[p] for p in when], [place[p] for p in where]] = frame[column].to_numpy(float)
        index, columns = pd.Index(periods, name=source.period), pd.Index(parts, name=source.breakdown)
        return pd.DataFrame(cells, index=index, columns=columns)


class _Cut(NamedTuple):
    """Columns of a measure by role, and what a policy has done to them (see `Series`)."""

    columns: dict[str, pd.DataFrame]
    totals: dict[str, pd.Series]
    hidden: dict[str, pd.DataFrame]
    published: dict[str, pd.DataFrame]


def make_series(
    measure: Measure, source: Source, last: str, population: Source | None = None, told: Sequence[PublicCells] = ()
) -> Series:
    """Cut a source down to a measure's columns, rows and periods; a DefinitionError names what it asks for in vain.

    told: what earlier editions published of a source of small numbers, the oldest first.
    """
    raise_if(DefinitionError, [*_column_faults(measure, source), *_row_faults(measure, source)])
    raise_if(DataError, _negative_faults(measure, source))
    rows = _Rows(rows_where(source.frame, column_of(source.frame, source.period) <= last), source, last)
    cut = _protected(measure, rows, told) if measure.disclosure != "none" else _open(measure, rows)
    raise_if(DataError, part_of_whole.fault_list(measure, source))
    return Series(measure, source, last, cut.columns, population, cut.totals, cut.hidden, cut.published)


def _roles(measure: Measure) -> dict[str, tuple[Term, ...]]:
    """The columns of each role that the measure names."""
    return {role: terms for role in COLUMNS if (terms := measure.terms(role))}


def _column_faults(measure: Measure, source: Source) -> Iterator[Fault]:
    for key in KEYS:
        for column in getattr(measure, key):
            if column not in source.columns:
                yield _fault(measure, key, f"{source.file} has no column '{column}'.", suggest(column, source.columns))
    if measure.breakdown and measure.breakdown != source.breakdown:
        yield _not_split_by(measure, "breakdown", measure.breakdown, source)


def _row_faults(measure: Measure, source: Source) -> Iterator[Fault]:
    for key, wanted in measure.rows.items():
        if key not in source.frame:
            yield _not_split_by(measure, "rows", key, source)
            continue
        known = set(source.frame[key])
        for value in wanted if known else ():
            if value not in known:
                yield _fault(measure, "rows", f"{source.file} has no {key} '{value}'.", suggest(value, known))


def _not_split_by(measure: Measure, place: str, key: str, source: Source) -> Fault:
    return _fault(measure, place, f"{source.file} is not broken down by '{key}'.", f"It is by '{source.breakdown}'.")


def _fault(measure: Measure, place: str, found: str, todo: str) -> Fault:
    return Fault(f"{FOLDER}/{measure.id}.yml", place, found, todo)


def _negative_faults(measure: Measure, source: Source) -> Iterator[Fault]:
    """Cells below nought where things are counted; sums of money and of differences may lie there."""
    counted = () if is_money(measure.unit) else measure.how.counts
    for column in dict.fromkeys(term.column for role in counted for term in measure.terms(role)):
        for i, value in each_cell(column_of(source.frame, column)):
            if value < 0:
                yield Fault(
                    f"{SOURCES}/{source.file}",
                    f"row {i + 2}, column {column}",
                    f"'{value:g}' is below nought, and {measure.id} counts it.",
                    "Correct the cell; leave it blank where the value is not known.",
                )


def _open(measure: Measure, rows: _Rows) -> _Cut:
    """A measure's columns as they are; a DataError where more is taken off than there is."""
    for key, wanted in measure.rows.items():
        rows = rows.where(key, wanted)
    known = {term.column: rows.wide(term.column) for terms in _roles(measure).values() for term in terms}
    cut = _Cut({role: _together(terms, known) for role, terms in _roles(measure).items()}, {}, {}, {})
    raise_if(DataError, _overdrawn_faults(measure, rows.source, cut))
    return cut


def _together(terms: Sequence[Term], known: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Columns added up, less those that are taken off, by period and part: blank where any cell of them is."""
    first, *others = terms
    total = known[first.column]
    for term in others:
        total = total + known[term.column] if term.sign == "+" else total - known[term.column]
    return total


def _overdrawn_faults(measure: Measure, source: Source, cut: _Cut) -> Iterator[Fault]:
    """Months in which more is taken off than there is: what is left would be below nought."""
    for role, key in () if is_money(measure.unit) else (("numerator", "minus"), ("denominator", "denominator_minus")):
        for part, cells in cut.columns[role].items() if getattr(measure, key) else ():
            for period, value in each_cell(cells):
                if value < 0:
                    found = f"{period}, {part}: {_words(measure, role)} is {value:g} ({source.file})."
                    todo = f"Correct the cells, or take off only what '{role}' holds."
                    yield _fault(measure, key, found, todo)


def _words(measure: Measure, role: str) -> str:
    """The columns of a role as a sum, such as `all_crime - asb`."""
    first, *others = measure.terms(role)
    return " ".join([first.column, *(f"{term.sign} {term.column}" for term in others)])


def _protected(measure: Measure, rows: _Rows, told: Sequence[PublicCells]) -> _Cut:
    """What a policy lets be published of a measure's columns: parts, totals, and what is hidden (see `Series`).

    Sums over periods, over some of the parts, and of several columns are made of published cells only: they tell nothing more,
    and a window that holds a hidden month is hidden too.
    """
    source, roles = rows.source, _roles(measure)
    true, published = _columns(measure, rows, told)
    lived = lifetimes(source, next(iter(true.values())))
    kept = [p for p in next(iter(published.values())).columns[:-1] if p in measure.rows.get(source.breakdown, (p,))]
    cut = _Cut({}, {}, {}, published)
    for role, terms in roles.items():
        cells = _together(terms, published)
        cut.columns[role] = some_columns(cells, kept)
        whole = len(kept) == len(cells.columns) - 1
        cut.totals[role] = column_of(cells, "") if whole else sum_of_parts(some_columns(cells, kept), some_columns(lived, kept))
        known = some_columns(_together(terms, true), kept).notna()
        known[""] = (known | ~lived[kept]).all(axis=1)
        cut.hidden[role] = cells[kept].assign(**{"": cut.totals[role]}).isna() & known
    return cut


class _Columns(NamedTuple):
    """Columns of a source by period and part, as they are, and as they may be published (a last column, `""`, is the total)."""

    true: dict[str, pd.DataFrame]
    published: dict[str, pd.DataFrame]


def _columns(measure: Measure, rows: _Rows, told: Sequence[PublicCells]) -> _Columns:
    """A measure's columns, with all that the source's rules tie to them.

    Each period of the source is one table, all its parts and all these columns. So every measure hides the same cells, and so
    does every edition whose numbers were not revised; where they were, all editions are protected together.
    """
    found, links = _Columns({}, {}), _links(measure, rows.source)
    for column in dict.fromkeys(term.column for terms in _roles(measure).values() for term in terms):
        if column not in found.published:
            true = {name: rows.wide(name) for name in _tied({column}, links, rows.source)}
            found.true.update(true)
            tied = _Tied(tuple(k for k in links if k.whole in true), measure.disclosure, told)
            found.published.update(_published(true, tied, rows.source))
    return found


def public_cells(measure: Measure, source: Source, last: str, told: Sequence[PublicCells]) -> dict[Cell, float | None]:
    """What an edition publishes of a measure under a policy: the cells of its columns and their totals, None where held back."""
    rows = _Rows(rows_where(source.frame, column_of(source.frame, source.period) <= last), source, last)
    true, published = _columns(measure, rows, told)
    kept = measure.rows.get(source.breakdown)
    found: dict[Cell, float | None] = {}
    for column in dict.fromkeys(term.column for terms in _roles(measure).values() for term in terms):
        for part in published[column].columns if kept is None else kept:
            known = column_of(true[column], part).notna() if part else true[column].notna().any(axis=1)
            for period, value in each_cell(column_of(published[column], part)):
                if bool(value_at(known, period)):
                    found[column, part, period] = None if math.isnan(value) else float(value)
    return found


class _Tied(NamedTuple):
    """What binds columns together, their policy, and what earlier editions published of the source."""

    links: tuple
    policy: str
    told: Sequence[PublicCells]

    def of(self, period: str, columns: Collection[str]) -> tuple[Told, ...]:
        """What the earlier editions published of these columns in one period."""
        from pcc_lib.statistics.count_tables import TOTAL
        from pcc_lib.statistics.earlier_editions import Told

        found = []
        for each in self.told:
            cells = each.of_period(period)
            here = [((c, part or TOTAL), math.nan if v is None else v) for (c, part), v in cells.items() if c in columns]
            found += [Told(each.policy, tuple(here))] if here else []
        return tuple(found)


def _published(true: dict[str, pd.DataFrame], tied: _Tied, source: Source) -> dict[str, pd.DataFrame]:
    """Published cells of some columns by period and part; the last column, `""`, is the total."""
    from pcc_lib.statistics.count_tables import TOTAL
    from pcc_lib.statistics.linked_tables import protect_linked

    first, counted = next(iter(true.values())), np.stack([table.to_numpy(float) for table in true.values()])
    lived, shown = lifetimes(source, first).to_numpy(), np.full((*counted.shape[:2], len(first.columns) + 1), math.nan)
    for row, period in enumerate(first.index):
        there = np.flatnonzero(lived[row])
        counts = pd.DataFrame(counted[:, row, there], list(true), first.columns[there])
        if not len(there) or counts.isna().to_numpy().any():
            continue  # a total beside known parts would give the missing one away, and so would a later edition
        try:
            safe = protect_linked(counts, tied.links, tied.policy, told=tied.of(period, list(true)))
        except ValueError as error:
            todo = "Correct the rows, or publish longer periods or fewer parts."
            found = f"small numbers cannot be protected: {error}."
            raise DataError([Fault(f"{SOURCES}/{source.file}", period, found, todo)]) from None
        shown[:, row, there] = safe[list(counts.columns)].to_numpy()
        shown[:, row, -1] = safe[TOTAL if TOTAL in safe else counts.columns[0]].to_numpy()
    columns = pd.Index([*first.columns, ""], name=first.columns.name)
    return {column: pd.DataFrame(cells, first.index, columns) for column, cells in zip(true, shown, strict=True)}


def _links(measure: Measure, source: Source) -> tuple:
    """The source's rules as links; a DefinitionError where a policy cannot be held to."""
    from pcc_lib.statistics.linked_cells import link_of

    links = {check.rule: link_of(check.rule) for check in source.about.checks}
    raise_if(DefinitionError, [*_policy_faults(measure, source), *_link_faults(measure, source, links)])
    return tuple(dict.fromkeys(links.values()))


def _policy_faults(measure: Measure, source: Source) -> Iterator[Fault]:
    """What of a measure a policy cannot be held to."""
    policy = measure.disclosure
    if not measure.how.protected:
        found = f"a {measure.calculation} cannot be held to '{policy}'."
        yield _fault(measure, "disclosure", found, f"Tell it as one of: {', '.join(PROTECTED)}.")
    for key in ("minus", "denominator_minus"):
        if getattr(measure, key):  # what is left may be small where neither column is
            found = f"what is left cannot be held to '{policy}'."
            yield _fault(measure, key, found, "Bring what is left as a column of the source, and name that.")
    for key in measure.rows:
        if key != source.breakdown:
            yield _fault(measure, "rows", f"'{key}' cannot be a filter under '{policy}'.", f"Filter by '{source.breakdown}'.")


def _link_faults(measure: Measure, source: Source, links: dict) -> Iterator[Fault]:
    """Rules that a policy cannot use, and a share without the rule that says it is one."""
    file = f"{SOURCES}/{source.name}.resource.yml"
    for rule, link in links.items():
        if link is None:
            found = f"its columns cannot be protected under '{measure.disclosure}' ({measure.id})."
            todo = "Write sums with one column on one side, such as repeat <= people."
            yield Fault(file, f"checks, {rule}", found, todo)
    if measure.how.change == "points" and not _is_share(measure, filter(None, links.values())):
        part, whole = " + ".join(measure.numerator), " + ".join(measure.denominator)
        yield Fault(
            file,
            "checks",
            f"does not say that '{part}' is part of '{whole}', of which {measure.id} is a percentage under "
            f"'{measure.disclosure}'.",
            f"Add {{rule: {part} <= {whole}, says: …}}."
            if len(measure.denominator) == 1
            else f"Bring '{whole}' as one column of the source, and name that.",
        )


def _tied(columns: set[str], links: tuple, source: Source) -> list[str]:
    """The columns, and all that links tie to them, in the source's order."""
    grown: set[str] = set()
    while grown != columns:
        grown, columns = columns, columns.union(*(k.columns for k in links if columns & set(k.columns)))
    return [column for column in source.columns if column in columns]


def _is_share(measure: Measure, links: Iterable[Link]) -> bool:
    """Whether what is left of a percentage's whole without its part is held to the policy: by a link, or as columns of the
    whole."""
    part, whole = set(measure.numerator), measure.denominator
    return part <= set(whole) or any(part <= set(link.parts) and (link.whole,) == whole for link in links)
