"""Rows that a source should have and has not, and rows that it has of parts that were not there: gaps, rhythm and lifetimes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pcc_lib.core.errors import Fault, suggest
from pcc_lib.core.frames import column_of, each_row, rows_where
from pcc_lib.core.periods import FOREVER, Span
from pcc_lib.core.quarters import shift
from pcc_lib.inputs.models.sources import SUCCESSION
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.sources import FOLDER, Source
from pcc_lib.inputs.tables import SHOWN_CELL


def fault_list(source: Source) -> list[Fault]:
    """Periods that are missing and not declared, lifetimes of parts that there are not, and rows outside a lifetime."""
    return [*_gap_faults(source), *_lifetime_faults(source), *_outside_faults(source)]


def is_declared(source: Source, period: str, part: str) -> bool:
    """Whether the descriptor says that a part has no row in a period."""
    about = source.about
    return period not in about.lifetime(part) or any(period in gap for gap in about.declared_gaps(part))


def _gap_faults(source: Source) -> Iterator[Fault]:
    """Periods that are missing from the source's first to its last, in which a part was there, and that nothing declares."""
    if source.period == "year" or source.frame.empty:  # years come as they are published; their gaps are named, not asked for
        return
    present = set(source.frame[source.period])
    expected = source.calendar.between(min(present), max(present))
    missing = _missing(source, expected)
    whole = [period for period in missing if period not in present]
    yield from (_gap_fault(source, run) for run in source.calendar.runs(whole))
    for part in source.parts:
        mine = [period for period, parts in missing.items() if part in parts and period in present]
        yield from (_gap_fault(source, run, part) for run in source.calendar.runs(mine))


def _missing(source: Source, expected: tuple[str, ...]) -> Mapping[str, list[str]]:
    """Of each period that is missing and not declared, in order, the parts that lack it."""
    there = source.frame.groupby(source.breakdown)[source.period].agg(set).to_dict()
    if "published" in set(source.frame["kind"]):  # what a producer publishes now and then begins and ends when it likes
        asked = {part: Span(min(mine), max(mine)) for part, mine in there.items()}
    else:
        asked = dict.fromkeys(there, Span(expected[0], expected[-1]))
    lacking = {
        period: [p for p in source.parts if period in asked[p] and period not in there[p] and not is_declared(source, period, p)]
        for period in expected
    }
    return {period: parts for period, parts in lacking.items() if parts}


def _gap_fault(source: Source, run: Span, part: str = "") -> Fault:
    written, file = source.calendar.written, f"{FOLDER}/{source.file}"
    which = source.calendar.ranges([run]) + (f", {part}" if part else "")
    entry = (f"{source.breakdown}: {part}, " if part else "") + f"first: {written(run.first)}, last: {written(run.last)}"
    are, them = ("is", "it") if run.is_one else ("are", "them")
    todo = f"Bring {them}, or declare the gap in the descriptor: gaps: [{{{entry}}}]"
    if part and (life := _life_that_fits(source, run, part)):
        todo += f"; where {part} was not there, its lifetime: lifetimes: [{{{source.breakdown}: {part}, {life}, reason: …}}]"
    return Fault(file, "", f"{which} {are} missing.", todo)


def _life_that_fits(source: Source, run: Span, part: str) -> str:
    """What a lifetime would say, where a part lacks its first or its last periods."""
    mine = source.frame.loc[source.frame[source.breakdown] == part, source.period]
    step, written = source.calendar.step, source.calendar.written
    if run.last < mine.min():
        return f"first: {written(mine.min())}"
    return f"last: {written(shift(run.first, -step))}" if run.first > mine.max() else ""


def _lifetime_faults(source: Source) -> Iterator[Fault]:
    """Lifetimes of parts that have no row, or that name such parts."""
    named = [said[key] for said in source.about.lifetimes for key in (source.breakdown, *SUCCESSION) if key in said]
    for part in dict.fromkeys(named):
        if part not in source.parts:
            found = f"no row has the {source.breakdown} '{shown(part, SHOWN_CELL)}'."
            yield Fault(f"{FOLDER}/{source.name}.resource.yml", "lifetimes", found, suggest(part, source.parts))


def _outside_faults(source: Source) -> Iterator[Fault]:
    """Rows of a part in periods in which the descriptor says that it was not there."""
    for part in source.parts if source.about.lifetimes else ():
        life = source.about.lifetime(part)
        for i, row in each_row(rows_where(source.frame, column_of(source.frame, source.breakdown) == part)):
            if row[source.period] not in life:
                ends = [f"begins in {life.first}"] * bool(life.first) + [f"ends in {life.last}"] * (life.last != FOREVER)
                found = f"{source.calendar.written(row[source.period])}, and the lifetime of {part} {' and '.join(ends)}."
                yield Fault(
                    f"{FOLDER}/{source.file}", f"row {i + 2}", found, "Correct the row, or the lifetime in the descriptor."
                )
