"""A table of a sheet as a source sees it: each of its cells with the period, the part and the column that its labels give it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pcc_lib.core.calendars import FORMS
from pcc_lib.core.errors import Fault
from pcc_lib.inputs.models.telling import shown
from pcc_lib.receiving.axes import Across, Role, columns_of, rows_of
from pcc_lib.receiving.blocks import Block
from pcc_lib.receiving.grid import Cell, Grid
from pcc_lib.receiving.incoming import SHOWN, Doubt, Key
from pcc_lib.receiving.labels import Is, Labels
from pcc_lib.receiving.names import NOT_COUNTED, head_of, plain
from pcc_lib.receiving.spans import clash_fault, year_faults
from pcc_lib.receiving.titles import Titles, is_title, more_words
from pcc_lib.receiving.together import period_of
from pcc_lib.receiving.totals import total_faults
from pcc_lib.receiving.unplaced import Context, Spot, headless_fault, rows_left, unknown_faults, unplaced_fault

COLUMNS_LEFT = "columns that no source has: "
_LOOKED_AT = 100  # values of one thing that differ, of which it is asked why
UNKNOWN = "?"  # before the name of a column that the source does not know


@dataclass
class Extract:
    """What one table holds of one source.

    cells: of each column (a name of the source, or `?` and what the file calls it) the cells by period and part, as the
    source writes them. heads: what the file calls each column, and its unit. statuses, kinds: cells of columns of these;
    marks: `p` or `r` beside a period. named: the heads of the file that the source knows.
    doubts: cells that may not mean what they hold. from_title: whether a text over it says its period. unnamed: whether
    nothing says which column some of its numbers are. loose: where a title alone says what is counted, and says more than the
    name of the column: where it stands, the title, and other words there or below it.
    """

    block: Block
    cells: dict[str, dict[Key, Cell]] = field(default_factory=dict)
    heads: dict[str, tuple[str, str]] = field(default_factory=dict)
    statuses: dict[Key, Cell] = field(default_factory=dict)
    kinds: dict[Key, Cell] = field(default_factory=dict)
    marks: dict[Key, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    doubts: list[Doubt] = field(default_factory=list)
    from_title: bool = False
    unnamed: bool = False
    loose: tuple[Cell | None, str, str] | None = None

    @property
    def grid(self) -> Grid:
        """The sheet."""
        return self.block.grid

    @property
    def known(self) -> list[str]:
        """The source's columns that it holds."""
        return [name for name in self.cells if not name.startswith(UNKNOWN)]

    @property
    def unknown(self) -> list[str]:
        """Columns of numbers that the source does not know, as the file calls them."""
        return [name.removeprefix(UNKNOWN) for name in self.cells if name.startswith(UNKNOWN)]

    @property
    def keys(self) -> set[Key]:
        """Every period and part that has a cell of the source."""
        return {key for name in self.known for key in self.cells[name]}


def extract_of(block: Block, labels: Labels) -> Extract:
    """Read a table as one source sees it; what contradicts itself is among its faults."""
    titles = Titles.of(block, labels)
    across = columns_of(block, labels, titles.column)
    context = Context(titles, across, set())
    down = rows_of(block, labels, across)
    extract = Extract(block)
    labels_of = [label for each in (*across, *down) for label in each.labels]
    extract.named = {plain(label.head.written) for label in labels_of if label.kind is Is.COLUMN}
    extract.faults += unknown_faults(block, labels, down)
    extract.notes += rows_left(labels, down)
    foretold = _foretold(block, across)
    for row in (row for row in down if not row.total and all(of is Is.COLUMN for of, _ in row.unknown)):
        row.at += foretold.get(row.number, [])
        for column in (c for c in across if c.role in (Role.VALUES, Role.STATUS, Role.KIND, Role.EXTRA)):
            if (cell := block.grid.at(row.number, column.number)) is not None:
                _place(extract, Spot(block, labels, context, row, column), cell)
    faults = (*year_faults(block, labels, across), *extract.faults, *total_faults(block, across, down))
    extract.faults = list(dict.fromkeys(faults))
    _tell_context(extract, labels, context)
    return extract


def _foretold(block: Block, columns: Sequence[Across]) -> dict[int, list[Cell]]:
    """Of each row the words beside its values that say that nobody counted them: `Forecast`, `Target`."""
    found: dict[int, list[Cell]] = {}
    for column in (each for each in columns if each.role is Role.EXTRA):
        for cell in (c for row in block.body if (c := block.grid.at(row, column.number)) is not None):
            if len(cell.text) <= SHOWN and NOT_COUNTED.search(cell.text):
                found.setdefault(cell.row, []).append(replace(cell, doubt="stands beside the number: it may not be counted"))
    return found


def _place(extract: Extract, spot: Spot, cell: Cell) -> None:
    """Put a cell where its labels say that it belongs, or say why it belongs nowhere."""
    if spot.column.role is Role.EXTRA and not spot.column.name:
        extract.faults += headless_fault(spot, cell)
        return
    key = _key(extract, spot, cell)
    if key is None:
        return
    if spot.column.role in (Role.STATUS, Role.KIND):
        (extract.statuses if spot.column.role is Role.STATUS else extract.kinds)[key] = cell
        return
    column, head = _column(extract, spot)
    if not column:
        return
    if not column.startswith(UNKNOWN):
        extract.doubts += [_doubt(extract, each, (key, column)) for each in (cell, *spot.row.at) if each.doubt]
    mine = extract.cells.setdefault(column, {})
    extract.heads.setdefault(column, head)
    other = mine.setdefault(key, cell)
    if other is not cell and not column.startswith(UNKNOWN) and other.value != cell.value:
        extract.faults += _clash(spot, cell, other, f"{key[0]}, {key[1]}, {column}")


def _clash(spot: Spot, cell: Cell, other: Cell, of: str) -> Iterator[Fault]:
    """Two values of one thing: told by a head or a label that is over both, where there is one. What tells it is looked for a
    number of times: a long table that says everything twice says it for one reason."""
    context = spot.context
    context.clashes += 1
    if context.clashes <= _LOOKED_AT and (fault := clash_fault(spot.block, context.columns, cell, other)):
        context.explained = True
        yield fault
    elif context.clashes <= _LOOKED_AT or not context.explained:
        found = f"{shown(cell.shown, SHOWN)} gives another value for {of} than {_seen_at(spot.block.grid, other)}."
        yield spot.block.grid.origin(cell).fault(found, 'Take one of them out, or leave a column: --map "HEAD=".')


def _seen_at(grid: Grid, cell: Cell) -> str:
    """Another cell, and whether somebody who looks at the sheet sees it."""
    hidden = cell.row in grid.hidden_rows or cell.column in grid.hidden_columns
    unseen = ", in a hidden row or column" if hidden else f", which {cell.doubt}" if cell.doubt else ""
    return f"cell {cell.address} ({shown(cell.shown, SHOWN)}{unseen})"


def _doubt(extract: Extract, cell: Cell, of: tuple[Key, str]) -> Doubt:
    """A cell that may not mean what it holds, or whose row may not be meant."""
    what = f"'{shown(cell.shown, SHOWN)}' {cell.doubt}."
    return Doubt(extract.grid.origin(cell).fault(what, "Is it right? If not, correct the cell, or take it out."), *of)


def _column(extract: Extract, spot: Spot) -> tuple[str, tuple[str, str]]:
    """The column that a cell is of, with its head and unit; nothing where nothing says it."""
    if spot.column.role is Role.EXTRA or spot.row.unknown:
        head = head_of(spot.row.unknown[0][1].shown if spot.row.unknown else spot.column.name)
        return f"{UNKNOWN}{head.written}", (head.written, head.unit)
    found = spot.label(Is.COLUMN)
    if found is not None:
        return found.name, (found.head.written, found.head.unit)
    only = spot.labels.values
    spot.context.lone = len(only) == 1
    extract.unnamed |= len(only) != 1
    return (only[0], ("", "")) if len(only) == 1 else ("", ("", ""))


def _key(extract: Extract, spot: Spot, cell: Cell) -> Key | None:
    part = spot.label(Is.PART)
    name = part.name if part else spot.labels.only_part
    whens = [label.when for label in spot.all if label.kind is Is.PERIOD and label.when]
    if not whens and (over := spot.context.of_kind(Is.PERIOD)) and over.when:
        whens = [over.when]
    calendar = spot.labels.held.source.calendar
    period, doubt = period_of(whens, calendar)
    if not period and not doubt and (over := spot.context.of_kind(Is.PERIOD)) and over.when and over.when.years:
        period, doubt = period_of([*whens, over.when], calendar)
    if not period or not name:
        if spot.column.role is Role.VALUES:
            extract.faults.append(unplaced_fault(spot, cell, doubt, bool(period)))
        return None
    mark = next((when.status for when in whens if when.status), "")
    written = calendar.written(period) if calendar.form else FORMS[calendar.kind][next(iter(FORMS[calendar.kind]))](period)
    if mark:
        extract.marks[written, name] = mark
    return written, name


# ── what is told ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _tell_context(extract: Extract, labels: Labels, context: Context) -> None:
    for kind in sorted(context.used, key=lambda each: each.value):
        said = context.titles.by_kind[kind]
        label, cell = said.label, said.cell
        if kind is Is.COLUMN:
            extract.named.add(plain(label.head.written))
            extract.loose = (cell, label.head.written, said.more) if said.more else None
            if plain(label.head.written) not in labels.titles:
                title = labels.held.source.field_title(label.name)
                extract.notes.append(f"Taken for {title} by the title: {shown(label.head.written, 2 * SHOWN)}.")
        where = f"cell {cell.address}" if cell else "the name of the sheet"
        if kind is Is.PERIOD:
            extract.from_title = bool(label.when and label.when.month)
            extract.notes.append(f"The period is that of {where}: {label.head.written}.")
    if context.lone:
        over = [(cell, more_words(cell.text, labels)) for cell in extract.block.above if is_title(cell.text)]
        extract.loose = next(((cell, cell.text, more) for cell, more in over if more), None)


def extra_notes(extract: Extract, taken: Iterable[str]) -> Iterator[str]:
    """Columns of the table that are passed over, in a sentence."""
    left = [name for name in extract.unknown if name not in set(taken)]
    if left:
        names = ", ".join(shown(name, SHOWN) for name in left[:8])
        yield f"{COLUMNS_LEFT}{names}{' …' if len(left) > 8 else ''}."
