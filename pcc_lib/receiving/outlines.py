"""Rows that stand below others: areas with their months under them, years with their quarters and months, as pivot tables do it.

What stands over others holds their sum, where it holds anything; it is a total, and is held against them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pcc_lib.receiving.blocks import Block
from pcc_lib.receiving.grid import Cell
from pcc_lib.receiving.labels import Is, Label, Labels
from pcc_lib.receiving.when import When, when_together

_FINER = ("year", "quarter", "month")


@dataclass
class Step:
    """One row of an outline: its label, those it stands below, the rows below it, whether it closes rows above it, and whether it
    is lost: what it stands below means nothing to the source."""

    row: int
    label: Label
    cell: Cell
    level: str
    over: tuple[Step, ...] = ()
    below: list[int] = field(default_factory=list)
    closes: bool = False
    lost: bool = False

    @property
    def path(self) -> tuple[Step, ...]:
        """The labels of the row, from the outermost."""
        return (*self.over, self)

    @property
    def is_sum(self) -> bool:
        """Whether the row holds a sum of others."""
        return self.closes or bool(self.below)


def outline_of(block: Block, labels: Labels, column: int, valued: set[int]) -> Mapping[int, Step]:
    """The rows of a column whose labels are of several levels, each with those that it stands below; none where all are alike."""
    full = {row for row in block.body if any(cell.column in valued for cell in block.grid.row(row))}
    found = [
        step for row in block.body if (step := _step(block, labels, row, column)) is not None and (step.level or row in full)
    ]
    levels = {step.level for step in found if step.level}
    if len({step.level for step in found if step.level and step.row in full}) < 2 and len(levels) < 3:
        return {}
    steps = _nested(found)
    for step in (each for each in steps if each.row in full and not each.closes):
        for over in step.over:
            over.below.append(step.row)
    leaves = {step.row for step in steps if not step.is_sum}
    for step in steps:
        step.below = [row for row in step.below if row in leaves]
    return {step.row: step for step in steps}


def parents_of(block: Block, beside: Sequence[int], rows: Sequence[int]) -> Mapping[int, list[int]]:
    """Rows that name an area and no month, above rows that name a month and no area: each with the rows below it."""
    found: dict[int, list[int]] = {}
    for outer, inner in pairwise(beside):
        parent = 0
        for row, after in zip(rows, [*rows[1:], 0], strict=True):
            if _holds(block, row, outer):
                alone = not _holds(block, row, inner)
                parent = row if alone and after and not _holds(block, after, outer) and _holds(block, after, inner) else 0
            elif parent and _holds(block, row, inner):
                found.setdefault(parent, []).append(row)
    return found


def _holds(block: Block, row: int, column: int) -> bool:
    return block.grid.spread(row, column) is not None


def _step(block: Block, labels: Labels, row: int, column: int) -> Step | None:
    cell = block.grid.at(row, column)
    if cell is None:
        return None
    label = labels.of(cell, digits=True, old_epoch=block.grid.old_epoch)
    if label is None or label.kind is Is.LEFT:
        return Step(row, Label(Is.LEFT), cell, "")
    return Step(row, label, cell, _level(label)) if _level(label) else None


def _level(label: Label) -> str:
    if label.kind in (Is.PART, Is.COLUMN):
        return label.kind.value
    when = label.when
    if label.kind is not Is.PERIOD or when is None or when.doubt:
        return ""
    if when.month or when.month_number or when.days:
        return "month"
    return "quarter" if when.quarter or when.quarter_number or when.run_end else "year"


def _nested(steps: Sequence[Step]) -> list[Step]:
    """Each row below the nearest one of another level that it can belong to."""
    stack: list[Step] = []
    found: list[Step] = []
    top = next((step.level for step in steps if step.level), "")
    for step in steps:
        if not step.level or (step.level != top and not stack):
            stack = []
            if step.level and found:
                found.append(replace(step, lost=True))
                continue
            if not step.level:
                continue
        levels = [each.level for each in stack]
        if step.level in levels:
            del stack[levels.index(step.level) :]
        elif any(_is_finer(each.level, step.level) for each in stack):
            step.closes = True
        while stack and not step.closes and not _can_hold(stack[-1], step):
            stack.pop()
        step.over = tuple(each for each in stack if not (step.closes and _is_finer(each.level, step.level)))
        if not step.closes:
            stack.append(step)
        found.append(step)
    return found


def _is_finer(level: str, than: str) -> bool:
    return level in _FINER and than in _FINER and _FINER.index(level) > _FINER.index(than)


def _can_hold(over: Step, step: Step) -> bool:
    """Whether a month can be of the year, or the quarter, that stands over it."""
    whens: list[When] = [each.label.when for each in (over, step) if each.label.when]
    if len(whens) < 2 or not whens[1].month:
        return True
    outer, month = whens[0], whens[1].month
    if outer.quarter and outer.financial:
        return outer.quarter[:4] == month[:4] and (int(outer.quarter[5:]) - 1) // 3 == (int(month[5:]) - 1) // 3
    return not when_together(whens).doubt
