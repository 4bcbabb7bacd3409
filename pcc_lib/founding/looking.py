"""A file that no source knows yet, looked at: which periods it is of, what splits them, and which columns a source of it has.

Nothing is guessed that could be meant in two ways: it is refused, with sheet and cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pcc_lib.core.calendars import FORMS, Calendar, form_of
from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.core.text import listed, quoted
from pcc_lib.founding.layout import Column, Holds, Layout, head_name, layouts_of, time_of
from pcc_lib.founding.view import View, above_in, refused
from pcc_lib.inputs.models.body import Body
from pcc_lib.receiving.amounts import amount_of
from pcc_lib.receiving.grid import Cell, Grid
from pcc_lib.receiving.incoming import SHOWN
from pcc_lib.receiving.labels import PERIOD_HEADS
from pcc_lib.receiving.names import is_other_sum, plain
from pcc_lib.receiving.together import period_of, settled
from pcc_lib.receiving.when import When

_AREA = "Area"
_NO_NAMES = ("", "name", "code", "geography", "geography name", "label")  # heads that do not say what splits the rows


@dataclass(frozen=True)
class Counted:
    """What one column of the source will be made of: its name in the file, its unit there, and its cells."""

    head: str
    unit: str
    cells: tuple[Cell, ...]
    text: bool = False


@dataclass(frozen=True)
class Looked:
    """A file as it was understood.

    layouts: its tables, of one form. calendar: its periods, and how the source writes them; dated: the head of their column.
    split: the head of what splits them (blank: nothing does); parts: what stands there, without totals. columns: what the source
    has. left: heads that it has not; wholes: what rows of the whole that are left beside those of its parts are called.
    """

    layouts: tuple[Layout, ...]
    calendar: Calendar
    dated: str
    split: str
    parts: tuple[str, ...]
    columns: tuple[Counted, ...]
    left: tuple[str, ...]
    wholes: tuple[str, ...]

    @property
    def grids(self) -> list[Grid]:
        """The sheets."""
        return list({id(layout.grid): layout.grid for layout in self.layouts}.values())


@dataclass(frozen=True)
class Wanted:
    """What a person says of the file: its sheet, a name where nothing in the file names its numbers, whether quarters that are
    told by one year are of the calendar, and what names in it mean (blank: they are left)."""

    sheet: str = ""
    title: str = ""
    calendar_quarters: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


def look(grids: Sequence[Grid], wanted: Wanted, body: Body) -> Looked:
    """A file as it is understood. A DataError tells what cannot be, with its sheet and cell."""
    layouts = _chosen(grids, wanted)
    views = [View(layout, body, wanted.names) for layout in layouts]
    calendar = _calendar(views, wanted)
    first = views[0]
    counted = _counted(views, wanted, first)
    if not counted:
        raise refused(first.layout, "no column holds numbers alone.", _first_odd(first.layout))
    split, parts = _split(views, body)
    dated = next((column.head for column in first.periods), "")
    taken = {plain(each.head) for each in counted}
    left = dict.fromkeys(
        c.head for view in views for c in view.left if c.head and plain(head_name(c.heads[-1]).name) not in taken
    )
    wholes = tuple(dict.fromkeys(name for view in views for name in view.wholes))
    return Looked(tuple(layouts), calendar, dated, split, parts, tuple(counted), tuple(left), wholes)


# ── the table ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _chosen(grids: Sequence[Grid], wanted: Wanted) -> list[Layout]:
    """The tables that are meant: those of one form, in one sheet, or in sheets that are named after areas or periods."""
    file = grids[0].file
    meant = [grid for grid in grids if (plain(grid.sheet) == plain(wanted.sheet) if wanted.sheet else not grid.hidden)]
    if not meant:
        names = [grid.sheet for grid in grids if grid.sheet]
        raise DataError([Fault(file, "", f"has no sheet {quoted(wanted.sheet)}.", suggest(wanted.sheet, names))])
    held = [layouts for grid in meant if (layouts := layouts_of(grid))]
    if not held:
        todo = "It needs names over its columns, and numbers below them. Is it the right file?"
        raise DataError([Fault(file, "", "holds no rows of numbers below a row of heads.", todo)])
    forms = {_form(layout) for layouts in held for layout in layouts}
    if len(held) > 1 and len(forms) > 1:
        names = listed([quoted(layouts[0].grid.sheet) for layouts in held])
        raise DataError([Fault(file, "", f"holds tables in several sheets: {names}.", 'Say which: --sheet "NAME".')])
    layouts = [layout for each in held for layout in each]
    if len(forms) > 1:
        rows = listed([str(layout.block.heads[-1]) for layout in layouts])
        raise refused(layouts[0], f"holds several tables, with heads in rows {rows}.", "Put each into a sheet of its own.")
    return layouts


def _form(layout: Layout) -> tuple[str, ...]:
    """What tells tables of one form from others: their heads, times apart."""
    heads = (column.heads[-1] for column in layout.columns if column.heads)
    return tuple(dict.fromkeys("" if time_of(cell, layout.grid) else plain(cell.shown) for cell in heads))


# ── periods ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _calendar(views: Sequence[View], wanted: Wanted) -> Calendar:
    """The kind of the periods and the form in which the source writes them: the first by which all can be read."""
    first = views[0]
    whens = [each for view in views for each in view.whens]
    if odd := next(((view, i) for view in views for i, each in enumerate(view.whens) if not each and view.periods), None):
        raise _doubtful(*odd, "is not a month, quarter or year")
    if not whens or not all(whens):
        todo = "Write periods like 2025-04, 2025-Q2 or 2024-25 into a column, or over the columns."
        raise refused(first.layout, "no column holds months, quarters or years, and no heads are any.", todo)
    flat = iter(settled([when for each in whens for when in each]))
    whens = [[next(flat) for _ in each] for each in whens]
    said = {plain(column.head) for view in views for column in view.periods}
    doubts = []
    for calendar in _calendars(_texts_of(views), any("year" in each or each == "fy" for each in said), wanted):
        told = [period_of(each, calendar) for each in whens]
        if all(period for period, _ in told) and all(_is_of(calendar, each) for each in whens):
            return calendar
        doubts += [(i, doubt) for i, (_, doubt) in enumerate(told) if doubt]
    at, doubt = doubts[0] if doubts else (0, "is not read as a month, quarter or year like the others")
    raise _doubtful(first, at, doubt)


def _is_of(calendar: Calendar, whens: Sequence[When]) -> bool:
    """Whether what is said of time says just such a period: 2024 is no month, and the first quarter of 2024 no year."""
    finer = any(each.quarter or each.quarter_number or each.month_number or (each.month and not each.years) for each in whens)
    return not finer if calendar.kind == "year" else finer or any(each.month for each in whens)


def _calendars(texts: Sequence[str], years_first: bool, wanted: Wanted) -> Iterator[Calendar]:
    """The calendars that periods could be of, in the order in which they are tried."""
    library = {kind: {form_of(text, kind) for text in texts} for kind in FORMS}
    calendar_quarters = wanted.calendar_quarters or library["quarter"] == {"2023-Q3"}
    quarters = [Calendar("quarter", "2023-24-Q2"), *([Calendar("quarter", "2023-Q3")] if calendar_quarters else [])]
    if library["quarter"] == {"2023-Q3"}:
        quarters.reverse()
    stroke = any("/" in text for text in texts)
    years = [Calendar("year", "2022/23" if stroke else "2022-23"), Calendar("year", "2023")]
    months = [Calendar("month", "2023-10")]
    order = [years, quarters, months] if years_first else [quarters, months, years]
    for each in order:
        yield from (Calendar(c.kind, c.form, 3 if c.kind == "quarter" else 1) for c in each)


def _texts_of(views: Sequence[View]) -> list[str]:
    """The texts that stand for periods, as the file has them."""
    down = [text for view in views for column in view.periods for text in view.layout.down(column)]
    return down or [cell.shown for view in views for c in view.across for cell in c.heads if time_of(cell, view.layout.grid)]


def _doubtful(view: View, at: int, doubt: str) -> DataError:
    """What is doubtful of a period, at the cell where it stands."""
    grid = view.layout.grid
    if view.across:
        cell = next(c for c in view.across[at].heads if time_of(c, grid))
    else:
        column, row = view.periods[0], view.layout.rows[at]
        cell = column.cells.get(row) or above_in(column, row) or next(iter(column.cells.values()))
    todo = "Write it like 2025-04, 2025-Q2 or 2024-25."
    if "may be a quarter" in doubt:
        todo = "If Q1 is January to March, say --calendar-quarters; if it is April to June, write 2025-26-Q1."
    return DataError([grid.origin(cell).fault(f"{quoted(cell.shown[:SHOWN])} {doubt}.", todo)])


# ── what is counted, and what splits it ───────────────────────────────────────────────────────────────────────────────
def _counted(views: Sequence[View], wanted: Wanted, first: View) -> list[Counted]:
    """The columns that the source will have, by their names in the file."""
    found: dict[str, list[Cell]] = {}
    heads: dict[str, tuple[str, str]] = {}
    for view in views:
        for head, unit, cells in _named(view, wanted):
            key = plain(head) or head
            heads.setdefault(key, (head, unit))
            found.setdefault(key, []).extend(cells)
    texts = [_text(first, column) for column in _kept_texts(first)]
    return [*(Counted(*heads[key], tuple(cells)) for key, cells in found.items()), *texts]


def _named(view: View, wanted: Wanted) -> Iterator[tuple[str, str, Iterable[Cell]]]:
    rows = set(view.rows)
    if view.what is not None:
        names = {row: name for row, name in zip(view.layout.rows, view.layout.down(view.what), strict=True) if row in rows}
        for name in dict.fromkeys(names.values()):
            head = head_name(Cell(1, 1, name))
            mine = [c.cells[row] for c in view.values for row, said in names.items() if said == name and row in c.cells]
            yield head.name, head.unit, mine
        return
    _refuse_nameless(view)
    for column in view.values:
        heads = view.of_column(column)
        head = head_name(heads[-1]) if heads else head_name(Cell(1, 1, _title(view, wanted)))
        yield head.name, head.unit, [cell for row, cell in column.cells.items() if row in rows]


def _refuse_nameless(view: View) -> None:
    """Columns without a name, and names that two columns of one period have."""
    origin = view.layout.grid.origin
    nameless = [next(iter(column.cells.values())) for column in view.values if not column.heads]
    faults = [origin(cell).fault("has no head over it.", "Name its column.") for cell in nameless]
    if not view.across and not view.by_area:
        names = [plain(column.head) for column in view.values]
        twice = [c for i, c in enumerate(view.values) if names.index(names[i]) < i and c.heads]
        faults += [origin(c.heads[-1]).fault(f"the head {quoted(c.head)} stands twice.", "Keep one.") for c in twice]
    raise_if(DataError, faults[:20])


def _title(view: View, wanted: Wanted) -> str:
    """What numbers are called that no head names: by the title over the table, else as the source."""
    grid, found = view.layout.grid, view.layout.titles
    return next((text for text in found if not view.is_area(text) and time_of(Cell(0, 0, text), grid) is None), wanted.title)


def _kept_texts(view: View) -> list[Column]:
    """Columns of texts that are kept beside the numbers: those of a table in which each row is one of the source."""
    if view.across or view.by_area or view.what is not None:
        return []
    return [c for c in view.layout.of(Holds.TEXTS) if c is not view.part and c not in view.tail and c.head]


def _text(view: View, column: Column) -> Counted:
    rows = set(view.rows)
    return Counted(column.head, "", tuple(cell for row, cell in column.cells.items() if row in rows), text=True)


def _split(views: Sequence[View], body: Body) -> tuple[str, tuple[str, ...]]:
    """The head of what splits the rows, and its values without those of the whole, where there are others."""
    names = list(dict.fromkeys(name for view in views for name in view.area_names if name))
    parts = [name for name in names if not views[0].is_whole(name) and not is_other_sum(name)]
    column = views[0].part
    head = column.head if column is not None and plain(column.head) not in _NO_NAMES else _AREA
    return (head if names else "", tuple(parts or names))


def _first_odd(layout: Layout) -> str:
    """The first cell that keeps a column from being one of numbers."""
    skip = {c.number for c in layout.of(Holds.PERIODS)}
    cells = (cell for c in layout.columns if c.number not in skip for cell in c.cells.values())
    odd = [cell for cell in cells if plain(cell.shown) not in PERIOD_HEADS and amount_of(cell).fault]
    return f"Cell {odd[-1].address} holds {quoted(odd[-1].shown[:SHOWN])}." if odd else "Add one."
