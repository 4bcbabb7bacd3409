"""The axes of a table: what each of its columns is, and what each of its rows, by the labels that stand over and beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from pcc_lib.core.text import words
from pcc_lib.receiving.blocks import Block, is_number, label_of
from pcc_lib.receiving.grid import Cell
from pcc_lib.receiving.labels import Is, Label, Labels
from pcc_lib.receiving.names import NO_VALUE, Head, counts_only, head_of, is_other_sum, plain, says_no_more, unit_of
from pcc_lib.receiving.outlines import Step, outline_of, parents_of
from pcc_lib.receiving.together import settled
from pcc_lib.receiving.when import When

# heads under which a month may be a number
_NUMBERED = words("month mth") | {"month number", "month no", "month num", "calendar month"}


class Role(Enum):
    """What a column of a table is. LABELS: it tells what its rows are; EXTRA: the source knows nothing of it."""

    LABELS = "labels"
    VALUES = "values"
    STATUS = "status"
    KIND = "kind"
    TOTAL = "total"
    EXTRA = "extra"


@dataclass
class Across:
    """One column: its number, what it is, what the heads over it mean, and what stands there as its name."""

    number: int
    role: Role
    labels: list[Label] = field(default_factory=list)
    name: str = ""
    of: Is | None = None


@dataclass
class Down:
    """One row: its number, what its labels mean and where they stand (`at`), labels that mean nothing, whether it is a total, and
    the rows below it whose sum it then is, where it stands over them; whether it was said to be left."""

    number: int
    labels: list[Label] = field(default_factory=list)
    at: list[Cell] = field(default_factory=list)
    unknown: list[tuple[Is | None, Cell]] = field(default_factory=list)
    total: bool = False
    other_sum: bool = False
    below: tuple[int, ...] = ()
    left: bool = False


def columns_of(block: Block, labels: Labels, titled: str = "") -> list[Across]:
    """What each column is: by its heads, and where these say nothing by what stands in it, and over the table (`titled`: the
    column that a text names there)."""
    several = [_across(block, labels, number) for number in block.columns]
    found = _with_titled_values(block, labels, titled, _with_lone_values(block, several))
    whens = settled([label.when for each in found for label in each.labels if label.when])
    rest = iter(whens)
    for each in found:
        each.labels = [replace(label, when=next(rest)) if label.when else label for label in each.labels]
    return found


def _with_lone_values(block: Block, columns: Sequence[Across]) -> list[Across]:
    """Where a column names what is counted, the one column of numbers beside it holds the values, whatever it is called."""
    named = any(each.of is Is.COLUMN for each in columns) and not any(each.role is Role.VALUES for each in columns)
    unnamed = [each for each in columns if each.role is Role.EXTRA and _holds_numbers(block, each.number)]
    if not named or len(unnamed) != 1:
        return list(columns)
    return [Across(each.number, Role.VALUES, [], each.name) if each is unnamed[0] else each for each in columns]


def _with_titled_values(block: Block, labels: Labels, titled: str, columns: Sequence[Across]) -> list[Across]:
    """Where a title names what is counted, the one column of numbers whose head says no more than that holds the values."""
    if not titled or any(each.role is Role.VALUES for each in columns):
        return list(columns)
    numbers = [c for c in columns if c.role in (Role.EXTRA, Role.TOTAL) and c.name and _holds_numbers(block, c.number)]
    meant = [each for each in numbers if _says_only(labels, titled, each.name)]
    if len(meant) != 1:
        return list(columns)
    return [Across(c.number, Role.VALUES, [], c.name) if c is meant[0] else c for c in columns]


def _says_only(labels: Labels, titled: str, head: str) -> bool:
    """Whether a head says no more than a title over it, which names a column: `Number`, `Total complaints`."""
    if head_of(head).unit or NO_VALUE.search(head) or re.search("[%£]", head):
        return False
    field = labels.about.field(titled)
    of = set(plain(f"{titled.replace('_', ' ')} {field.title if field else ''}").split())
    return counts_only(head) or all(word in of or says_no_more(word) for word in plain(head).split())


def _holds_numbers(block: Block, column: int) -> bool:
    return any(is_number(cell) for row in block.body if (cell := block.grid.at(row, column)) is not None)


def _across(block: Block, labels: Labels, number: int) -> Across:
    heads = stack_of(block, number)
    known = [label_of(block.grid, labels, head) for head in heads]
    joined = labels.of(_join(heads)) if len(heads) > 1 else None
    if joined is not None and joined.kind in (Is.COLUMN, Is.KEY):
        if _is_share(labels, joined, heads):
            return Across(number, Role.EXTRA, name=joined.head.written)
        known, heads = [joined], [_join(heads)]
    meant = [label for label in known if label]
    kinds = [label.kind for label in meant]
    name = _name(heads, known)
    if Is.LEFT in kinds:
        return Across(number, Role.EXTRA)
    if known and known[-1] is not None and known[-1].kind is Is.KEY:
        return _key(block, labels, number, known[-1], name)
    if Is.TOTAL in kinds:
        other = any(is_other_sum(head.shown) for head in heads)
        return Across(number, Role.EXTRA if other else Role.TOTAL, [] if other else meant, name)
    if known and (known[-1] is not None or (meant and counts_only(heads[-1].shown))):
        return Across(number, Role.VALUES, meant, name)
    return _by_content(block, labels, Across(number, Role.EXTRA, meant, name))


def _name(heads: Sequence[Cell], known: Sequence[Label | None]) -> str:
    """What a column is called: a period or a part over it is no part of its name, where something else stands there too."""
    own = [head for head, label in zip(heads, known, strict=True) if label is None or label.kind not in (Is.PERIOD, Is.PART)]
    return " ".join(head.shown for head in own or heads)


def _is_share(labels: Labels, joined: Label, heads: Sequence[Cell]) -> bool:
    """Whether `%` stands alone below the name of a column that is counted: it is a share beside it, and not the column."""
    field = labels.about.field(joined.name)
    apart = joined.head.unit == "%" and plain(heads[-1].shown) == "%"
    return apart and field is not None and unit_of(field.unit) != "%"


def _join(heads: Sequence[Cell]) -> Cell:
    return Cell(heads[-1].row, heads[-1].column, " ".join(head.shown for head in heads))


def _key(block: Block, labels: Labels, number: int, label: Label, name: str) -> Across:
    about = labels.about
    if label.name == "status":
        return Across(number, Role.STATUS, name=name)
    if label.name == "kind":
        return Across(number, Role.KIND, name=name)
    return Across(number, Role.LABELS, [], name, Is.PERIOD if label.name == about.period else Is.PART)


def stack_of(block: Block, number: int) -> list[Cell]:
    """The heads over a column, from above: what is merged, or stands over the first of several, counts for all of them."""
    found: list[Cell] = []
    last = block.heads[-1]
    for row in block.heads:
        cell = block.grid.spread(row, number)
        if cell is None and row != last and _needs_group(block, row, number):
            cell = _at_left(block, row, number)
        if cell is not None and cell not in found:
            found.append(cell)
    return found


def _needs_group(block: Block, row: int, number: int) -> bool:
    """Whether a column without a head in an upper row has one further down, and the group at its left has too."""
    lower = [each for each in block.heads if each > row]
    return any(block.grid.spread(each, number) for each in lower)


def _at_left(block: Block, row: int, number: int) -> Cell | None:
    lefts = [column for column in block.columns if column < number]
    return next((cell for column in reversed(lefts) if (cell := block.grid.spread(row, column)) is not None), None)


def _by_content(block: Block, labels: Labels, column: Across) -> Across:
    """A column whose head says nothing: labels, where most of what stands in it is known to the source."""
    cells = [cell for row in block.body if (cell := block.grid.at(row, column.number)) is not None]
    texts = [cell for cell in cells if isinstance(cell.value, str) or hasattr(cell.value, "year")]
    meant = [label.kind for cell in texts if (label := labels.of(cell)) is not None and label.kind is not Is.TOTAL]
    best = max((Is.PERIOD, Is.PART, Is.COLUMN), key=meant.count)
    if meant.count(best) and meant.count(best) * 2 >= len(cells) and not column.labels:
        return replace(column, role=Role.LABELS, of=best)
    return replace(column, role=Role.EXTRA)


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def rows_of(block: Block, labels: Labels, columns: Sequence[Across]) -> list[Down]:
    """What each row that holds values is; rows without any are titles of what follows, or notes."""
    valued = {each.number for each in columns if each.role is not Role.LABELS}
    beside = _Beside.of(block, labels, columns, valued)
    found: list[Down] = []
    section: list[Cell] = []
    for number in block.body:
        cells = block.grid.row(number)
        if not any(cell.column in valued for cell in cells):
            section = _section(labels, cells, section)
            if cells and len(cells) == 1 and not section:
                beside.carried.clear()
            continue
        row = Down(number)
        beside.tell(row)
        for cell in section if not any(beside.outlines.values()) else ():
            if (label := labels.of(cell)) and label.kind not in {each.kind for each in row.labels}:
                row.labels.append(label)
                row.at.append(cell)
        if any(column.role is Role.EXTRA and _is_left(block, labels, number, column.number) for column in columns):
            row.total = row.other_sum = row.left = True
        found.append(row)
    _settle(found)
    return found


def _is_left(block: Block, labels: Labels, row: int, column: int) -> bool:
    """Whether a word beside the values is one that was said to be passed over: the row is."""
    cell = block.grid.at(row, column)
    label = labels.of(cell) if cell is not None and cell.text else None
    return label is not None and label.kind is Is.LEFT


@dataclass
class _Beside:
    """The columns that tell what rows are: those whose labels stand below each other, rows that stand over others, and what was
    last said in each column, which goes on where nothing is."""

    block: Block
    labels: Labels
    columns: list[Across]
    outlines: dict[int, Mapping[int, Step]]
    parents: Mapping[int, list[int]]
    numbered: set[int]
    carried: dict[int, Cell] = field(default_factory=dict)

    @classmethod
    def of(cls, block: Block, labels: Labels, columns: Sequence[Across], valued: set[int]) -> _Beside:
        beside = [each for each in columns if each.role is Role.LABELS]
        rows = [number for number in block.body if any(cell.column in valued for cell in block.grid.row(number))]
        outlines = {each.number: outline_of(block, labels, each.number, valued) for each in beside}
        numbered = {each.number for each in beside if len(beside) > 1 and plain(each.name) in _NUMBERED}
        return cls(block, labels, beside, outlines, parents_of(block, [each.number for each in beside], rows), numbered)

    def tell(self, row: Down) -> None:
        """Put the labels of a row into it."""
        if row.number in self.parents:
            row.total, row.below = True, tuple(self.parents[row.number])
            for column in self.columns:
                self.carried.pop(column.number, None)
        for column in self.columns:
            if (step := self.outlines[column.number].get(row.number)) is not None:
                row.other_sum = row.other_sum or step.lost
                row.labels += [each.label for each in step.path]
                row.at += [each.cell for each in step.path]
                row.total, row.below = row.total or step.is_sum or step.lost, row.below or tuple(step.below)
            else:
                _label(self, column, row)


def _section(labels: Labels, cells: Sequence[Cell], before: list[Cell]) -> list[Cell]:
    """The label that stands alone over the rows that follow, such as the name of an area."""
    label = labels.of(cells[0]) if len(cells) == 1 else None
    if label is not None and label.kind in (Is.PART, Is.PERIOD, Is.COLUMN):
        return [cells[0]]
    return before


def _label(beside: _Beside, column: Across, row: Down) -> None:
    block, labels, carried = beside.block, beside.labels, beside.carried
    cell = block.grid.spread(row.number, column.number)
    if cell is None:
        others = [c for c in block.grid.row(row.number) if c.column != column.number and isinstance(c.value, str)]
        cell = carried.get(column.number) if others and not row.total else None
    if cell is None:
        return
    carried[column.number] = cell
    if column.of is Is.PART and not isinstance(cell.value, str):
        cell = replace(cell, value=cell.shown)  # a code such as 7 is a name
    label = labels.of(cell, digits=column.of is Is.PERIOD, old_epoch=block.grid.old_epoch)
    if label is None and column.number in beside.numbered and cell.shown.isdigit() and 1 <= int(cell.shown) <= 12:
        label = Label(Is.PERIOD, when=When(month_number=int(cell.shown), numbered=True), head=Head(cell.shown, cell.shown, ""))
    if label is not None and label.kind is Is.TOTAL:
        row.total, row.other_sum = True, is_other_sum(cell.shown)
    elif label is not None and label.kind is Is.LEFT:
        row.total = row.other_sum = row.left = True
    elif label is None or label.kind not in (column.of, Is.PERIOD):
        row.unknown.append((None if beside.outlines[column.number] else column.of, cell))
    else:
        row.labels.append(_as_quarter(label, column))
        row.at.append(cell)


def _as_quarter(label: Label, column: Across) -> Label:
    """A month under a head that says quarter is the one that the quarter ends with."""
    when = label.when
    if when is None or "quarter" not in plain(column.name) or not when.month or int(when.month[5:]) % 3:
        return label
    return replace(label, when=replace(when, month="", quarter=when.month, financial=True))


def _settle(rows: Iterable[Down]) -> None:
    places = [(row, i) for row in rows for i, label in enumerate(row.labels) if label.when]
    whens = settled([when for row, i in places if (when := row.labels[i].when)])
    for (row, i), when in zip(places, whens, strict=True):
        row.labels[i] = replace(row.labels[i], when=when)
