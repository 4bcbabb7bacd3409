"""Stops and searches by ethnicity, as Ethnicity facts and figures publishes the Home Office's table: by financial year and force.

It reads the rows of all searches and of the five ethnic groups with those unreported (`5+1`); finer groups, rates and residents
are passed over. `-` is none there, for the groups sum to all only so. All forces with and without British Transport Police are
held against their sums, and each force's groups against its total. A row that stands twice is refused where it tells otherwise.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pcc_lib.core.errors import counted, suggest
from pcc_lib.importers.asking import Expected, doubts
from pcc_lib.importers.choosing import FORCE, PREFER, YEARS, ReadTable, joined, names_of, rows_asked
from pcc_lib.importers.faults import shown
from pcc_lib.importers.forces import force_of, forces
from pcc_lib.importers.given import Given
from pcc_lib.importers.seam import LICENCE, Asked, Column, Importer, Key, Made, Number, Publication, Reading
from pcc_lib.importers.sheets import Sheet, raise_faults, sheets_of

HEADS = {
    "year": ("Time",),
    "ethnicity": ("Ethnicity",),
    "kind": ("Ethnicity_type",),
    "force": ("Geography",),
    "number": ("Number of stop and searches", "Number of stops and searches", "Numerator"),
}
ALL = "All"
GROUPS = {
    "Asian": "asian",
    "Black": "black",
    "Mixed": "mixed",
    "Other": "other",
    "White": "white",
    "Unreported": "unreported",
}
COLUMNS = {
    "stops_and_searches": Column("Stops and searches", "searches", required=True),
    **{name: Column(f"Stops and searches, {title.lower()}", "searches") for title, name in GROUPS.items()},
}
CONTROL = "stops_and_searches"
CHECKS = ({"rule": f"{CONTROL} == {' + '.join(GROUPS.values())}", "says": "searches are not the sum of their ethnic groups"},)
LEAST = 50
PUBLICATION = Publication(
    producer="Home Office, published by Ethnicity facts and figures",
    attribution="Source: Home Office, Ethnicity facts and figures: stop and search. Contains public sector information licensed "
    f"under the {LICENCE}.",
    limits="Searches of people, without those of vehicles alone; ethnicity as the person searched said it. A person may be "
    "searched several times. Numbers of people living in an area do not tell who is in public places there.",
    next_update="Yearly: import the new table.",
    statistics="official statistics",
)
OBTAINED = (
    "Read by pcc import home-office-stops from tables of Ethnicity facts and figures; which they were stands under imported."
)
_WHOLE = {"all - excluding btp": False, "all - including btp": True}


@dataclass
class _Found:
    """What a table says: numbers of each year, force and column; and of all forces together, by year, with or without the force
    that has no area, each with its row."""

    rows: dict[Key, dict[str, Number]] = field(default_factory=lambda: defaultdict(dict))
    wholes: dict[tuple[str, bool, str], tuple[int, Number]] = field(default_factory=dict)


def read(given: Given, asked: Asked) -> Reading:
    """Tables of stop and search as a source of financial years; a DataError lists every fault of every file."""
    files, others = sheets_of(given, (".csv", ".ods", ".xlsx"))
    sheets = [sheet for several in files for sheet in several if sheet.grid.cells]
    tables = [table for sheet in sheets if (table := _table(sheet))]
    raise_faults(sheets)
    found = joined(tables, asked.one("prefer"))
    rows = rows_asked(found, asked)
    made = Made(
        "stop_and_search_by_year", "Stops and searches by ethnicity", "year", "force", names_of(rows), COLUMNS, rows, CONTROL,
        PUBLICATION, OBTAINED, checks=CHECKS,
    )  # fmt: skip
    warnings = [*found.warnings, *([f"{counted(others, 'other file')} passed over."] if others else [])]
    return Reading([made], list(_report(tables)), list(doubts(made, Expected(LEAST, found.said_of))), warnings)


def _table(sheet: Sheet) -> ReadTable | None:
    head = sheet.head(HEADS)
    if head is None:
        return None
    top, at = head
    found = _Found()
    for row in (each for each in sheet.rows if each > top):
        kind, ethnicity = sheet.text(row, at["kind"]), sheet.text(row, at["ethnicity"])
        if ethnicity == ALL or "5+1" in kind:
            _row(sheet, row, at, found)
    _hold(sheet, found)
    rows = {key: cells for key, cells in found.rows.items() if forces()[key[1]].has_area}
    return ReadTable(sheet.file, rows, tuple(_said(found)))


def _row(sheet: Sheet, row: int, at: Mapping[str, int], found: _Found) -> None:
    """One row that is read: a force, or all of them."""
    text = {name: sheet.text(row, column) for name, column in at.items()}
    year = re.fullmatch(r"(20\d{2})[/-](\d{2})", text["year"])
    if not year or (int(year[1]) + 1) % 100 != int(year[2]):
        sheet.fault((row, at["year"]), f"{shown(text['year'])} is no financial year.", "It must be like 2017/18.")
        return
    column = CONTROL if text["ethnicity"] == ALL else GROUPS.get(text["ethnicity"], "")
    if not column:
        sheet.fault((row, at["ethnicity"]), f"{shown(text['ethnicity'])} is not known.", suggest(text["ethnicity"], GROUPS))
        return
    number, period, force = sheet.number(row, at["number"], nought="-"), f"{year[1]}-{year[2]}", force_of(text["force"])
    if (whole := _WHOLE.get(text["force"].lower())) is not None:
        found.wholes[period, whole, column] = row, number
    elif force is None:
        sheet.fault((row, at["force"]), f"{shown(text['force'])} is no police force.", "Compare the row with the publication.")
    elif found.rows[period, force.id].setdefault(column, number) != number:
        what = f"{text['force']}, {period}, {text['ethnicity']}"
        sheet.fault((row, at["number"]), f"{what} stands twice, with other numbers.", "Take the publication's own file.")


def _hold(sheet: Sheet, found: _Found) -> None:
    """All forces together are the sum of them."""
    if not found.rows and not sheet.faults:
        sheet.fault(None, "holds no row of a force with all ethnic groups.", "Take the publication's own file.")
    for (period, with_btp, column), (row, total) in found.wholes.items():
        several = [
            cells.get(column) or 0
            for (when, part), cells in found.rows.items()
            if when == period and (with_btp or forces()[part].has_area)
        ]
        if total is not None and sum(several) != total:
            what = (
                f"{column} of all forces in {period} is {total:,}, the {counted(len(several), 'force')} sum to {sum(several):,}."
            )
            sheet.fault(row, what, "A row is missing, wrong, or stands twice. Take the publication's own file.")
    for (period, part), cells in found.rows.items():
        groups = [cells[name] for name in GROUPS.values() if cells.get(name) is not None]
        total, several = cells.get(CONTROL), sum(number or 0 for number in groups)
        if total is not None and len(groups) == len(GROUPS) and several != total:
            what = f"{forces()[part].name}, {period}: all are {total:,}, its ethnic groups sum to {several:,}."
            sheet.fault(None, what, "Take the publication's own file.")


def _said(found: _Found) -> Iterator[str]:
    for period in sorted({period for period, _ in found.rows}):
        mine = {part: cells for (when, part), cells in found.rows.items() if when == period and forces()[part].has_area}
        total = sum(cells.get(CONTROL) or 0 for cells in mine.values())
        without = [(part, cells) for (when, part), cells in found.rows.items() if when == period and part not in mine]
        left = "; ".join(f"{forces()[part].name} {cells.get(CONTROL) or 0:,}" for part, cells in without)
        yield f"{period}: {counted(len(mine), 'force')}, {total:,} stops and searches" + (f"; left out {left}" if left else "")


def _report(tables: list[ReadTable]) -> Iterator[str]:
    for table in tables:
        yield f"Read {table.file.said}."
        yield from (f"  {line}" for line in table.said)


IMPORTER = Importer(
    name="home-office-stops",
    title="Stops and searches by ethnicity, year and force",
    reads="the CSV 'stop and search' of Ethnicity facts and figures, with columns Time, Ethnicity, Ethnicity_type and "
    "Geography; not the rows of single searches of data.police.uk.",
    download="https://www.ethnicity-facts-figures.service.gov.uk/crime-justice-and-the-law/policing/stop-and-search/latest",
    renewed="yearly",
    read=read,
    options=(FORCE, YEARS, PREFER),
    wants="FILE",
    example="pcc import home-office-stops stop-and-search.csv --years 2015..2017",
)
