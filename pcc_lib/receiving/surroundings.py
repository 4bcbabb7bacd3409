"""What the texts around a table say against its numbers: that they are sums over months, thousands, or of another force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from pcc_lib.core.errors import Fault
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import Project
from pcc_lib.receiving.extracts import Extract
from pcc_lib.receiving.filters import filtered
from pcc_lib.receiving.grid import Cell
from pcc_lib.receiving.incoming import SHOWN, Doubt
from pcc_lib.receiving.names import SUMS, is_other_sum, plain
from pcc_lib.receiving.when import months_in

_LONGEST = 300  # characters of a note
_ROUNDED = re.compile(
    r"\bthousands\b|\bmillions\b|(?<!\d,)(?:\b|')000'?s?\b|£ ?(?:k|000s?)\b|\bper (?:1,?000|100,?000|head)\b", re.IGNORECASE
)
_OLD = re.compile(
    r"\b(?:old|previous|prior|superseded|archived?|drafts?|backup|copy|do not use|not used|test|template|dummy)\b", re.IGNORECASE
)
_FORCE = re.compile(r"\b((?:[A-Z][\w'’-]+ (?:and |& )?){1,3})(?:Police|Constabulary)\b")
_NO_FORCE = frozenset(
    [
        "the",
        "all",
        "our",
        "uk",
        "england",
        "wales",
        "british",
        "national",
        "local",
        "roads",
        "transport",
        "home",
        "office",
        "chief",
        "college",
        "recorded",
        "monthly",
        "quarterly",
        "annual",
        "report",
        "performance",
        "data",
        "crime",
        "public",
        "statistics",
        "force",
    ]
)  # words before the word Police that name none


def surroundings(project: Project, extract: Extract) -> Iterator[Doubt]:
    """What stands over a table, below it or in the name of its sheet, and may make its numbers others than they seem."""
    over = [*extract.block.above, *([Cell(0, 0, extract.grid.sheet)] if extract.grid.sheet else [])]
    if not _has_sums(extract):
        yield from _told(extract, over, SUMS, "may not be those of single periods", "Ask for the numbers of each period.")
    yield from _told(extract, [*over, *_below(extract)], _ROUNDED, "may not be whole numbers of one", "Ask for all digits.")
    yield from _told(extract, over[-1:], _OLD, "may not be those that are meant", "Name the right sheet with --sheet.")
    yield from _another_force(project, extract, over)
    yield from _other_months(extract, over)
    yield from filtered(project, extract)


def _told(extract: Extract, cells: list[Cell], pattern: re.Pattern[str], so: str, todo: str) -> Iterator[Doubt]:
    for cell in cells:
        if len(cell.text) <= _LONGEST and (found := pattern.search(cell.text.replace("_", " "))):
            yield _doubt(extract, cell, f"'{_quoted(cell, found)}': the numbers {so}.", todo)


def _quoted(cell: Cell, found: re.Match[str]) -> str:
    """The words that were found, with some before them."""
    start = cell.text.rfind(" ", 0, max(found.start() - 20, 0)) + 1
    return shown(cell.text[start:], SHOWN)


def _doubt(extract: Extract, cell: Cell, found: str, todo: str) -> Doubt:
    if cell.row:
        return Doubt(extract.grid.origin(cell).fault(found, todo))
    return Doubt(Fault(extract.grid.file, f"sheet '{shown(extract.grid.sheet, SHOWN)}'", found, todo))


def _has_sums(extract: Extract) -> bool:
    """Whether the table has sums over months beside the months: the words of a title are of these."""
    heads = chain.from_iterable(extract.grid.row(number) for number in extract.block.heads)
    return any(is_other_sum(cell.text) for cell in heads)


def _below(extract: Extract) -> list[Cell]:
    """Texts that stand alone in a row below the heads, where notes do."""
    last = extract.block.heads[-1]
    return [cells[0] for row, cells in extract.grid.by_row.items() if row > last and len(cells) == 1 and cells[0].text]


def _another_force(project: Project, extract: Extract, over: list[Cell]) -> Iterator[Doubt]:
    """The name of a police force in a title, which is not the body's."""
    own = plain(f"{project.body.force} {project.body.name} {project.body.area}").split()
    for cell in over:
        for found in _FORCE.finditer(cell.text[:_LONGEST]):
            name = [word for word in plain(found[1]).split() if word != "and"]
            if name and not set(name) & {*own, *_NO_FORCE}:
                what = f"'{shown(found[0], SHOWN)}': the numbers may be those of another force."
                yield _doubt(extract, cell, what, f"Ask for those of {project.body.force}.")


def _other_months(extract: Extract, over: list[Cell]) -> Iterator[Doubt]:
    """Texts that name other months, where the month of a table is said by a text over it alone."""
    several = {month: cell for cell in over for month in months_in(cell.text)}
    if extract.from_title and len(several) > 1:
        names = " and ".join(f"'{shown(cell.shown, SHOWN)}'" for cell in several.values())
        todo = "Write the month beside the values."
        yield _doubt(
            extract, next(iter(several.values())), f"{names} name several months: the month of the table may be another.", todo
        )
