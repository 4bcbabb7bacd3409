"""Past values that are others than a published edition told them, and of which nobody has said why."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.quarters import Quarter
from pcc_lib.differences.again import Again, Reworked
from pcc_lib.differences.cells import CellChange, ChangedCells
from pcc_lib.differences.changes import told_before
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.revised import file_of
from pcc_lib.inputs.sources import FOLDER
from pcc_lib.inputs.told import edition_before
from pcc_lib.preparing.work import Work


def open_revisions(folder: QuarterFolder) -> Iterator[Work]:
    """Each source, and each figure of other things, that is not as the edition before showed it, with no reason for it.

    What only the library works out otherwise is found when the book is built: here no figure is worked out whose cells stand.
    """
    before = edition_before(folder)
    if not before:
        return
    cells = ChangedCells(folder.project, before)
    open_cells: dict[str, list[CellChange]] = {}
    for change in (each for each in cells.told() if not each.reason):
        open_cells.setdefault(change.source.name, []).append(change)
    yield from (_of_source(found, before) for found in open_cells.values())
    for each in Reworked(folder, cells).revised(told_before(folder, before), touched_only=True):
        if not each.explained and not each.changes:
            yield _of_figure(folder, each, before)


def _of_source(found: list[CellChange], before: str) -> Work:
    first, source, label = found[0], found[0].source, Quarter.parse(before).label
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    place = f"{source.calendar.written(first.period)}, {first.part}, column {first.column}"
    told = f"is {_shown(first.now)}; the edition of {label} told {_shown(first.was)}{more}, and nobody has said why."
    todo = f"Put the number back; or if it was revised, say why in {file_of(source.name)} (pcc receive writes it)."
    return Work(f"{FOLDER}/{source.file}", place, told, todo, kind="revisions")


def _of_figure(folder: QuarterFolder, each: Again, before: str) -> Work:
    label = Quarter.parse(before).label
    if each.secret:
        found = f"{each.told.id} is printed otherwise than in the edition of {label}, and nobody has said why."
    else:
        found = f"{each.told.id} would be {each.text} now; the edition of {label} told {each.told.text}, and nobody has said why."
    todo = f"Put back what it rests on; or write under restated: {{figures: {each.told.undated}, because: …}}"
    return Work(f"{folder.name}/quarter.yml", "restated", found, todo, kind="revisions")


def _shown(value: float) -> str:
    return "not known" if value != value else f"{value:.12g}"
