"""Recorded crime by police force area, as the Office for National Statistics publishes it for years that end in a month.

A row for each year and area (`Year ending September`, `Area name`, a column for each kind of offence). Areas are forces,
regions and countries among each other: the forces are kept, and what is printed of regions and countries is held against their
sums, as all crime is against its nine groups. Forces without an area (railways) count in the sums of the country and have no
row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pcc_lib.importers.asking import Expected, doubts
from pcc_lib.importers.faults import shown
from pcc_lib.importers.forces import Force, force_of, forces, is_wider
from pcc_lib.importers.given import Given
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
from pcc_lib.importers.seam import Asked, Column, Importer, Made, Reading
from pcc_lib.importers.tables import Row, Table

YEAR_ENDING = re.compile(r"Year ending (January|February|March|April|May|June|July|August|September|October|November|December)")
YEAR = re.compile(r"20\d{2}")
AREA, TOTAL = "Area name", "Total recorded crime (excluding fraud)"
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
CHANGED = "Residential burglary", "2017"  # what is counted otherwise from a year on
LEAST = 1_000  # crimes of a year: the smallest force has some thousands
LIMITS = (
    "Crimes that the police recorded, without fraud; recording practice differs between forces and over the years. Blank "
    "cells are crimes that the producer does not give for that year, not noughts. Residential burglary is not counted alike "
    "before and after 2017. British Transport Police is left out, because it polices no area with residents."
)
OBTAINED = (
    "Rows of the forces, read by pcc import ons-pfa; countries and regions left out. Which files they were stands under imported."
)


def column(title: str) -> str:
    """The source column of a title of the table."""
    return "all_crime" if title == TOTAL else re.sub(r"\W+", "_", title.lower())


@dataclass
class Crimes:
    """What the tables hold. ends: the month in which their years end. titles: by column. wider: regions and countries; printed:
    what is printed of them, with its table."""

    ends: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    rows: Rows = field(default_factory=Rows)
    names: dict[str, Force] = field(default_factory=dict)
    wider: dict[str, None] = field(default_factory=dict)
    printed: list[tuple[Table, Printed]] = field(default_factory=list)


def read(given: Given, asked: Asked) -> Reading:
    """Read crime tables; a DataError lists every fault of every table."""
    tables, ignored = tables_of(given)
    found = Crimes()
    for table in tables:
        _header(table, found)
    raise_faults(tables)
    for table in tables:
        for row in table.rows:
            _row(table, row, found)
    raise_faults(tables)
    warnings = [
        *found.rows.warnings(),
        *held_to_sums(found.printed, found.rows.cells, "A row is missing, wrong, or counted twice."),
    ]
    raise_faults(tables)
    rows = only(_with_area(found), asked.all("force"), {force: force for _, force in found.rows.cells})
    made = _made(found, rows)
    return Reading(
        made=[made],
        report=[*_report(found, rows), *([f"{ignored:,} other files were passed over."] if ignored else [])],
        doubts=list(doubts(made, Expected(LEAST, found.rows.origin))),
        warnings=[*warnings, *respelt(found.names), *_blank(found, rows)],
    )


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _header(table: Table, found: Crimes) -> None:
    table.need((AREA, TOTAL))
    match = YEAR_ENDING.fullmatch(table.header[0])
    if not match:
        said = f"{shown(table.header[0])} does not say which month the years end in."
        table.fault("row 1, column 1", said, "It must be like 'Year ending September'.")
    elif found.ends not in ("", match[1]):
        said = f"the years end in {match[1]}, and those of another table in {found.ends}."
        table.fault("row 1, column 1", said, "Import one kind of years.")
    else:
        found.ends = match[1]
        found.titles |= {column(t): t for t in (TOTAL, *GROUPS, *KINDS) if t in table.header}


def _row(table: Table, row: Row, found: Crimes) -> None:
    year, area = row.cells[0], table.text(row, AREA)
    if not YEAR.fullmatch(year):
        table.fault(f"row {row.number}, column 1", f"{shown(year)} is not a year.", "Write it like 2024.")
        return
    cells: Cells = {name: table.number(row, title) for name, title in found.titles.items() if title in table.header}
    _check_groups(table, row, cells, f"{year}, {area}")
    if not force_of(area) and is_wider(area):
        found.wider[area] = None
        place = f"row {row.number}, column "
        found.printed += [
            (table, Printed(area, year, name, int(number), place + found.titles[name]))
            for name, number in cells.items()
            if number is not None and forces_in(area)
        ]
    elif force := force_at(table, f"row {row.number}, column {AREA}", area):
        found.names[area] = force
        found.rows.add((year, force.id), cells, Place(table, row.number))


def _check_groups(table: Table, row: Row, cells: Cells, of: str) -> None:
    """All crime is the sum of its nine groups, where all are given."""
    numbers = [cells.get(column(group)) for group in GROUPS]
    parts = [number for number in numbers if number is not None]
    whole = cells.get(column(TOTAL))
    if whole is not None and len(parts) == len(GROUPS) and sum(parts) != whole:
        said = f"all crime of {of} is {whole:,}, its groups sum to {sum(parts):,}."
        table.fault(f"row {row.number}", said, "Compare the row with the release it comes from.")


def _with_area(found: Crimes) -> dict[tuple[str, str], Cells]:
    blank = dict.fromkeys(found.titles)
    return {key: blank | cells for key, cells in sorted(found.rows.cells.items()) if forces()[key[1]].has_area}


# ── the source, and what is said of it ────────────────────────────────────────────────────────────────────────────────
def _made(found: Crimes, rows: Mapping[tuple[str, str], Cells]) -> Made:
    groups = [column(group) for group in GROUPS]
    whole = {"rule": f"all_crime == {' + '.join(groups)}", "says": "all crime is not the sum of its groups"}
    gaps = [{"force": force, "first": year, "last": year} for year, force in _nothing(rows)]
    return Made(
        name="force_crime",
        title=f"Recorded crime by police force area, years ending {found.ends}",
        period="year",
        breakdown="force",
        parts={force: forces()[force].name for force in sorted({force for _, force in rows})},
        columns={name: Column(title, "crimes") for name, title in found.titles.items()},
        rows=rows,
        control=column(TOTAL),
        publication=publication(LIMITS),
        obtained=OBTAINED,
        kind="published",
        checks=(whole,) if set(groups) <= found.titles.keys() else (),
        more={"year_ends": found.ends, "gaps": gaps},
    )


def _nothing(rows: Mapping[tuple[str, str], Cells]) -> list[tuple[str, str]]:
    """Years and forces of which nothing is given."""
    return [key for key, cells in rows.items() if all(number is None for number in cells.values())]


def _report(found: Crimes, rows: Mapping[tuple[str, str], Cells]) -> Iterator[str]:
    """Control totals: all crime of each year."""
    here = {force for _, force in rows}
    apart = {force.name for force in found.names.values() if not force.has_area}
    left = [*([f"{len(found.wider)} countries and regions"] if found.wider else []), *sorted(apart)]
    yield f"{len(here)} forces, years ending {found.ends}. Left out: {', '.join(left) or 'nothing'}."
    for year in sorted({year for year, _ in rows}):
        held = [cells[column(TOTAL)] for (of, _), cells in rows.items() if of == year]
        known = [int(number) for number in held if number is not None]
        yield f"  {year}: {sum(known):,} crimes of {len(known)} forces"
    title, first = CHANGED
    years = [year for year, _ in rows]
    if column(title) in found.titles and min(years) < first <= max(years):
        yield f"{title} is counted otherwise from {first} on: a measure of it needs breaks (docs/open-data.md)."


def _blank(found: Crimes, rows: Mapping[tuple[str, str], Cells]) -> Iterator[str]:
    """Forces and columns without numbers: they stay blank, and no figure is worked out from them."""
    nothing = _nothing(rows)
    for year, force in nothing:
        yield f"{forces()[force].name}: nothing is given for {year}."
    rest: Sequence[tuple[str, Cells]] = [(key[0], cells) for key, cells in rows.items() if key not in nothing]
    for name in found.titles:
        if blank := sorted({year for year, cells in rest if cells[name] is None}):
            yield f"{found.titles[name]}: blank in {', '.join(blank)}."


IMPORTER = Importer(
    name="ons-pfa",
    title="Recorded crime by police force area",
    reads="the table of police force areas as CSV: a column 'Year ending September' (or another month), 'Area name', and a "
    "column for each kind of offence. Regions and countries are told from forces, and held against their sums.",
    download="https://www.ons.gov.uk/peoplepopulationandcommunity/crimeandjustice/datasets/policeforceareadatatables",
    renewed="quarterly",
    read=read,
    options=(FORCE,),
    wants="FILE",
    example="pcc import ons-pfa police-force-areas.csv",
)
