"""Which calculation fits the columns of a measure: proposed from their units and from the numbers in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pcc_lib.core.frames import column_of
from pcc_lib.inputs.calculations import CALCULATIONS, PER_RESIDENTS
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.sources import Source

SHARE, TIME = "%", "seconds"
POUNDS_ALONE = 100  # from here on pence tell nothing
MOST_DECIMALS = 3  # digits after the point that a reader can take in
_AS_IT_IS = (SHARE, "rank", "r", "percentage points")  # units of values that are no counts

_MEANS = re.compile(r"\b(?:average|avg|mean|median|rate|ratio|share|index|rank|score|per|percentage)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Roles:
    """The columns of a measure: what is counted or divided, what it is divided by (blank: nothing), and the residents."""

    numerator: str
    denominator: str = ""
    population: str = ""


@dataclass(frozen=True)
class Proposal:
    """A calculation, why it fits, and the unit that its values are told in."""

    calculation: str
    why: str
    unit: str


def proposed(source: Source, roles: Roles, chosen: str = "") -> Proposal:
    """The calculation that fits the columns, or the one that was chosen, with its unit."""
    found = next(each for each in CALCULATIONS if each == chosen) if chosen else ""
    return _with_unit(source, roles, found, "as it was asked for.") if found else _fitting(source, roles)


def _fitting(source: Source, roles: Roles) -> Proposal:
    if roles.population:
        return _with_unit(source, roles, _named(PER_RESIDENTS), "it names residents.")
    if roles.denominator:
        return _of_two(source, roles)
    unit = unit_of(source, roles.numerator)
    ready = unit in (*_AS_IT_IS, TIME) or _is_mean(source, roles.numerator) or _kinds(source) == {"published"}
    if ready or (unit != "GBP" and not _all_whole(source, roles.numerator)):
        return _with_unit(source, roles, "published", "its values come ready-made, and are neither added up nor divided.")
    return _with_unit(source, roles, "count", "its column holds whole numbers, which add up.")


def _of_two(source: Source, roles: Roles) -> Proposal:
    top, bottom = column_of(source.frame, roles.numerator), column_of(source.frame, roles.denominator)
    if unit_of(source, roles.numerator) in (TIME, "GBP") or not _all_whole(source, roles.numerator):
        return _with_unit(source, roles, "mean", "a total divided by how many there were.")
    if not (top > bottom).any():
        return _with_unit(source, roles, "percentage", f"{roles.numerator} is never more than {roles.denominator}: a part of it.")
    return _with_unit(source, roles, "ratio", f"{roles.numerator} is more than {roles.denominator} in some rows: no part of it.")


def _with_unit(source: Source, roles: Roles, calculation: str, why: str) -> Proposal:
    how, unit = CALCULATIONS[calculation], unit_of(source, roles.numerator)
    if how.unit.startswith("…"):
        unit = f"{unit} {how.unit.removeprefix('…').strip()}"
    return Proposal(calculation, why, how.unit if how.unit and not how.unit.startswith("…") else unit)


def _named(unit: str) -> str:
    """The calculation that is told in a unit."""
    return next(name for name, each in CALCULATIONS.items() if each.unit == unit)


def unit_of(source: Source, column: str) -> str:
    """What a column counts, as its descriptor says it."""
    field: TableField | None = source.about.field(column)
    said = (field and (field.unit or field.title)) or column
    return said if said in (*_AS_IT_IS, "GBP", "GBP million") else _as_unit(said)


def decimals_of(source: Source, roles: Roles, proposal: Proposal) -> int:
    """The digits after the point that its values need, where the calculation's own are too few: as many as the source has of
    ready-made values, and one of an average that is no time. Nought: none beyond its own."""
    how = CALCULATIONS[proposal.calculation]
    if proposal.unit == "GBP":
        return 0 if _median(source, roles) >= POUNDS_ALONE else 2
    if how.ready_made:
        values = column_of(source.frame, roles.numerator).dropna()
        wanted = next((n for n in range(MOST_DECIMALS) if (values.round(n) == values).all()), MOST_DECIMALS)
    else:
        wanted = 1 if proposal.unit != TIME and not how.adds_up else 0
    return wanted if wanted > how.decimals else 0


def _median(source: Source, roles: Roles) -> float:
    """The amount of money that is usual in a measure."""
    top = column_of(source.frame, roles.numerator)
    return float((top / column_of(source.frame, roles.denominator) if roles.denominator else top).abs().median())


def _as_unit(said: str) -> str:
    """A unit as measures may have it: letters from a to z, digits, blanks. `units` where one of its letters would be lost."""
    plain = re.sub(r" by [\w ]+$", "", said)  # what splits a column is no part of its unit
    for sign, words in (("_", " "), ("/", " per "), ("µg", "micrograms"), ("μg", "micrograms")):
        plain = plain.replace(sign, words)
    if any(c.isalpha() and not c.isascii() for c in plain):
        return "units"
    kept = "".join(c if c.isalnum() or c in " ,'-" else " " for c in plain)
    found = " ".join(kept.split()).strip(" ,'-")[:60].strip()
    return (found[:1].lower() + found[1:] if found[1:2].islower() else found) if found[:1].isalpha() else "cases"


def _all_whole(source: Source, column: str) -> bool:
    field = source.about.field(column)
    return field is not None and field.type == "integer"


def _is_mean(source: Source, column: str) -> bool:
    """Whether a column says of itself that its values are not to be added up."""
    return bool(_MEANS.search(f"{source.field_title(column)} {column.replace('_', ' ')}"))


def _kinds(source: Source) -> set[str]:
    return set(source.frame["kind"])
