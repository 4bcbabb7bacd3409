"""A column of numbers as a whole: what only all of its cells, its head and the months already held can tell of each cell."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from pcc_lib.core.errors import Fault
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.models.telling import shown
from pcc_lib.receiving.amounts import Amount, amount_of
from pcc_lib.receiving.grid import Cell, Grid
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.incoming import SHOWN, Given, Key
from pcc_lib.receiving.names import plain, unit_of

_IN_SECONDS = {"seconds": Decimal(1), "minutes": Decimal(60), "hours": Decimal(3600), "days": Decimal(86400)}
_CLOCKS = {"mm:ss": "mm:ss", "h:mm": "h:mm", "h:mm:ss": "h:mm"}
_ENOUGH = 2  # cells that must be as they are held, before they tell how the others are written
Read = Callable[[Amount], Decimal | None]


@dataclass(frozen=True)
class Told:
    """A column as it came: its cells by period and part, its head and the unit in it, and how its numbers were read before."""

    grid: Grid
    field: TableField
    cells: Mapping[Key, Cell]
    head: str = ""
    unit: str = ""
    learnt: str = ""


@dataclass
class Column:
    """What was made of it. unit: how its numbers were read, where the months that are held told it, to be kept."""

    given: dict[Key, Given] = field(default_factory=dict)
    status: dict[Key, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unit: str = ""


class _Refused(Exception):
    """Why a whole column is refused: found, and what to do."""


def column_of(told: Told, held: Held) -> Column:
    """The cells of a column as the source would write them, and a fault for each that cannot be taken."""
    amounts = {key: amount_of(cell) for key, cell in told.cells.items()}
    column = Column()
    try:
        decided = _commas(amounts)
        unit, read = _reading(_Case(told, held, decided))
    except _Refused as why:
        column.faults.append(Place(told, next(iter(told.cells.values()))).fault(*why.args))
        return column
    column.unit = unit if unit != _said(told) else ""
    marks = held.source.about.table.missing_in(told.field)
    for key, amount in decided.items():
        if amount.mark:
            text = amount.cell.text if amount.cell.text in marks else ""
            column.given[key] = Given(text, told.grid.origin(amount.cell))
        else:
            _take(column, told, key, _converted(told, amount, read))
    _note(column, told, decided.values())
    return column


def equal_share(told: Told, held: Held) -> tuple[int, int]:
    """How many cells are as they are held, and how many could be, as the numbers stand."""
    return _Case(told, held, {key: amount_of(cell) for key, cell in told.cells.items()}).equal(lambda a: a.number)


@dataclass(frozen=True)
class _Case:
    """A column with the amounts of its cells, beside what is held."""

    told: Told
    held: Held
    amounts: Mapping[Key, Amount]

    @property
    def said(self) -> str:
        """The unit that the head says, or that was learnt."""
        return _said(self.told)

    def equal(self, read: Read) -> tuple[int, int]:
        """How many cells are as they are held in a reading, and how many could be."""
        pairs = [(read(a), self.held.number(key, self.told.field.name)) for key, a in self.amounts.items()]
        both = [(float(a), b) for a, b in pairs if a is not None and b == b]
        return sum(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) for a, b in both), len(both)

    def as_held(self, choices: Mapping[str, Read]) -> str:
        """The one reading by which the cells are as they are held; nothing where none, or several, are."""
        distinct = {n for key in self.amounts if (n := self.held.number(key, self.told.field.name)) == n}
        equal = {name: self.equal(read) for name, read in choices.items()}
        found = [name for name, (same, of) in equal.items() if same >= min(_ENOUGH, max(of, 1)) and same * 5 >= of * 4]
        return found[0] if len(found) == 1 and distinct - {0.0} else ""


@dataclass(frozen=True)
class Place:
    """A cell of a column, to tell what is wrong with it."""

    told: Told
    cell: Cell

    def fault(self, found: str, todo: str) -> Fault:
        """A fault of this cell."""
        head = f"{shown(self.told.head, SHOWN)}: " if self.told.head else ""
        return self.told.grid.origin(self.cell).fault(f"{head}{found}", todo)


# ── commas ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _commas(amounts: Mapping[Key, Amount]) -> dict[Key, Amount]:
    """The amounts with commas read one way: as decimal marks only where a cell can be nothing else, and none says otherwise."""
    sure = [a for a in amounts.values() if a.sure_european]
    british = [a for a in amounts.values() if a.british and isinstance(a.cell.value, str)]
    if sure and british:
        one, other = sure[0].cell, british[0].cell
        raise _Refused(
            f"commas are decimal marks in {one.address} ({one.shown}), and points are in {other.address} ({other.shown}).",
            "Write all numbers of the column in one way.",
        )
    return {key: _one_way(a, bool(sure)) for key, a in amounts.items()}


def _one_way(amount: Amount, european: bool) -> Amount:
    if european:
        return replace(amount, number=amount.european if amount.european is not None else amount.number)
    if amount.number is None and amount.european is not None:
        found = f"'{amount.cell.shown[:SHOWN]}' has a comma where no thousands end."
        return replace(amount, fault=(found, f"If it is a decimal mark, write {amount.european}."))
    return amount


# ── units ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _family(field: TableField) -> str:
    unit = unit_of(field.unit) or unit_of(field.unit.rpartition(" ")[2])
    return unit if unit in _IN_SECONDS else "%" if unit == "%" else "money" if _is_money(field.unit) else ""


def _is_money(unit: str) -> bool:
    return any(word in unit.lower() for word in ("gbp", "£", "pound"))


def _said(told: Told) -> str:
    return told.unit or told.learnt


def _reading(case: _Case) -> tuple[str, Read]:
    """The unit that the numbers are read in, and how."""
    field, said = case.told.field, case.said
    family = _family(field)
    if family in _IN_SECONDS:
        return _time_reading(case, family)
    of = f"and {field.name} is of {field.unit or 'numbers'}."
    if said in (*_IN_SECONDS, *_CLOCKS):
        raise _Refused(f"the head says {said}, {of}", "Correct the head.")
    if said in ("thousands", "millions", "£k") or (said == "£m" and "million" not in field.unit.lower()):
        raise _Refused(f"the head says {said}: these are rounded.", "Ask for the whole numbers.")
    if family == "%":
        return _share_reading(case)
    if said == "%":
        raise _Refused(f"the head says %, {of}", "Send what was counted, or correct the head.")
    return said, _as_it_is


def _as_it_is(amount: Amount) -> Decimal | None:
    return amount.number


def _time_reading(case: _Case, family: str) -> tuple[str, Read]:
    """How times are read: clocks as minutes and seconds, or hours and minutes; bare numbers in the column's unit or another."""
    by, said = _IN_SECONDS[family], case.said
    clocks = [a for a in case.amounts.values() if a.style == "clock"]
    if not clocks:
        choices = {unit: _in_time(size, by) for unit, size in _IN_SECONDS.items()}
        if said in choices:
            return said, choices[said]
        found = case.as_held(choices)
        return (found if found != family else ""), choices[found or family]
    both = {"h:mm": _in_clock(False, by), "mm:ss": _in_clock(True, by)}
    told = _CLOCKS.get(said) or _by_others(case.amounts.values(), clocks)
    unit = told or case.as_held(both)
    if not unit:
        found = (
            f"'{_clock_shown(clocks[0].cell)}' may be minutes and seconds, or hours and minutes, and no month held tells which."
        )
        raise _Refused(found, "Write (mm:ss) or (h:mm) behind the head of the column.")
    return (said if told else unit), both[unit]


def _clock_shown(cell: Cell) -> str:
    return cell.shown.removesuffix(":00") if cell.shown.count(":") == 2 else cell.shown


def _in_time(size: Decimal, by: Decimal) -> Read:
    """Bare numbers of a size in seconds, in units of another; times and words say their own."""

    def read(amount: Amount) -> Decimal | None:
        if amount.number is None:
            return None
        own = Decimal(1) if amount.style == "spoken" else _IN_SECONDS.get(amount.unit, size)
        return amount.number * own / by

    return read


def _in_clock(minutes_first: bool, by: Decimal) -> Read:
    def read(amount: Amount) -> Decimal | None:
        seconds = amount.other if minutes_first and amount.style == "clock" else amount.number
        return seconds / by if seconds is not None and amount.style in ("clock", "spoken") else seconds

    return read


def _by_others(amounts: Iterable[Amount], clocks: Sequence[Amount]) -> str:
    """What cells with three parts tell of those with two: 59:59 beside 1:02:03 is of minutes; times of a workbook that show hours
    and seconds are what they show."""
    if not any(a.style == "spoken" for a in amounts):
        return ""
    return "mm:ss" if all(isinstance(a.cell.value, str) for a in clocks) else "h:mm"


def _share_reading(case: _Case) -> tuple[str, Read]:
    """How percentages are read: 32.7, 32.7% and, where the months that are held say so, 0.327."""
    told = case.told
    marked = [a for a in case.amounts.values() if a.style == "percent"]
    bare = [a for a in case.amounts.values() if a.style != "percent" and a.number is not None]
    if marked and bare and told.unit != "%":
        cell = bare[0].cell
        raise _Refused(
            f"{cell.address} ({cell.shown}) stands without % among cells that have it.", "Write all of them in one way."
        )
    if told.learnt == "fraction" and told.unit != "%":
        return "fraction", _of_one
    found = case.as_held({"": _as_it_is, "fraction": _of_one}) if bare else ""
    same, _ = case.equal(_as_it_is)
    if not found and not same and bare and all(abs(a.number or 0) <= 1 for a in bare) and any(a.number for a in bare):
        cell = next(a.cell for a in bare if a.number)
        tells = told.grid.formats or not told.grid.sheet
        todo = "Write % behind the numbers, or let the cells show it." if tells else "Save it as XLSX: an XLS does not tell."
        raise _Refused(f"{cell.shown} may be a percentage, or a share of one.", todo)
    return (found, _of_one) if found else (told.unit, _as_it_is)


def _of_one(amount: Amount) -> Decimal | None:
    return None if amount.number is None else amount.number * (1 if amount.style == "percent" else 100)


# ── one cell ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _converted(told: Told, amount: Amount, read: Read) -> tuple[Amount, Decimal | None]:
    if amount.fault:
        return amount, None
    if fault := _unfit(told.field, amount):
        return replace(amount, fault=fault), None
    return amount, read(amount)


def _unfit(field: TableField, amount: Amount) -> tuple[str, str] | None:
    """Why a number of another kind is no number of the column."""
    family, quoted = _family(field), f"'{amount.cell.shown[:SHOWN]}'"
    of = f"{field.name} is of {field.unit or 'numbers'}"
    if amount.style == "percent" and family != "%":
        return f"{quoted} is a percentage, and {of}.", "Send what was counted."
    if amount.style in ("clock", "spoken") and family not in _IN_SECONDS:
        return f"{quoted} is a time, and {of}.", "Write the number; where a spreadsheet made a time of it, type it again."
    if amount.style == "foreign" or (amount.style == "money" and family != "money"):
        return f"{quoted} is an amount of money, and {of}.", "Correct the cell."
    if not amount.unit or amount.unit in ("%", "£") or (amount.unit in _IN_SECONDS and family in _IN_SECONDS):
        return None
    if amount.unit == "£m" and "million" in field.unit.lower():
        return None
    if plain(amount.unit) in (plain(field.unit), plain(field.unit.rpartition(" ")[2])):
        return None
    rounded = amount.unit in ("thousands", "millions", "£k", "£m")
    return f"{quoted} is in {amount.unit}, and {of}.", "Write all its digits." if rounded else "Write the bare number."


def _take(column: Column, told: Told, key: Key, converted: tuple[Amount, Decimal | None]) -> None:
    amount, number = converted
    place, origin = Place(told, amount.cell), told.grid.origin(amount.cell)
    if amount.fault:
        column.faults.append(place.fault(*amount.fault))
        return
    if amount.status:
        column.status[key] = amount.status
    if number is None:
        column.faults.append(place.fault(f"'{amount.cell.shown[:SHOWN]}' is not a number.", "Correct the cell."))
        return
    changed = number != amount.number or amount.style in ("clock", "spoken")
    whole = number.to_integral_value(ROUND_HALF_UP)
    if told.field.type == "integer" and not changed and abs(number - whole) > Decimal("0.000001"):
        either = f"may be {amount.european} or {amount.number}" if amount.european is not None else "is not a whole number"
        what = f"'{amount.cell.shown[:SHOWN]}' {either}."
        column.faults.append(place.fault(what, "Correct it; a number that was estimated or averaged is not counted."))
        return
    exact = whole if told.field.type == "integer" else number
    rounded = ""
    if amount.digits >= 0 and told.field.type == "number":
        shown_as = exact.quantize(Decimal(1).scaleb(-amount.digits), ROUND_HALF_UP)
        rounded = "" if shown_as == exact else written(shown_as, told.field)
    column.given[key] = Given(written(exact, told.field), origin, rounded)


def written(number: Decimal, field: TableField) -> str:
    """A number as a column of the source writes it."""
    text = f"{round(number, 12):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("0" if text in ("-0", "") else text).replace(".", field.decimal_char)


def _note(column: Column, told: Told, amounts: Iterable[Amount]) -> None:
    """What is to be told of the whole column."""
    several = list(amounts)
    name = told.field.title or told.field.name
    back = [a for a in several if a.mark == "held back"]
    if back:
        cells = f"{len(back)} cell{'s' if len(back) > 1 else ''}"
        column.notes.append(f"{name}: {cells} held back by the producer ({back[0].cell.shown}) and left blank.")
    if any(a.sure_european for a in several):
        column.notes.append(f"{name}: commas are decimal marks, as in {next(a.cell.shown for a in several if a.sure_european)}.")
    if column.unit:
        column.notes.append(f"{name}: read as {column.unit}, by which its earlier values are as they are held.")
