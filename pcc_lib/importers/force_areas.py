"""Recorded crime and residents of police force areas to two sources: a row for each year and force.

Both tables mix forces with regions and countries: only forces are kept, and their sums are held against the printed total
of the country.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pcc_lib.importers.force_tables import (
    GROUPS,
    NO_RESIDENTS,
    TOTAL,
    CrimeTable,
    Numbers,
    PeopleTable,
    check_country,
    check_groups,
    check_residents,
    column,
    crime_table,
    crimes_of,
    lookup_of,
    people_table,
    residents_of,
)
from pcc_lib.importers.sources import LICENCE, ForceSource, Publication, sum_check
from pcc_lib.importers.tables import raise_faults, read_table
from pcc_lib.importers.writing import package_warnings, report_text, write_together

PRODUCER = "Office for National Statistics"
ATTRIBUTION = f"Source: Office for National Statistics licensed under the {LICENCE}."
NEXT_UPDATE = "Yearly: import the new tables."
CRIME_LIMITS = (
    "Crimes that the police recorded, without fraud; recording practice differs between forces and over the years. Blank "
    "cells are crimes that the producer does not give for that year, not noughts. Residential burglary is not counted alike "
    "before and after 2017. British Transport Police is left out, because it polices no area with residents."
)
POPULATION_LIMITS = (
    "Residents in the middle of the year, summed to the areas of the forces. People who come to work, study or visit are not "
    "counted: where few live and many come, a rate for each resident means little."
)
CRIME_PUBLICATION = Publication(PRODUCER, ATTRIBUTION, CRIME_LIMITS, NEXT_UPDATE)
POPULATION = ForceSource(
    name="force_population",
    title="Residents by police force area, middle of the year",
    period="year",
    columns={"population": "Residents"},
    unit="people",
    kind="computed",
    complete=False,
    publication=Publication(PRODUCER, ATTRIBUTION, POPULATION_LIMITS, NEXT_UPDATE),
)


@dataclass(frozen=True)
class ForceAreas:
    """What was read: the month that the years end in, names of the forces by id, crimes by year, force and column, titles of
    the columns, residents by year and force.
    """

    ends: str
    names: Mapping[str, str]
    crimes: Numbers
    columns: Mapping[str, str]
    residents: Numbers

    @property
    def blank(self) -> list[tuple[str, str]]:
        """Years and forces of which no crime is given."""
        return [key for key, row in self.crimes.items() if all(number is None for number in row.values())]


@dataclass(frozen=True)
class ImportReport:
    """What an import read and wrote; `str()` is the report that is printed."""

    written: tuple[Path, ...]
    read: ForceAreas
    left_out: tuple[str, ...]
    warnings: tuple[str, ...]

    def __str__(self) -> str:
        read = self.read
        crimes, residents = _years(read.crimes), _years(read.residents)
        crime, people = _sum(read.crimes, crimes[-1], column(TOTAL)), _sum(read.residents, residents[-1], "population")
        lines = [
            f"{len(read.names)} forces. Left out: {', '.join(self.left_out) or 'nothing'}.",
            f"Crimes: years ending {read.ends}, {crimes[0]} to {crimes[-1]}; {crime:,} in the last.",
            f"Residents: mid-{residents[0]} to mid-{residents[-1]}; {people:,} in the last.",
        ]
        return report_text(lines, self.warnings, ", ".join(path.name for path in self.written))


def import_force_areas(
    recorded: Path | str, population: Path | str, *, out_dir: Path | str, lookup: Path | str | None = None
) -> ImportReport:
    """Write `force_crime` and `force_population` into `out_dir` from a crime table and a population table.

    Residents are summed by the population table's own column of forces (PFA) or, where `lookup` is given, from its
    districts, by a lookup of districts to force areas. A DataError lists every fault of every file; a ReportError names a
    place that cannot be written. In both cases the former sources stay as they were.
    """
    tables = [read_table(Path(path)) for path in (recorded, population, lookup) if path]
    raise_faults(tables)
    crime, people = crime_table(tables[0]), people_table(tables[1], lookup_of(tables[2]) if lookup else None)
    raise_faults(tables)
    read = _read(crime, people)
    texts = _texts(Path(out_dir), read, [table.name for table in tables])
    write_together(texts)
    left_out = [f"{len(people.wider)} countries and regions", *(name for name in NO_RESIDENTS if name in crime.areas)]
    unlisted = [said for path in texts if path.suffix == ".yml" for said in package_warnings(path)]
    return ImportReport(tuple(texts), read, tuple(left_out), (*_blank_warnings(read), *unlisted))


def force_id(name: str) -> str:
    """The id of a force: `Avon and Somerset` is `avon-and-somerset`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _read(crime: CrimeTable, people: PeopleTable) -> ForceAreas:
    """The forces' numbers; a DataError where a cell is wrong, or where they do not sum to what the tables print."""
    tables = [crime.table, people.table, *([people.lookup.table] if people.lookup else [])]
    wider = people.wider
    forces = crime.forces(wider)
    residents = residents_of(people, forces)
    crimes = crimes_of(crime, forces)
    raise_faults(tables)
    check_groups(crime, crimes)
    check_country(crime, wider)
    check_residents(people, residents)
    raise_faults(tables)
    names = {force_id(name): name for name in sorted(forces)}
    return ForceAreas(crime.ends, names, _by_id(crimes), crime.columns, _by_id(residents))


def _by_id(values: Numbers) -> Numbers:
    return {(year, force_id(name)): row for (year, name), row in sorted(values.items())}


def _years(values: Numbers) -> list[str]:
    return sorted({year for year, _ in values})


def _sum(values: Numbers, year: str, counted: str) -> int:
    return sum(row[counted] or 0 for (held, _), row in values.items() if held == year)


def _blank_warnings(read: ForceAreas) -> list[str]:
    """Forces and columns without numbers: they stay blank, and no figure is worked out from them."""
    said = [f"{read.names[force]}: nothing is given for {year}." for year, force in read.blank]
    rest = {key: row for key, row in read.crimes.items() if key not in read.blank}
    for name in read.columns.values():
        blank = sorted({year for (year, _), row in rest.items() if row[name] is None})
        if blank:
            said.append(f"{name}: blank in {', '.join(blank)}.")
    return said


# Writing ----------------------------------------------------------------------------------------------------


def _texts(out: Path, read: ForceAreas, files: Sequence[str]) -> dict[Path, str]:
    crime = ForceSource(
        name="force_crime",
        title=f"Recorded crime by police force area, years ending {read.ends}",
        period="year",
        columns={name: title for title, name in read.columns.items()},
        unit="crimes",
        kind="published",
        complete=False,
        publication=CRIME_PUBLICATION,
    )
    about_crime = _descriptor(crime, read, read.crimes, f"Rows of the forces in {_safe(files[0])}") | _of_crimes(read)
    made = f"Sums of the areas of each force in {_safe(' and '.join(files[1:]))}"
    about_people = _descriptor(POPULATION, read, read.residents, made)
    return crime.texts(out, read.crimes, about_crime) | POPULATION.texts(out, read.residents, about_people)


def _descriptor(source: ForceSource, read: ForceAreas, values: Numbers, made: str) -> dict[str, object]:
    years, obtained = _years(values), f"{made}; countries and regions left out."
    return {**source.head(read.names), **source.origin(obtained, years[0], years[-1]), **source.cautions()}


def _of_crimes(read: ForceAreas) -> dict[str, object]:
    """What the descriptor of the crimes says besides."""
    gaps = [{"force": force, "first": year, "last": year} for year, force in read.blank]
    said: dict[str, object] = {"year_ends": read.ends, "gaps": gaps}
    groups = [name for title, name in read.columns.items() if title in GROUPS]
    return said | ({"checks": sum_check(groups, "groups")} if len(groups) == len(GROUPS) else {})


def _safe(file: str) -> str:
    return re.sub(r"[^\w .,()+-]", "?", file)
