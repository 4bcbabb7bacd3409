"""What stands over a table, or names its sheet or its file: the part, the column and the time that it says, and what else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from pcc_lib.receiving.blocks import Block
from pcc_lib.receiving.grid import Cell
from pcc_lib.receiving.labels import Is, Label, Labels
from pcc_lib.receiving.names import Head, plain, says_no_more, unnumbered
from pcc_lib.receiving.when import When, financial_year_in

_NOT_OF_DATA = re.compile(
    r"\b(?:extract\w*|publish\w*|produced|printed|run|updated|as at|source|note|date|created|generated|version|since|from|to)\b",
    re.IGNORECASE,
)
_OF_TIME = re.compile(r"\b(?:since|from|to)\b", re.IGNORECASE)
_KINDS = (Is.PART, Is.COLUMN, Is.PERIOD, Is.LEFT)


@dataclass(frozen=True)
class Said:
    """What a text says of a table, and where: cell is None for the names of the sheet and the file.

    more: words beside the name of a column that may make it another.
    """

    label: Label
    cell: Cell | None
    more: str = ""


@dataclass(frozen=True)
class Titles:
    """What all texts over a table say of it: of each kind the one thing that they agree on."""

    by_kind: Mapping[Is, Said]

    @classmethod
    def of(cls, block: Block, labels: Labels) -> Titles:
        """All that the texts over a table, the name of its sheet and, where these name no column, of its file say."""
        found: dict[Is, list[Said]] = {}
        sheet = Cell(0, 0, block.grid.sheet)
        for said in (each for cell in (sheet, *block.above) for each in _said_in(cell, labels)):
            found.setdefault(said.label.kind, []).append(said)
        if Is.COLUMN not in found:
            stem = Cell(0, 0, PurePath(block.grid.file).stem.replace("_", " "))
            found[Is.COLUMN] = [each for each in _said_in(stem, labels) if each.label.kind is Is.COLUMN]
        if several := found.get(Is.COLUMN):
            found[Is.COLUMN] = [replace(said, more=said.more or _below(block, said, labels)) for said in several]
        agreed = {kind: each for kind, each in found.items() if len({(s.label.name, s.label.when) for s in each}) == 1}
        return cls({kind: min(each, key=lambda said: len(said.more)) for kind, each in agreed.items()})

    @property
    def more(self) -> str:
        """What they say besides the column that they name."""
        return self.by_kind[Is.COLUMN].more if Is.COLUMN in self.by_kind else ""

    @property
    def column(self) -> str:
        """The column that the texts name; nothing where they name none, or several."""
        return self.by_kind[Is.COLUMN].label.name if Is.COLUMN in self.by_kind else ""


def is_title(text: str) -> bool:
    """Whether a text over a table may say what the data are of, and does not only say how they were made."""
    return bool(text) and not _NOT_OF_DATA.search(text)


def says_name(block: Block, labels: Labels) -> bool:
    """Whether the name of the file or sheet, or a text over the table, names the source."""
    texts = [PurePath(block.grid.file).stem, block.grid.sheet, *(cell.text for cell in block.above)]
    return any(f" {name} " in f" {plain(text.replace('_', ' '))} " for text in texts for name in labels.source_names)


def names_any(block: Block, labels: Labels) -> bool:
    """Whether a text over the table, or the name of its sheet, names a column of the source, or several."""
    texts = [f" {plain(text)} " for text in (block.grid.sheet, *(cell.text for cell in block.above))]
    return any(f" {name} " in text for text in texts for name in labels.titles)


def is_left(block: Block, labels: Labels) -> bool:
    """Whether a text over a table is a name that was said to be passed over: the whole table is."""
    said = (piece for cell in block.above for piece in (cell.text, *pieces_of(cell.text)))
    return any(label is not None and label.kind is Is.LEFT for label in (labels.of(Cell(0, 0, piece)) for piece in said))


def pieces_of(text: str) -> list[str]:
    """The parts of a title that stand apart: `Calls`, `County`, `2023/24` of `Calls - County (2023/24)`."""
    return [piece.strip() for piece in re.split(r"\s[-–—|]\s|:\s*|,\s|[()]", text) if piece.strip()]


def more_words(text: str, labels: Labels) -> str:
    """The words of a title that do not only name the source, its parts and its periods."""
    return _left_of(plain(unnumbered(text)).split(), labels)


def _below(block: Block, said: Said, labels: Labels) -> str:
    """What texts say that stand between a title and its table; all of them, where the title is the name of sheet or file."""
    nearer = [cell for cell in block.above if said.cell is None or cell.row > said.cell.row]
    others = [
        more_words(cell.text, labels) for cell in reversed(nearer) if is_title(cell.text) and not _names(cell, said, labels)
    ]
    return " ".join(each for each in others if each)


def _names(cell: Cell, said: Said, labels: Labels) -> bool:
    return any(each.label.name == said.label.name for each in _said_in(cell, labels))


def _said_in(cell: Cell, labels: Labels) -> Iterator[Said]:
    at = cell if cell.row else None
    if hasattr(cell.value, "year") and (label := labels.of(cell)):
        yield Said(label, at)
    if (whole := labels.of(cell)) is not None and whole.kind in (Is.COLUMN, Is.LEFT):
        yield Said(whole, at)
        return
    if is_title(cell.text):
        pieces = pieces_of(cell.text)
        known = [labels.of(replace(cell, value=piece)) for piece in pieces]
        for i, label in enumerate(known):
            if label is not None and label.kind in _KINDS:
                yield Said(label, at, more_words(" ".join(pieces[i + 1 :]), labels) if label.kind is Is.COLUMN else "")
    else:
        known = []
    if not any(label is not None and label.kind is Is.COLUMN for label in known) and is_title(_OF_TIME.sub("", cell.text)):
        yield from _column_in(cell, at, labels)
    years = financial_year_in(cell.text)
    if years and years != cell.text and labels.about.period != "year":
        yield Said(Label(Is.PERIOD, when=When(years=years), head=Head(years, years, "")), at)


def _column_in(cell: Cell, at: Cell | None, labels: Labels) -> Iterator[Said]:
    """The one column that a text names among other words, such as `Calls answered` of `Table 3a: Calls answered by area`."""
    tokens: list[str] = plain(unnumbered(cell.text)).split()
    found: set[str] = set()
    for name in sorted(labels.titles, key=lambda each: -len(each.split())):
        words = name.split()
        for i in range(len(tokens) - len(words) + 1):
            if tokens[i : i + len(words)] == words:
                found.add(labels.titles[name])
                tokens[i : i + len(words)] = [""] * len(words)
    if len(found) == 1:
        yield Said(Label(Is.COLUMN, found.pop(), head=Head(cell.text, cell.text, "")), at, _left_of(tokens, labels))


def _left_of(tokens: Sequence[str], labels: Labels) -> str:
    return " ".join(token for token in tokens if token and not says_no_more(token) and token not in labels.words)
