"""Headers of published CSVs that change from year to year: each column told by the names that it has had."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import Fault, suggest
from pcc_lib.importers.counted_rows import header_of
from pcc_lib.importers.faults import shown
from pcc_lib.importers.given import GivenFile, broken

FIRST_LINE = 1 << 14


@dataclass(frozen=True)
class Headed:
    """A file with its header understood. columns: of each column of the file its own name in the library, or `column_7` where it
    is none that is read. heads: the same as the file has them."""

    file: GivenFile
    columns: tuple[str, ...]
    heads: tuple[str, ...] = ()

    def fault(self, place: str, found: str, todo: str) -> Fault:
        """A fault at a place within this file."""
        return self.file.fault(place, found, todo)

    def named(self, column: str) -> str:
        """A column as the file calls it."""
        return next((head for name, head in zip(self.columns, self.heads, strict=True) if name == column), column)

    @property
    def said(self) -> str:
        """How it is named to a person."""
        return self.file.said


def plain_column(text: str) -> str:
    """A column's name as names are compared: `Accident_Index`, ` accident index ` are `accident_index`."""
    return re.sub(r"[\W_]+", "_", text.strip().lower()).strip("_")


def raw_header(file: GivenFile, again: str) -> list[str] | Fault:
    """The first line of a file, as cells; why it is no header."""
    try:
        with file.open() as raw:
            first = raw.readline(FIRST_LINE)
    except Exception as error:  # whatever a packed file raises
        return broken(file, error)
    return header_of(first, Headed(file, ()), again)


def headed(file: GivenFile, header: Sequence[str], wanted: Mapping[str, Sequence[str]], again: str) -> Headed | list[Fault]:
    """A file with the columns that are wanted, each by the names that it may have; a name that begins with `?` may be missing.
    Faults name what is missing or stands twice."""
    mark = next((m for m in (";", "\t", "|") if len(header) == 1 and m in header[0]), "")
    if mark:
        return [file.fault("row 1", f"its cells are divided by {shown(mark)}, and not by commas.", again)]
    plain = [plain_column(cell) for cell in header]
    names = {alias: name.lstrip("?") for name, several in wanted.items() for alias in several}
    known = [names.get(cell, cell) for cell in plain]
    faults = [
        file.fault("row 1", f"the column {shown(header[known.index(cell)])} stands twice.", again)
        for cell in dict.fromkeys(known)
        if cell and known.count(cell) > 1
    ]
    faults += [
        file.fault("row 1", f"the column '{several[0]}' is missing.", suggest(several[0], [c for c in plain if c]) + " " + again)
        for name, several in wanted.items()
        if not name.startswith("?") and not set(several) & set(plain)
    ]
    if faults:
        return faults
    columns = tuple(names.get(cell, f"column_{i}") for i, cell in enumerate(plain, 1))
    return Headed(file, columns, tuple(cell.strip() for cell in header))
