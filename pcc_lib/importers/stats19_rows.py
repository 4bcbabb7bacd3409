"""Collisions and casualties counted by month, force, severity and authority: by DuckDB, faults told row by row.

Every row is looked at by a group of its values; what is asked of its index stands in `stats19_joins`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from pcc_lib.core.errors import DataError, Fault, raise_if
from pcc_lib.importers import duck
from pcc_lib.importers.counted_rows import Form, Group, Problem, Tally, tallies_of
from pcc_lib.importers.faults import shown
from pcc_lib.importers.forces import force_of_stats19
from pcc_lib.importers.given import Given
from pcc_lib.importers.headers import Headed
from pcc_lib.importers.stats19_files import ADJUSTED, AGAIN, SCOTLAND, year_of_name

MOST = 3_000_000  # groups: 46 years by month, force, severity and two authorities
_DATE = r"(?:0[1-9]|[12]\d|3[01])/(?:0[1-9]|1[0-2])/(?:19|20)\d{2}"
_INDEX, _CASUALTIES, _AUTHORITY = r"[0-9A-Za-z]{5,20}", r"[1-9]\d{0,3}", r"[A-Z]\d{8}|EHEATHROW|-1|NULL|"
SHARE, _NONE = r"(?:0|1)(?:\.\d{1,30})?|\d(?:\.\d{1,30})?[eE]-\d{1,3}", r"|-1|NULL|"
_ODD_DATE = "?"


class Cell(NamedTuple):
    """What collisions or casualties are counted by. part: the number of the force as the data have it. known: whether all of them
    have severity-adjusted numbers."""

    month: str
    force: str
    severity: str
    area: str
    highway: str
    known: bool


@dataclass
class Total:
    """Of a cell: rows, casualties in collisions, and sums of adjusted severities, serious and slight."""

    rows: int = 0
    casualties: int = 0
    serious: Decimal = Decimal(0)
    slight: Decimal = Decimal(0)

    def add(self, rows: int, casualties: Any, serious: Any, slight: Any) -> None:
        """Add what another cell has."""
        self.rows += rows
        self.casualties += int(casualties or 0)
        self.serious += Decimal(serious or 0)
        self.slight += Decimal(slight or 0)


Totals = Mapping[Cell, Total]
Years = dict[str, dict[Cell, Total]]  # totals of a file, by year


@dataclass(frozen=True)
class Chosen:
    """The file that each year is taken from, by its place among the files; and what is told of it."""

    files: dict[str, int]
    warnings: list[str] = field(default_factory=list)


# ── forms ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
_Expression = tuple[str, Callable[[Mapping[str, str]], str]]


def matches(column: str, pattern: str) -> str:
    return f"regexp_full_match(trim(coalesce({duck.name(column)}, '')), {duck.literal(pattern)})"


def _first_odd(several: Sequence[tuple[str, str]]) -> _Expression:
    """The first of some columns whose cell is not of its pattern, with that cell: `casualties=x`; blank where none is."""
    cases = " ".join(
        f"WHEN NOT {matches(column, pattern)} THEN {duck.literal(column + '=')} || coalesce({duck.name(column)}, '')"
        for column, pattern in several
    )

    def of_row(row: Mapping[str, str]) -> str:
        return next((f"{c}={row[c]}" for c, pattern in several if not re.fullmatch(pattern, row[c].strip())), "")

    return f"CASE {cases} ELSE '' END", of_row


def _month_of_row(row: Mapping[str, str]) -> str:
    text = row["date"].strip()
    try:
        day = datetime.strptime(text, "%d/%m/%Y") if re.fullmatch(_DATE, text) else None
    except ValueError:
        day = None
    return f"{day:%Y-%m}" if day else _ODD_DATE + row["date"]


MONTH: _Expression = (
    f"CASE WHEN {matches('date', _DATE)} AND try_strptime(trim(date), '%d/%m/%Y') IS NOT NULL "
    f"THEN substr(trim(date), 7, 4) || '-' || substr(trim(date), 4, 2) ELSE '{_ODD_DATE}' || coalesce(date, '') END",
    _month_of_row,
)


def _plain(column: str) -> _Expression:
    return f"trim(coalesce({duck.name(column)}, ''))", lambda row: row[column].strip()


def _has_adjusted(columns: Iterable[str]) -> _Expression:
    """`y` where a row has both adjusted severities."""
    if not set(ADJUSTED) <= set(columns):
        return "''", lambda row: ""
    both = " AND ".join(matches(column, SHARE) for column in ADJUSTED)
    return (
        f"CASE WHEN {both} THEN 'y' ELSE '' END",
        lambda row: "y" if all(re.fullmatch(SHARE, row[column].strip()) for column in ADJUSTED) else "",
    )


_NOTHING: _Expression = ("''", lambda row: "")
COLLISION_BY = ("month", "year", "force", "severity", "area", "highway", "adjusted", "odd")
CASUALTY_BY = ("year", "severity", "adjusted", "odd")


def collision_form(file: Headed, split: Sequence[str]) -> Form:
    """What rows of collisions must be. split: `area` and `highway`, where they are asked for."""
    shapes = [("index", _INDEX), ("casualties", _CASUALTIES), *((c, _AUTHORITY) for c in split if c in file.columns)]
    shapes += [(c, SHARE + _NONE) for c in ADJUSTED if c in file.columns]
    also = {"month": MONTH, "force": _plain("force"), "severity": _plain("severity"), "odd": _first_odd(shapes)}
    also["year"] = _plain("year") if "year" in file.columns else _NOTHING
    also |= {c: _plain(c) if c in split and c in file.columns else _NOTHING for c in ("area", "highway")}
    also["adjusted"] = _has_adjusted(file.columns)
    sums = ["casualties", *(c for c in ADJUSTED if c in file.columns)]
    return Form(file.columns, COLLISION_BY, _collision_problems, also, AGAIN, sums, MOST, headed=True)


def casualty_form(file: Headed) -> Form:
    """What rows of casualties must be."""
    shapes = [("index", _INDEX), ("vehicle", r"-?\d{1,4}"), ("casualty", r"-?\d{1,4}")]
    shapes += [(c, SHARE + _NONE) for c in ADJUSTED if c in file.columns]
    also = {"severity": _plain("severity"), "odd": _first_odd(shapes), "adjusted": _has_adjusted(file.columns)}
    also["year"] = _plain("year") if "year" in file.columns else ('left(trim("index"), 4)', lambda row: row["index"].strip()[:4])
    return Form(file.columns, CASUALTY_BY, _casualty_problems, also, AGAIN, headed=True, most=MOST)


def _collision_problems(group: Group, file: Headed) -> Iterator[Problem]:
    month, year, force, severity, *_, odd = group
    if month.startswith(_ODD_DATE):
        yield Problem(file.named("date"), f"{shown(month[1:])} is no date", "It must be like 31/01/2022.")
    elif year and year != month[:4]:
        yield Problem(file.named("year"), f"{shown(year)}, but the date is of {month[:4]}", AGAIN)
    elif (named := year_of_name(file.file)) and named != month[:4]:
        yield Problem(
            file.named("date"), f"is of {month[:4]}, but the file's name says {named}", "Keep the name that the download gives."
        )
    if force not in SCOTLAND and force_of_stats19(force) is None:
        yield Problem(file.named("force"), f"{shown(force)} is no number of a police force", AGAIN)
    yield from _severity_problems(file, severity, odd)


def _casualty_problems(group: Group, file: Headed) -> Iterator[Problem]:
    year, severity, _, odd = group
    if not re.fullmatch(r"(?:19|20)\d{2}", year):
        yield Problem(file.named("year" if "year" in file.columns else "index"), f"{shown(year)} is no year", AGAIN)
    yield from _severity_problems(file, severity, odd)


def _severity_problems(file: Headed, severity: str, odd: str) -> Iterator[Problem]:
    if severity not in ("1", "2", "3"):
        yield Problem(file.named("severity"), f"{shown(severity)} is none of 1 (fatal), 2 (serious) and 3 (slight)", AGAIN)
    if odd:
        column, _, text = odd.partition("=")
        yield Problem(file.named(column), f"{shown(text)} is {_MEANT[column]}", AGAIN)


_MEANT = {
    "index": "no index: 5 to 20 letters and digits",
    "casualties": "no number of casualties, from 1 up",
    "area": "no code of a local authority",
    "highway": "no code of a local authority",
    "vehicle": "no number of a vehicle",
    "casualty": "no number of a casualty",
    **dict.fromkeys(ADJUSTED, "no probability, from 0 to 1"),
}


# ── collisions ────────────────────────────────────────────────────────────────────────────────────────────────────────
def collisions_of(given: Given, files: Sequence[Headed], split: Sequence[str]) -> list[Years]:
    """The collisions of each file, by year; a DataError lists every fault of every file."""
    found: list[Years] = []
    faults: list[Fault] = []
    for file in files:
        try:
            found.append(_by_year(tallies_of(given, [file], collision_form(file, split))[0]))
        except DataError as error:
            faults += error.faults
            found.append({})
    raise_if(DataError, faults)
    return found


def _by_year(groups: Mapping[Group, Tally]) -> Years:
    found: Years = defaultdict(lambda: defaultdict(Total))
    for (month, _, force, severity, area, highway, known, _), (rows, *sums) in groups.items():
        found[month[:4]][Cell(month, force, severity, area, highway, known == "y")].add(rows, *[*sums, 0, 0][:3])
    return {year: dict(cells) for year, cells in found.items()}


def check_casualties(given: Given, files: Sequence[Headed]) -> list[Mapping[str, int]]:
    """How many casualties of each year each file has; a DataError lists every fault of every file."""
    found: list[Mapping[str, int]] = []
    faults: list[Fault] = []
    for file in files:
        try:
            years: dict[str, int] = defaultdict(int)
            for (year, *_), (rows, *_) in tallies_of(given, [file], casualty_form(file))[0].items():
                years[year] += rows
            found.append(dict(years))
        except DataError as error:
            faults += error.faults
    raise_if(DataError, faults)
    return found


def chosen_of(files: Sequence[Headed], years: Sequence[Mapping[str, Any]], prefer: str) -> Chosen:
    """One file for each year. Where two hold a year with the same numbers, the first; else by `prefer` (`newest`, the file that
    reaches further; `first`); a DataError tells each year that this does not decide."""
    faults: list[Fault] = []
    chosen = Chosen({})
    last = [max(each, default="") for each in years]
    for year in sorted({year for each in years for year in each}):
        several = [i for i, each in enumerate(years) if year in each]
        best = max(several, key=lambda i: (last[i], -i)) if prefer == "newest" else several[0]
        chosen.files[year] = best
        for other in (i for i in several if i != best):
            same = years[best][year] == years[other][year]
            if same:
                chosen.warnings.append(f"{year} stands in {files[best].said} and {files[other].said}, with the same numbers.")
            elif prefer and not (prefer == "newest" and last[other] == last[best]):
                chosen.warnings.append(f"{year} is taken from {files[best].said}, not from {files[other].said}.")
            else:
                found = f"{year} stands in {files[other].said} too, with other numbers."
                faults.append(files[best].fault("", found, "Give only one of them, or say --prefer newest or --prefer first."))
    raise_if(DataError, faults)
    return chosen
