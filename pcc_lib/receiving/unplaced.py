"""Cells that have no place in a source, and labels that mean nothing to it: what is told of each, where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from pcc_lib.core.errors import Fault
from pcc_lib.core.text import listed
from pcc_lib.inputs.models.telling import shown
from pcc_lib.receiving.axes import Across, Down
from pcc_lib.receiving.blocks import Block
from pcc_lib.receiving.grid import Cell
from pcc_lib.receiving.incoming import SHOWN
from pcc_lib.receiving.labels import Is, Label, Labels
from pcc_lib.receiving.looks import repair_of
from pcc_lib.receiving.names import has_footnote, plain
from pcc_lib.receiving.titles import Titles


@dataclass
class Context:
    """What stands over a table, or names its sheet: what its cells have in common, where no label says it.

    lone: whether cells were taken for the only column that the source has, though nothing names it. clashes: how many cells gave
    another value of the same thing; explained: whether anything was found that tells why.
    """

    titles: Titles
    columns: Sequence[Across]
    used: set[Is]
    lone: bool = False
    clashes: int = 0
    explained: bool = False

    def of_kind(self, kind: Is) -> Label | None:
        """The one label of a kind, which is then used."""
        if kind in self.titles.by_kind:
            self.used.add(kind)
            return self.titles.by_kind[kind].label
        return None


@dataclass(frozen=True)
class Spot:
    """One cell's row and column, with all that is known of the table."""

    block: Block
    labels: Labels
    context: Context
    row: Down
    column: Across

    @property
    def all(self) -> list[Label]:
        return [*self.row.labels, *self.column.labels]

    def names(self, kind: Is) -> list[Label]:
        """The labels of a kind, each once."""
        return list({(label.kind, label.name): label for label in self.all if label.kind is kind}.values())

    def label(self, kind: Is) -> Label | None:
        """The label of a kind: of the row or the column, else of what stands over the table."""
        mine = self.names(kind)
        return mine[0] if mine else self.context.of_kind(kind)


def unplaced_fault(spot: Spot, cell: Cell, doubt: str, has_period: bool) -> Fault:
    """Why a cell has no period, or no part; told where the label stands."""
    about, example = spot.labels.about, spot.labels.held.source.calendar.example
    at = spot.block.grid.origin
    if has_period:
        several = listed(spot.labels.listed[:8])
        todo = f"Write it beside the values, name the sheet after it, or send one table for each: {several}."
        return at(cell).fault(f"stands without a value of {about.breakdown}.", todo)
    told, over = _told_at(spot), spot.context.titles.by_kind.get(Is.PERIOD)
    if told is None and over is not None and over.cell is None:
        found = f"has the name of a {about.period} without a year, and its table has none."
        todo = f"Write the year over the table, or name the sheet like {example}."
        return Fault(spot.block.grid.file, f"sheet '{shown(spot.block.grid.sheet, SHOWN)}'", found, todo)
    if told is None:
        todo = f"Write the {about.period} beside it or over it; call a sum Total, or take it out."
        return at(cell).fault(f"stands without a {about.period}.", todo)
    if doubt:
        return at(told).fault(f"'{shown(told.shown, SHOWN)}' {doubt}.", f"Write it like {example}.")
    return at(told).fault(*_no_period(spot.labels, told))


def _told_at(spot: Spot) -> Cell | None:
    """The label that says no period of the source: one in doubt, else that of the row, else that of the column."""
    heads = [c for r in spot.block.heads if (c := spot.block.grid.spread(r, spot.column.number)) is not None]
    known = [(c, label.when) for c in reversed(heads) if (label := spot.labels.of(c, digits=True)) and label.when]
    rows = [(c, label.when) for label, c in zip(spot.row.labels, spot.row.at, strict=False) if label.when]
    doubtful = [cell for cell, when in (*rows, *known) if when.doubt]
    return next(iter([*doubtful, *(cell for cell, _ in (*rows, *known))]), None)


def headless_fault(spot: Spot, cell: Cell) -> Iterator[Fault]:
    """A cell of a text file beyond the last head: a comma in a number has made two cells of it, and moved those behind it."""
    grid = spot.block.grid
    beyond = all(cell.column > each.column for row in spot.block.heads for each in grid.row(row))
    if beyond and not grid.sheet and spot.row.labels:
        found = f"'{shown(cell.shown, SHOWN)}' stands beyond the last head: the row has more cells than heads."
        yield grid.origin(cell).fault(found, 'A number with a comma stands in quotation marks: "1,234".')


def unknown_faults(block: Block, labels: Labels, rows: Sequence[Down]) -> Iterator[Fault]:
    """Labels of rows that mean nothing to the source, and are not left."""
    about, at = labels.about, block.grid.origin
    for of, cell in (each for row in rows if not row.total for each in row.unknown):
        quoted = shown(cell.shown, SHOWN)
        if of is Is.COLUMN or _is_left(labels, of):
            continue
        if of is None:
            todo = f'Say which it is, --map "{quoted}={_example(labels, cell.shown)}", or leave it and what stands below it: '
            found = f"'{quoted}' is no {about.period} and no {about.breakdown} of {about.name}."
            yield at(cell).fault(found, f'{todo}--map "{quoted}=".')
        elif of is Is.PART:
            meant = f'--map "{quoted}={_example(labels, cell.shown)}"'
            todo = f'Say which it is, {meant}, or leave it: --map "{quoted}=" (all others: --map "*=").'
            yield at(cell).fault(f"'{quoted}' is no {about.breakdown} of {about.name}.", todo)
        elif cell.broken:
            yield at(cell).fault(cell.broken, repair_of(cell, "write it out"))
        else:
            yield at(cell).fault(*_no_period(labels, cell))


def rows_left(labels: Labels, rows: Sequence[Down]) -> Iterator[str]:
    """The names of rows that were said to be left with all others, in a sentence."""
    names = list(
        dict.fromkeys(shown(c.shown, SHOWN) for row in rows if not row.total for of, c in row.unknown if _is_left(labels, of))
    )
    if names:
        yield f"Rows left: {', '.join(names[:6])}{' …' if len(names) > 6 else ''}."


def _is_left(labels: Labels, of: Is | None) -> bool:
    return labels.leaves_others and of in (Is.PART, None)


def _no_period(labels: Labels, cell: Cell) -> tuple[str, str]:
    """What is wrong with a label that says no period of the source, and what to do."""
    quoted, period, calendar = shown(cell.shown, SHOWN), labels.about.period, labels.held.source.calendar
    label = labels.of(cell, digits=True)
    when = label.when if label else None
    if when and (when.month_number or when.quarter_number) and not (when.year or when.years):
        return (
            f"'{quoted}' stands without a year.",
            f"Write the financial year (2023/24) over the table, or each {period} like {calendar.example}.",
        )
    if has_footnote(cell.text):
        return f"'{quoted}' bears the mark of a footnote.", f"Read the note: if it is a whole {period}, take the mark away."
    leave = f'; if it is none, leave it: --map "{quoted}="' if re.search("[A-Za-z/]", quoted) else ""
    todo = f"Write it like {calendar.example}{leave}."
    return f"'{quoted}' is not a {period}{' as this source has them' if when else ''}.", todo


def _example(labels: Labels, text: str) -> str:
    """The part whose name is nearest; where none is near, that one is to be named."""
    near = get_close_matches(plain(text), labels.parts, n=1)
    return labels.parts[near[0]] if near else labels.about.breakdown.upper()
