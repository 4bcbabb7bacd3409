"""A CSV looked at: which column holds the periods, which splits them, what the others hold, and how the library wants it written.

Nothing is guessed that could be read in two ways: `03/04/2025` is no month, and a file that cannot be understood is refused with
its row and column.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pcc_lib.core.calendars import FORMS, form_of
from pcc_lib.core.errors import DataError, Fault, raise_if
from pcc_lib.core.files import worded
from pcc_lib.core.quarters import MONTHS
from pcc_lib.core.text import quoted, unseen
from pcc_lib.founding.ids import snake_of
from pcc_lib.inputs.models.sources import TAIL

LARGEST = 64 << 20  # bytes of a CSV, as of every source
# how it is written that a value is not known
BLANKS = ("", "-", "–", "n/a", "N/A", "na", "NA", "..", ".", ":", "[x]", "x", "null", "NULL", "None", "#N/A")
MOST_PARTS = 400
_TIMES = ("date", "period", "time")  # headers of a column of periods, of whatever kind
_ENCODINGS = ("utf-8-sig", "cp1252")
_NUMBER = re.compile(r"(?P<sign>[-−+]?)[£$€]?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<more>\.\d+)?%?")
_SHORT = {word: i for i, name in enumerate(MONTHS) if name for word in (name.lower(), name[:3].lower())} | {"sept": 9}


@dataclass(frozen=True)
class Column:
    """A column of the file: its header, and its cells with the blanks around them taken off."""

    header: str
    cells: tuple[str, ...]

    @cached_property
    def known(self) -> tuple[str, ...]:
        """The cells that hold a value."""
        return tuple(cell for cell in self.cells if cell not in BLANKS)

    @property
    def marks(self) -> set[str]:
        """What stands for a value that is not known."""
        return {cell for cell in self.cells if cell in BLANKS and cell}

    @cached_property
    def numbers(self) -> tuple[str, ...] | None:
        """The known cells as bare numbers; None where one of them is none, or where none is known."""
        found = [_bare(cell) for cell in self.known]
        return tuple(each for each in found if each) if found and all(found) else None

    @property
    def in_per_cent(self) -> bool:
        """Whether its cells are written with a sign of per cent."""
        return bool(self.known) and all(cell.endswith("%") for cell in self.known)


@dataclass(frozen=True)
class Looked:
    """A file as it was understood: the kind of its periods (`month`, `quarter`, `year`) and each as the library has it; the
    column that splits them (None: there is one row for each), and the others."""

    name: str
    kind: str
    periods: tuple[str, ...]
    split: Column | None
    others: tuple[Column, ...]
    statuses: Mapping[str, Column]

    @property
    def numeric(self) -> list[Column]:
        """Its columns of numbers."""
        return [column for column in self.others if column.numbers is not None]


def look(file: Path) -> Looked:
    """A CSV as it is understood. A DataError tells what cannot be understood, with its row and column."""
    columns = _columns(file)
    dated = [(column, kind, told) for column in columns for kind, told in [_periods(column)] if kind]
    if not dated:
        todo = "Write periods like 2025-04, 2025-Q2 or 2024-25 into a column of their own."
        raise DataError([Fault(file.name, "row 1", "no column holds months, quarters or years.", todo)])
    named = [each for each in dated if each[0].header.lower() in (*FORMS, *_TIMES)]
    when, kind, periods = (named or dated)[0]
    rest = [column for column in columns if column is not when]
    statuses = {c.header.lower(): c for c in rest if c.header.lower() in TAIL}
    others = [c for c in rest if c.header.lower() not in TAIL]
    split = _split(file, periods, [c for c in others if c.numbers is None and c.known])
    kept = [c for c in others if c is not split and c.known]
    if not any(c.numbers for c in kept):
        raise DataError([Fault(file.name, "row 1", "no column holds numbers alone.", _first_odd(kept))])
    return Looked(file.stem, kind, periods, split, tuple(kept), statuses)


def _first_odd(columns: Sequence[Column]) -> str:
    """The first cell that keeps a column from being one of numbers."""
    found = ((c, i, cell) for c in columns for i, cell in enumerate(c.cells, 2) if cell not in BLANKS and not _bare(cell))
    odd = next(found, None)
    return f"Column {quoted(odd[0].header)}, row {odd[1]}, holds {quoted(odd[2])}." if odd else "Add one."


def _columns(file: Path) -> list[Column]:
    rows = [row for row in _rows(file) if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise DataError([Fault(file.name, "", "holds no rows below a header.", "Is it the right file?")])
    header = [" ".join(cell.split()) for cell in rows[0]]
    faults = [
        Fault(file.name, f"row {i}", f"has {len(row)} cells, the header has {len(header)}.", "Take titles and footnotes out.")
        for i, row in enumerate(rows[1:], 2)
        if len(row) != len(header)
    ]
    faults += [Fault(file.name, "row 1", f"column {i} has no name.", "Name it.") for i, name in enumerate(header, 1) if not name]
    twice = dict.fromkeys(name for i, name in enumerate(header) if name in header[:i])
    faults += [Fault(file.name, "row 1", f"the column {quoted(name)} stands twice.", "Keep one.") for name in twice]
    raise_if(DataError, faults[:20])
    return [Column(name, tuple(" ".join(row[i].split()) for row in rows[1:])) for i, name in enumerate(header)]


def _rows(file: Path) -> list[list[str]]:
    text = _text(file)
    text = text.removeprefix("sep=;\n").removeprefix("sep=,\n")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise DataError([Fault(file.name, "", f"cannot be read as a table ({error}).", "Save it again as CSV UTF-8.")]) from None


def _text(file: Path) -> str:
    with worded("read", file):
        if file.stat().st_size > LARGEST:
            raise DataError([Fault(file.name, "", "is larger than 64 MiB.", "Keep what the report needs.")])
        raw = file.read_bytes()
    if b"\0" in raw:
        raise DataError([Fault(file.name, "", "is no text: it may be a workbook.", "Save its sheet as CSV UTF-8.")])
    for encoding in _ENCODINGS:
        try:
            text = raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
        except UnicodeDecodeError:
            continue
        if odd := next(unseen(text), None):
            row = text.count("\n", 0, odd.start()) + 1
            raise DataError([Fault(file.name, f"line {row}", "holds a character that cannot be seen.", "Delete it.")])
        return text
    raise DataError([Fault(file.name, "", "is not text in UTF-8 or Windows-1252.", "Save it again as CSV UTF-8.")])


# ── periods ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _periods(column: Column) -> tuple[str, tuple[str, ...]]:
    """The kind of a column's periods and each as the library has it; nothing where one of them is none."""
    said = column.header.lower()
    kinds = ["year", "quarter", "month"] if "year" in said else list(_READERS)  # 2004-05 is a month, and a financial year too
    for kind in kinds:
        read = _READERS[kind]
        if kind == "year" and "year" not in said and said not in _TIMES and all(re.fullmatch(r"\d{4}", c) for c in column.cells):
            continue  # four digits alone may be counts
        told = [read(cell) for cell in column.cells]
        forms = {form_of(each, kind) for each in told if each}
        if all(told) and len(forms) == 1:
            return kind, tuple(told)
    return "", ()


def _month(cell: str) -> str:
    """`2025-04` of the ways in which a month is written without doubt: `Apr-25`, `04/2025`, `2025-04-01`, `01/04/2025`."""
    if m := re.fullmatch(r"((?:19|20)\d{2})-(0[1-9]|1[0-2])(?:-\d{2})?(?:[T ]00:00(?::00)?)?", cell):
        return f"{m[1]}-{m[2]}"
    if m := re.fullmatch(r"(?:01/)?(0?[1-9]|1[0-2])/((?:19|20)\d{2})", cell):
        return f"{m[2]}-{int(m[1]):02d}"
    m = re.fullmatch(r"(?:0?1[- ])?([A-Za-z]{3,9})[-. ]*((?:19|20)?\d{2})", cell)
    number = _SHORT.get(m[1].lower()) if m else None
    return f"{m[2] if len(m[2]) == 4 else f'20{m[2]}'}-{number:02d}" if m and number else ""


def _quarter(cell: str) -> str:
    if m := re.fullmatch(r"((?:19|20)\d{2})[- ]?Q([1-4])|Q([1-4])[- ]((?:19|20)\d{2})", cell, re.IGNORECASE):
        return f"{m[1] or m[4]}-Q{m[2] or m[3]}"
    return cell.upper() if re.fullmatch(r"20\d{2}-\d{2}-Q[1-4]", cell, re.IGNORECASE) else ""


def _year(cell: str) -> str:
    return cell if re.fullmatch(r"(?:19|20)\d{2}(?:[-/]\d{2})?", cell) else ""


_READERS: Mapping[str, Callable[[str], str]] = {"quarter": _quarter, "month": _month, "year": _year}


# ── what splits them ──────────────────────────────────────────────────────────────────────────────────────────────────
def _split(file: Path, periods: Sequence[str], texts: Sequence[Column]) -> Column | None:
    """The column of text that tells the rows of a period apart; None where there is one row for each period."""
    if len(set(periods)) == len(periods):
        return next((c for c in texts if len(set(c.cells)) == 1 and not c.marks), None)
    for column in texts:
        few = not column.marks and len(set(column.cells)) <= MOST_PARTS
        if few and len(set(zip(periods, column.cells, strict=True))) == len(periods):
            return column
    raise DataError(list(_not_split(file, periods, texts)))


def _not_split(file: Path, periods: Sequence[str], texts: Sequence[Column]) -> Iterator[Fault]:
    met: dict[str, int] = {}
    for i, period in enumerate(periods, 2):
        if period in met:
            by = " or ".join(quoted(c.header) for c in texts) or "a column of areas"
            found = f"{period} stands in row {met[period]} too, and no column tells all such rows apart (looked at: {by})."
            yield Fault(file.name, f"row {i}", found, "Keep one column beside the period that splits the rows, such as the area.")
            return
        met[period] = i


def _bare(cell: str) -> str:
    """A number as the library has it; nothing where it is none: `1,234`, `£12` and `95%` are."""
    m = _NUMBER.fullmatch(cell)
    return f"{'-' if m['sign'] in ('-', '−') and m['sign'] else ''}{m['digits'].replace(',', '')}{m['more'] or ''}" if m else ""


def bare(cell: str) -> str:
    """A cell of a column of numbers as it is written into a source: blank where it is not known."""
    return "" if cell in BLANKS else _bare(cell)


def named(headers: Sequence[str], taken: Sequence[str]) -> list[str]:
    """A name for each column, from its header, that no other has."""
    found: list[str] = []
    for i, header in enumerate(headers, 1):
        name = (snake_of(header) or f"column_{i}")[:60]
        while name in found or name in taken:
            name = f"{name}_{i}"
        found.append(name)
    return found
