"""Tables of a publication as they stand in a CSV or a workbook (ODS, XLSX, XLS): read as receiving reads files, with every fault
told by sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.importers.faults import capped, shown
from pcc_lib.importers.given import Given, GivenFile, UnreadableFile, broken
from pcc_lib.importers.seam import Number
from pcc_lib.receiving.kinds import MAX_FILE, kind_of

if TYPE_CHECKING:
    from pcc_lib.receiving.grid import Grid
    from pcc_lib.receiving.reading import Sent

MOST = 10**9  # above any number of such tables
NOT_KNOWN = frozenset(["..", ".", ":", "*", "-", "–", "n/a", "na", "[x]", "[z]", "[c]", "not available"])
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_LOOK = 12  # rows from the top in which a header may stand


def plain_head(text: str) -> str:
    """A head as heads are compared: small letters, without blanks around it, footnote marks or notes in square brackets."""
    name = re.sub(r"\s+", " ", text).strip().lower()
    return re.sub(r"(?:\s*\[[^\]]*\]|[¹²³⁴⁵⁶⁷⁸⁹⁰,*†‡])+$", "", name).strip()


@dataclass
class Sheet:
    """One sheet of a file. faults: what was found wrong in it. marks: how often a mark such as `..` stood for no number."""

    file: GivenFile
    grid: Grid
    faults: list[Fault] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)

    def fault(self, at: tuple[int, int] | int | None, found: str, todo: str) -> None:
        """Note a fault at a cell (row and column), a row, or of the whole sheet."""
        sheet = f"sheet {shown(self.grid.sheet)}" if self.grid.sheet else ""
        place = f"row {at}" if isinstance(at, int) else f"cell {_address(*at)}" if at else ""
        self.faults.append(self.file.fault(", ".join(each for each in (sheet, place) if each), found, todo))

    def text(self, row: int, column: int) -> str:
        """The text of a cell on one line; of a number its digits, of an empty cell nothing."""
        cell = self.grid.at(row, column)
        return "" if cell is None else " ".join(cell.shown.split())

    @property
    def rows(self) -> Iterator[int]:
        """The numbers of the rows that hold anything."""
        yield from sorted(self.grid.by_row)

    def head(self, wanted: Mapping[str, Sequence[str]]) -> tuple[int, Mapping[str, int]] | None:
        """The row of the header, and the column of each thing that is wanted, by the heads that it may have; None, and a fault
        that tells the head that is missing or stands twice, where there is no such row."""
        rows = [row for row in self.rows if row <= _LOOK]
        best = max(rows, key=lambda row: len(self._found(row, wanted)), default=0)
        found = self._found(best, wanted)
        heads = [self.text(best, cell.column) for cell in self.grid.row(best)]
        for name, names in wanted.items():
            if name not in found:
                self.fault(best or None, f"the column '{names[0]}' is missing.", suggest(names[0], heads))
            elif len(found[name]) > 1:
                self.fault((best, found[name][1]), f"the column '{self.text(best, found[name][1])}' stands twice.", "Keep one.")
        return None if self.faults else (best, {name: columns[0] for name, columns in found.items()})

    def _found(self, row: int, wanted: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
        names = {head: name for name, heads in wanted.items() for head in map(plain_head, heads)}
        found: dict[str, list[int]] = {}
        for cell in self.grid.row(row):
            if isinstance(cell.value, str) and (name := names.get(plain_head(cell.value))):
                found.setdefault(name, []).append(cell.column)
        return found

    def number(self, row: int, column: int, whole: bool = True, nought: str = "") -> Number:
        """A number that is nought or more; None where the cell is empty or says that it is not known, and where it holds none: a
        fault. nought: the mark that this publisher writes for none."""
        cell = self.grid.at(row, column)
        if cell is None:
            return None
        if cell.broken:
            self.fault((row, column), cell.broken, "Take the publication's own file, or work it out and save it.")
            return None
        text = self.text(row, column) if isinstance(cell.value, str) else repr(cell.value)
        if nought and text == nought:
            return 0
        if text.lower() in NOT_KNOWN:
            self.marks[text] = self.marks.get(text, 0) + 1
            return None
        tiny = isinstance(cell.value, float) and re.fullmatch(r"-?\d(?:\.\d+)?e-\d+", text)  # what a computer makes of nought
        if isinstance(cell.value, bool) or not (_NUMBER.fullmatch(text) or tiny):
            self.fault((row, column), f"{shown(cell.shown)} is not a number.", "Compare the cell with the publication.")
            return None
        return self._within(row, column, float(text.replace(",", "")), whole)

    def _within(self, row: int, column: int, number: float, whole: bool) -> Number:
        todo = "Compare the cell with the publication."
        if number < 0:
            self.fault((row, column), f"{number:,g} is below nought.", todo)
        elif number > MOST:
            self.fault((row, column), f"{number:,.0f} is more than any such number.", todo)
        elif whole and not number.is_integer():
            self.fault((row, column), f"{number:,} is not a whole number.", todo)
        else:
            return int(number) if whole else number
        return None


def _address(row: int, column: int) -> str:
    from pcc_lib.receiving.grid import column_letters  # only where a fault is told: it loads the models

    return f"{column_letters(column)}{row}"


def sheets_of(given: Given, endings: Iterable[str]) -> tuple[list[list[Sheet]], int]:
    """The sheets of each file with one of these endings, and how many other files there were. A DataError lists every file that
    cannot be read, and says so where there is none of them."""
    from pcc_lib.receiving.reading import grids_of  # only where a file is read: it loads pandas

    endings = tuple(endings)
    faults, found, others = list(given.faults), list[list[Sheet]](), 0
    for file in given.files:
        if not file.name.lower().endswith(endings):
            others += 1
            continue
        try:
            found.append([Sheet(file, grid) for grid in grids_of(_sent(file))])
        except UnreadableFile as error:
            faults.append(error.fault)
        except DataError as error:
            faults += error.faults
    if not found and not faults:
        faults.append(given.files[0].fault("", "is no such table.", f"Give files that end in {', '.join(endings)}."))
    raise_if(DataError, faults)
    return found, others


def _sent(file: GivenFile) -> Sent:
    """A file to be read; a DataError where it is nothing that holds a table."""
    from pcc_lib.receiving.reading import Sent

    raw = _raw(file)
    try:
        kind_of(raw, file.said)
    except DataError as error:
        raise DataError(replace(fault, todo="Download it again, as CSV or workbook.") for fault in error.faults) from None
    return Sent(file.said, raw)


def _raw(file: GivenFile) -> bytes:
    try:
        with file.open() as raw:
            return raw.read(MAX_FILE + 1)
    except Exception as error:  # whatever a packed file raises
        raise UnreadableFile(broken(file, error)) from None


def raise_faults(sheets: Iterable[Sheet]) -> None:
    """Raise a DataError with the faults of all sheets, if there are any; each once, and no more of a sheet than somebody
    reads."""
    faults: list[Fault] = []
    for sheet in sheets:
        faults += capped(list(dict.fromkeys(sheet.faults)), partial(_rest, sheet))
    raise_if(DataError, faults)


def _rest(sheet: Sheet, more: int) -> Fault:
    return sheet.file.fault(sheet.grid.sheet, f"and {more:,} more faults.", "Is it the right file?")
