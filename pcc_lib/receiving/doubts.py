"""What is doubtful in what came in: a person has to look at it before it is written, though all of it can be read.

The data are asked as they would be: whatever `pcc check` would ask of the new periods and does not ask today is a doubt. So are
numbers of which most contradict what is held, a year that seems to be mistyped, and what the file itself says against them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from pcc_lib.core.errors import counted
from pcc_lib.core.quarters import months_between
from pcc_lib.inputs.project import Project
from pcc_lib.questions.asking import Asked, of_source
from pcc_lib.receiving.grid import place_of
from pcc_lib.receiving.incoming import Doubt, Given, Key, Origin
from pcc_lib.receiving.plan import Change, Plan

_LITTLE = 0.05  # what a correction moves a number by, as a share of it, before it is asked whether it is the same number
_ENOUGH, _SHARE = 3, 0.8  # cells, and their share, that must be those of other periods, before that is told
_YEAR, _MANY = 12, 100
_LOOK = "Look at the file beside what is held."


def doubts_of(project: Project, after: Project, plans: Iterable[Plan]) -> list[tuple[Plan, Doubt]]:
    """What has to be looked at in each plan. after: the project as it would be."""
    return [(plan, doubt) for plan in plans for doubt in _of_plan(project, after, plan)]


def _of_plan(project: Project, after: Project, plan: Plan) -> Iterator[Doubt]:
    touched = _touched(plan)
    yield from (d for d in plan.incoming.doubts if (d.key is None and touched) or (d.key, d.column) in touched)
    if not plan.incoming.edited:
        yield from _mostly_revised(plan)
        yield from _long_ago(plan)
    yield from _another_size(plan)
    yield from _other_year(plan)
    yield from _asked(project, after, plan, touched)


def _touched(plan: Plan) -> dict[tuple[Key | None, str], Origin]:
    """Where each cell that would be written came from."""
    changed = {(c.key, c.column): c.origin for c in (*plan.filled, *plan.revised)}
    added = {(key, column): g.origin for key in plan.added for column, g in plan.incoming.rows[key].items() if g.text}
    return {**changed, **added}


# ── what is held already ──────────────────────────────────────────────────────────────────────────────────────────────
def _mostly_revised(plan: Plan) -> Iterator[Doubt]:
    """Held numbers of which most, or all, would become others: a table of something else looks so."""
    revised, same = plan.revised, plan.same
    if not revised or len(revised) <= same or (not same and all(_is_little(plan, change) for change in revised)):
        return
    found = f"of {counted(len(revised) + same, 'value')} held already, {same or 'none'} would stay as held{_as_if(plan)}."
    yield Doubt(revised[0].origin.fault(found, f"{_LOOK} Is it the same thing, of the same area and month?"))


def _long_ago(plan: Plan) -> Iterator[Doubt]:
    """A table that revises, and ends more than a year before the last period that is held."""
    calendar = plan.held.source.calendar
    if not plan.revised or calendar.kind == "year":
        return
    held, came = (max(plan.held.when(key) for key in keys) for keys in (plan.held.rows, plan.incoming.rows))
    if months_between(came, held) > _YEAR:
        ends, last = calendar.label(came), calendar.label(held)
        found = f"the table ends with {ends}, and revises it; {last} is held already."
        todo = "Are its years right? Days that are counted from 1904 and from 1900 are four years apart."
        yield Doubt(plan.revised[0].origin.fault(found, todo))


def _another_size(plan: Plan) -> Iterator[Doubt]:
    """Numbers a hundred times all that is held of their column, or a hundredth, where too little is held to ask more finely."""
    if len({period for period, _ in plan.held.rows}) >= _YEAR:
        return
    for column in (f.name for f in plan.held.values if plan.held.is_number(f.name)):
        sizes = [abs(number) for key in plan.held.rows if (number := plan.held.number(key, column)) == number and number]
        for key in plan.added if sizes else ():
            given = plan.incoming.rows[key].get(column)
            size = abs(plan.held.form(column).read(given.text)) if given and given.text else 0
            if given and size and (size >= _MANY * max(sizes) or size * _MANY <= min(sizes)):
                found = f"{given.text} is far from all that is held of {column}, {min(sizes):g} to {max(sizes):g}."
                yield Doubt(given.origin.fault(found, "Is it in the unit of the source?"), key, column)


def _is_little(plan: Plan, change: Change) -> bool:
    if not plan.held.is_number(change.column):
        return False
    was, now = (plan.held.form(change.column).read(text) for text in (change.was, change.now))
    return abs(now - was) <= _LITTLE * abs(was)


def _as_if(plan: Plan) -> str:
    """What other periods, or another part, the numbers are those of; nothing where they are of none."""
    periods = sorted({key[0] for key in plan.held.rows}, key=lambda period: plan.held.when((period, "")))
    at = {period: i for i, period in enumerate(periods)}
    for by in (1, -1, _YEAR, -_YEAR):
        other = {p: periods[i - by] for p, i in at.items() if 0 <= i - by < len(periods)}
        if _are_those(plan, {key: (other[key[0]], key[1]) for key in plan.incoming.rows if key[0] in other}):
            unit = counted(abs(by), plan.held.source.period)
            return f": they are those held for {unit} {'before' if by > 0 else 'after'}"
    parts = list(dict.fromkeys(part for _, part in plan.held.rows))
    for one, other in ((a, b) for a in parts for b in parts if a != b):
        if _are_those(plan, {key: (key[0], other) for key in plan.incoming.rows if key[1] == one}):
            return f": those of {one} are those held for {other}"
    return ""


def _are_those(plan: Plan, of: Mapping[Key, Key]) -> bool:
    """Whether the numbers of some rows are those that are held of others."""
    pairs = [
        (plan.held.form(column).read(given.text), plan.held.number(of[key], column))
        for key in of
        for column, given in plan.incoming.rows[key].items()
        if given.text and plan.held.is_number(column)
    ]
    both = [(a, b) for a, b in pairs if a == a and b == b and a]
    same = sum(math.isclose(a, b, rel_tol=1e-9) for a, b in both)
    return same >= _ENOUGH and same >= _SHARE * len(both)


# ── years that are mistyped ───────────────────────────────────────────────────────────────────────────────────────────
def _other_year(plan: Plan) -> Iterator[Doubt]:
    """A revised month that goes on with the one beside it, if its year were another: January of last year after December."""
    calendar = plan.held.source.calendar
    if calendar.kind == "year":
        return
    revised = {(change.key, change.column): change for change in plan.revised}
    told: set[str] = set()
    for cells in _in_sequences(plan):
        for one, other in (*pairwise(cells), *pairwise(cells[::-1])):
            step = _number(plan, other) - _number(plan, one)
            change = revised.get((other[0], other[1]))
            if change is None or abs(step) <= calendar.step or other[0][0] in told:
                continue
            if year := next((by for by in (_YEAR, -_YEAR) if abs(step + by) == calendar.step), 0):
                told.add(other[0][0])
                yield _mistyped(plan, change, one[0][0], year)


_Place = tuple[Key, str, Given]


def _in_sequences(plan: Plan) -> Iterator[list[_Place]]:
    """The cells of each column and part of a table, one after the other: down or across, as there are fewer breaks."""
    found: dict[tuple[str, ...], list[_Place]] = {}
    for key, cells in plan.incoming.rows.items():
        for column, given in cells.items():
            if given.origin.cell:
                found.setdefault((given.origin.file, given.origin.sheet, key[1], column), []).append((key, column, given))
    for several in found.values():
        ways = [sorted(several, key=lambda each: place_of(each[2].origin.cell)[::way]) for way in (1, -1)]
        yield min(ways, key=lambda way: _breaks(plan, way))


def _breaks(plan: Plan, cells: Sequence[_Place]) -> int:
    return sum(abs(_number(plan, b) - _number(plan, a)) > plan.held.source.calendar.step for a, b in pairwise(cells))


def _number(plan: Plan, place: _Place) -> int:
    year, month = plan.held.when(place[0]).split("-")
    return int(year) * _YEAR + int(month)


def _mistyped(plan: Plan, change: Change, beside: str, by: int) -> Doubt:
    calendar = plan.held.source.calendar
    read = calendar.read(change.key[0])
    meant = f"{int(read[:4]) + (1 if by > 0 else -1)}{read[4:]}"
    next_to = calendar.label(calendar.read(beside))
    found = f"{calendar.label(read)} stands beside {next_to}, and would be revised from {change.was} to {change.now}."
    return Doubt(change.origin.fault(found, f"Is it {calendar.label(meant)}? Then correct the year."), change.key, change.column)


# ── what the data would ask ───────────────────────────────────────────────────────────────────────────────────────────
def _asked(project: Project, after: Project, plan: Plan, touched: Mapping[tuple[Key | None, str], Origin]) -> Iterator[Doubt]:
    """What the source would ask of the periods that came in, and does not ask today."""
    before = {asked.question.id for asked in of_source(project, plan.source)}
    for asked in of_source(after, plan.source):
        if asked.question.id not in before and (origin := _origin(plan, asked, touched)) is not None:
            yield Doubt(origin.fault(asked.question.text, _LOOK))


def _origin(plan: Plan, asked: Asked, touched: Mapping[tuple[Key | None, str], Origin]) -> Origin | None:
    """The first cell that came in of those that are asked about; none where none did."""
    mine = {
        (key, column): o for (key, column), o in touched.items() if key and plan.held.when(key) in asked.question.months.periods
    }
    cells = set(asked.sighting.cells)
    exact = [origin for (key, column), origin in mine.items() if key and (column, key[1]) in cells]
    return next(iter([*exact, *mine.values()]), None)
