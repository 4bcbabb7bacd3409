"""A new source: a CSV looked at, written as the library has tables, with a descriptor beside it that says what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pcc_lib.core.calendars import read_period
from pcc_lib.core.csv_cells import csv_as_given
from pcc_lib.core.errors import DataError, Fault
from pcc_lib.core.quarters import first_month, shift
from pcc_lib.founding import ids
from pcc_lib.founding.changes import Changes, newest_quarter
from pcc_lib.founding.looking import Column, Looked, bare, look, named
from pcc_lib.founding.starting import started
from pcc_lib.inputs.models.sources import TAIL
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER, PACKAGE, source_names
from pcc_lib.inputs.yaml_adding import Entry, scalar

UNITS = (
    ("second", "seconds"),
    ("secs", "seconds"),
    ("gbp", "GBP"),
    ("£", "GBP"),
    ("per cent", "%"),
    ("percent", "%"),
    ("%", "%"),
)


@dataclass(frozen=True)
class Origin:
    """What only people know of a source: its title, who produces it, its licence, how it came here and what it cannot tell."""

    title: str
    producer: str
    licence: str
    obtained: str
    limits: str


@dataclass(frozen=True)
class Written:
    """A column of the source: its name, its type, title, unit and limits, and what was seen in it."""

    name: str
    type: str
    title: str
    unit: str
    limits: str
    seen: str


def new_source(project: Project, file: Path, origin: Origin, name: str = "") -> list[str]:
    """Bring a CSV into the project as a source; the names of the files that were written.

    The file itself stays where it is. A DataError tells what in it cannot be understood, a DefinitionError a name that is taken;
    then nothing is written.
    """
    looked, changes = look(file), Changes(project)
    name = ids.new_id(name or ids.snake_of(file.stem), source_names(project), "the new source")
    rows = _rows(project, looked)
    place, text = f"{FOLDER}/{name}.csv", csv_as_given(rows)
    if not project.exists(place):
        changes.create(place, text)
    elif project.read_text(place) != text:
        todo = "Move it out of the project and run the command on it there: it is then written as sources are."
        raise DataError([Fault(place, "", "is there already, and is not written as sources are.", todo)])
    changes.create(f"{FOLDER}/{name}.resource.yml", _descriptor(project, looked, name, origin))
    changes.add(PACKAGE, ("resources",), Entry((f"sources/{name}.resource.yml",), f"sources/{name}.resource.yml"))
    quarter, told = newest_quarter(project), _told_to(project, looked)
    if told:
        changes.add_key(f"{quarter.name}/quarter.yml", ("reporting_months", "sources"), name, scalar(told, flow=True))
    return changes.write()


def _told_to(project: Project, looked: Looked) -> str:
    """The last period that was over when the newest quarter was written; nothing where none was."""
    written = newest_quarter(project).written_on
    ends = {period: _last_month(period, looked.kind) for period in looked.periods}
    return max((period for period, month in ends.items() if month <= written[:7]), default="")


def _last_month(period: str, kind: str) -> str:
    """The month that a period ends in, as it can be compared."""
    found = read_period(period, kind)
    return shift(first_month(found), 11) if kind == "year" else found


# ── the table ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _rows(project: Project, looked: Looked) -> list[list[str]]:
    """The rows as the source has them, its header first."""
    split, columns = looked.split, list(zip(_names(looked), looked.others, strict=True))
    header = [looked.kind, _breakdown(looked), *(name for name, _ in columns), *TAIL]
    parts = split.cells if split else [project.body.whole] * len(looked.periods)
    cells = [[bare(c) for c in column.cells] if column.numbers else list(column.cells) for _, column in columns]
    blank = [""] * len(looked.periods)
    tail = [looked.statuses[word].cells if word in looked.statuses else blank for word in TAIL]
    kinds = [cell or "computed" for cell in tail[0]]
    return [header, *map(list, zip(looked.periods, parts, *cells, kinds, tail[1], strict=True))]


def _breakdown(looked: Looked) -> str:
    """The name of the column that splits the rows: `area` where none does."""
    return named([looked.split.header], (looked.kind, *TAIL))[0] if looked.split else "area"


def _names(looked: Looked) -> list[str]:
    return named([column.header for column in looked.others], (looked.kind, _breakdown(looked), *TAIL))


# ── the descriptor ────────────────────────────────────────────────────────────────────────────────────────────────────
def _descriptor(project: Project, looked: Looked, name: str, origin: Origin) -> str:
    parts = list(dict.fromkeys(looked.split.cells)) if looked.split else []
    told: dict[str, Any] = vars(origin) | {
        "name": name,
        "period": looked.kind,
        "breakdown": _breakdown(looked),
        "breakdown_title": looked.split.header if looked.split else "Area",
        "areas": _areas(project, parts) if looked.split else "whole",
        "parts": parts,
        "first": min(looked.periods),
        "last": max(looked.periods),
        "columns": [_written(n, column) for n, column in zip(_names(looked), looked.others, strict=True)],
    }
    return started("source.yml", **told)


def _areas(project: Project, parts: Sequence[str]) -> str:
    """Whether the values that split the rows are areas of the body: `each`, `whole`, or neither."""
    body = project.body
    known = {" ".join(name.casefold().split()) for area in body.areas for name in area.names}
    found = [part for part in parts if " ".join(part.casefold().split()) in known]
    if len(found) * 2 > len(parts):
        return "each"
    wholes = {name.casefold() for name in (body.whole, body.whole_title, body.area) if name}
    return "whole" if len(parts) == 1 and parts[0].casefold() in wholes else ""


def _written(name: str, column: Column) -> Written:
    numbers = column.numbers
    if numbers is None:
        return Written(name, "string", column.header, "", "", f"{len(set(column.known))} different texts.")
    whole = not any("." in each for each in numbers)
    least, most = min(numbers, key=float), max(numbers, key=float)
    blanks = len(column.cells) - len(column.known)
    limits = [*(["required: true"] if not blanks else []), *(["minimum: 0"] if float(least) >= 0 else [])]
    unit = _unit(column)
    if unit == "%" and float(most) <= 100:
        limits.append("maximum: 100")
    seen = f"In this file from {least} to {most}; {f'not known in {blanks} rows' if blanks else 'known in every row'}."
    return Written(name, "integer" if whole else "number", column.header, unit, ", ".join(limits), seen)


def _unit(column: Column) -> str:
    """What a column counts, from its cells and its header."""
    if column.in_per_cent:
        return "%"
    said = column.header.lower()
    return next((unit for word, unit in UNITS if word in said), "") or said
