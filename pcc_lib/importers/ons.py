"""What the importers of tables of the Office for National Statistics have in common: their files, and what is said of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.importers.faults import shown
from pcc_lib.importers.forces import Force, force_of, forces, plain_name
from pcc_lib.importers.given import Given
from pcc_lib.importers.regions import Printed, differing
from pcc_lib.importers.seam import LICENCE, Key, Number, Option, Publication
from pcc_lib.importers.tables import Table, raise_faults, read_table

PRODUCER = "Office for National Statistics"
ATTRIBUTION = f"Source: Office for National Statistics licensed under the {LICENCE}."
NEXT_UPDATE = "Yearly: import the new tables."
ENDING = (".csv", ".txt")
FORCE = Option("force", "Keep only this force; any spelling. Repeat it.", many=True)

Cells = dict[str, Number]


def publication(limits: str) -> Publication:
    """A publication of the office, and what must be said of it."""
    return Publication(PRODUCER, ATTRIBUTION, limits, NEXT_UPDATE)


def tables_of(given: Given) -> tuple[list[Table], int]:
    """The tables that were given, and how many other files were passed over; a DataError lists every fault of what was given."""
    named = [file for file in given.files if not file.member or file.name.lower().endswith(ENDING)]
    faults = list(given.faults)
    if not named and not faults:
        faults.append(Fault(given.files[0].archive, "", "holds no CSV.", "Save the sheet of the table as 'CSV UTF-8'."))
    tables = [read_table(file) for file in named]
    raise_if(DataError, [*faults, *(fault for table in tables for fault in table.faults)])
    return tables, len(given.files) - len(named)


class Place(NamedTuple):
    """Where a row was read."""

    table: Table
    number: int


class Rows:
    """Rows by period and part, from one table or several: the same row twice is passed over and told, another is a fault."""

    def __init__(self) -> None:
        self.cells: dict[Key, Cells] = {}
        self.places: dict[Key, Place] = {}
        self.twice: list[Key] = []

    def add(self, key: Key, cells: Cells, place: Place) -> None:
        """A row; a fault of its table where the same key has other numbers."""
        if key not in self.cells:
            self.cells[key], self.places[key] = cells, place
        elif all(self.cells[key].get(name, number) == number for name, number in cells.items()):
            self.twice.append(key)
            self.cells[key] = {**cells, **self.cells[key]}
        else:
            before = self.places[key]
            where = f"row {before.number}" + ("" if before.table is place.table else f" of {before.table.name}")
            said = f"{key[0]}, {shown(key[1])} stands twice, with other numbers than in {where}."
            place.table.fault(f"row {place.number}", said, "Keep one row.")

    def warnings(self) -> Iterator[str]:
        """What was passed over."""
        if self.twice:
            first = "; ".join(f"{period} {part}" for period, part in self.twice[:3])
            more = " …" if len(self.twice) > 3 else ""
            yield f"{len(self.twice):,} rows stand twice with the same numbers, and count once: {first}{more}."

    def origin(self, key: Key) -> str:
        """The table that a row was read from."""
        return self.places[key].table.name if key in self.places else "tables"


def force_at(table: Table, place: str, name: str) -> Force | None:
    """The force of a name; a fault of the table where it is none."""
    if force := force_of(name):
        return force
    known = [force.name for force in forces().values() if force.has_area]
    table.fault(place, f"{shown(name)} is no police force, region or country.", suggest(name, known))
    return None


def respelt(names: Mapping[str, Force]) -> Iterator[str]:
    """Names that stand for a force and are not its own, in a sentence each."""
    for name, force in sorted(names.items()):
        if plain_name(name) != plain_name(force.name):
            yield f"{shown(name)} was taken for {force.name}."


def held_to_sums(printed: Iterable[tuple[Table, Printed]], rows: Mapping[Key, Cells], todo: str) -> list[str]:
    """Regions and countries against their forces: what does not agree is a fault of the table it stands in; where a force
    without a number may be why, a warning."""
    warnings = []
    for table, region in printed:
        for each in differing([region], rows):
            said = f"the forces sum to {each.sum:,}, the row {region.name} says {region.number:,}."
            if each.lacking:
                warnings.append(f"{region.period}, {region.column}: {said} Without a number: {', '.join(each.lacking)}.")
            else:
                table.fault(region.place, said, todo)
    return warnings


def only(rows: Mapping[Key, Cells], wanted: Sequence[str], force: Mapping[str, str]) -> dict[Key, Cells]:
    """The rows of the forces that are asked for, or all. force: of each part. A DataError names each that no row is of."""
    ids = {name: found.id if (found := force_of(name)) else name for name in wanted}
    there = {force[part] for _, part in rows}
    faults = (
        Fault("--force", shown(name), "no row is of this force.", suggest(id, there))
        for name, id in ids.items()
        if id not in there
    )
    raise_if(DataError, faults)
    return {key: cells for key, cells in rows.items() if not ids or force[key[1]] in ids.values()}


__all__ = [
    "FORCE",
    "PRODUCER",
    "Cells",
    "Place",
    "Rows",
    "force_at",
    "held_to_sums",
    "only",
    "publication",
    "raise_faults",
    "respelt",
    "tables_of",
]
