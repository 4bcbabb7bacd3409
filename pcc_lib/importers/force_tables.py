"""The two tables of the Office for National Statistics that mix police force areas with regions and countries, and a lookup.

Recorded crime is a row for each year and area (Year ending, Area name, a column for each kind of offence); the population
table lists areas with the force that polices them (PFA). What does not fit is a fault of the table it stands in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pcc_lib.core.errors import suggest
from pcc_lib.importers.faults import shown
from pcc_lib.importers.tables import Row, Table

YEAR_ENDING = re.compile(r"Year ending (January|February|March|April|May|June|July|August|September|October|November|December)")
MID_YEAR = re.compile(r"Mid-(20\d{2})")
YEAR = re.compile(r"20\d{2}")
AREA, TOTAL, COUNTRY = "Area name", "Total recorded crime (excluding fraud)", "ENGLAND AND WALES"
GROUPS = (
    "Violence against the person",
    "Sexual offences",
    "Robbery",
    "Theft offences",
    "Criminal damage and arson",
    "Drug offences",
    "Possession of weapons offences",
    "Public order offences",
    "Miscellaneous crimes",
)
KINDS = (
    "Homicide",
    "Death or serious injury - unlawful driving",
    "Violence with injury",
    "Violence without injury",
    "Stalking and harassment",
    "Burglary",
    "Residential burglary",
    "Non-residential burglary",
    "Vehicle offences",
    "Theft from the person",
    "Bicycle theft",
    "Shoplifting",
    "Other theft offences",
)
NO_RESIDENTS = ("British Transport Police",)  # a force that polices railways, not an area in which people live
WIDER = ("Country", "Region")
DISTRICTS = ("Non-metropolitan District", "Unitary Authority", "Metropolitan District", "London Borough")

Numbers = dict[tuple[str, str], dict[str, int | None]]  # (year, force): number by column of the source; None is blank


def column(title: str) -> str:
    """The source column of a title of the crime table."""
    return "all_crime" if title == TOTAL else re.sub(r"\W+", "_", title.lower())


def plain_force(name: str) -> str:
    """One spelling of a force's name: `Devon & Cornwall` and `London, City of` as the crime table has them."""
    name = name.strip().replace(" & ", " and ")
    return re.sub(r"^(.+), City of$", r"City of \1", name)


# Recorded crime ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CrimeTable:
    """Recorded crime. ends: the month in which its years end. columns: title to name in the source."""

    table: Table
    ends: str
    columns: Mapping[str, str]

    @property
    def areas(self) -> list[str]:
        """Forces, regions and countries, in the order of the table."""
        return list(dict.fromkeys(self.table.text(row, AREA) for row in self.table.rows))

    def forces(self, wider: Iterable[str]) -> list[str]:
        """The areas that are forces with residents; `wider` are countries and regions."""
        left_out = {*wider, *NO_RESIDENTS}
        return [name for name in self.areas if name not in left_out]


def crime_table(table: Table) -> CrimeTable:
    """The table with its header understood."""
    table.need((AREA, TOTAL))
    found = YEAR_ENDING.fullmatch(table.header[0])
    if not found:
        table.fault(
            "row 1, column 1",
            f"{shown(table.header[0])} does not say which month the years end in.",
            "It must be like 'Year ending September'.",
        )
    kept = [title for title in table.header if title in (TOTAL, *GROUPS, *KINDS)]
    return CrimeTable(table, found[1] if found else "", {title: column(title) for title in kept})


def crimes_of(crime: CrimeTable, forces: Sequence[str]) -> Numbers:
    """Crimes of each year and force."""
    found: Numbers = {}
    table = crime.table
    for row in table.rows:
        year, area = row.cells[0], table.text(row, AREA)
        if not YEAR.fullmatch(year):
            table.fault(f"row {row.number}, column 1", f"{shown(year)} is not a year.", "Write it like 2024.")
        elif area in forces:
            if (year, area) in found:
                table.fault(f"row {row.number}", f"{year}, {shown(area)} stands twice.", "Keep one row.")
            found[year, area] = {name: table.number(row, title) for title, name in crime.columns.items()}
    return found


def check_groups(crime: CrimeTable, crimes: Numbers) -> None:
    """All crime is the sum of its nine groups, where all are given."""
    if not set(GROUPS) <= crime.columns.keys():
        return
    parts = [crime.columns[g] for g in GROUPS]
    for (year, force), row in crimes.items():
        held = [number for number in (row[p] for p in parts) if number is not None]
        whole = row[crime.columns[TOTAL]]
        if len(held) == len(parts) and sum(held) != whole:
            crime.table.fault(
                f"{year}, {force}",
                f"all crime is {whole}, its groups sum to {sum(held):,}.",
                "Compare the row with the release it comes from.",
            )


def check_country(crime: CrimeTable, wider: Iterable[str]) -> None:
    """The forces of a year sum to the country that the table itself prints."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    printed: dict[tuple[str, str], int] = {}
    regions = set(wider)
    for row in crime.table.rows:
        area = crime.table.text(row, AREA)
        for title in crime.columns:
            number = crime.table.number(row, title)
            if area == COUNTRY and number is not None:
                printed[row.cells[0], title] = number
            elif area not in regions:
                sums[row.cells[0], title] += number or 0
    for (year, title), number in printed.items():
        if sums[year, title] != number:
            crime.table.fault(
                f"{year}, column {title}",
                f"the forces sum to {sums[year, title]:,}, the row {COUNTRY} says {number:,}.",
                "A row is missing, wrong, or counted twice.",
            )


# Residents --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lookup:
    """Force by district."""

    table: Table
    forces: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PeopleTable:
    """Residents. years: the columns that hold them, title to year. lookup: where given, districts are summed by it."""

    table: Table
    years: Mapping[str, str]
    lookup: Lookup | None

    @property
    def wider(self) -> dict[str, Row]:
        """Countries and regions, by the name that the crime table gives them."""
        table = self.table
        return {table.text(row, "PFA"): row for row in table.rows if table.text(row, "Geography") in WIDER}

    def force_of(self, row: Row) -> str | None:
        """The force that a row's residents count for; None for a row that other rows sum up or divide."""
        name, pfa, geography = (self.table.text(row, c) for c in ("Name", "PFA", "Geography"))
        if self.lookup is None:
            return plain_force(pfa) if pfa and geography not in WIDER else None
        if geography not in DISTRICTS:
            return None
        if name not in self.lookup.forces:
            where = f"{shown(name)} of {self.table.name}, row {row.number}"
            self.lookup.table.fault("", f"does not have the district {where}.", suggest(name, self.lookup.forces))
        return self.lookup.forces.get(name)


def people_table(table: Table, lookup: Lookup | None) -> PeopleTable:
    """The table with its header understood."""
    table.need(("Name", "PFA", "Geography"))
    years = {title: found[1] for title in table.header if (found := MID_YEAR.fullmatch(title))}
    if not years:
        table.fault("row 1", "no column is named like 'Mid-2023'.", "Give the mid-year estimates.")
    return PeopleTable(table, years, lookup)


def lookup_of(table: Table) -> Lookup:
    """A lookup whose columns are named `ltla24_name`, `pfa24_name` or `LAD16NM`, `PFA16NM`."""
    district, force = (
        next((i for i, h in enumerate(table.header) if re.fullmatch(form, h, re.IGNORECASE)), None)
        for form in (r"l(?:tla|ad)\d\d_?na?me?", r"pfa\d\d_?na?me?")
    )
    if district is None or force is None:
        table.fault("row 1", "has no columns of district and force names.", "They are named like LAD16NM and PFA16NM.")
        return Lookup(table)
    return Lookup(table, {row.cells[district]: plain_force(row.cells[force]) for row in table.rows})


def residents_of(people: PeopleTable, forces: Sequence[str]) -> Numbers:
    """Residents of each year and force, summed over the rows of its areas."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    seen: set[str] = set()
    for row in people.table.rows:
        force = people.force_of(row)
        if force is not None and force not in forces:
            _not_a_force(people, row, force, forces)
        elif force is not None:
            seen.add(force)
            for title, year in people.years.items():
                found[year, force] += _needed(people.table, row, title)
    for force in forces:
        if force not in seen:
            said = f"no area belongs to the force {shown(force)} of the crime table."
            people.table.fault("", said, suggest(force, sorted(seen)) if seen else "")
    return {key: {"population": number} for key, number in found.items()}


def _not_a_force(people: PeopleTable, row: Row, force: str, forces: Sequence[str]) -> None:
    people.table.fault(
        f"row {row.number}, column {'Name' if people.lookup else 'PFA'}",
        f"{shown(force)} is not a force of the crime table.",
        f"{suggest(force, forces)} Correct it, or give a lookup of districts to force areas (--lookup).",
    )


def _needed(table: Table, row: Row, title: str) -> int:
    number = table.number(row, title)
    if number is None:
        table.fault(f"row {row.number}, column {title}", "is blank.", "Every area needs its residents.")
    return number or 0


def check_residents(people: PeopleTable, residents: Numbers) -> None:
    """The forces of a year sum to the country that the table itself prints, if it does."""
    country = people.wider.get(COUNTRY)
    if country is None:
        return
    for title, year in people.years.items():
        held = sum(row["population"] or 0 for (y, _), row in residents.items() if y == year)
        said = people.table.number(country, title)
        if said is not None and held != said:
            people.table.fault(
                f"column {title}",
                f"the forces sum to {held:,}, the row {COUNTRY} says {said:,}.",
                "An area is missing, wrong, or counted twice.",
            )
