"""What the letters of a formula stand for, as the ledger cites it: cells of a table, a cell of a list, a list that is counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from pcc_lib.core.periods import Span

ROOT = "project"  # of the project in a record
_TABLE = re.compile(
    r"(?:data/published/(?P<edition>[^/#]+)/)?(?P<file>(?:[\w-]+\.releases/)?[\w.-]+\.csv)"
    r"#(?P<key>\w+)=(?P<span>[\dQ/.-]+)(?:;(?P<by>\w+)=(?P<parts>[^;]+))?;column=(?P<column>\w+)"
)
_ROW = re.compile(
    r"(?P<path>data/quarters/[\w-]+/(?:stated|deliverables)\.csv|data/published/[\w-]+\.csv)#id=(?P<id>[\w-]+);column=(?P<column>\w+)"
)
_LIST = re.compile(
    r"(?P<path>data/plan/delivery\.csv|data/quarters/[\w-]+/deliverables\.csv)"
    r"#(?P<where>(?:(?:priority|appendix)=[\w-]*;)*)column=\w+"
)


@dataclass(frozen=True)
class TableCells:
    """Cells of one column of a source over a run of periods, of some parts or (none named) of all.

    place: the folder of its file: the sources, or what an edition told of them. public: whether the file holds what may be
    published of small numbers, with rows of a blank part for the total of all parts.
    """

    place: str
    file: str
    first: str
    last: str
    parts: tuple[str, ...]
    column: str
    public: bool = False

    @property
    def cited(self) -> str:
        """The name of the file among the cells."""
        return self.file if self.place == "data/sources" else f"{self.place}/{self.file}"

    @property
    def path(self) -> str:
        """The file in the record: that of the project, or the cells that the edition published."""
        return f"{self.place}/{self.file}" if self.public else f"{ROOT}/{self.place}/{self.file}"


@dataclass(frozen=True)
class RowCell:
    """One cell of a list that people fill in, by the id of its row."""

    path: str
    id: str
    column: str


@dataclass(frozen=True)
class RowsOf:
    """Rows of a list that is counted, with what some of their columns must hold."""

    path: str
    where: tuple[tuple[str, str], ...]


Block = TableCells | RowCell | RowsOf


def read_block(cited: str) -> Block | None:
    """What a reference of the ledger names, where SQL can read it: None of what does not stand in a CSV."""
    if found := _ROW.fullmatch(cited):
        return RowCell(found["path"], found["id"], found["column"])
    if found := _LIST.fullmatch(cited):
        return RowsOf(found["path"], tuple(_pair(each) for each in found["where"].split(";") if each))
    if found := _TABLE.fullmatch(cited):
        place = f"data/published/{found['edition']}" if found["edition"] else "data/sources"
        span = Span.parse(found["span"])
        parts = tuple(unquote(part) for part in (found["parts"] or "").split("+") if part)
        return TableCells(place, found["file"], span.first, span.last, parts, found["column"])
    return None


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value
