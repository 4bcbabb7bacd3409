"""What receiving would do to a source: rows that are added, blanks that are filled, numbers that are revised, and what is left.

`plan_of` holds what came in against what is held and writes nothing. Cells that cannot be taken are a DataError, each with its
place in the file that it came from.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pcc_lib.core.errors import DataError, Fault, counted, raise_if, suggest
from pcc_lib.core.status import RECONSTRUCTED, REVISED, Statuses, unknown_in
from pcc_lib.inputs.cells import are_counts
from pcc_lib.inputs.models.sources import TAIL
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import Project
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.incoming import SHOWN, Given, Incoming, Key, Origin

SAME = 1e-9  # what two numbers may differ by, as a share of them: no more than what a spreadsheet's sums leave behind


@dataclass(frozen=True)
class Change:
    """One cell that would be another than it is. was, now: as the source's file writes them; blank is not known."""

    key: Key
    column: str
    was: str
    now: str
    origin: Origin


@dataclass
class Plan:
    """What would happen to one source.

    added: the cells of each new row. filled: cells that were not known. revised: numbers that were others. marked: statuses that
    become others (those of revised and filled rows too). same: how many cells are as they are held. left: what is not taken, and
    why, in sentences. missing: columns of the source that did not come.
    """

    held: Held
    incoming: Incoming
    added: dict[Key, dict[str, str]] = field(default_factory=dict)
    filled: list[Change] = field(default_factory=list)
    revised: list[Change] = field(default_factory=list)
    marked: list[Change] = field(default_factory=list)
    same: int = 0
    left: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def source(self) -> str:
        """The source's name."""
        return self.held.source.name

    @property
    def changes(self) -> bool:
        """Whether anything of the table would be written."""
        return bool(self.added or self.filled or self.revised or self.marked)

    def cells(self) -> Mapping[Key, dict[str, str]]:
        """Of each row that is held and would change, its new cells."""
        found: dict[Key, dict[str, str]] = {}
        for change in (*self.filled, *self.revised, *self.marked):
            found.setdefault(change.key, {})[change.column] = change.now
        return found


def plan_of(project: Project, incoming: Incoming) -> Plan:
    """What receiving would do to the source; a DataError lists the cells that cannot be taken, with where they stood."""
    held = Held.of(project, incoming.source)
    plan = Plan(held, incoming, left=list(incoming.notes))
    plan.missing = [f.name for f in held.values if f.name not in incoming.columns]
    doubted = _doubted(held, incoming)
    raise_if(DataError, [fault for key, cells in incoming.rows.items() for fault in _row_faults(held, key, cells, doubted)])
    blanks, told = 0, {period for (period, _), cells in incoming.rows.items() if _holds_values(cells)}
    for key, cells in incoming.rows.items():
        if key in held.rows:
            blanks += _hold_against(plan, key, cells)
        elif key[0] in told:  # one part whose values are not known, beside others of its period, has a row
            plan.added[key] = _new_row(held, key, cells)
        else:
            blanks += 1
    if blanks:
        plan.left.append(f"{counted(blanks, 'blank')} where a value is held, or in a period without any: nothing is taken away.")
    raise_if(DataError, [fault for key in plan.added for fault in _lacking(plan, key)])
    return plan


def _holds_values(cells: Mapping[str, Given]) -> bool:
    return any(given.text for column, given in cells.items() if column not in TAIL)


# ── one row ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _hold_against(plan: Plan, key: Key, cells: Mapping[str, Given]) -> int:
    """Sort the cells of a row that is held; how many of them are blanks that take nothing away."""
    held, blanks = plan.held, 0
    touched: list[Change] = []
    for column, given in ((c, g) for c, g in cells.items() if c not in TAIL):
        was = held.cell(key, column)
        if is_same(held, key, column, given):
            plan.same += 1
        elif not given.text and not plan.incoming.edited:
            blanks += 1
        else:
            touched.append(change := Change(key, column, was, given.text, given.origin))
            (plan.revised if was else plan.filled).append(change)
    plan.marked += _marks(plan, key, touched)
    return blanks


def is_same(held: Held, key: Key, column: str, given: Given) -> bool:
    """Whether what came is what is held: the same number however it is written, or the same as far as the file shows it."""
    was = held.cell(key, column)
    if not held.is_number(column):
        return was == given.text
    form, number = held.form(column), held.number(key, column)
    told = [form.read(text) for text in (given.text, given.rounded) if text]
    return was == given.text or any(math.isclose(number, each, rel_tol=SAME, abs_tol=SAME) for each in told)


def _marks(plan: Plan, key: Key, touched: list[Change]) -> Iterator[Change]:
    """The status of a row after its cells were changed.

    A revised row gets `r`. What rests on reconstructed rows is `e` until every number of the row was received, and `p` stays
    until an extract that has a status says otherwise.
    """
    was, given = Statuses.parse(plan.held.cell(key, "status")), plan.incoming.rows[key].get("status")
    now = was
    if given is not None:
        kept = was.letters & ({REVISED} if plan.incoming.edited else {REVISED, RECONSTRUCTED})
        now = Statuses.parse(given.text) | kept
    if any(change.was for change in touched):
        now = now | {REVISED}
    if touched and not plan.incoming.edited and _is_whole(plan, key):
        now = now.without(RECONSTRUCTED)
    if str(now) != str(was):
        origin = given.origin if given is not None else touched[0].origin
        yield Change(key, "status", str(was), str(now), origin)


def _is_whole(plan: Plan, key: Key) -> bool:
    """Whether every number that the row will hold was received."""
    cells = plan.incoming.rows[key]
    columns = [f.name for f in plan.held.values if plan.held.is_number(f.name)]
    return all(cells[c].text if c in cells and cells[c].text else not plan.held.cell(key, c) for c in columns)


def _new_row(held: Held, key: Key, cells: Mapping[str, Given]) -> dict[str, str]:
    about = held.source.about
    given = {column: each.text for column, each in cells.items()}
    kind = given["kind"] if "kind" in given else held.kind_for(key[1])
    return {about.period: key[0], about.breakdown: held.written_part(key[1]), "kind": kind, "status": ""} | given


# ── what cannot be taken ──────────────────────────────────────────────────────────────────────────────────────────────
def _doubted(held: Held, incoming: Incoming) -> set[str]:
    """The columns whose cells have to be looked at one by one: all but those of counts of which any may be taken."""
    texts: dict[str, list[str]] = {}
    for cells in incoming.rows.values():
        for column, given in cells.items():
            texts.setdefault(column, []).append(given.text)
    return {column for column, cells in texts.items() if not (_takes_any_count(held, column) and are_counts(cells))}


def _takes_any_count(held: Held, column: str) -> bool:
    limits = held.fields[column].constraints if held.is_number(column) else None
    return limits is not None and limits.maximum is None and (limits.minimum or 0) <= 0


def _row_faults(held: Held, key: Key, cells: Mapping[str, Given], doubted: set[str]) -> Iterator[Fault]:
    about, origin = held.source.about, next(iter(cells.values())).origin if cells else Origin(held.lines.file)
    if not about_period(held, key[0]):
        found = f"'{shown(key[0], SHOWN)}' is not a {about.period} as the source writes them."
        yield origin.fault(found, f"Write it like {held.source.calendar.example}.")
    field = about.field(about.breakdown)
    listed = (field and field.constraints.enum) or ()
    if not key[1] or (listed and key[1] not in listed):
        yield origin.fault(f"'{shown(key[1], SHOWN)}' is no {about.breakdown} of {about.name}.", suggest(key[1], listed))
    for column, given in ((column, given) for column, given in cells.items() if column in doubted):
        field = held.fields.get(column)
        if field is None:
            known = [f.name for f in about.fields]
            yield given.origin.fault(f"there is no column '{shown(column, SHOWN)}' in {about.name}.", suggest(column, known))
        elif given.text:
            yield from _cell_faults(held, field, given)


def about_period(held: Held, text: str) -> bool:
    """Whether a text is a period as the file of a source writes its periods."""
    calendar = held.source.calendar
    return bool(period := calendar.read(text)) and (calendar.written(period) == text or not calendar.form)


def _cell_faults(held: Held, field: TableField, given: Given) -> Iterator[Fault]:
    limits, form = field.constraints, held.form(field.name)
    if field.name == "status" and unknown_in(given.text):
        yield given.origin.fault(f"'{shown(given.text, SHOWN)}' is no status.", "Write e, p or r, or leave it blank.")
    if not held.is_number(field.name):
        return
    if given.text in held.source.about.table.missing_in(field):
        return
    if wrong := form.wrong(given.text, limits.required):
        yield given.origin.fault(wrong.found, wrong.todo)
        return
    number = form.read(given.text)
    if limits.minimum is not None and number < limits.minimum:
        yield given.origin.fault(
            f"'{given.text}' is below {limits.minimum:g}, the least that {field.name} may be.", "Correct it."
        )
    if limits.maximum is not None and number > limits.maximum:
        yield given.origin.fault(f"'{given.text}' is above {limits.maximum:g}, the most that {field.name} may be.", "Correct it.")


def _lacking(plan: Plan, key: Key) -> Iterator[Fault]:
    """What a new row must have and has not."""
    cells, given = plan.added[key], plan.incoming.rows[key]
    origin = next(iter(given.values())).origin
    for each in plan.held.values:
        if each.constraints.required and not cells.get(each.name):
            where = given[each.name].origin if each.name in given else origin
            is_so = "blank" if each.name in given else "missing"
            found = f"{key[0]}, {key[1]}: {each.title or each.name} ({each.name}) is {is_so}."
            yield where.fault(found, _TODO)
    if not cells["kind"]:
        yield origin.fault(f"nothing says of what kind the rows of {plan.source} are.", "Let enum of its column kind list one.")


_TODO = "Every row of the source must have it: ask for it, or take required out of the descriptor if it may be unknown."
