"""Notebooks as text: new ones, and cells put into one that is there, whose other cells keep their bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pcc_lib.core.errors import DefinitionError, Fault
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.headings import Heading, headings_of
from pcc_lib.inputs.standard_pages import CALL, plain_markdown
from pcc_lib.writing.markdown import markup_faults

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}  # there is one wherever Jupyter is
_LONGEST_STEM = 50  # characters of a page's name in the ids of its cells, which may have 64


@dataclass(frozen=True)
class Cell:
    """A cell: Markdown, or code where `code` says so; `tags` of papermill."""

    text: str
    code: bool = False
    tags: tuple[str, ...] = ()


def heading(level: int, words: str, instead: str) -> str:
    """A heading that shows these words as they stand; `instead` where they hold what no page may, such as a tag."""
    plain = " ".join(words.split())
    for said in (plain, plain_markdown(plain)):
        line = f"{'#' * level} {said}"
        if headings_of(line) == [Heading(level, plain)] and not markup_faults(line, "", headings=True):
            return line
    return f"{'#' * level} {instead}"


def block(name: str, *args: str) -> Cell:
    """A cell that asks for a block: `report.what("calls-999")`."""
    return Cell(f"report.{name}({', '.join(json.dumps(arg) for arg in args)})", code=True)


def page(stem: str, quarter: Quarter, title: str, cells: Sequence[Cell]) -> str:
    """The text of a new page's notebook: title, the cell with the quarter, the cell that opens the report, and its own cells."""
    opened = f'from pcc_lib import open_report\n\nreport = open_report("{stem}", quarter)'
    parameters = f'quarter: str = "latest"  # financial quarter such as {quarter}'
    every = [Cell(title), Cell(parameters, True, ("parameters",)), Cell(opened, True), *cells]
    notebook = {
        "cells": [_made(cell, f"{stem[:_LONGEST_STEM]}-{number:02d}") for number, cell in enumerate(every, 1)],
        "metadata": {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def standard_page(stem: str, quarter: Quarter, title: str) -> str:
    """The notebook of a page that the library brings."""
    return page(stem, quarter, f"# {title}", [block(CALL)])


def _made(cell: Cell, id: str) -> dict[str, Any]:
    made: dict[str, Any] = {"cell_type": "code" if cell.code else "markdown", "id": id}
    if cell.code:
        made |= {"execution_count": None, "metadata": {"tags": list(cell.tags)} if cell.tags else {}, "outputs": []}
    else:
        made |= {"metadata": {}}
    return made | {"source": cell.text.splitlines(keepends=True)}


# ── cells put into a notebook that is there ───────────────────────────────────────────────────────────────────────────
def with_cells(text: str, file: str, after: int, cells: Sequence[Cell]) -> str:
    """A notebook's text with cells put in after its cell `after` (counted from nought; -1: before all).

    All else keeps its bytes. A DefinitionError where the text is no notebook that cells can be put into.
    """
    try:
        before, spans = json.loads(text), list(_spans(text))
        ids = _free_ids([cell.get("id", "") for cell in before["cells"]], file)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(file) from None
    indent = _indent(text, spans)
    made = [_made(cell, next(ids)) for cell in cells]
    told = [_indented(json.dumps(cell, indent=1, ensure_ascii=False), indent) for cell in made]
    if not spans:
        raise _damaged(file)
    at = spans[after][1] if after >= 0 else spans[0][0]
    piece = "".join(f",\n{indent}{each}" for each in told) if after >= 0 else "".join(f"{each},\n{indent}" for each in told)
    whole = text[:at] + piece + text[at:]
    wanted = [*before["cells"][: after + 1], *made, *before["cells"][after + 1 :]]
    if json.loads(whole) != before | {"cells": wanted}:
        raise _damaged(file)
    return whole


def last_call(cells: Iterable[str], pattern: str) -> int:
    """The place of the last cell whose code is such a call (-1 where there is none)."""
    return max((i for i, text in enumerate(cells) if re.search(pattern, text)), default=-1)


def sources_of(text: str, file: str) -> list[str]:
    """What each cell of a notebook says; a DefinitionError where it is damaged."""
    try:
        return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]
    except (ValueError, KeyError, TypeError):
        raise _damaged(file) from None


def _damaged(file: str) -> DefinitionError:
    return DefinitionError([Fault(file, "", "is not a notebook that cells can be put into.", "Save it again from Jupyter.")])


def _free_ids(taken: Sequence[str], file: str) -> Iterator[str]:
    """Ids that no cell has, numbered on from the notebook's own."""
    stem, number = file.rsplit("/", 1)[-1].removesuffix(".ipynb")[:_LONGEST_STEM], len(taken)
    used = set(taken)
    while True:
        number += 1
        if (id := f"{stem}-{number:02d}") not in used:
            yield id


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """From where to where each cell stands in the text of a notebook."""
    decoder, at = json.JSONDecoder(), _cells_begin(text)
    while text[at] != "]":
        _, end = decoder.raw_decode(text, at)
        yield at, end
        at = _past_blanks(text, end)
        if text[at] == ",":
            at = _past_blanks(text, at + 1)


def _cells_begin(text: str) -> int:
    """Where the first cell stands: the list under the notebook's own key `cells`, and not a word in a cell."""
    decoder, at = json.JSONDecoder(), _past_blanks(text, text.index("{") + 1)
    while True:
        key, end = decoder.raw_decode(text, at)
        at = _past_blanks(text, text.index(":", end) + 1)
        if key == "cells":
            return _past_blanks(text, at + 1)
        _, end = decoder.raw_decode(text, at)
        at = _past_blanks(text, text.index(",", end) + 1)


def _past_blanks(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at


def _indent(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The blanks before the first cell on its line."""
    start = spans[0][0] if spans else 0
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return line if not line.strip() else "  "


def _indented(text: str, indent: str) -> str:
    return text.replace("\n", f"\n{indent}")
