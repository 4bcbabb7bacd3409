"""What a pivot table or a dashboard was filtered by, as it stands over the table or below it: its numbers may be of a part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.inputs.areas import names_of_whole
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import Project
from pcc_lib.receiving.extracts import Extract
from pcc_lib.receiving.incoming import SHOWN, Doubt
from pcc_lib.receiving.names import plain
from pcc_lib.receiving.when import when_in

_SEVERAL = re.compile(r"\(multiple items\)|multiple (?:values|selections)", re.IGNORECASE)
_ALL = re.compile(r"\(?(?:all|(?:not )?\(?blank\)?)\)?", re.IGNORECASE)
_PIVOT = re.compile(r"(?:row labels|column labels|values)$|(?:sum|count) of ", re.IGNORECASE)  # heads of pivot tables
_CLAUSE = re.compile(r"(.+?)(?::| is| are| includes?| in) (.+)", re.IGNORECASE)
_TODO = "Is it all that the source counts?"


def filtered(project: Project, extract: Extract) -> Iterator[Doubt]:
    """Filters that may take away some of what the source counts: not those of all, of the body's own area, or of a time."""
    grid, own = extract.grid, _own_words(project)
    heads = [cell.text for number in extract.block.heads for cell in grid.row(number)]
    for cells in (grid.row(number) for number in sorted({cell.row for cell in extract.block.above})):
        if len(cells) == 2 and all(cell.text for cell in cells):
            name, value = cells
            pivot = any(_PIVOT.match(text) for text in heads) and not _is_all(value.text, own)
            if pivot or _SEVERAL.fullmatch(value.text):
                what = f"'{shown(name.text, SHOWN)}' is '{shown(value.text, SHOWN)}': the numbers may be of a part."
                yield Doubt(grid.origin(value).fault(what, _TODO))
    for cell in (c for c in grid if c.row > extract.block.heads[-1] and c.text.lower().startswith("applied filters")):
        clauses = [line.strip() for line in str(cell.value).splitlines()[1:] if line.strip()]
        odd = [each for each in clauses if not (found := _CLAUSE.fullmatch(each)) or not _is_all(found[2], own)]
        if odd or not clauses:
            what = f"'{shown((odd or [cell.text])[0], SHOWN)}' is a filter: the numbers may be of a part."
            yield Doubt(grid.origin(cell).fault(what, _TODO))


def _own_words(project: Project) -> set[str]:
    names = [*names_of_whole(project.body), *(name for area in project.body.areas for name in area.names), "police", "force"]
    return {word for name in names for word in plain(name).split()}


def _is_all(value: str, own: set[str]) -> bool:
    """Whether a filter takes nothing away that the source has: all, the body's own area, a time."""
    return bool(_ALL.fullmatch(value)) or when_in(value) is not None or set(plain(value).split()) <= own
