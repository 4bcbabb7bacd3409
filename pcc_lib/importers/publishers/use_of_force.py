"""Police use of force statistics of the Home Office: incidents by financial year and force.

It reads a table with a row for each force, and totals of regions and of England and Wales among them, which are held against the
sums of their forces. The year stands in the file's name (`april2017-march2018.csv`), or is said with `--year`. What a force could
not tell stays blank. Refused are rows of no force, totals that their forces do not sum to, and two files that tell one year
otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pcc_lib.core.errors import DataError, Fault, counted
from pcc_lib.importers.asking import Expected, doubts
from pcc_lib.importers.choosing import FORCE, PREFER, YEARS, Joined, ReadTable, joined, names_of, rows_asked
from pcc_lib.importers.faults import shown
from pcc_lib.importers.forces import force_of, forces, is_wider
from pcc_lib.importers.given import Given
from pcc_lib.importers.seam import LICENCE, Asked, Column, Importer, Key, Made, Number, Option, Publication, Reading
from pcc_lib.importers.sheets import Sheet, raise_faults, sheets_of

HEADS = {
    "region": ("Region",),
    "force": ("Police Force", "Force", "Police force area", "Force name"),
    "incidents": ("Total", "Incidents", "Number of incidents", "Total incidents", "Number of use of force incidents"),
}
COLUMNS = {"incidents": Column("Incidents in which force was used", "incidents")}
WHOLE = "England and Wales"
LEAST = 50  # of a year: the smallest force had 408 in its first year
ENDINGS = (".csv", ".ods", ".xlsx", ".xls")
_YEAR = re.compile(r"(20\d{2})\D{1,8}?(20\d{2}|\d{2})(?!\d)")
PUBLICATION = Publication(
    producer="Home Office",
    attribution=f"Source: Home Office, police use of force statistics. Contains public sector information licensed under the "
    f"{LICENCE}.",
    limits="Incidents as officers reported them: each officer who used force on a person reports once, so that one event may be "
    "several. Reporting began in 2017 and grew more complete since; forces differ in how fully they report, so "
    "a place among them says as much of their forms as of their force.",
    next_update="Yearly: import the new table of the Home Office.",
    statistics="official statistics",
)
OBTAINED = "Read by pcc import use-of-force from tables of the Home Office; which they were stands under imported."


def read(given: Given, asked: Asked) -> Reading:
    """Tables of use of force as a source of financial years; a DataError lists every fault of every file."""
    files, others = sheets_of(given, ENDINGS)
    faults: list[Fault] = []
    sheets = [sheet for several in files for sheet in several if sheet.grid.cells]
    tables = [table for sheet in sheets if (table := _table(sheet, _year(sheet, asked, len(sheets), faults)))]
    if faults:
        raise DataError(faults)
    raise_faults(sheets)
    found = joined(tables, asked.one("prefer"))
    made = _made(rows_asked(found, asked))
    warnings = [*found.warnings, *([f"{counted(others, 'other file')} passed over."] if others else [])]
    return Reading([made], list(_report(tables)), _doubts(made, found), warnings)


def _doubts(made: Made, found: Joined):  # type: ignore[no-untyped-def]
    return list(doubts(made, Expected(LEAST, found.said_of)))


def _made(rows: Mapping[Key, Mapping[str, Number]]) -> Made:
    return Made(
        "use_of_force", "Police use of force", "year", "force", names_of(rows), COLUMNS, rows, "incidents", PUBLICATION, OBTAINED,
    )  # fmt: skip


def _year(sheet: Sheet, asked: Asked, files: int, faults: list[Fault]) -> str:
    """The financial year of a file, `2017-18`: what `--year` says, else what its name says."""
    match = _YEAR.search(sheet.file.name)
    named = f"{match[1]}-{match[2][-2:]}" if match else ""
    said = asked.one("year")
    todo = "Keep the name that says the year, like april2017-march2018.csv, or say it: --year 2017-18."
    if said and files > 1:
        faults.append(Fault("--year", said, f"is said of {files} tables.", "Give one table with it."))
    elif said and named and said != named:
        faults.append(
            sheet.file.fault("", f"the name says {named}, and --year {said}.", "Say the right one, or rename the file.")
        )
    elif not (said or named):
        faults.append(sheet.file.fault("", f"the name {shown(sheet.file.name)} says no financial year.", todo))
    elif int((said or named)[2:4]) + 1 != int((said or named)[5:]) % 100:
        faults.append(sheet.file.fault("", f"{said or named} is no financial year.", todo))
    return said or named


# ── one table ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _table(sheet: Sheet, year: str) -> ReadTable | None:
    """The forces of one table, held against its totals; None where it cannot be read, which is a fault of the sheet."""
    head = sheet.head(HEADS)
    if head is None:
        return None
    top, at = head
    held: dict[str, Number] = {}
    regions: dict[str, str] = {}
    totals: dict[str, tuple[int, Number]] = {}
    for row in (each for each in sheet.rows if each > top):
        region, name = sheet.text(row, at["region"]), sheet.text(row, at["force"])
        number = sheet.number(row, at["incidents"])
        wider = re.sub(r"^total\s*", "", name, flags=re.IGNORECASE)
        if name != wider or (is_wider(name) and force_of(name) is None):
            totals[wider or region] = (row, number)
        elif (force := force_of(name)) is None:
            sheet.fault((row, at["force"]), f"{shown(name)} is no police force.", "Compare the row with the publication.")
        elif force.id in held:
            sheet.fault((row, at["force"]), f"{shown(name)} stands twice.", "Keep one row of each force.")
        else:
            held[force.id], regions[force.id] = number, region
    _hold(sheet, held, regions, totals)
    rows = {(year, force): {"incidents": number} for force, number in held.items() if forces()[force].has_area}
    return ReadTable(sheet.file, rows, tuple(_said(held, totals)))


def _hold(sheet: Sheet, held: Mapping[str, Number], regions: Mapping[str, str], totals: Mapping[str, tuple[int, Number]]) -> None:
    """Totals of regions and of the country are the sums of their forces."""
    if not held and not sheet.faults:
        sheet.fault(None, "holds no row of a force.", "Give the table by police force.")
    for name, (row, total) in totals.items():
        there = [force for force in held if name == WHOLE or regions[force] == name]
        several = sum(held[force] or 0 for force in there)
        if total is not None and several != total:
            found = f"{name} is {total:,}, its {counted(len(there), 'force')} sum to {several:,}."
            sheet.fault(row, found, "A row is missing, wrong, or stands twice. Take the publication's own file.")


def _said(held: Mapping[str, Number], totals: Mapping[str, tuple[int, Number]]) -> Iterator[str]:
    without = [force for force in held if not forces()[force].has_area]
    yield f"{counted(len(held), 'force')}, {sum(n or 0 for n in held.values()):,} incidents"
    whole = totals.get(WHOLE, (0, None))[1]
    yield f"{WHOLE} in the file: {whole:,}" if whole is not None else f"the file has no total of {WHOLE}"
    yield from (f"left out, for it has no area: {forces()[force].name} {held[force] or 0:,}" for force in without)
    blank = [forces()[force].name for force, number in held.items() if number is None]
    yield from ([f"not known: {', '.join(blank)}"] if blank else [])


def _report(tables: list[ReadTable]) -> Iterator[str]:
    yield f"Read {counted(len(tables), 'table')} of use of force."
    for table in sorted(tables, key=lambda each: each.last):
        yield f"{table.last}: {'; '.join(table.said)}"


IMPORTER = Importer(
    name="use-of-force",
    title="Use of force by the police, by year and force",
    reads="CSV, ODS or XLSX with columns Region, Police Force and Total; the year in the file's name, or with --year.",
    download="https://www.gov.uk/government/collections/police-use-of-force-statistics",
    renewed="yearly",
    read=read,
    options=(
        FORCE,
        YEARS,
        Option(
            "year",
            "The financial year of the table, where its name does not say it.",
            "YEAR",
            form=r"20\d{2}-\d{2}",
            like="2017-18",
        ),
        PREFER,
    ),
    wants="FILE",
    example="pcc import use-of-force april2023-march2024.csv",
)
