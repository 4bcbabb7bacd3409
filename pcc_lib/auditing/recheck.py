"""One figure of an edition, worked again: from its row and its cells, by this library and by the second reader."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator

from pcc_lib.auditing.page_reading import ReadPage
from pcc_lib.auditing.sums import sum_findings
from pcc_lib.core.errors import ReportError, counted, suggest
from pcc_lib.core.files import worded
from pcc_lib.figures.figure import Figure, FigureId, blocks_of
from pcc_lib.figures.reworking import rework
from pcc_lib.inputs.project import Project
from pcc_lib.publishing.edition import FIGURES, SUMS, Published
from pcc_lib.second_reader.table import DIFFERS, LEFT, verify

_OF_FIGURES = (FIGURES, SUMS)
TOLERANCE = 1e-9  # of the value: what twelve printed digits leave out


def rechecked(edition: Published, id: str, say: Callable[[str], object]) -> bool:
    """Work one figure of an edition again, by this library and by the second reader, and say how; whether it is as published."""
    holds = True
    for line, same in recheck_lines(edition, id):
        say(line)
        holds = holds and same
    return holds


def recheck_lines(edition: Published, id: str) -> Iterator[tuple[str, bool]]:
    """What is found of a figure, line by line, each with whether it is as published; a ReportError for an unknown id."""
    changed = [item for item in sum_findings(edition.folder) if item.item in _OF_FIGURES and item.verdict != "same"]
    yield from ((f"{each.item}: {each.found}. What follows rests on it.", False) for each in changed)
    rows = _rows(edition, id)
    first = rows[0]
    yield f"{id}: {first['text']} (value {first['value'] or 'none'}), on {', '.join(row['page'] for row in rows)}", True
    yield f"  formula: {first['formula'] or 'none'}", True
    for block in blocks_of(first["cells"]):
        yield f"  cells: {block}", True
    yield _worked(edition, first)
    yield from _by_second(edition, id)
    for row in rows:
        yield _on_page(edition, row)


def _rows(edition: Published, id: str) -> list[dict[str, str]]:
    with worded("read", edition.figures), edition.figures.open(encoding="utf-8", newline="") as file:
        ledger = list(csv.DictReader(file))
    found = [row for row in ledger if row["id"] == id]
    if not found:
        raise ReportError(f"{id}: the edition prints no such figure. {suggest(id, {row['id'] for row in ledger}, 3)}")
    return found


def _worked(edition: Published, row: dict[str, str]) -> tuple[str, bool]:
    """The value by this library, from the row alone."""
    if not row["formula"]:
        return "  this library: nothing to work out; the figure has no value.", True
    if edition.restricted and any(name in row["cells"] for name in map(_file, edition.restricted)):
        return "  this library: not worked out; its cells hold small numbers, and are not in the record.", True
    try:
        value = rework(Project(edition.project), row["formula"], row["cells"])
    except ReportError as error:
        return f"  this library: cannot work it out: {error}", False
    was = float(row["value"]) if row["value"] else math.nan
    same = math.isclose(value, was, rel_tol=TOLERANCE, abs_tol=TOLERANCE) or (math.isnan(value) and math.isnan(was))
    return f"  this library: {value:.12g}, {'the same' if same else f'and {was:.12g} was published: it differs'}", same


def _file(name: str) -> str:
    return name.rpartition("/")[2]


def _by_second(edition: Published, id: str) -> Iterator[tuple[str, bool]]:
    for line in verify(edition.folder).lines:
        if line.figure == id:
            value = "no value" if line.reworked_value is None else f"{line.reworked_value:.12g}"
            by = f" by {', '.join(line.by)}" if line.by else ""
            why = f" ({line.why})" if line.why else ""
            yield f"  second reader: {value}{by}, {line.verdict}{why}", line.verdict not in (DIFFERS, LEFT)


def _on_page(edition: Published, row: dict[str, str]) -> tuple[str, bool]:
    """Whether the page prints the figure as its row says, wherever it links to it."""
    anchor = Figure.anchor_of(FigureId.parse(row["id"]))
    pages = (path.read_text(encoding="utf-8", errors="replace") for path in edition.folder.rglob(f"{row['page']}.html"))
    found = [(value, text) for page in pages for of, value, text in ReadPage(page).figures if of == anchor]
    wrong = [f"“{text}” with value {value}" for value, text in found if not is_alike(value, row["value"])]
    told = f"  page {row['page']}: printed {counted(len(found), 'time')}"
    return (f"{told}, {', '.join(wrong)}: it differs", False) if wrong else (f"{told}, each with that value", True)


def is_alike(printed: str, told: str) -> bool:
    """Whether a page carries the value of the ledger, to the twelve digits that it has room for; both may be blank."""
    return printed == told or (bool(printed and told) and math.isclose(float(printed), float(told), rel_tol=TOLERANCE))
