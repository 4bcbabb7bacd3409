"""Residents in the middle of each year, as the Office for National Statistics estimates them: by police force area and local
authority.

A row for each area (`Name`, `PFA`, `Geography`), a column for each year (`Mid-2023`). Residents of a force are summed by the
table's own column of forces or, with lookups, from its districts; both are held against what is printed of regions and
countries.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pcc_lib.core.errors import DataError, Fault, suggest
from pcc_lib.importers.asking import Expected, doubts
from pcc_lib.importers.faults import shown
from pcc_lib.importers.forces import Force, forces, is_wider
from pcc_lib.importers.given import Given
from pcc_lib.importers.lookups import Lookup, area_id, lookup_of
from pcc_lib.importers.ons import (
    FORCE,
    Cells,
    Place,
    Rows,
    force_at,
    held_to_sums,
    only,
    publication,
    raise_faults,
    respelt,
    tables_of,
)
from pcc_lib.importers.regions import Printed, forces_in
from pcc_lib.importers.seam import Asked, Column, Importer, Key, Made, Number, Option, Reading
from pcc_lib.importers.tables import Row, Table

MID_YEAR = re.compile(r"Mid-(20\d{2})")
WIDER = ("Country", "Region")
DISTRICTS = ("Non-metropolitan District", "Unitary Authority", "Metropolitan District", "London Borough")
BY = ("force", "area")
PEOPLE = {"population": Column("Residents", "people")}
LEAST = 1_000  # residents: the smallest area, the Isles of Scilly, has some two thousand
_NOT_COUNTED = (
    "People who come to work, study or visit are not counted: where few live and many come, a rate for each resident "
    "means little."
)
LIMITS = f"Residents in the middle of the year, summed to the areas of the forces. {_NOT_COUNTED}"
OF_AREAS = (
    f"Residents in the middle of the year, of the local authorities that there were when the table was published. {_NOT_COUNTED}"
)
OBTAINED = (
    "Sums of the areas of each force, by pcc import ons-population; countries and regions left out. Which files they were stands "
    "under imported."
)
OBTAINED_AREAS = "Rows of local authorities, read by pcc import ons-population; which files they were stands under imported."


@dataclass
class People:
    """What the tables hold. parts: residents of each year and row, by the area's id. force: of each area that counts for one;
    names: of areas. printed: what is printed of regions and countries, with its table."""

    lookup: Lookup
    years: dict[str, None] = field(default_factory=dict)
    rows: Rows = field(default_factory=Rows)
    force: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    spelt: dict[str, Force] = field(default_factory=dict)
    wider: dict[str, None] = field(default_factory=dict)
    printed: list[tuple[Table, Printed]] = field(default_factory=list)
    districts: dict[str, None] = field(default_factory=dict)

    @property
    def looked_up(self) -> bool:
        """Whether lookups say which force a district belongs to."""
        return bool(self.lookup.forces)


def read(given: Given, asked: Asked) -> Reading:
    """Read population tables; a DataError lists every fault of every table."""
    by, found = asked.all("by") or ("force",), People(lookup_of(asked.all("lookup")))
    if not found.looked_up and (asked.all("lookup") or ("area" in by and asked.all("force"))):
        todo = "Give a lookup of local authorities to police force areas."
        raise DataError([Fault("--lookup", "", "none says which local authority belongs to which force.", todo)])
    tables, ignored = tables_of(given)
    for table in tables:
        _header(table)
    raise_faults(tables)
    for table in tables:
        for row in table.rows:
            _row(table, row, found)
    raise_faults(tables)
    sums = _forces(found)
    warnings = [*found.rows.warnings(), *held_to_sums(found.printed, sums, "An area is missing, wrong, or counted twice.")]
    raise_faults(tables)
    made = list(_made(by, found, sums, asked))
    return Reading(
        made=made,
        report=[*_report(found, made), *([f"{ignored:,} other files were passed over."] if ignored else [])],
        doubts=[doubt for each in made for doubt in doubts(each, Expected(LEAST, _origin(found, each)))],
        warnings=[*warnings, *respelt(found.spelt), *_living_warnings(made)],
    )


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _header(table: Table) -> None:
    table.need(("Name", "PFA", "Geography"))
    if not any(MID_YEAR.fullmatch(title) for title in table.header):
        table.fault("row 1", "no column is named like 'Mid-2023'.", "Give the mid-year estimates.")


def _row(table: Table, row: Row, found: People) -> None:
    name, pfa, kind = (table.text(row, column) for column in ("Name", "PFA", "Geography"))
    numbers = {match[1]: table.number(row, title) for title in table.header if (match := MID_YEAR.fullmatch(title))}
    found.years |= dict.fromkeys(numbers)
    if kind in WIDER:
        wider = pfa or name
        if not is_wider(wider):
            known = "Its column PFA names a region or country of England and Wales."
            table.fault(f"row {row.number}, column PFA", f"{shown(wider)} is no region and no country.", known)
        found.wider[wider] = None
        found.printed += [
            (table, Printed(wider, year, "population", number, f"row {row.number}, column Mid-{year}"))
            for year, number in numbers.items()
            if number is not None and forces_in(wider)
        ]
    elif kind in DISTRICTS or (pfa and not found.looked_up):
        _area(table, row, found, numbers)


def _area(table: Table, row: Row, found: People, numbers: Mapping[str, int | None]) -> None:
    """A row of residents: a district, or a county that stands for its districts."""
    name, pfa, kind = (table.text(row, column) for column in ("Name", "PFA", "Geography"))
    id = area_id(name)
    if not id:
        table.fault(f"row {row.number}, column Name", f"{shown(name)} is no name of an area.", "Correct it.")
        return
    id = id if kind in DISTRICTS else f"{id} ({kind})"  # a county may bear the name of a district
    if (force := _force(table, row, found, name, pfa)) is not None:
        found.force[id] = force
    found.names[id] = name
    if kind in DISTRICTS:
        found.districts[id] = None
    for year, number in numbers.items():
        found.rows.add((year, id), {"population": number}, Place(table, row.number))


def _force(table: Table, row: Row, found: People, name: str, pfa: str) -> str | None:
    if not found.looked_up:
        force = force_at(table, f"row {row.number}, column PFA", pfa) if pfa else None
        found.spelt |= {pfa: force} if force else {}
        return force.id if force else None
    if force := found.lookup.forces.get(found.lookup.codes.get(area_id(name), "")):
        return force
    names = [area.name for area in found.lookup.local.values()]
    table.fault(f"row {row.number}, column Name", f"{shown(name)} is in no lookup.", suggest(name, names))
    return None


def _forces(found: People) -> dict[Key, Cells]:
    """Residents of each year and force; blank where any of its areas is, that is there in that year."""
    sums: dict[Key, Number] = defaultdict(int)
    for (year, area), cells in found.rows.cells.items():
        number, force = cells["population"], found.force.get(area)
        if force is not None and (number is not None or _lives(found, area, year)):
            before = sums[year, force]
            sums[year, force] = None if number is None or before is None else before + number
    return {key: {"population": sums[key]} for key in sorted(sums)}


def _span(found: People, area: str) -> tuple[str, str]:
    """The first and the last year of which residents of an area are given; blank where none is."""
    years = [y for y in sorted(found.years) if found.rows.cells.get((y, area), {}).get("population") is not None]
    return (years[0], years[-1]) if years else ("", "")


def _lives(found: People, area: str, year: str) -> bool:
    first, last = _span(found, area)
    return first <= year <= last


# ── sources ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _made(by: tuple[str, ...], found: People, sums: Mapping[Key, Cells], asked: Asked) -> Iterator[Made]:
    wanted = asked.all("force")
    if "force" in by:
        rows = only(sums, wanted, {force: force for _, force in sums})
        names = {force: forces()[force].name for force in sorted({force for _, force in rows})}
        title = "Residents by police force area, middle of the year"
        yield Made("force_population", title, "year", "force", names, PEOPLE, rows, "population", publication(LIMITS), OBTAINED)
    if "area" in by:
        areas = {key: cells for key, cells in sorted(found.rows.cells.items()) if key[1] in found.districts}
        areas = only(areas, wanted, {area: found.force.get(area, "") for area in found.districts}) if wanted else areas
        lives = [life for area in sorted({area for _, area in areas}) for life in _lifetime(found, area)]
        rows = {key: cells for key, cells in areas.items() if _lives(found, key[1], key[0])}
        names = {area: found.names[area] for area in sorted({area for _, area in rows})}
        yield Made(
            "area_population",
            "Residents by local authority, middle of the year",
            "year",
            "area",
            names,
            PEOPLE,
            rows,
            "population",
            publication(OF_AREAS),
            OBTAINED_AREAS,
            kind="published",
            more={"lifetimes": lives},
        )


def _lifetime(found: People, area: str) -> Iterator[dict[str, str]]:
    """When an area began or ended, where the table gives residents of it in some of its years alone."""
    years, (first, last) = sorted(found.years), _span(found, area)
    if not first or (first, last) == (years[0], years[-1]):
        return
    said = {"area": area, **({"first": first} if first > years[0] else {}), **({"last": last} if last < years[-1] else {})}
    yield said | {"reason": "The table gives its residents for these years alone."}


# ── what is said of them ──────────────────────────────────────────────────────────────────────────────────────────────
def _origin(found: People, made: Made):  # type: ignore[no-untyped-def]
    def of(key: Key) -> str:
        if made.breakdown == "area":
            return found.rows.origin(key)
        return next((found.rows.origin((key[0], area)) for area, force in found.force.items() if force == key[1]), "tables")

    return of


def _report(found: People, made: list[Made]) -> Iterator[str]:
    """Control totals: residents of each year."""
    for each in made:
        kind = "forces" if each.breakdown == "force" else "local authorities"
        left = f" Left out: {len(found.wider)} countries and regions." if found.wider else ""
        yield f"{len(each.parts)} {kind}, middle of each year.{left}"
        for year in each.periods:
            known = [int(n) for (of, _), cells in each.rows.items() if of == year and (n := cells["population"]) is not None]
            yield f"  {year}: {sum(known):,} residents of {len(known)} {kind}"


def _living_warnings(made: list[Made]) -> Iterator[str]:
    for each in made:
        lives = each.more.get("lifetimes", [])
        for said in lives if isinstance(lives, list) else []:
            ends = [f"{word} {said[word]}" for word in ("first", "last") if word in said]
            yield f"{each.parts[said['area']]} has residents in some years alone: {', '.join(ends)}."


IMPORTER = Importer(
    name="ons-population",
    title="Residents of police force areas and local authorities",
    reads="mid-year estimates as CSV: columns Name, PFA and Geography, and one for each year, like 'Mid-2023'. Countries and "
    "regions are told from areas, and held against their sums.",
    download="https://www.ons.gov.uk/peoplepopulationandcommunity/populationandmigration/populationestimates",
    renewed="yearly",
    read=read,
    options=(
        FORCE,
        Option("by", "What to split by: force (default), area (local authority). Repeat it.", many=True, choices=BY),
        Option("lookup", "A lookup of local authorities to police force areas. Repeat it.", "FILE", many=True, is_file=True),
    ),
    wants="FILE",
    example="pcc import ons-population population.csv --lookup districts.csv",
)
