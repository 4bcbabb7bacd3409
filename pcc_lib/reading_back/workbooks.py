"""The files that an edition offers to take along, read back by another program than wrote them: every row must be what the
project tells of it, made anew, and what the ledger prints of its figure; and no workbook holds a formula.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from pcc_lib.core.csv_cells import plain
from pcc_lib.core.errors import ReportError
from pcc_lib.core.files import sha256
from pcc_lib.core.packed import parts_of
from pcc_lib.inputs.page_files import DOWNLOADS
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.pages.downloads import Names
from pcc_lib.pages.page import Page
from pcc_lib.reading_back.chart_drawn import CELL
from pcc_lib.reading_back.declared import WRONG
from pcc_lib.reading_back.marked import FIGURE
from pcc_lib.reading_back.prove import Found
from pcc_lib.reading_back.said import Row, digits_of
from pcc_lib.workbooks.csvw import About, csvw
from pcc_lib.workbooks.edition import KINDS, Downloads, Told
from pcc_lib.workbooks.table import Cell, DataTable, Number, text
from pcc_lib.workbooks.workbook import COVER, NOTES_LINE, contents, notes

METADATA = "-metadata.json"
_ODS = {"mimetype", "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"}
_XLSX = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core)\.xml|xl/(?:workbook|styles|sharedStrings|theme/theme1)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/worksheets/sheet\d+\.xml|xl/worksheets/_rels/sheet\d+\.xml\.rels|xl/tables/table\d+\.xml"
)
_FORMULA = re.compile(rb"table:formula|<(?:\w+:)?f[ >]")
# the columns that hold the name of a figure, its value, and its text where that stands without signs
_OF_FIGURES = (("figure", "value", "as_printed"), ("figure", "progress", ""), ("change_figure", "change", ""))
_HEADS = 3  # rows of a sheet before its table's own: title, line, heads
Read = str | float


class Slip(NamedTuple):
    """What nothing proves: the sheet or table, the place in it, the cell, and what is wrong with it."""

    section: str
    place: str
    cell: str
    wrong: str


@dataclass(frozen=True)
class Proven:
    """What was found in a file: how many numbers are those of figures and cells, and what nothing proves."""

    count: int = 0
    slips: tuple[Slip, ...] = ()


class _Wanted(NamedTuple):
    """A row as a workbook and as a CSV must hold it, and how many of its cells are numbers."""

    typed: Sequence[Read]
    texts: Sequence[Read]
    numbers: int


class Offered:
    """What an edition may offer to take along, made anew from the project's files. printed: the row of the ledger of each figure
    that its pages print, by its id; banner: what it says of itself as a draft."""

    def __init__(self, folder: QuarterFolder, printed: Mapping[str, Row], banner: str) -> None:
        self._page = Page(folder.project, "about-the-data", str(folder.quarter), {})
        self._banner, self._printed = banner, printed
        self._telling: dict[str, _Telling] = {}

    @cached_property
    def made(self) -> Downloads:
        """All that could be offered."""
        return Downloads(self._page, None, self._banner)

    def prove(self, name: str, raw: bytes) -> Proven:
        """Prove a file of the folder."""
        try:
            if name.endswith(METADATA):
                return Proven()  # held against its CSV, by `metadata`
            telling = self._of(name)
            return telling.of_csv(raw) if name.endswith(".csv") else telling.of_workbook(name, raw)
        except (ReportError, ValueError, LookupError, zipfile.BadZipFile, CalamineError, csv.Error):
            return Proven(0, (Slip("", "", name, "cannot be read, or is no file of this edition"),))

    def metadata(self, name: str, files: Mapping[str, bytes]) -> Iterator[Slip]:
        """What the metadata of a CSV say otherwise than what would be said of that CSV today."""
        file = name.removesuffix(METADATA)
        try:
            yield from self._of(file).metadata(file, files[name].decode("utf-8"), files[file].decode("utf-8"))
        except (ReportError, ValueError, LookupError, csv.Error):
            yield Slip("", "", name, "cannot be read, or is of no CSV of this edition")

    def rests_on(self, name: str) -> str:
        """A digest of all that a file is held against; blank of one that is none of this edition."""
        try:
            return self._of(name.removesuffix(METADATA)).digest
        except ReportError:
            return ""

    def _of(self, name: str) -> _Telling:
        """What a file is held against; a ReportError where it is neither of a topic nor of the whole edition."""
        whole = Names(str(self._page.quarter))
        of_all = name in (whole.ods, whole.xlsx, *(whole.table(table.name) for table in KINDS))
        told = None if of_all else self.made.topic(name.partition(".")[0].removeprefix(f"{self._page.quarter}-"))
        id = told.topic.id if told else ""
        if id not in self._telling:
            self._telling[id] = _Telling(self.made, told, self._printed)
        return self._telling[id]


class _Telling:
    """What the files of a topic, or of the whole edition (told: None), may tell."""

    def __init__(self, made: Downloads, told: Told | None, printed: Mapping[str, Row]) -> None:
        self._made, self._told, self._printed = made, told, printed
        self.tables = {table.name: table for table in (*KINDS, *made.tables(told))}

    @cached_property
    def digest(self) -> str:
        """A digest of all of it, with the rows of the ledger that these tables name."""
        printed = {id: dict(self._printed[id]) for id in self._figures if id in self._printed}
        tables = [[repr(table), list(table.rows)] for table in (*self.tables.values(), self._notes)]
        return sha256(json.dumps([repr(self._about), self._title, self._cover, tables, printed], sort_keys=True))

    @property
    def _figures(self) -> set[str]:
        """The ids of the figures that its tables name."""
        named = {name for name, _, _ in _OF_FIGURES}
        places = ((table, at) for table in self.tables.values() for name, at in self._places[table.name].items() if name in named)
        return {str(row[at]) for table, at in places for row in table.rows}

    @cached_property
    def _title(self) -> str:
        return self._made.title(self._told)

    @cached_property
    def _cover(self) -> list[str]:
        return self._made.cover(self._told)

    @cached_property
    def _about(self) -> About:
        return self._made.about(self._told)

    @cached_property
    def _notes(self) -> DataTable:
        """All that the notes of a workbook may say."""
        tables = list(self.tables.values())
        return notes(tables, self._made.said(tables))

    @cached_property
    def _rows(self) -> dict[str, dict[tuple[str, ...], _Wanted]]:
        """The rows of each table by what tells them apart."""
        return {name: {_key(table, row): _wanted(row) for row in table.rows} for name, table in self.tables.items()}

    @cached_property
    def _places(self) -> dict[str, dict[str, int]]:
        """The places of the columns of each table."""
        return {name: {column.name: at for at, column in enumerate(table.columns)} for name, table in self.tables.items()}

    # ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────
    def of_csv(self, raw: bytes) -> Proven:
        """Prove a CSV."""
        heads, *rows = [[plain(cell) for cell in row] for row in csv.reader(io.StringIO(raw.decode("utf-8")))]
        table = self._with(heads)
        return self._table(table, rows, typed=False)

    def _with(self, heads: Sequence[str]) -> DataTable:
        """The table of these columns; a LookupError where there is none."""
        tables = {tuple(column.name for column in table.columns): table for table in self.tables.values()}
        return tables[tuple(heads)]

    def _table(self, table: DataTable, rows: Sequence[Sequence[Read]], typed: bool) -> Proven:
        """Rows of a table, each of which must be that of the table made anew; and none twice. typed: its numbers are numbers."""
        slips: list[Slip] = []
        count, left = 0, dict(self._rows[table.name])
        places = [[column.name for column in table.columns].index(each) for each in table.key]
        for at, row in enumerate(rows, 1):
            key = tuple(str(row[place]) for place in places)
            wanted = left.pop(key, None)  # no row may stand twice
            if wanted is None or len(row) != len(wanted.typed):
                slips.append(Slip(table.title, f"row {at}", " ".join(key), "is a row that this edition does not tell"))
                continue
            count += wanted.numbers
            slips += _row(table, f"row {at}", row, wanted.typed if typed else wanted.texts)
            slips += self._ledgered(table, f"row {at}", row)
        return Proven(count, tuple(slips))

    def _ledgered(self, table: DataTable, place: str, row: Sequence[Read]) -> Iterator[Slip]:
        """What a row tells of a figure otherwise than the ledger, where a page prints it."""
        at = self._places[table.name]
        if not any(str(row[at[name]]) in self._printed for name in ("figure", "change_figure") if name in at):
            return
        told = {name: _shown(row[place]) for name, place in at.items()}
        for figure, value, shown in _OF_FIGURES:
            printed = self._printed.get(told.get(figure, ""))
            wants = {value: digits_of(printed) or printed["text"], shown: printed["text"]} if printed and value in told else {}
            for name, want in wants.items():
                if name and told[name] != want:
                    yield Slip(table.title, f"{place}, {name}", told[name], f"is {want} in the ledger")

    # ── workbooks ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def of_workbook(self, name: str, raw: bytes) -> Proven:
        """Prove a workbook."""
        slips = list(_active(name, raw))
        sheets = _sheets(raw)
        cover, listed, noted, *others = sheets.items()
        tables = {table.title: table for table in self.tables.values()}
        proven = [self._sheet(tables[title], rows) for title, rows in others]
        slips += [slip for each in proven for slip in each.slips]
        wanted = {text(line) for line in (self._title, *self._cover)}
        slips += [
            Slip(COVER, "", _shown(line), "is no line of this cover") for row in cover[1] for line in row if line not in wanted
        ]
        slips += self._around(dict([listed, noted]), {title: rows for title, rows in (noted, *others)})
        return Proven(sum(each.count for each in proven), tuple(slips))

    def _sheet(self, table: DataTable, rows: Sequence[Sequence[Read]]) -> Proven:
        """A sheet: its title, its line, its heads, and the rows of its table."""
        heads = [[table.title], [f"{table.says} {NOTES_LINE}"], [column.title for column in table.columns]]
        for row, wants in zip(rows, heads, strict=False):
            if [cell for cell in row if cell != ""] != wants:
                return Proven(0, (Slip(table.title, "", str(row[0]), "is not the head of this sheet"),))
        return self._table(table, rows[_HEADS:], typed=True)

    def _around(
        self, told: Mapping[str, Sequence[Sequence[Read]]], sheets: Mapping[str, Sequence[Sequence[Read]]]
    ) -> Iterator[Slip]:
        """What the contents and the notes say: the contents of the sheets that there are, the notes nothing but what is known."""
        said = self._notes
        titles = {table.title: table for table in (said, *self.tables.values())}
        there = [replace(titles[title], rows=[()] * (len(rows) - _HEADS)) for title, rows in sheets.items()]
        for table, exact in ((contents(there), True), (said, False)):
            wanted = [_wanted(row).typed for row in table.rows]
            rows = told.get(table.title, [])[_HEADS:]
            if exact and len(rows) != len(wanted):
                yield Slip(table.title, "", table.title, "does not list every sheet")
            for row in rows:
                if row not in wanted:
                    yield Slip(table.title, "", _shown(row[0]), "is not what this edition says there")

    # ── metadata ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def metadata(self, file: str, said: str, content: str) -> Iterator[Slip]:
        """What the metadata of a CSV say otherwise than what would be said of it today."""
        heads, *rows = csv.reader(io.StringIO(content))
        table = self._with(heads)
        named = json.loads(said)["dc:source"]
        about = replace(self._about, sources=[each for each in self._about.sources if each in named])
        if said != csvw(replace(table, rows=[[plain(cell) for cell in row] for row in rows]), file, about):
            yield Slip("", "", f"{file}{METADATA}", "says otherwise than this edition of its CSV")


def offered_in(html: Path) -> dict[str, bytes]:
    """Every file that a built book offers to take along, by its name in the folder of these; pages are proven as such."""
    folder = html / DOWNLOADS
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".html")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def file_found(offered: Offered, name: str, files: Mapping[str, bytes]) -> list[Found]:
    """The numbers of one of these files: how many are proven, and each that nothing proves."""
    proven = offered.prove(name, files[name])
    slips = [*proven.slips, *(offered.metadata(name, files) if name.endswith(METADATA) else ())]
    found = [Found(DOWNLOADS, name, _where(slip), slip.cell, WRONG, slip.wrong, slip.cell) for slip in slips]
    if proven.count:
        kind = FIGURE if "_measures" in name else CELL
        proof = "the figures and series of this edition, made anew"
        found.append(Found(DOWNLOADS, name, "its tables", "", kind, proof, "", proven.count))
    return found


def _sheets(raw: bytes) -> dict[str, list[list[Read]]]:
    """The cells of each sheet of a workbook; a day or a moment, of which we write none, as text."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    read = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {
        name: [[cell if isinstance(cell, str | float | int) else str(cell) for cell in row] for row in rows]
        for name, rows in read.items()
    }


def _where(slip: Slip) -> str:
    return ", ".join(filter(None, (slip.section, slip.place)))


def _active(name: str, raw: bytes) -> Iterator[Slip]:
    """What a workbook must not hold: parts that are not those of plain tables (macros, pictures, links to others), formulas."""
    for part, content in parts_of(raw).items():
        if part not in _ODS if name.endswith(".ods") else not _XLSX.fullmatch(part):
            yield Slip("", "", part, "is a part that a workbook of tables does not have")
        if _FORMULA.search(content):
            yield Slip("", "", part, "holds a formula")


def _wanted(row: Sequence[Cell]) -> _Wanted:
    typed: list[Read] = [cell.value if isinstance(cell, Number) else cell for cell in row]
    return _Wanted(typed, [*map(_shown, row)], sum(isinstance(cell, Number) for cell in row))


def _key(table: DataTable, row: Sequence[Cell]) -> tuple[str, ...]:
    names = [column.name for column in table.columns]
    return tuple(_shown(row[names.index(name)]) for name in table.key)


def _row(table: DataTable, place: str, row: Sequence[Read], wanted: Sequence[Read]) -> Iterator[Slip]:
    """The cells of a row that are not what they should be; a number in a workbook is a number, and no text."""
    for column, cell, want in zip(table.columns, row, wanted, strict=True) if row != wanted else ():
        if cell != want:
            yield Slip(table.title, f"{place}, {column.title}", _shown(cell), f"is {_shown(want)} in this edition")


def _shown(cell: Read | Cell) -> str:
    if isinstance(cell, Number):
        return cell.digits
    return cell if isinstance(cell, str) else f"{cell:.12g}"
