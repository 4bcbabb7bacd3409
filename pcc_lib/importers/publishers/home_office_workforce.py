"""Police workforce tables of the Home Office: officers, staff, designated officers and community support officers by force,
half-yearly.

It reads the workbook as it is published (ODS, XLSX), told by the titles of its sheets: full-time equivalents, headcounts beside
them where they are given, and special constables. A value stands in the month of its day: 31 March, 30 September. Totals of
regions and of all 43 forces are held against the sums of their forces. `..` and `*` stay blank. Changes, percentages, national
series, leavers, joiners and volunteers are passed over. Refused are rows of no force and totals that their forces do not sum to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from pcc_lib.core.errors import counted
from pcc_lib.core.quarters import MONTHS
from pcc_lib.importers.asking import Expected, doubts
from pcc_lib.importers.choosing import FORCE, PREFER, YEARS, ReadTable, joined, names_of, rows_asked
from pcc_lib.importers.faults import shown
from pcc_lib.importers.forces import force_of, forces, is_wider, plain_name
from pcc_lib.importers.given import Given
from pcc_lib.importers.seam import LICENCE, Asked, Column, Importer, Key, Made, Number, Publication, Reading
from pcc_lib.importers.sheets import Sheet, raise_faults, sheets_of

FTE, HEADS = "full-time equivalents", "people"
_GROUPS = {
    r"police officers": ("police_officers", "Police officers"),
    r"police staff": ("police_staff", "Police staff"),
    r"designated officers(?: \(s\.? ?38, s\.? ?39\))?": ("designated_officers", "Designated officers"),
    r"police staff and designated officers(?: \(s\.? ?38, s\.? ?39\))?(?: combined)?": (
        "staff_and_designated_officers",
        "Police staff and designated officers",
    ),
    r"police community support officers": ("community_support_officers", "Police community support officers"),
    r"special constables": ("special_constables", "Special constables"),
}
COLUMNS = {
    **{name: Column(title, FTE, decimal=True) for name, title in _GROUPS.values() if name != "special_constables"},
    **{f"{name}_headcount": Column(f"{title}, headcount", HEADS, decimal=True) for name, title in _GROUPS.values()},
}
CONTROL = "police_officers"
LEAST = 100  # officers of a force: the City of London, the smallest, has about 750
ENDINGS = (".ods", ".xlsx", ".xls")
_TITLE = re.compile(r"table [a-z]?\d+[a-z]?\s*[:.]?\s*(.+?),? by police force area\b.*", re.IGNORECASE | re.DOTALL)
_MARKS = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹⁰]+")
_DAY = re.compile(r"(?:as at )?(?:(30|31) )?(mar(?:ch)?|sep(?:t|tember)?)[ -](20\d{2})\d?", re.IGNORECASE)
_ALL = re.compile(r"total (?:of )?(?:all )?43 forces", re.IGNORECASE)
_NO_FORCE = ("central service secondments", "other forces", "total")
_NOTES = ("notes", "note", "source", "source: home office", "contents", "back to contents")
PUBLICATION = Publication(
    producer="Home Office",
    attribution=f"Source: Home Office, Police workforce, England and Wales. Contains public sector information licensed under "
    f"the {LICENCE}.",
    limits="Full-time equivalents on one day, as the workbook holds them, to two decimals; people on career breaks or long-term "
    "absence are among them. Some forces cannot tell designated officers from other staff: the two together can be compared. "
    "Forces and the Home Office revise earlier dates.",
    next_update="In January (30 September) and July (31 March): import the new workbook of the Home Office.",
    statistics="accredited official statistics",
)
OBTAINED = "Read by pcc import home-office-workforce from workbooks of the Home Office; which they were stands under imported."


@dataclass
class _Block:
    """One table: what it counts, the column of each month, the numbers of forces, and what its totals say. region: the region
    that rows stand below, by force."""

    sheet: Sheet
    column: str
    months: Mapping[int, str]
    held: dict[str, dict[str, Number]] = field(default_factory=dict)
    region: dict[str, str] = field(default_factory=dict)
    totals: dict[str, tuple[int, dict[str, Number]]] = field(default_factory=dict)


def read(given: Given, asked: Asked) -> Reading:
    """Workbooks as a source of half-years; a DataError lists every fault of every workbook."""
    files, others = sheets_of(given, ENDINGS)
    tables: list[ReadTable] = []
    for sheets in files:
        blocks = [block for sheet in sheets if (block := _block(sheet))]
        if not blocks and not any(sheet.faults for sheet in sheets):
            found = "holds no table by police force area that is known."
            sheets[0].fault(None, found, "Give the workbook 'Police workforce, England and Wales: tables'.")
        raise_faults(sheets)
        tables.append(_joined(blocks))
        raise_faults(sheets)
    found = joined(tables, asked.one("prefer"))
    made = _made(rows_asked(found, asked))
    warnings = [*found.warnings, *([f"{counted(others, 'other file')} passed over."] if others else [])]
    return Reading([made], list(_report(tables)), list(doubts(made, Expected(LEAST, found.said_of))), warnings)


def _made(rows: Mapping[Key, Mapping[str, Number]]) -> Made:
    there = {name for cells in rows.values() for name in cells}
    columns = {name: column for name, column in COLUMNS.items() if name in there}
    return Made(
        "police_workforce", "Police workforce", "month", "force", names_of(rows), columns, rows, CONTROL, PUBLICATION, OBTAINED,
        kind="published", more={"frequency": "half-year"},
    )  # fmt: skip


def _joined(blocks: Sequence[_Block]) -> ReadTable:
    """All tables of a workbook as one: the columns of each month and force."""
    rows: dict[Key, dict[str, Number]] = defaultdict(dict)
    said = []
    for block in blocks:
        for force, cells in block.held.items():
            for month, number in cells.items():
                if not forces()[force].has_area:
                    continue
                if rows[month, force].setdefault(block.column, number) != number:
                    found = f"{block.column} of {force}, {month} is told otherwise in another sheet."
                    block.sheet.fault(None, found, "Take the publication's own workbook.")
        said += list(_said(block))
    return ReadTable(blocks[0].sheet.file, dict(rows), tuple(said))


# ── one sheet ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _block(sheet: Sheet) -> _Block | None:
    """The table of a sheet, read and held against its totals; None where it is another table."""
    title = next((sheet.text(row, cell.column) for row in sheet.rows for cell in sheet.grid.row(row)), "")
    column = column_of(title, " ".join(sheet.text(r, c.column) for r in sheet.rows if r <= 5 for c in sheet.grid.row(r)))
    if not column:
        return None
    top = next((row for row in sheet.rows if row <= 12 and any(_month(c.value) for c in sheet.grid.row(row) if c.column > 1)), 0)
    months = {c.column: month for c in sheet.grid.row(top) if c.column > 1 and (month := _month(c.value))} if top else {}
    if not months:
        sheet.fault(None, "has no row of dates such as 30 September 2019.", "Take the publication's own workbook.")
        return None
    if len(set(months.values())) < len(months):
        sheet.fault(top, "has one date twice.", "Take the publication's own workbook.")
    block = _Block(sheet, column, months)
    _read_rows(block, top)
    _hold(block)
    return block


def column_of(title: str, above: str) -> str:
    """The column of a table by its title, and by what stands above its head; blank where it is no table that is read."""
    found = _TITLE.fullmatch(" ".join(_MARKS.sub("", title).split()))
    what = re.sub(r"(?<=[a-z)])\d$", "", found[1].lower().strip()) if found else ""
    name = next((name for form, (name, _) in _GROUPS.items() if re.fullmatch(form, what)), "")
    heads = "headcount" in title.lower() or ("full-time" not in above.lower() and "headcount" in above.lower())
    column = f"{name}_headcount" if heads else name
    return column if column in COLUMNS else ""


def _month(value: object) -> str:
    """The month of a day in the head: of a date, or of `30 September 2012` with or without the digit of a footnote."""
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return f"{day:%Y-%m}" if (day.month, day.day) in ((3, 31), (9, 30)) else ""
    match = _DAY.fullmatch(" ".join(_MARKS.sub("", str(value)).split()))
    return (
        f"{match[3]}-{MONTHS.index(next(m for m in MONTHS if m.lower().startswith(match[2][:3].lower()))):02d}" if match else ""
    )


def _read_rows(block: _Block, top: int) -> None:
    sheet, region = block.sheet, ""
    for row in (each for each in sheet.rows if each > top):
        name = _MARKS.sub("", sheet.text(row, 1)).strip()
        if name.lower().rstrip(":") in _NOTES:
            return
        if not name or not any(sheet.grid.at(row, column) for column in block.months):
            continue
        cells = {month: sheet.number(row, column, whole=False) for column, month in block.months.items()}
        force = force_of(name)
        if _ALL.fullmatch(name):
            block.totals[name] = row, cells
        elif name.lower() in _NO_FORCE:
            continue
        elif (force is None and is_wider(name)) or (force and force.id == "west-midlands" and not _is_force(block, row, name)):
            region = name
            block.totals[region] = row, cells
        elif force is None:
            sheet.fault((row, 1), f"{shown(name)} is no police force and no region.", "Compare the row with the publication.")
        elif force.id in block.held:
            sheet.fault((row, 1), f"{shown(name)} stands twice.", "Keep one row of each force.")
        else:
            block.held[force.id], block.region[force.id] = cells, region if force.has_area else ""


def _is_force(block: _Block, row: int, name: str) -> bool:
    """Whether a row of a name that is a region and a force is the force: the region is the first of two."""
    rows = [each for each in block.sheet.rows if plain_name(_MARKS.sub("", block.sheet.text(each, 1))) == plain_name(name)]
    return len(rows) != 2 or row == rows[1]


def _hold(block: _Block) -> None:
    """Totals are the sums of their forces: within half of the last digit that is shown of each, where they are shown rounded."""
    if not block.held and not block.sheet.faults:
        block.sheet.fault(None, "holds no row of a force.", "Take the publication's own workbook.")
    for name, (row, totals) in block.totals.items():
        there = [f for f in block.held if (_ALL.fullmatch(name) and forces()[f].has_area) or block.region[f] == name]
        for month, total in totals.items():
            numbers = [n for force in there if (n := block.held[force][month]) is not None]
            if total is None:
                continue
            if abs(sum(numbers) - total) > tolerance([*numbers, total], block.column):
                found = f"{name} in {month} is {total:,.2f}, its {counted(len(there), 'force')} sum to {sum(numbers):,.2f}."
                block.sheet.fault(row, found, "A row is missing, wrong, or stands twice. Take the publication's own workbook.")
    for cells in block.held.values():
        cells.update({month: _kept(n) for month, n in cells.items()})


def _kept(number: Number) -> Number:
    """A number to two decimals; a whole one without any."""
    return None if number is None else int(number) if float(number).is_integer() else round(number, 2)


def tolerance(numbers: Sequence[float], column: str) -> float:
    """How far a total may lie from its sum: half a unit of each number, where full-time equivalents are rounded to whole numbers;
    half of a hundredth where they are not; and nothing but what a computer's arithmetic does to whole headcounts."""
    whole = all(float(n).is_integer() for n in numbers)
    if whole and column.endswith("_headcount"):
        return 1e-6
    return 0.5 * len(numbers) if whole else 0.005 * len(numbers)


# ── what is said ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _said(block: _Block) -> Iterator[str]:
    for month in block.months.values():
        known = {f: n for f, cells in block.held.items() if (n := cells[month]) is not None and forces()[f].has_area}
        total = next((cells[month] for name, (_, cells) in block.totals.items() if _ALL.fullmatch(name)), None)
        beside = "" if total is None else f" (the workbook's total: {total:,.2f})"
        yield f"{month} {block.column}: {counted(len(known), 'force')}, {sum(known.values()):,.2f}{beside}"
    without = sorted(forces()[f].name for f in block.held if not forces()[f].has_area)
    yield from ([f"{block.column}: left out, for they have no area: {', '.join(without)}"] if without else [])
    marks = ", ".join(f"{mark} {number:,}" for mark, number in sorted(block.sheet.marks.items()))
    yield from ([f"{block.column}: cells without a number: {marks}"] if marks else [])


def _report(tables: Sequence[ReadTable]) -> Iterator[str]:
    for table in tables:
        yield f"Read {table.file.said}: {counted(len(table.rows), 'row')} of forces and dates."
        yield from (f"  {line}" for line in table.said)


IMPORTER = Importer(
    name="home-office-workforce",
    title="Police officers and staff by force, twice a year",
    reads="the workbook 'Police workforce, England and Wales: tables' (ODS, XLSX); not the open data tables of leavers and "
    "joiners.",
    download="https://www.gov.uk/government/collections/police-workforce-england-and-wales",
    renewed="half-yearly",
    read=read,
    options=(FORCE, YEARS, PREFER),
    wants="FILE",
    example="pcc import home-office-workforce police-workforce-sep24-tables.ods",
)
