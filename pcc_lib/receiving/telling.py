"""What receiving would do, and what it refuses, in lines for whoever receives: many like things in one line, with an example."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from pcc_lib.core.errors import Fault, counted
from pcc_lib.core.text import listed
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.sources import FOLDER
from pcc_lib.receiving.extracts import COLUMNS_LEFT
from pcc_lib.receiving.incoming import SHOWN, Doubt, Key
from pcc_lib.receiving.names import NO_VALUE, plain
from pcc_lib.receiving.plan import Change, Plan

_MOST = 6  # changes told one by one
_ALIKE = 3  # faults of a kind told one by one
_CELL = re.compile(r"(?:, )?cell ([A-Z]+\d+)")


def gathered(faults: Iterable[Fault]) -> list[Fault]:
    """Faults in their order, with many of one kind in one sheet told as one: the first, and how many there are."""
    groups: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults:
        kind = re.sub(r"'[^']*'|\d[\d,./:-]*", "", fault.found)
        groups.setdefault((fault.file, _CELL.sub("", fault.place), kind), []).append(fault)
    return [told for group in groups.values() for told in (group if len(group) <= _ALIKE else [_first_of(group)])]


def _first_of(group: Sequence[Fault]) -> Fault:
    first = group[0]
    cell = _CELL.search(first.place)
    where = f", the first in cell {cell[1]}" if cell else ""
    return Fault(first.file, _CELL.sub("", first.place), f"{len(group):,} alike{where}: {first.found}", first.todo)


def plan_lines(plan: Plan) -> list[str]:
    """A plan as it is shown before anything is written."""
    head = f"{plan.source} ({plan.held.source.title})"
    told = [*_added(plan), *_filled(plan), *_revised(plan), *_others(plan)]
    return [head, *(f"  {line}" for line in told or ["nothing to do."])]


def doubt_lines(doubts: Sequence[tuple[Plan, Doubt]]) -> list[str]:
    """What a person has to look at before it is written, many like doubts in one line."""
    several = gathered(doubt.told for _, doubt in doubts)
    return [f"In doubt ({len(several)}):", *(f"  {fault}" for fault in several)] if several else []


def _label(plan: Plan, key: Key, column: str = "") -> str:
    """`Calls offered, October 2023, County`."""
    calendar = plan.held.source.calendar
    words = [plan.held.source.field_title(column)] if column else []
    words.append(calendar.label(calendar.read(key[0])))
    if len({part for _, part in plan.held.rows} | {key[1]}) > 1:
        words.append(key[1])
    return ", ".join(words)


def _added(plan: Plan) -> Iterator[str]:
    if not plan.added:
        return
    calendar = plan.held.source.calendar
    periods = sorted({calendar.read(period) for period, _ in plan.added})
    runs = [calendar.label(run.first, run.last) for run in calendar.runs(periods)] if calendar.kind != "year" else periods
    numbers = sum(1 for cells in plan.added.values() for f in plan.held.values if cells.get(f.name))
    shown_runs = listed(runs) if len(runs) <= 4 else f"{runs[0]} … {runs[-1]}"
    yield f"added    {counted(len(plan.added), 'row')}, {counted(numbers, 'value')}: {shown_runs}"


def _filled(plan: Plan) -> Iterator[str]:
    if plan.filled:
        yield f"filled   {counted(len(plan.filled), 'value')} not known before: {_some(plan, plan.filled)}"


def _revised(plan: Plan) -> Iterator[str]:
    if plan.revised:
        yield f"revised  {counted(len(plan.revised), 'value')}: {_some(plan, plan.revised)}"


def _some(plan: Plan, changes: Sequence[Change]) -> str:
    """Changes one by one, with the cell that each came from; of many the first, and how many there are in each column."""
    if len(changes) <= _MOST:
        return "; ".join(_change(plan, each) for each in changes)
    columns = dict.fromkeys(change.column for change in changes)
    counts = [f"{sum(c.column == column for c in changes)} of {plan.held.source.field_title(column)}" for column in columns]
    return f"{listed(counts)}; the first is {_change(plan, changes[0])}"


def _change(plan: Plan, change: Change) -> str:
    was = f"{change.was} → " if change.was else ""
    return f"{_label(plan, change.key, change.column)}: {was}{change.now or 'blank'} ({change.origin})"


def _others(plan: Plan) -> Iterator[str]:
    alone = [c for c in plan.marked if c.key not in {d.key for d in (*plan.revised, *plan.filled)}]
    if alone:
        first = alone[0]
        told = f"{_label(plan, first.key)}: {first.was or 'none'} → {first.now or 'none'}"
        yield f"status   of {counted(len(alone), 'row')} changes; the first is {told}"
    if plan.same:
        yield f"same     {counted(plan.same, 'value')}"
    for note in plan.left:
        yield f"left     {note}"
    if plan.missing and plan.incoming.rows:
        yield f"missing  {_missing(plan)}"
    for line in _learnt(plan):
        yield f"learnt   {line}"


def _missing(plan: Plan) -> str:
    names = [f"{plan.held.source.field_title(name)} ({name})" for name in plan.missing]
    blank = "; it is left blank in new rows" if len(names) == 1 else "; they are left blank in new rows"
    return f"{listed(names)}: not in the file{blank if plan.added else ''}.{_nearest(plan)}"


def _nearest(plan: Plan) -> str:
    """A column that was passed over and whose name is near to one that is missing: it may be it."""
    notes = [note.removeprefix(COLUMNS_LEFT).rstrip(".") for note in plan.left if note.startswith(COLUMNS_LEFT)]
    left = {plain(name): name for note in notes for name in note.split(", ") if not NO_VALUE.search(name)}
    for column in plan.missing:
        wanted = (plain(column), plain(plan.held.source.field_title(column)))
        close = [name for each in wanted for name in get_close_matches(each, left, n=1, cutoff=0.6)]
        within = [name for name in left for each in wanted if each and set(each.split()) <= set(name.split())]
        for name in (*close, *within):
            return f" Is it '{shown(left[name], SHOWN)}'? Then say --map \"{left[name]}={column}\"."
    return ""


def _learnt(plan: Plan) -> Iterator[str]:
    learnt = plan.incoming.learnt
    for key in ("columns", "parts"):
        names = learnt.get(key)
        if isinstance(names, dict):
            yield from (f"'{shown(name, SHOWN)}' is {target}" for name, target in names.items())
    units = learnt.get("units")
    if isinstance(units, dict):
        yield from (f"{column} is written as {unit}" for column, unit in units.items())
    if learnt:
        yield f"kept in {FOLDER}/{plan.source}.resource.yml, under received"
