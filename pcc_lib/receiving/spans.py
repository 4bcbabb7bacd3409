"""Heads that stand over several columns, and labels over several rows: what speaks against it that they are of all of these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pcc_lib.core.errors import Fault
from pcc_lib.core.text import listed
from pcc_lib.inputs.models.telling import shown
from pcc_lib.receiving.axes import Across, Role, stack_of
from pcc_lib.receiving.blocks import Block, label_of
from pcc_lib.receiving.grid import Cell, column_letters
from pcc_lib.receiving.incoming import SHOWN
from pcc_lib.receiving.labels import Is, Labels
from pcc_lib.receiving.when import when_together

_OWN = "Merge it over its own alone, or write it beside each."
_MOST = 4  # words that are named


def year_faults(block: Block, labels: Labels, columns: Sequence[Across]) -> Iterator[Fault]:
    """Years over months that then do not follow each other: January of 2023 after December of 2023."""
    groups: dict[tuple[Cell, tuple[str, ...]], list[tuple[str, Cell]]] = {}
    for column in (each for each in columns if each.role is Role.VALUES and len(block.heads) > 1):
        heads = stack_of(block, column.number)
        whens = {head: label.when for head in heads if (label := label_of(block.grid, labels, head)) and label.when}
        years = next((head for head, when in whens.items() if (when.year or when.years) and not when.month), None)
        month = when_together(whens.values()).month
        if years is not None and month and len(whens) > 1:
            others = tuple(label.name for label in column.labels if label.kind is not Is.PERIOD)
            groups.setdefault((years, others), []).append((month, heads[-1]))
    for (years, _), months in groups.items():
        steps = [(a[0] <= b[0], b[1]) for a, b in pairwise(months)]
        if len({up for up, _ in steps}) > 1:
            rising = sum(up for up, _ in steps) * 2 >= len(steps)
            odd = next(cell for up, cell in steps if up is not rising)
            over = f"'{shown(years.shown, SHOWN)}' is over {_over(block, years)}"
            found = f"{over}, and {shown(odd.shown, SHOWN)} below it is out of order: it may be of another year."
            yield block.grid.origin(years).fault(found, _OWN)


def clash_fault(block: Block, columns: Sequence[Across], one: Cell, other: Cell) -> Fault | None:
    """Why two cells say the same thing of the same time and part, where the table shows it: a head over both of them, a label
    over both of their rows, or words beside them that differ."""
    return _over_both(block, one, other) or _beside_both(block, columns, one, other)


def _over_both(block: Block, one: Cell, other: Cell) -> Fault | None:
    grid, places = block.grid, ((one.row, one.column), (other.row, other.column))
    if one.row == other.row:
        upper = [head for head in stack_of(block, one.column) if head in stack_of(block, other.column)]
        if not upper:
            return None
        below, other_below = (stack_of(block, cell.column)[-1] for cell in (one, other))
        where = listed([column_letters(each.column) for each in (other, one)])
        over = f"'{shown(upper[-1].shown, SHOWN)}' is over {_over(block, upper[-1])}"
        if below.shown != other_below.shown:
            two = f"'{shown(other_below.shown, SHOWN)}' and '{shown(below.shown, SHOWN)}' below it may both be what is counted"
            return grid.origin(upper[-1]).fault(f"{over}: {two}.", f'Leave one of them: --map "{below.shown}=".')
        again = f"'{shown(below.shown, SHOWN)}' stands" if below is not upper[-1] else "numbers stand"
        return grid.origin(upper[-1]).fault(f"{over}, and {again} below it twice, in columns {where}.", _OWN)
    for top, left, bottom, right in grid.merged:
        if all(top <= row <= bottom for row, _ in places) and right < min(column for _, column in places):
            anchor = grid.at(top, left)
            if anchor is not None and top in block.body:
                rows = f"rows {top} to {bottom}, of which two say the same: {other.row} and {one.row}."
                found = f"'{shown(anchor.shown, SHOWN)}' is merged over {rows}"
                return grid.origin(anchor).fault(found, _OWN)
    return None


def _over(block: Block, head: Cell) -> str:
    """`B1 to D1`: where a head is merged, or the places up to the next head."""
    for top, left, _, right in block.grid.merged:
        if (top, left) == (head.row, head.column):
            return f"{head.address} to {column_letters(right)}{top}"
    later = [c.column for c in block.grid.row(head.row) if c.column > head.column and c.column in block.columns]
    last = min(later, default=block.columns[-1] + 1) - 1
    return f"{head.address} to {column_letters(last)}{head.row}"


def _beside_both(block: Block, columns: Sequence[Across], one: Cell, other: Cell) -> Fault | None:
    """A column of words that the source does not have, and that tells two rows apart."""
    for column in (each for each in columns if each.role is Role.EXTRA and each.name):
        pair = [block.grid.spread(cell.row, column.number) for cell in (other, one)]
        texts = [cell.text for cell in pair if cell is not None]
        if len(texts) == len(pair) and all(texts) and texts[0] != texts[1]:
            words = dict.fromkeys(c.text for row in block.body if (c := block.grid.at(row, column.number)) is not None and c.text)
            named = [f"'{shown(word, SHOWN)}'" for word in list(words)[:_MOST]]
            more = ", and more" if len(words) > _MOST else ""
            found = f"'{shown(column.name, SHOWN)}' tells rows of one time and part apart: {listed(named)}{more}."
            head = stack_of(block, column.number)[-1]
            todo = f'Leave the rows that are not meant: --map "{texts[1]}=". Rows that add up are to be sent as one.'
            return block.grid.origin(head).fault(found, todo)
    return None
