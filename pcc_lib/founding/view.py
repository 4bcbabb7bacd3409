"""A table as a source could see it: which of its columns hold periods, which splits the rows, and which are counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from pcc_lib.core.errors import DataError, Fault
from pcc_lib.core.text import quoted, words
from pcc_lib.founding.layout import Column, Holds, Layout, pieces_of, time_of
from pcc_lib.inputs.areas import names_of_whole
from pcc_lib.inputs.models.body import Body
from pcc_lib.inputs.models.sources import TAIL
from pcc_lib.receiving.grid import Cell
from pcc_lib.receiving.names import is_other_sum, is_total, plain
from pcc_lib.receiving.when import When

MOST_PARTS = 400
_OF_WHAT = words("measure indicator metric description kpi item category of data series heading what")


class View:
    """One table, with what each of its columns is to a source."""

    def __init__(self, layout: Layout, body: Body, names: Mapping[str, str]) -> None:
        self.layout = layout
        self.dropped = {plain(name) for name, target in names.items() if not target}
        meant = {area.id: {*area.names, *(n for n, target in names.items() if target == area.id)} for area in body.areas}
        areas = {plain(name) for several in meant.values() for name in several}
        wholes = {plain(name) for name in names_of_whole(body) if name}
        wholes |= {plain(name) for name, target in names.items() if target == body.whole}
        self.is_area: Callable[[str], bool] = lambda text: plain(text) in areas | wholes
        self.own_area: Callable[[str], bool] = lambda text: plain(text) in areas
        self.is_whole: Callable[[str], bool] = lambda text: plain(text) in wholes or is_total(text)
        numbers = layout.of(Holds.NUMBERS)
        self.tail = [c for c in layout.columns if c.head.lower() in TAIL]
        self.across = [c for c in numbers if self.times(c)]
        if len(self.across) < 2 and layout.of(Holds.PERIODS):
            self.across = []
        self.periods = [] if self.across else layout.of(Holds.PERIODS)
        self.by_area = [c for c in numbers if any(self.own_area(cell.shown) for cell in c.heads)]
        if len({plain(cell.shown) for c in self.by_area for cell in c.heads if self.own_area(cell.shown)}) < 2:
            self.by_area = []
        self.left = [c for c in numbers if self._is_left(c)]
        self.values = [c for c in numbers if c not in self.left and c not in self.tail]
        self.part, self.what = self._labels()

    def times(self, column: Column) -> list[When]:
        return [when for cell in column.heads if (when := time_of(cell, self.layout.grid)) is not None]

    def _is_left(self, column: Column) -> bool:
        """Columns that a person leaves, that are worked out from others, or that are beside periods or areas and of none."""
        if plain(column.head) in self.dropped:
            return True
        if (self.across and column not in self.across) or (self.by_area and column not in self.by_area):
            return True
        return column.is_worked_out and not self.across

    def of_column(self, column: Column) -> list[Cell]:
        """Of the heads of a column, those that name what is counted."""
        return [
            cell
            for cell in column.heads
            if not (self.across and time_of(cell, self.layout.grid)) and not (self.by_area and self.own_area(cell.shown))
        ]

    @cached_property
    def rows(self) -> list[int]:
        """The rows of values, without those of the whole, where there are others, and those that a person leaves."""
        over = {row for row, name in self._named if self.is_whole(name) or is_other_sum(name) or plain(name) in self.dropped}
        return [row for row in self.layout.rows if row not in over] or self.layout.rows

    @property
    def wholes(self) -> list[str]:
        """What rows of the whole that are left beside those of its parts are called."""
        held = set(self.rows)
        return [name for row, name in self._named if row not in held and self.is_whole(name) and plain(name) not in self.dropped]

    @property
    def _named(self) -> list[tuple[int, str]]:
        return list(zip(self.layout.rows, self.layout.down(self.part), strict=True)) if self.part else []

    # ── what tells the rows apart ─────────────────────────────────────────────────────────────────────────────────────
    def _labels(self) -> tuple[Column | None, Column | None]:
        """The column that splits the rows, and the one that names what is counted."""
        texts = [c for c in self.layout.of(Holds.TEXTS) if c not in self.tail and len(set(self.layout.down(c))) <= MOST_PARTS]
        when = [self.layout.down(column) for column in self.periods]
        part = next((c for c in texts if self._mostly_areas(self.layout.down(c))), None)
        if part is None and not self.by_area and not self._has_sections:
            part = self._telling(texts, when)
        rest = [c for c in texts if c is not part]
        told = [*when, *([self.layout.down(part)] if part else []), *self._section_of_rows()]
        if self._is_told(told):
            return part, None
        what = next((c for c in rest if self._is_told([*told, self.layout.down(c)])), None)
        if part is None and what is None and not told and len(texts) == 1:
            what = texts[0]
        if what is None:
            raise refused(self.layout, *self._not_told(when, texts))
        return part, what

    def _telling(self, texts: Sequence[Column], when: Sequence[Sequence[str]]) -> Column | None:
        """The column of texts that alone tells the rows of a period apart, unless it says what is counted."""
        names = [c for c in texts if set(plain(c.head).split()) & _OF_WHAT]
        others = [c for c in texts if c not in names]
        if self._is_told(list(when)) and when:
            return next((c for c in others if len(set(self.layout.down(c))) == 1), None)
        alone = next((c for c in others if self._is_told([*when, self.layout.down(c)])), None)
        if alone or not names:
            return alone
        return next((c for c in others for n in names if self._is_told([*when, self.layout.down(c), self.layout.down(n)])), None)

    def _is_told(self, columns: Sequence[Sequence[str]]) -> bool:
        rows = self.layout.rows
        return len(rows) < 2 or (bool(columns) and len(set(zip(*columns, strict=True))) == len(rows))

    def _mostly_areas(self, texts: Sequence[str]) -> bool:
        named = {text for text in texts if text}
        return bool(named) and sum(map(self.is_area, named)) * 2 > len(named)

    @property
    def _has_sections(self) -> bool:
        return any(self.own_area(cell.text) for cell in self.layout.sections)

    def _section_of_rows(self) -> list[list[str]]:
        """The section that each row stands in, where sections are areas."""
        if not self._has_sections:
            return []
        over = [cell for cell in self.layout.sections if self.is_area(cell.text)]
        return [[next((c.text for c in reversed(over) if c.row < row), "") for row in self.layout.rows]]

    def _not_told(self, when: Sequence[Sequence[str]], texts: Sequence[Column]) -> tuple[str, str]:
        met: dict[tuple[str, ...], int] = {}
        by = " or ".join(quoted(c.head) for c in texts) or "a column of areas"
        for row, key in zip(self.layout.rows, zip(*when, strict=True) if when else [()] * len(self.layout.rows), strict=True):
            if key in met:
                said = " ".join(key) or "the same"
                found = f"{said} stands in rows {met[key]} and {row}, and no column tells all such rows apart (looked at: {by})."
                return found, "Keep one column beside the period that splits the rows, such as the area."
            met[key] = row
        return "its rows cannot be told apart.", "Keep one column beside the period that splits the rows, such as the area."

    # ── what it is of ─────────────────────────────────────────────────────────────────────────────────────────────────
    @property
    def whens(self) -> list[list[When]]:
        """What is said of time of each row or column of values: by heads, by columns of periods, else over the table."""
        grid = self.layout.grid
        if self.across:
            beside = [self._row_whens(row) for row in self.layout.rows[:1]] if self.periods else []
            return [[*self.times(column), *(beside[0] if beside else [])] for column in self.across]
        if self.periods:
            return [self._row_whens(row) for row in self.layout.rows]
        texts = [Cell(0, 0, piece) for cell in self.layout.block.above for piece in pieces_of(cell.shown)]
        over = [when for cell in (Cell(0, 0, grid.sheet), *texts) if (when := time_of(cell, grid))]
        return [over[:1]] if over else []

    def _row_whens(self, row: int) -> list[When]:
        grid = self.layout.grid
        cells = (c.cells.get(row) or above_in(c, row) for c in self.periods)
        return [when for cell in cells if cell is not None and (when := time_of(cell, grid)) is not None]

    @property
    def area_names(self) -> list[str]:
        """The areas, or other parts, that its labels name, as the file has them."""
        if self.part is not None:
            return self.layout.down(self.part)
        if self.by_area:
            return [cell.shown for c in self.by_area for cell in c.heads if self.own_area(cell.shown)]
        if self._has_sections:
            return [cell.text for cell in self.layout.sections if self.own_area(cell.text)]
        over = (self.layout.grid.sheet, *(piece for cell in self.layout.block.above for piece in pieces_of(cell.text)))
        return [next(text for text in over if self.own_area(text))] if any(map(self.own_area, over)) else []


def above_in(column: Column, row: int) -> Cell | None:
    """The nearest cell of a column above a row."""
    return next((column.cells[each] for each in sorted(column.cells, reverse=True) if each < row), None)


def refused(layout: Layout, found: str, todo: str) -> DataError:
    """What cannot be understood of a table."""
    sheet = f"sheet {quoted(layout.grid.sheet)}" if layout.grid.sheet else ""
    return DataError([Fault(layout.grid.file, sheet, found, todo)])
