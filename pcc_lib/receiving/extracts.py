"""A table of a sheet as a source sees it: each of its cells with the period, the part and the column that its labels give it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from pcc_lib.core.calendars import FORMS
from pcc_lib.core.errors import Fault
from pcc_lib.core.text import listed
from pcc_lib.inputs.models.telling import shown
from pcc_lib.receiving.axes import Across, Down, Role, columns_of, rows_of
from pcc_lib.receiving.blocks import Block
from pcc_lib.receiving.grid import Cell, Grid
from pcc_lib.receiving.incoming import SHOWN, Doubt, Key
from pcc_lib.receiving.labels import Is, Label, Labels
from pcc_lib.receiving.looks import repair_of
from pcc_lib.receiving.names import NOT_COUNTED, has_footnote, head_of, plain
from pcc_lib.receiving.spans import clash_fault, year_faults
from pcc_lib.receiving.titles import Titles, is_title, more_words
from pcc_lib.receiving.together import period_of
from pcc_lib.receiving.totals import total_faults

COLUMNS_LEFT = "columns that no source has: "
UNKNOWN = "?"  # before the name of a column that the source does not know


@dataclass
class Extract:
    """What one table holds of one source.

    cells: of each column (a name of the source, or `?` and what the file calls it) the cells by period and part, as the
    source writes them. heads: what the file calls each column, and its unit. statuses, kinds: cells of columns of these;
    marks: `p` or `r` beside a period. named: the heads of the file that the source knows.
    doubts: cells that may not mean what they hold. from_title: whether a text over it says its period. unnamed: whether nothing says which
    column some of its numbers are. loose: where a title
    alone says what is counted, and says more than the name of the column: the title, and its other words.
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
    loose: tuple[Cell | None, str] | None = None

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
    context = _Context(titles, across, set())
    down = rows_of(block, labels, across)
    extract = Extract(block)
    labels_of = [label for each in (*across, *down) for label in each.labels]
    extract.named = {plain(label.head.written) for label in labels_of if label.kind is Is.COLUMN}
    _tell_unknown(extract, labels, down)
    foretold = _foretold(block, across)
    for row in (row for row in down if not row.total and all(of is Is.COLUMN for of, _ in row.unknown)):
        row.at += foretold.get(row.number, [])
        for column in (c for c in across if c.role in (Role.VALUES, Role.STATUS, Role.KIND, Role.EXTRA)):
            if (cell := block.grid.at(row.number, column.number)) is not None:
                _place(_Spot(extract, labels, context, row, column), cell)
    faults = (*year_faults(block, labels, across), *extract.faults, *total_faults(block, across, down))
    extract.faults = list(dict.fromkeys(faults))
    _tell_context(extract, labels, context)
    return extract


@dataclass
class _Context:
    """What stands over a table, or names its sheet: what its cells have in common, where no label says it.

    lone: whether cells were taken for the only column that the source has, though nothing names it.
    """

    titles: Titles
    columns: Sequence[Across]
    used: set[Is]
    lone: bool = False

    def of_kind(self, kind: Is) -> Label | None:
        """The one label of a kind, which is then used."""
        if kind in self.titles.by_kind:
            self.used.add(kind)
            return self.titles.by_kind[kind].label
        return None


@dataclass(frozen=True)
class _Spot:
    """One cell's row and column, with all that is known of the table."""

    extract: Extract
    labels: Labels
    context: _Context
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


def _foretold(block: Block, columns: Sequence[Across]) -> dict[int, list[Cell]]:
    """Of each row the words beside its values that say that nobody counted them: `Forecast`, `Target`."""
    found: dict[int, list[Cell]] = {}
    for column in (each for each in columns if each.role is Role.EXTRA):
        for cell in (c for row in block.body if (c := block.grid.at(row, column.number)) is not None):
            if len(cell.text) <= SHOWN and NOT_COUNTED.search(cell.text):
                found.setdefault(cell.row, []).append(replace(cell, doubt="stands beside the number: it may not be counted"))
    return found


def _place(spot: _Spot, cell: Cell) -> None:
    """Put a cell where its labels say that it belongs, or say why it belongs nowhere."""
    if spot.column.role is Role.EXTRA and not spot.column.name:
        _tell_headless(spot, cell)
        return
    key = _key(spot, cell)
    if key is None:
        return
    if spot.column.role in (Role.STATUS, Role.KIND):
        (spot.extract.statuses if spot.column.role is Role.STATUS else spot.extract.kinds)[key] = cell
        return
    column, head = _column(spot)
    if not column:
        return
    if not column.startswith(UNKNOWN):
        spot.extract.doubts += [_doubt(spot, each, (key, column)) for each in (cell, *spot.row.at) if each.doubt]
    mine = spot.extract.cells.setdefault(column, {})
    spot.extract.heads.setdefault(column, head)
    other = mine.setdefault(key, cell)
    if other is not cell and not column.startswith(UNKNOWN) and other.value != cell.value:
        _tell_clash(spot, cell, other, f"{key[0]}, {key[1]}, {column}")


def _tell_clash(spot: _Spot, cell: Cell, other: Cell, of: str) -> None:
    """Two values of one thing: by a head or a label that is over both, where there is one."""
    if fault := clash_fault(spot.extract.block, spot.context.columns, cell, other):
        spot.extract.faults.append(fault)
        return
    found = f"{shown(cell.shown, SHOWN)} gives another value for {of} than {_seen_at(spot, other)}."
    _fault(spot.extract, cell, found, 'Take one of them out, or leave a column: --map "HEAD=".')


def _seen_at(spot: _Spot, cell: Cell) -> str:
    """Another cell, and whether somebody who looks at the sheet sees it."""
    grid = spot.extract.grid
    hidden = cell.row in grid.hidden_rows or cell.column in grid.hidden_columns
    unseen = ", in a hidden row or column" if hidden else f", which {cell.doubt}" if cell.doubt else ""
    return f"cell {cell.address} ({shown(cell.shown, SHOWN)}{unseen})"


def _doubt(spot: _Spot, cell: Cell, of: tuple[Key, str]) -> Doubt:
    """A cell that may not mean what it holds, or whose row may not be meant."""
    what = f"'{shown(cell.shown, SHOWN)}' {cell.doubt}."
    return Doubt(spot.extract.grid.origin(cell).fault(what, "Is it right? If not, correct the cell, or take it out."), *of)


def _column(spot: _Spot) -> tuple[str, tuple[str, str]]:
    """The column that a cell is of, with its head and unit; nothing where nothing says it."""
    if spot.column.role is Role.EXTRA or spot.row.unknown:
        head = head_of(spot.row.unknown[0][1].shown if spot.row.unknown else spot.column.name)
        return f"{UNKNOWN}{head.written}", (head.written, head.unit)
    found = spot.label(Is.COLUMN)
    if found is not None:
        return found.name, (found.head.written, found.head.unit)
    only = spot.labels.values
    spot.context.lone = len(only) == 1
    spot.extract.unnamed |= len(only) != 1
    return (only[0], ("", "")) if len(only) == 1 else ("", ("", ""))


def _key(spot: _Spot, cell: Cell) -> Key | None:
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
            _tell_unplaced(spot, cell, doubt, bool(period))
        return None
    mark = next((when.status for when in whens if when.status), "")
    written = calendar.written(period) if calendar.form else FORMS[calendar.kind][next(iter(FORMS[calendar.kind]))](period)
    if mark:
        spot.extract.marks[written, name] = mark
    return written, name


# ── what is told ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _fault(extract: Extract, cell: Cell, found: str, todo: str) -> None:
    extract.faults.append(extract.grid.origin(cell).fault(found, todo))


def _tell_unplaced(spot: _Spot, cell: Cell, doubt: str, has_period: bool) -> None:
    """Why a cell has no period, or no part; told once, where the label stands."""
    about = spot.labels.about
    at = next((c for label, c in zip(spot.row.labels, spot.row.at, strict=True) if label.kind is Is.PERIOD), None)
    heads = [c for r in spot.extract.block.heads if (c := spot.extract.grid.spread(r, spot.column.number)) is not None]
    if not has_period:
        told = at or next((c for c in reversed(heads) if (label := spot.labels.of(c, digits=True)) and label.when), None)
        over = spot.context.titles.by_kind.get(Is.PERIOD)
        if told is None and over is not None and over.cell is None:
            sheet = spot.extract.grid.sheet
            found = f"has the name of a {about.period} without a year, and its table has none."
            todo = f"Write the year over the table, or name the sheet like {spot.labels.held.source.calendar.example}."
            spot.extract.faults.append(Fault(spot.extract.grid.file, f"sheet '{shown(sheet, SHOWN)}'", found, todo))
        elif told is None:
            todo = f"Write the {about.period} beside it or over it; call a sum Total, or take it out."
            _fault(spot.extract, cell, f"stands without a {about.period}.", todo)
        elif doubt:
            example = spot.labels.held.source.calendar.example
            _fault(spot.extract, told, f"'{shown(told.shown, SHOWN)}' {doubt}.", f"Write it like {example}.")
        else:
            _fault(spot.extract, told, *_no_period(spot.labels, told))
        return
    todo = f"Write it beside the values, name the sheet after it, or send one table for each: {listed(spot.labels.listed[:8])}."
    _fault(spot.extract, cell, f"stands without a value of {about.breakdown}.", todo)


def _tell_headless(spot: _Spot, cell: Cell) -> None:
    """A cell of a text file beyond the last head: a comma in a number has made two cells of it, and moved those behind it."""
    beyond = all(cell.column > each for row in spot.extract.block.heads for each in _columns_with_heads(spot, row))
    if beyond and not spot.extract.grid.sheet and spot.row.labels:
        found = f"'{shown(cell.shown, SHOWN)}' stands beyond the last head: the row has more cells than heads."
        _fault(spot.extract, cell, found, 'A number with a comma stands in quotation marks: "1,234".')


def _columns_with_heads(spot: _Spot, row: int) -> list[int]:
    return [cell.column for cell in spot.extract.grid.row(row)]


def _tell_unknown(extract: Extract, labels: Labels, rows: Sequence[Down]) -> None:
    """Labels of rows that mean nothing to the source."""
    about = labels.about
    skipped: list[str] = []
    for of, cell in (each for row in rows if not row.total for each in row.unknown):
        quoted = shown(cell.shown, SHOWN)
        if of is not Is.COLUMN and of is not Is.PERIOD and labels.leaves_others:
            skipped.append(quoted)
        elif of is None:
            todo = f'Say which it is, --map "{quoted}={_example(labels, cell.shown)}", or leave it and what stands below it: '
            what = f"'{quoted}' is no {about.period} and no {about.breakdown} of {about.name}."
            _fault(extract, cell, what, f'{todo}--map "{quoted}=".')
        elif of is Is.PART:
            meant = f'--map "{quoted}={_example(labels, cell.shown)}"'
            todo = f'Say which it is, {meant}, or leave it: --map "{quoted}=" (all others: --map "*=").'
            _fault(extract, cell, f"'{quoted}' is no {about.breakdown} of {about.name}.", todo)
        elif cell.broken:
            _fault(extract, cell, cell.broken, repair_of(cell, "write it out"))
        elif of is not Is.COLUMN:
            _fault(extract, cell, *_no_period(labels, cell))
    if skipped:
        names = list(dict.fromkeys(skipped))
        extract.notes.append(f"Rows left: {', '.join(names[:6])}{' …' if len(names) > 6 else ''}.")


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


def _tell_context(extract: Extract, labels: Labels, context: _Context) -> None:
    for kind in sorted(context.used, key=lambda each: each.value):
        said = context.titles.by_kind[kind]
        label, cell = said.label, said.cell
        if kind is Is.COLUMN:
            extract.named.add(plain(label.head.written))
            extract.loose = (cell, said.more) if said.more else None
        where = f"cell {cell.address}" if cell else "the name of the sheet"
        if kind is Is.PERIOD:
            extract.from_title = bool(label.when and label.when.month)
            extract.notes.append(f"The period is that of {where}: {label.head.written}.")
    if context.lone:
        over = [(cell, more_words(cell.text, labels)) for cell in extract.block.above if is_title(cell.text)]
        extract.loose = next(((cell, more) for cell, more in over if more), None)


def extra_notes(extract: Extract, taken: Iterable[str]) -> Iterator[str]:
    """Columns of the table that are passed over, in a sentence."""
    left = [name for name in extract.unknown if name not in set(taken)]
    if left:
        names = ", ".join(shown(name, SHOWN) for name in left[:8])
        yield f"{COLUMNS_LEFT}{names}{' …' if len(left) > 8 else ''}."
